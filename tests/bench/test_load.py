"""What wrk says."""

import os

import pytest

from bench import load
from bench.pages import BenchError

SAID = """\
Running 1s test @ http://127.0.0.1:8000/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   566.96us  270.70us   1.00s    99.29%
    Req/Sec    32.00k     6.95k   40.00k    99.56%
  Latency Distribution
     50%  567.49us
     75%  803.54us
     90%  911.50us
     99%    {p99}
  31094 requests in 1.02s, 504.87MB read
{trouble}Requests/sec:  30410.71
Transfer/sec:    495.31MB
"""


@pytest.mark.parametrize(
    ("p99", "microseconds"), [("835.00us", 835), ("1.23ms", 1230), ("1.00s ", 1e6), ("1.50m", 9e7)]
)
def test_it_reads_the_rate_the_percentile_and_the_count(p99, microseconds) -> None:
    told, requests = load.parse(SAID.format(p99=p99, trouble=""), "/")
    assert told.rate == 30410.71
    assert told.p99 == pytest.approx(microseconds)
    assert requests == 31094


@pytest.mark.parametrize(
    "trouble",
    [
        "  Non-2xx or 3xx responses: 3\n",
        "  Socket errors: connect 0, read 1, write 0, timeout 0\n",
    ],
)
def test_any_answer_that_is_no_page_is_a_failure(trouble) -> None:
    with pytest.raises(BenchError, match=rf"^/x: {trouble.strip()}$"):
        load.parse(SAID.format(p99="1.00ms", trouble=trouble), "/x")


def test_it_asks_longer_where_nothing_came(monkeypatch) -> None:
    asked = []

    def wrk(_url, _coding, *, seconds, core) -> str:
        asked.append(seconds)
        requests = "31094" if seconds == 4 else "0"
        return SAID.format(p99="1.00ms", trouble="").replace("31094", requests)

    monkeypatch.setattr(load, "_wrk", wrk)
    assert load.ask_often("/", "br", seconds=1, core=None, pid=os.getpid()).rate == 30410.71
    assert asked == [1, 2, 4]
    with pytest.raises(BenchError, match="nothing came in 16 seconds"):
        load.ask_often("/", "br", seconds=8, core=None, pid=os.getpid())


@pytest.mark.parametrize("lost", ["Requests/sec", "99%    ", "requests in"])
def test_what_it_does_not_understand_is_a_failure(lost) -> None:
    with pytest.raises(BenchError, match="did not say"):
        load.parse(SAID.format(p99="1.00ms", trouble="").replace(lost, "?"), "/x")

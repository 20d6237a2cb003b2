"""``python -m bench``: measures all, prints one table of ratios and writes bench/RESULTS.md.

``--short`` only checks the budgets of bytes, requests and queries, needs neither wrk nor other
servers, and fails where one is exceeded.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench import filling, freshness, load, machine, rendering, report, rounds, servers, short
from bench.pages import BenchError
from bench.targets import Results, judge
from bench.weigh import Scales

RESULTS = machine.ROOT / "bench" / "RESULTS.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="check the budgets only")
    parser.add_argument("--rounds", type=int, default=5, help="of each server, %(default)s")
    parser.add_argument("--seconds", type=int, default=1, help="of each round, %(default)s")
    parser.add_argument("--publications", type=int, default=freshness.PUBLICATIONS)
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the tables are written")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="helpcenter-bench-") as name:
        folder = Path(name)
        # Settings that this process reads make their files there, and nowhere else.
        os.environ["STATE_DIR"] = name
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")
        try:
            return _check(folder) if options.short else _measure(folder, options)
        except BenchError as error:
            _say(str(error))
            return 2


def _check(folder: Path) -> int:
    over = list(short.check(folder))
    for told in over:
        _say(told)
    _say(f"{len(over)} budgets are exceeded." if over else "All budgets are kept.")
    return 1 if over else 0


def _measure(folder: Path, options: argparse.Namespace) -> int:
    if not machine.tells_of_processes():
        raise BenchError("Measuring needs Linux: it reads of processes in /proc.")
    told = machine.describe()
    results = Results(missing=load.names(("wrk", "nginx", "caddy")))
    for tool in results.missing:
        _say(f"{tool} is not installed: what needs it is missing from the tables.")
    _say("A site is made.")
    state = servers.prepare(folder / "site")
    cores = machine.cores()
    if "wrk" not in results.missing:
        _say("Servers are started and measured in turns.")
        with rounds.contenders(state, folder, cores) as groups:
            results.loads = rounds.measure(
                groups,
                rounds=options.rounds,
                seconds=options.seconds,
                core=cores.asker,
                say=_say,
            )
    _say("Pages are weighed and made anew.")
    with servers.site(state) as server:
        results.weights = Scales(server.origin).all()
    results.rendered = rendering.render(state)
    _say("Publishing while all workers are asked.")
    results.freshness = freshness.watch(
        state.copy(folder / "changed"), publications=options.publications
    )
    _say("The store of a worker is filled.")
    results.filled = filling.fill(folder, files_of=state)
    text = report.write(results, told, how=_how(options, cores))
    options.output.write_text(text, encoding="utf-8")
    if results.loads:
        _print(report.table_of_ratios(results.loads))
    _print(report.table_of_targets(judge(results)))
    _say(f"Written to {options.output.name}.")
    return 0


def _how(options: argparse.Namespace, cores: machine.Cores) -> str:
    where = (
        "servers on one processor, wrk on another"
        if cores.are_apart
        else "servers and wrk on the same processors, which makes all of it slower"
    )
    return (
        f"{options.rounds} rounds of {options.seconds} s, interleaved; {load.CONNECTIONS} "
        f"connections; {where}. kB and MB are thousands and millions of bytes."
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _print(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())

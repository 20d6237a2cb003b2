"""Scenarios in a pack: read strictly, written canonically, told where they are wrong."""

import pytest

from guides import pack
from guides.pack import ScenarioRecord
from tests.pack.small import FILES, W, told

SCENARIOS = """
[[scenarios]]
answers = "a=x/b=x"
reaches = "section:g#two"
mentions = ["24–48 hours", "it’s \\"so\\""]

[[scenarios]]
answers = "a=y"
reaches = "situation:s"
"""
TEXT = FILES[W] + SCENARIOS


def test_scenarios_are_read_whole_and_written_as_they_were_read():
    record = pack.read_item(W, TEXT)
    assert record.scenarios == (
        ScenarioRecord("a=x/b=x", "section:g#two", ("24–48 hours", 'it’s "so"')),
        ScenarioRecord("a=y", "situation:s"),
    )
    assert pack.write_item(record) == TEXT


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"a=y"', '"a"', "30: scenarios.2.answers: “a” must look like order=shipped/arrived=no"),
        ('"a=y"', '"/a=y/"', "30: scenarios.2.answers: “/a=y/” must look like"),
        ('"a=y"', '"a=Y"', "30: scenarios.2.answers: “a=Y” must look like"),
        ('"a=y"', '"a=y/a=x"', "30: scenarios.2.answers: “a=y/a=x” answers a question twice"),
        ('"a=y"', '"a=x/b=x"', "30: scenarios.2.answers: are those of a scenario above"),
        ('"a=y"', "[]", "30: scenarios.2.answers: must be text in quotes"),
        ("situation:s", "situation:t", "31: scenarios.2.reaches: there is no situation “t”"),
        ("section:g#two", "section:g#no", "26: scenarios.1.reaches: there is no section “g#no”"),
        ("section:g#two", "question:b", "26: scenarios.1.reaches: “question:b” must be situation:"),
        ("section:g#two", "section:g", "26: scenarios.1.reaches: “g” must look like guide#anchor"),
        ("mentions = [", "mentions = [1, ", "27: scenarios.1.mentions: must be text in quotes"),
        ("mentions = ", "says = ", "27: scenarios.1.says: unknown key; known are answers, reaches"),
        ('reaches = "situation:s"', "", "29: scenarios.2.reaches: is required and missing"),
    ],
)
def test_a_scenario_that_is_wrong_is_told_where_it_stands(tmp_path, old, new, expected):
    [problem] = told(tmp_path, {**FILES, W: FILES[W] + SCENARIOS.replace(old, new, 1)})
    assert problem.startswith(f"{W}:{expected}")


def test_scenarios_are_a_list_of_tables(tmp_path):
    text = FILES[W] + '\n[scenarios.a]\nanswers = "a=y"\n'
    [problem] = told(tmp_path, {**FILES, W: text})
    assert problem.endswith("scenarios: must be tables such as [[scenarios]]")


def test_a_scenario_that_does_not_come_true_keeps_no_pack_from_being_read(tmp_path):
    assert told(tmp_path, {**FILES, W: TEXT.replace("a=x/b=x", "no=such")}) == []

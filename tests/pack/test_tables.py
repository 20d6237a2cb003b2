"""Every key of every table: what is required, what it may hold, what is told where it is wrong."""

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from guides import limits
from guides.pack import tables
from tests.pack.small import FILES, F, G, S, W, change, told

ODD_SLUGS = ("A", "a_b", "a--b", "-a", "a-", "a b", "\u00e9", "a.b", "a/b", "a\\n", "\u0661")


def test_the_small_pack_is_read(tmp_path):
    assert told(tmp_path, FILES) == []


@pytest.mark.parametrize(
    ("path", "line", "key"),
    [
        (G, 'title = "G"\n', "title"),
        (G, 'summary = "About G."\n', "summary"),
        (G, "reviewed = 2026-11-22\n", "reviewed"),
        (S, 'code = "S-01"\n', "code"),
        (S, 'title = "S"\n', "title"),
        (S, 'summary = "Yes."\n', "summary"),
        (S, 'verdict = "can"\n', "verdict"),
        (S, "reviewed = 2026-11-22\n", "reviewed"),
        (W, 'title = "W"\n', "title"),
        (W, 'summary = "Asks."\n', "summary"),
        (W, 'start = "a"\n', "start"),
        (W, "reviewed = 2026-11-22\n", "reviewed"),
    ],
)
def test_what_an_item_requires_may_not_be_missing(tmp_path, path, line, key):
    assert told(tmp_path, change(path, line, "")) == [f"{path}: {key}: is required and missing"]


@pytest.mark.parametrize(
    ("path", "text", "where"),
    [
        (W, 'text = "A?"\n', f"{W}:6: questions.a.text"),
        (W, 'id = "x"\n', f"{W}:8: questions.a.choices.1.id"),
        (W, 'label = "X"\n', f"{W}:8: questions.a.choices.1.label"),
        (W, 'to = "question:b"\n', f"{W}:8: questions.a.choices.1.to"),
        (F, 'label = "F"\n', f"{F}:1: f.label"),
        (F, "low = 1\n", f"{F}:1: f.low"),
        (F, 'unit = "days"\n', f"{F}:1: f.unit"),
        (F, 'source = "Somebody"\n', f"{F}:1: f.source"),
        (F, "checked = 2026-11-22\n", f"{F}:1: f.checked"),
    ],
)
def test_what_a_table_requires_is_told_at_the_table(tmp_path, path, text, where):
    assert f"{where}: is required and missing" in told(tmp_path, change(path, text, ""))


@pytest.mark.parametrize(
    ("path", "after", "where"),
    [
        (G, 'title = "G"\n', f"{G}:3: colour"),
        (S, 'title = "S"\n', f"{S}:4: colour"),
        (W, 'title = "W"\n', f"{W}:2: colour"),
        (W, 'text = "A?"\n', f"{W}:8: questions.a.colour"),
        (W, 'label = "Y"\n', f"{W}:15: questions.a.choices.2.colour"),
        (F, 'label = "F"\n', f"{F}:3: f.colour"),
    ],
)
def test_an_unknown_key_is_told_with_its_line(tmp_path, path, after, where):
    [problem] = told(tmp_path, change(path, after, f'{after}colour = "red"\n'))
    assert problem.startswith(f"{where}: unknown key")


def test_keys_of_one_kind_are_unknown_in_another(tmp_path):
    files = change(G, 'title = "G"\n', 'title = "G"\ncode = "S-02"\nstart = "a"\nhazard = "No."\n')
    assert [problem.split(":")[2] for problem in told(tmp_path, files)] == [
        " code",
        " start",
        " hazard",
    ]


TEXT = ("1", "true", "2026-11-22", '["a"]', "{}", '""', '"  "', '"a "', '" a"', '"a\\nb"', '"\\t"')
WHOLE = ('"1"', "1.0", "true", "-1", "2000000001", "[]", "2026-11-22", "nan", "0x" + "f" * 5000)
DAY = ('"2026-11-22"', "1", "2026-11-22T10:00:00", "2026-11-22T10:00:00Z", "10:00:00", "[]")
SLUGS = ('"a"', "1", "[1]", '["A"]', '["a", "a"]', '[""]', "[[]]", '["a/b"]', '["a", "b", "a"]')
LISTS = ('"a"', "[1]", '[""]', '["a", "a"]', '["a\\nb"]')
LINE = ("1", "[]", '"a\\nb"', '" a"')
SECTIONS = ('"g#one"', '["g"]', '["g#"]', '["#one"]', '["g#one", "g#one"]', '["g#one#two"]')
VERDICTS = ('"Can"', '"no"', '""', "true", "[]", '["can"]', "1")
CODES = ('"s-01"', '""', '"S--1"', '"-S"', '"S 1"', "1", '"S-1\\n"', '"S/1"', '"\u00c4"')
TARGETS = (
    '"b"',
    '"guide:g"',
    '"wizard:w"',
    '"question:"',
    '"question:B"',
    '"situation:s#one"',
    '"section:g"',
    '"section:g#"',
    '"Question:b"',
    '"https://example.com"',
    "[]",
    "1",
)
UNITS = ('"day"', '"Days"', '"months"', '""', "1", "[]", '["days"]', "{}")


@pytest.mark.parametrize(
    ("path", "old", "new", "where", "values"),
    [
        (G, 'title = "G"', "title = {}", f"{G}:2: title", TEXT),
        (G, 'summary = "About G."', "summary = {}", f"{G}:3: summary", TEXT),
        (G, "reviewed = 2026-11-22", "reviewed = {}", f"{G}:4: reviewed", DAY),
        (S, "reviewed =", "position = {}\nreviewed =", f"{S}:7: position", WHOLE),
        (S, "reviewed =", "review_every_days = {}\nreviewed =", f"{S}:7: review_every_days", WHOLE),
        (S, "reviewed =", "review_every_days = {}\nreviewed =", f"{S}:7: review_every_days", "0"),
        (S, "reviewed =", "formerly = {}\nreviewed =", f"{S}:7: formerly", SLUGS),
        (S, "reviewed =", "related = {}\nreviewed =", f"{S}:7: related", SLUGS),
        (S, "reviewed =", "screen_labels = {}\nreviewed =", f"{S}:7: screen_labels", LISTS),
        (S, "reviewed =", "hazard = {}\nreviewed =", f"{S}:7: hazard", LINE),
        (S, '["g#one"]', "{}", f"{S}:6: sections", SECTIONS),
        (S, '"can"', "{}", f"{S}:5: verdict", VERDICTS),
        (S, '"S-01"', "{}", f"{S}:2: code", CODES),
        (W, 'start = "a"', "start = {}", f"{W}:3: start", ("1", '""', '"A"')),
        (W, '"question:b"', "{}", f"{W}:11: questions.a.choices.1.to", TARGETS),
        (W, 'text = "A?"', 'text = "A?"\nhint = {}', f"{W}:8: questions.a.hint", LINE),
        (F, "low = 1", "low = {}", f"{F}:3: f.low", WHOLE),
        (F, "high = 2", "high = {}", f"{F}:4: f.high", (*WHOLE, "0")),
        (F, '"days"', "{}", f"{F}:5: f.unit", UNITS),
        (F, "checked = 2026-11-22", "checked = {}", f"{F}:7: f.checked", DAY),
        (F, '"Somebody"', "{}", f"{F}:6: f.source", TEXT),
    ],
)
def test_a_wrong_value_is_told_with_file_line_and_key(tmp_path, path, old, new, where, values):
    for value in values:
        problems = told(tmp_path, change(path, old, new.replace("{}", value)))
        assert [problem[: len(where) + 2] for problem in problems] == [f"{where}: "], value


@pytest.mark.parametrize("value", ["question:b", "situation:s", "section:g#one", "section:g#two"])
def test_a_choice_leads_to_a_question_a_situation_or_a_section(tmp_path, value):
    assert told(tmp_path, change(W, "question:b", value)) == []


@pytest.mark.parametrize("unit", ["minutes", "hours", "days", "business-days", "weeks"])
def test_every_unit_is_known(tmp_path, unit):
    assert told(tmp_path, change(F, '"days"', f'"{unit}"')) == []


@pytest.mark.parametrize("verdict", ["can", "maybe", "cannot"])
def test_every_verdict_is_known(tmp_path, verdict):
    assert told(tmp_path, change(S, '"can"', f'"{verdict}"')) == []


@pytest.mark.parametrize("slug", ODD_SLUGS)
def test_an_odd_name_is_no_slug_anywhere(tmp_path, slug):
    files = change(W, 'start = "a"', f'start = "{slug}"')
    files[G] = FILES[G].replace("{#one}", f"{{#{slug}}}")
    files[F] = FILES[F].replace("[f]", f'["{slug}"]')
    problems = told(tmp_path, files)
    assert {problem.split(":")[0] for problem in problems} == {F, G, W}


@pytest.mark.parametrize("slug", ["a.b", "A", "-a", "a_b", "\u00e9", "a" * (limits.SLUG + 1)])
@pytest.mark.parametrize("path", ["guides/{}.md", "situations/{}.md", "wizards/{}.toml"])
def test_a_file_is_named_by_a_slug(tmp_path, path, slug):
    path = path.format(slug)
    [problem] = told(tmp_path, {**FILES, path: "x"})
    assert problem.startswith(f"{path}: the file name must be a slug")


@pytest.mark.parametrize(
    ("path", "old", "most"),
    [
        (G, '"G"', limits.TITLE),
        (G, '"About G."', limits.SUMMARY),
        (S, '"S-01"', limits.CODE),
        (W, '"X"', limits.LABEL),
        (W, '"A?"', limits.TITLE),
        (F, '"Somebody"', limits.NOTE),
    ],
)
def test_a_text_may_be_as_long_as_its_column_and_no_longer(tmp_path, path, old, most):
    assert told(tmp_path, change(path, old, f'"{"S" * most}"')) == []
    [problem] = told(tmp_path, change(path, old, f'"{"S" * (most + 1)}"'))
    assert f"has {most + 1} characters; at most {most} fit" in problem


@pytest.mark.parametrize("text", ["5\u00a0km", "\U0001f469\u200d\U0001f4bb", "na\u00adme"])
def test_a_title_may_hold_what_people_write(tmp_path, text):
    """A no-break space, a joined emoji and a soft hyphen are text, not control characters."""
    assert told(tmp_path, change(G, '"G"', f'"{text}"')) == []


def test_a_fact_does_not_end_below_its_beginning(tmp_path):
    assert told(tmp_path, change(F, "low = 1", "low = 3")) == [f"{F}:4: f.high: is below low (3)"]


@pytest.mark.parametrize(
    ("text", "told_"),
    [
        ("a = 1", f"{F}:1: a: must be a table"),
        ("a = []", f"{F}:1: a: must be a table"),
        ("[[a]]", f"{F}: a: must be a table"),
        ("a = 0x" + "f" * 5000, f"{F}:1: a: must be a table"),
    ],
)
def test_a_fact_is_a_table(tmp_path, text, told_):
    assert [problem[: len(told_)] for problem in told(tmp_path, {**FILES, F: text})] == [told_]


@pytest.mark.parametrize(
    ("questions", "where"),
    [
        ("questions = 1", "questions"),
        ("questions = []", "questions"),
        ("[[questions]]", "questions"),
        ("[questions]\na = 1", "questions.a"),
        ("[questions]\na = 0x" + "f" * 5000, "questions.a"),
        ("[[questions.a]]", "questions.a"),
        ('[questions.a]\ntext = "A?"\nchoices = 1', "questions.a.choices"),
        ('[questions.a]\ntext = "A?"\n[questions.a.choices]', "questions.a.choices"),
        ('[questions.a]\ntext = "A?"\nchoices = [1]', "questions.a.choices.1"),
    ],
)
def test_questions_and_choices_are_tables(tmp_path, questions, where):
    head = FILES[W].partition("\n\n")[0]
    problems = told(tmp_path, {**FILES, W: f"{head}\n{questions}\n"})
    assert len(problems) == 1
    assert f": {where}: must be" in problems[0]


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("title = ", 2),
        ('title = "a', 2),
        ('title = "a"\ntitle = "b"', 3),
        ("title = 2026-02-30", 2),
        ('title = "\\q"', 2),
        ('title = "\\ud800"', 2),
        ("= 1", 2),
        ("[a]\n[a]", 3),
        ("a.b = 1\n[a]\nc = 1", 3),
        ("title = nul", 2),
        ("title = " + "[" * 20_000, 0),
        ("title = " + "{a=" * 5_000, 0),
        ("position = " + "9" * 5_000, 0),
    ],
)
def test_broken_toml_is_told_with_its_line(tmp_path, toml, line):
    [problem] = told(tmp_path, {**FILES, G: f"+++\n{toml}\n+++\n"})
    # Beyond a depth, the parser no longer knows where it is.
    where = f"{G}:{line}" if line else G
    assert problem.startswith(f"{where}: ")
    assert "TOML" in problem


def test_tables_nested_without_end_are_refused(tmp_path):
    [problem] = told(tmp_path, change(G, 'title = "G"', "title" + ".a" * 5_000 + " = 1"))
    assert problem.startswith(f"{G}")


def test_every_problem_of_every_file_is_told_at_once(tmp_path):
    files = {
        **FILES,
        G: FILES[G].replace('title = "G"', "title = 1\nx = 1").replace("{#two ", "{#one "),
        S: FILES[S].replace("S-01", "s").replace("can", "can't"),
        W: FILES[W].replace('"question:b"', '"b"').replace('text = "B?"\n', ""),
        F: FILES[F].replace("high = 2", "high = 0"),
    }
    where = [problem.split(": ")[:2] for problem in told(tmp_path, files)]
    assert where == [
        [f"{F}:4", "f.high"],
        [f"{G}:2", "title"],
        [f"{G}:3", "x"],
        [f"{G}:14", "section one"],
        [f"{S}:2", "code"],
        [f"{S}:5", "verdict"],
        [f"{W}:11", "questions.a.choices.1.to"],
        [f"{W}:17", "questions.b.text"],
    ]


def test_a_question_and_its_choices_are_told_at_once(tmp_path):
    files = change(W, 'text = "A?"\n', "")
    files[W] = files[W].replace('to = "question:b"', "to = 1")
    assert [problem.split(": ")[1] for problem in told(tmp_path, files)] == [
        "questions.a.text",
        "questions.a.choices.1.to",
    ]


@given(text=st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_text_is_written_as_the_library_writes_it(text):
    assert tables._written(text) == tomlkit.item(text).as_string()

"""Names within a pack: each exists, none stands twice. And files that are no content at all."""

import pytest

from guides import audit, pack
from guides.pack import PackError
from guides.pack.folder import LARGEST
from tests.pack.small import FILES, F, G, S, W, change, told

SECOND = FILES[S].replace("S-01", "S-02")


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (S, "g#one", "g#three", f"{S}:6: sections: there is no section “g#three”"),
        (S, "g#one", "h#one", f"{S}:6: sections: there is no section “h#one”"),
        (S, "g#one", "g#deux", f"{S}:6: sections: there is no section “g#deux”"),
        (
            S,
            'title = "S"',
            'title = "S"\nrelated = ["t"]',
            f"{S}:4: related: there is no situation “t”",
        ),
        (
            S,
            'title = "S"',
            'title = "S"\nrelated = ["s"]',
            f"{S}:4: related: names the situation itself",
        ),
        (W, 'start = "a"', 'start = "c"', f"{W}:3: start: there is no question “c”"),
        (
            W,
            "question:b",
            "question:c",
            f"{W}:11: questions.a.choices.1.to: there is no question “c”",
        ),
        (
            W,
            "situation:s",
            "situation:t",
            f"{W}:15: questions.a.choices.2.to: there is no situation “t”",
        ),
        (
            W,
            "section:g#two",
            "section:g#three",
            f"{W}:22: questions.b.choices.1.to: there is no section “g#three”",
        ),
        (
            W,
            'id = "y"',
            'id = "x"',
            f"{W}:13: questions.a.choices.2.id: “x” is the id of a choice above",
        ),
        (G, "{#two ", "{#one ", f"{G}:13: section one: the anchor “one” stands twice"),
        (G, '"deux"', '"one"', f"{G}:13: section two: the anchor “one” stands twice"),
        (G, '"deux"', '"two"', f"{G}:13: section two: the anchor “two” stands twice"),
        (G, '"deux"', '"a a"', f"{G}:13: section two: the anchor “a” stands twice"),
        (G, '"deux"', '"A"', f"{G}:13: the anchor “A” may hold only"),
        (G, "{#one}", "", f"{G}:9: “## One ” must look like"),
        (G, "## One {#one}", "## {#one}", f"{G}:9: “## {{#one}}” must look like"),
        (G, "{#one}", "{#one} x", f"{G}:9: “## One {{#one}} x” must look like"),
        (G, "{#one}", "{#}", f"{G}:9: “## One {{#}}” must look like"),
        (G, "{#one}", '{#one was="x"}', f'{G}:9: “## One {{#one was="x"}}” must look like'),
        (G, "First.", "```\n## In a fence {#no}", f"{G}:11: a code fence or block is opened here"),
        (
            G,
            'title = "G"',
            'title = "G"\nformerly = ["g"]',
            f"{G}:3: formerly: “g” is an address of guides/g.md",
        ),
    ],
)
def test_a_name_that_is_wrong_is_told_where_it_stands(tmp_path, path, old, new, expected):
    problems = told(tmp_path, change(path, old, new))
    assert any(problem.startswith(expected) for problem in problems)
    # Nothing else is told, but what is wrong in others because of it.
    assert [problem for problem in problems if problem.startswith(path)] == problems


def test_a_code_stands_once_dash_or_not(tmp_path):
    files = {**FILES, "situations/t.md": FILES[S].replace("S-01", "S01")}
    assert told(tmp_path, files) == [
        "situations/t.md:2: code: “S01” is the code of situations/s.md"
    ]


def test_a_former_address_belongs_to_one_item(tmp_path):
    former = SECOND.replace('title = "S"', 'title = "S"\nformerly = ["old"]')
    files = {**FILES, "situations/t.md": former, "situations/u.md": former.replace("S-02", "S-03")}
    assert told(tmp_path, files) == [
        "situations/u.md:4: formerly: “old” is an address of situations/t.md"
    ]


def test_a_former_address_is_nobodys_present_one(tmp_path):
    files = {
        **FILES,
        "situations/t.md": SECOND.replace('title = "S"', 'title = "S"\nformerly = ["s"]'),
    }
    assert told(tmp_path, files) == [
        "situations/t.md:4: formerly: “s” is an address of situations/s.md"
    ]


def test_items_of_different_kinds_may_share_a_slug(tmp_path):
    files = {**FILES, "situations/g.md": SECOND, "wizards/g.toml": FILES[W]}
    assert told(tmp_path, files) == []


def test_nothing_is_told_of_what_a_broken_file_may_hold(tmp_path):
    problems = told(tmp_path, {**FILES, G: "broken"})
    assert problems == [f"{G}:1: must begin with front matter: a line +++"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"{G}:1: must begin with front matter"),
        ("\n+++\n+++\n", f"{G}:1: must begin with front matter"),
        ('title = "G"\n', f"{G}:1: must begin with front matter"),
        ('+++\ntitle = "G"\n', f"{G}:1: the front matter is never closed"),
        ("++++\n++++\n", f"{G}:1: must begin with front matter"),
        (FILES[G].replace("\n", "\r\n"), f"{G}: has Windows line ends (line 1)"),
        (FILES[G].replace("First.", "First.\r"), f"{G}: has Windows line ends (line 11)"),
        ("\ufeff" + FILES[G], f"{G}: begins with a byte order mark"),
        (FILES[G].replace("First", "Fi\0rst"), f"{G}: holds a NUL character"),
        ("x" * (LARGEST + 1), f"{G}: is larger than"),
        (FILES[G] + "x" * 100_001, f"{G}:13: the text has 100,001 characters; at most 100,000"),
        (
            FILES[G].replace("First.", "x" * 100_001),
            f"{G}:9: the text has 100,001 characters; at most 100,000",
        ),
    ],
)
def test_a_file_that_is_no_content_is_told_as_such(tmp_path, text, expected):
    [problem] = told(tmp_path, {**FILES, G: text})
    assert problem.startswith(expected)


def test_a_situation_that_is_too_long_is_told(tmp_path):
    [problem] = told(tmp_path, {**FILES, S: FILES[S] + "x" * 100_001})
    assert problem.startswith(f"{S}:9: the text has")


@pytest.mark.parametrize("data", [b"\xff", b"a\xc3(", b"\xed\xa0\x80", b"\xfe\xff\x00a"])
def test_what_is_not_utf_8_is_told(tmp_path, data):
    told(tmp_path, FILES)
    (tmp_path / G).write_bytes(data)
    with pytest.raises(PackError, match=f"{G}: is not UTF-8"):
        pack.read_folder(tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "guides/a.txt",
        "guides/a.toml",
        "guides/a",
        "guides/deep/a.md",
        "wizards/a.md",
        "situations/a.toml",
        "fact.toml",
        "guides/a.md~",
    ],
)
def test_a_file_in_the_wrong_place_is_told(tmp_path, path):
    [problem] = told(tmp_path, {**FILES, path: FILES[G]})
    assert problem.startswith(f"{path}: ")


def test_a_folder_in_the_place_of_a_file_is_no_content(tmp_path):
    told(tmp_path, FILES)
    (tmp_path / "guides" / "h.md").mkdir()
    assert len(pack.read_folder(tmp_path).guides) == 1


@pytest.mark.parametrize("name", ["h.md", "not a slug.md", "h"])
def test_a_link_to_itself_is_told_and_nothing_else_breaks(tmp_path, name):
    told(tmp_path, FILES)
    (tmp_path / "guides" / name).symlink_to(name)
    with pytest.raises(PackError) as error:
        pack.read_folder(tmp_path)
    assert [problem.path for problem in error.value.problems] == [f"guides/{name}"]


def test_a_folder_that_links_to_its_parent_does_not_go_round(tmp_path):
    told(tmp_path, FILES)
    (tmp_path / "guides" / "round").symlink_to(tmp_path, target_is_directory=True)
    assert len(pack.read_folder(tmp_path).guides) == 1


def test_a_name_that_is_no_text_is_told(tmp_path):
    told(tmp_path, FILES)
    with open(bytes(tmp_path / "guides") + b"/\xff.md", "wb"):  # noqa: PTH123  # a Path is text
        pass
    with pytest.raises(PackError) as error:
        pack.read_folder(tmp_path)
    # Whoever prints it must be able to.
    str(error.value).encode()


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_content_is_refused(tmp_path, there):
    folder = tmp_path if there else tmp_path / "none"
    with pytest.raises(PackError, match="holds no content" if there else "is not a folder"):
        pack.read_folder(folder)


def test_a_pack_may_hold_facts_alone(tmp_path):
    assert told(tmp_path, {F: FILES[F]}) == []


def test_a_block_that_is_never_closed_is_told_and_not_only_what_it_swallows(tmp_path):
    problems = told(tmp_path, change(G, "First.", "::: note\nFirst."))
    problems = problems or [str(found) for found in audit.audit_pack(pack.read_folder(tmp_path))]
    assert [p for p in problems if p.startswith(f"{G}:11: ") and "never closed" in p]

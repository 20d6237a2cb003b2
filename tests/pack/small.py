"""A small pack that is right in every way, and what is told once something in it is changed."""

from pathlib import Path

from guides import pack
from guides.pack import PackError
from tests.factories import write_files

G = "guides/g.md"
S = "situations/s.md"
W = "wizards/w.toml"
F = "facts.toml"

FILES = {
    G: """\
+++
title = "G"
summary = "About G."
reviewed = 2026-11-22
+++

Introduction.

## One {#one}

First.

## Two {#two formerly="deux"}
""",
    S: """\
+++
code = "S-01"
title = "S"
summary = "Yes."
verdict = "can"
sections = ["g#one"]
reviewed = 2026-11-22
+++

Do it.
""",
    W: """\
title = "W"
summary = "Asks."
start = "a"
reviewed = 2026-11-22

[questions.a]
text = "A?"
[[questions.a.choices]]
id = "x"
label = "X"
to = "question:b"
[[questions.a.choices]]
id = "y"
label = "Y"
to = "situation:s"

[questions.b]
text = "B?"
[[questions.b.choices]]
id = "x"
label = "X"
to = "section:g#two"
""",
    F: """\
[f]
label = "F"
low = 1
high = 2
unit = "days"
source = "Somebody"
checked = 2026-11-22
""",
}


def change(path: str, old: str, new: str) -> dict[str, str]:
    """The small pack with one piece of text changed, which must be there."""
    assert old in FILES[path], old
    return {**FILES, path: FILES[path].replace(old, new, 1)}


def told(folder: Path, files: dict[str, str]) -> list[str]:
    """What is told of a pack of these files: one line a problem, nothing where it is read."""
    write_files(folder, files)
    try:
        pack.read_folder(folder)
    except PackError as error:
        return [str(problem) for problem in error.problems]
    return []

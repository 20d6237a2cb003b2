"""Imports only go down: a module may import from lower floors, and within its own package."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

APP = Path(settings.BASE_DIR) / "guides"
# From top to bottom; what stands on one line stands beside each other.
FLOORS = [
    "apps urls management admin templatetags clock",
    "export store",
    "middleware moving public views",
    "api embedding machines preview",
    "errors",
    "caching",
    "htmx checks",
    "branching shelf forms calendars",
    "publishing",
    "drafts",
    "audit uses",
    "compiler emergency mentions numbers scenarios",
    "pack search",
    "tree sharing pathdiff kept",
    "steps pictures snapshot",
    "models",
    "pages",
    "flow",
    "markup",
    "dates",
    "batches limits locales merging diffs online origin paging progress replica roles words",
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS[::-1]) for room in rooms.split()}


def room_of(path: Path) -> str:
    """The module or package right inside the app that a file belongs to."""
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports(source: str) -> Iterator[tuple[int, str]]:
    """The rooms that a module imports, wherever it does so: line and room."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write the whole name"
            names = (
                [f"guides.{alias.name}" for alias in node.names]
                if node.module == "guides"
                else [node.module]
            )
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            if name.startswith("guides."):
                yield node.lineno, name.split(".")[1]


def climbs(room: str, source: str) -> list[str]:
    """The imports of a module that do not go down."""
    return [
        f"line {line} imports {other}"
        for line, other in imports(source)
        if other != room and FLOOR[other] >= FLOOR[room]
    ]


MODULES = [
    path
    for path in sorted(APP.rglob("*.py"))
    if "migrations" not in path.parts and path != APP / "__init__.py"
]


def test_every_room_has_a_floor():
    rooms = {room_of(path) for path in MODULES}
    assert rooms <= set(FLOOR), "say in FLOORS where it stands"
    assert set(FLOOR) <= rooms, "no longer there"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(APP).as_posix())
def test_imports_only_go_down(path):
    assert climbs(room_of(path), path.read_text()) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("markup", "from guides.models import Guide"),
        ("markup", "from guides import pack"),
        ("models", "import guides.publishing"),
        ("pack", "from guides.compiler import compile_item"),
        ("audit", "def later():\n    from guides import publishing"),
        ("errors", "from guides.views.reading import home"),
        ("flow", "if 1:\n    from guides.pages import Page"),
    ],
)
def test_an_import_that_climbs_is_found(room, source):
    assert len(climbs(room, source)) == 1


def test_an_import_that_goes_down_is_fine():
    assert climbs("publishing", "from guides import audit, pack\nimport django") == []


@pytest.mark.parametrize(
    "room",
    (
        "markup flow pages steps tree pathdiff scenarios sharing limits locales words compiler "
        "dates diffs merging"
    ).split(),
)
def test_what_can_do_without_django_does(room):
    for path in MODULES:
        if room_of(path) == room:
            tree = ast.parse(path.read_text())
            names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
            names += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
            assert not [name for name in names if name.split(".")[0] == "django"], path

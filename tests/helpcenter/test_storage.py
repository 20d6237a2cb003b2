"""Collecting static files: one stylesheet for readers, and nothing done twice."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command

from helpcenter.storage import BundledManifestStorage, bundle

SHEET = (
    '@layer tokens, base;\n@import url("tokens.css") layer(tokens);\n@import url(base.css);\na {}\n'
)


def write(folder: Path, **files: str) -> None:
    (folder / "css").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / "css" / f"{name}.css").write_text(text)


def bundled(folder: Path, **files: str) -> str:
    write(folder, **files)
    storage = FileSystemStorage(folder)
    names = [f"css/{path.name}" for path in (folder / "css").iterdir()]
    return bundle("css/site.css", {name: (storage, name) for name in names})


@pytest.fixture
def collect(settings, tmp_path):
    """Collects tmp_path/source, and answers with the stylesheet that readers get."""
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "helpcenter.storage.BundledManifestStorage"},
    }
    finders.get_finder.cache_clear()

    def collect() -> Path:
        call_command("collectstatic", interactive=False, verbosity=0)
        manifest = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())
        return settings.STATIC_ROOT / manifest["paths"]["css/site.css"]

    yield collect
    finders.get_finder.cache_clear()


def test_it_puts_each_imported_file_in_its_layer(tmp_path) -> None:
    assert bundled(tmp_path, site=SHEET, tokens=":root {}\n", base="p {}") == (
        "@layer tokens, base;\n@layer tokens {\n:root {}\n}\np {}\na {}\n"
    )


@pytest.mark.parametrize(
    "sheet",
    [
        '@import url("missing.css");',
        '@import url("../admin.css");',
        '@import url("https://example.org/x.css");',
        '@import url("tokens.css") print;',
        '@import "tokens.css";',
        '@import url("nested.css");',
    ],
)
def test_it_refuses_an_import_that_would_cost_readers_a_request(tmp_path, sheet: str) -> None:
    with pytest.raises(ValueError, match=r"css/site\.css"):
        bundled(tmp_path, site=sheet, tokens="", nested='@import url("tokens.css");')


def test_it_serves_one_hashed_and_compressed_stylesheet(tmp_path, collect) -> None:
    write(tmp_path / "source", site=SHEET, tokens=":root {}\n" * 50, base="p {}")
    sheet = collect()
    assert "@import" not in sheet.read_text()
    assert sheet.name != "site.css"
    assert Path(f"{sheet}.br").exists()
    assert Path(f"{sheet}.gz").exists()


def test_it_notices_that_only_an_imported_file_changed(tmp_path, collect) -> None:
    write(tmp_path / "source", site=SHEET, tokens=":root { --ink: red }", base="p {}")
    before = collect()
    assert collect() == before
    write(tmp_path / "source", tokens=":root { --ink: blue }")
    after = collect()
    assert after != before
    assert "blue" in after.read_text()


def test_it_compresses_again_only_what_changed(tmp_path, collect) -> None:
    write(tmp_path / "source", site="a {}")
    script = tmp_path / "source" / "site.js"
    script.write_text("let a = 1;\n" * 99)
    collect()
    compressed = tmp_path / "static" / "site.js.br"
    made = compressed.stat().st_ctime_ns
    collect()
    assert compressed.stat().st_ctime_ns == made
    script.write_text("let b = 22;\n" * 99)
    later = time.time() + 2  # collectstatic compares whole seconds
    os.utime(script, (later, later))
    collect()
    assert compressed.stat().st_ctime_ns != made
    script.write_text("let c")
    os.utime(script, (later + 2, later + 2))
    collect()
    assert not compressed.exists(), "too short to get smaller"


def test_it_mends_a_compressed_file_that_was_cut_short(tmp_path, collect) -> None:
    write(tmp_path / "source", site="a {}")
    (tmp_path / "source" / "site.js").write_text("let a = 1;\n" * 99)
    collect()
    compressed = tmp_path / "static" / "site.js.br"
    whole = compressed.read_bytes()
    compressed.write_bytes(whole[:5])
    collect()
    assert compressed.read_bytes() == whole


def test_it_leaves_no_half_of_a_file_when_it_is_killed(tmp_path) -> None:
    class Killed(ContentFile):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            raise KeyboardInterrupt

    storage = BundledManifestStorage(tmp_path, "/static/")
    with pytest.raises(KeyboardInterrupt):
        storage.save("site.js", Killed(b""))
    assert not storage.exists("site.js")
    assert storage.save("site.js", ContentFile(b"whole")) == "site.js"
    assert (tmp_path / "site.js").read_bytes() == b"whole"

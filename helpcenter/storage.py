"""Collects static files: stylesheets bundled, names hashed, contents compressed."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What collectstatic found: name in STATIC_ROOT -> where its source is kept, and under which name.
Sources = dict[str, tuple[Storage, str]]

_IMPORT = re.compile(
    r"""^@import\s+url\(["']?(?P<file>[^"'()]+)["']?\)(?:\s+layer\((?P<layer>[\w.-]+)\))?\s*;""",
    re.MULTILINE,
)
_ANY_IMPORT = re.compile(r"^\s*@import\b", re.MULTILINE)


def bundle(name: str, sources: Sources) -> str:
    """The stylesheet with each `@import url("file.css") layer(x);` replaced by the file.

    An imported file stands in the same folder, so that its own `url()`s stay true, and imports
    nothing itself. Any other import raises a ValueError instead of costing readers a request.
    """

    def inline(match: re.Match[str]) -> str:
        imported = posixpath.join(posixpath.dirname(name), match["file"])
        if "/" in match["file"] or imported not in sources:
            raise ValueError(f"{name} imports {match['file']}, which is not beside it")
        css = _read(imported, sources).strip()
        if _ANY_IMPORT.search(css):
            raise ValueError(f"{imported} is imported by {name} and must not import itself")
        return f"@layer {match['layer']} {{\n{css}\n}}" if match["layer"] else css

    css = _IMPORT.sub(inline, _read(name, sources))
    if left := _ANY_IMPORT.search(css):
        line = css[left.start() :].strip().partition("\n")[0]
        raise ValueError(f"{name} cannot be bundled: {line}")
    return css


def _read(name: str, sources: Sources) -> str:
    storage, path = sources[name]
    with storage.open(path) as file:
        return str(file.read(), "utf-8")


class UnchangedIsKept(Compressor):  # type: ignore[misc]  # untyped base
    """Compresses only what changed, so that a second start takes seconds."""

    def compress(self, path: str) -> list[str]:
        # The base gives a compressed file its source's time, as its last act: equal times mean
        # made from this source and finished. A float carries them to a microsecond or so.
        modified = Path(path).stat().st_mtime
        made = [Path(path + suffix) for suffix in (".br", ".gz")]
        if all(one.exists() and abs(one.stat().st_mtime - modified) < 0.001 for one in made):
            return [str(one) for one in made]
        for one in made:
            # What no longer gets smaller is not compressed: the former file would be served.
            one.unlink(missing_ok=True)
        return list(super().compress(path))


class BundledManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """WhiteNoise's storage, with the site's own stylesheets bundled before they are hashed.

    Sources stay separate files that a browser can load as they are, so DEBUG needs no build.
    """

    def post_process(
        self, paths: Sources, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        # Always from the sources: the copy in STATIC_ROOT is already bundled, and does not get
        # newer when only an imported file changes.
        bundles = {
            name: bundle(name, paths)
            for name in paths
            if not dry_run
            and name.startswith("css/")
            and name.endswith(".css")
            and _ANY_IMPORT.search(_read(name, paths))
        }
        for name, css in bundles.items():
            self.delete(name)
            paths[name] = (self, self._save(name, ContentFile(css.encode())))
        yield from super().post_process(paths, dry_run, **options)

    def _save(self, name: str, content: "File[bytes]") -> str:
        # Whole or not at all: a hashed file that exists is taken for complete from then on.
        part = super()._save(f"{name}.part", content)
        Path(self.path(part)).replace(self.path(name))
        return name

    def create_compressor(self, **options: Any) -> Compressor:
        return UnchangedIsKept(**options)

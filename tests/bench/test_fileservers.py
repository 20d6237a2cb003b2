"""Settings of the servers of files."""

from pathlib import Path

import pytest

from bench import fileservers
from bench.pages import Answer, BenchError

HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", "4"),
    ("ETag", '"abc"'),
    ("Content-Security-Policy", "default-src 'none'; script-src 'self'"),
    ("Server", "granian"),
    ("Date", "now"),
)
PAGE = Answer("200 OK", HEADERS, b"page")
FORMS = {("wizard step", "identity"): PAGE, ("wizard step", "br"): PAGE}


def test_nginx_sends_the_headers_of_the_site_and_its_own(tmp_path) -> None:
    text = fileservers.nginx_settings(tmp_path, tmp_path / "files", FORMS, 8000, remembers=False)
    whole, compressed = text.split("location = ")[1:]
    assert whole.startswith("/wizard-step.html {")
    assert compressed.startswith("/wizard-step.html.br {")
    for location in (whole, compressed):
        assert 'default_type "text/html; charset=utf-8";' in location
        assert "add_header Content-Security-Policy \"default-src 'none'; script-src" in location
        assert "ETag" not in location
        assert "granian" not in location
    assert "add_header Content-Encoding br;" in compressed
    assert "add_header Content-Encoding" not in whole
    assert "open_file_cache" not in text


def test_caddy_chooses_the_form_by_itself() -> None:
    text = fileservers.caddy_settings(Path("files"), FORMS, 8000)
    assert text.count("header /wizard-step.html {") == 1
    assert "precompressed br" in text
    assert "ETag" not in text


@pytest.mark.parametrize("value", ['say "so"', "costs $5", "a\\b", "{env.HOME}"])
def test_a_header_that_servers_would_expand_is_refused(value) -> None:
    with pytest.raises(BenchError, match="cannot be written"):
        fileservers.quoted(value)

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from guides.store import published

pytestmark = pytest.mark.usefixtures("shipped")


@pytest.fixture
def site():
    """A site that remembers what it was asked for; ``site.status`` is what it answers."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Accept-Encoding"], self.headers["HX-Request"]))
            self.send_response(server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.asked = 200, asked
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_every_published_page_is_asked_for_as_phones_do(site, capsys):
    call_command("warm", url=f"http://127.0.0.1:{site.server_port}")
    wanted = {(key.path, "br", "true" if key.part else None) for key in published()}
    assert set(site.asked) == wanted
    assert capsys.readouterr().out == f"{len(site.asked)} pages asked for\n"


def test_pages_that_do_not_come_are_told(site):
    site.status = 503
    with pytest.raises(CommandError, match="pages did not come"):
        call_command("warm", url=f"http://127.0.0.1:{site.server_port}")


def test_a_site_that_is_not_there_is_told():
    with pytest.raises(CommandError, match="did not come"):
        call_command("warm", url="http://127.0.0.1:9")


@pytest.mark.parametrize("url", ["help.example.org", "ftp://x", "http://", "http://x/path"])
def test_what_is_no_origin_is_told(url):
    with pytest.raises(CommandError, match="--url"):
        call_command("warm", url=url)

"""What the environment may say, and what a wrong word there does."""

import ast
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import pytest

from helpcenter import settings as loaded

ROOT = loaded.BASE_DIR
SETTINGS = ROOT / "helpcenter" / "settings.py"
CODE = compile(SETTINGS.read_text(), SETTINGS, "exec")
KEY = "0123456789" * 5
PUBLIC = {"HOST": "0.0.0.0", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "help.example.org"}


@cache
def variables() -> set[str]:
    """Every NAME in an env.something("NAME") of settings.py."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(SETTINGS.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.func.attr != "add_parser"
        and isinstance(node.args[0], ast.Constant)
    }


@pytest.fixture
def load(monkeypatch, tmp_path):
    """Reads settings.py anew, with these variables and no others."""

    def load(**environment: str) -> dict[str, Any]:
        for name in variables():
            monkeypatch.delenv(name, raising=False)
        for name, value in {"STATE_DIR": str(tmp_path / "state"), **environment}.items():
            monkeypatch.setenv(name, value)
        found: dict[str, Any] = {"__name__": "settings", "__file__": str(SETTINGS)}
        exec(CODE, found)
        return found

    return load


def refusal(load, **environment: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        load(**environment)
    assert isinstance(stopped.value.code, str), "a text: Python writes it to stderr and exits 1"
    assert len(stopped.value.code.splitlines()) == 1
    return stopped.value.code


def test_it_needs_no_variable(load) -> None:
    settings = load()
    assert (settings["HOST"], settings["PORT"], settings["DEBUG"]) == ("127.0.0.1", 8000, False)
    assert settings["SITE_URL"] == "http://127.0.0.1:8000"
    assert set(settings["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}
    assert settings["DATABASES"]["default"]["NAME"] == settings["STATE_DIR"] / "db.sqlite3"
    assert settings["SITE_NAME"] == "Help Center"
    assert settings["INDEPENDENT_OF"] == "AliExpress"
    assert settings["EMBED_ANCESTORS"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[
            ("PORT", value)
            for value in ("", "0", "65536", "80a", "-1", "8 0", "1e3", "٨٠", "9" * 99)
        ],
        *[("HOST", value) for value in ("", "example.org", "[::1]", "127.0.0.1:80", "fe80::1%lo")],
        *[("DEBUG", value) for value in ("", "maybe", "2", "True!", "yes please")],
        *[("SECRET_KEY", value) for value in ("", "short", "a" * 60, KEY[:-1], KEY + "\n")],
        *[
            ("ALLOWED_HOSTS", value)
            for value in (
                "",
                "*",
                "a.example,*",
                "a.example,",
                "https://a.example",
                "a.example/path",
                "a.example:8000",
                "*.example.org",
                "a..example",
                "-a.example",
                "[::zz]",
                "two words",
            )
        ],
        *[
            ("SITE_URL", value)
            for value in (
                "",
                "example.org",
                "ftp://example.org",
                "https://",
                "https://example.org/help",
                "https://example.org?x=1",
                "https://example.org#x",
                "https://user@example.org",
                "https://example.org:0",
                "https://example.org:70000",
                "https://[::zz]",
                "https://exa mple.org",
                "https://example.org\nX: y",
            )
        ],
        *[
            ("DATABASE_URL", value)
            for value in (
                "",
                "nonsense",
                "mysql://user:secret@host/name",
                "oracle://user:secret@host/name",
                "postgis://user:secret@host/name",
                "postgresql://user:secret@host",
                "postgresql://user:secret@host:port/name",
                "postgresql://user:secret@[host/name",
                "sqlite://",
                "sqlite://:memory:",
                "sqlite:///:memory:",
                "sqlite:////no/such/folder/db.sqlite3",
                "sqlite:////tmp",
                "sqlite:////tmp/secret.sqlite3?timeout=1",
            )
        ],
        *[
            ("REPLICA_URL", value)
            for value in (
                "",
                "mysql://user:secret@host/name",
                "sqlite:////tmp/replica.sqlite3",
                "postgresql://user:secret@host",
                # Fine by itself, and SQLite has no replica.
                "postgresql://user:secret@host/name",
            )
        ],
        *[("DATABASE_POOL", value) for value in ("", "-1", "1001", "many", "1.5")],
        *[
            ("STATE_DIR", value)
            for value in ("", " ", "/dev/null", "/dev/null/state", "/proc/state")
        ],
        *[("SITE_NAME", value) for value in ("", " ", "two\nlines")],
        *[("EXPORT_MAX_STATES", value) for value in ("", "many", "0", "-1", "1.5", "10000001")],
        *[("INDEPENDENT_OF", value) for value in (" ", "two\nlines")],
        *[
            ("EMBED_ANCESTORS", value)
            for value in (
                " ",
                "*,https://a.example",
                "https://a.example,*",
                "https://a.example,",
                "a.example",
                "'self'",
                "none",
                "https://*",
                "https://*.*.example",
                "https://a.*.example",
                "https://*.[::1]",
                "https://a.example/path",
                "https://a.example; script-src *",
                "https://a.example https://b.example",
                "data:",
                "https://a.example\nX: y",
            )
        ],
    ],
)
def test_it_refuses_a_wrong_value_in_one_line(load, name: str, value: str) -> None:
    line = refusal(load, **{name: value})
    assert name in line
    assert "expected" in line
    assert "secret@" not in line, "a password must not reach the logs"


@pytest.mark.parametrize(
    ("text", "ancestors"),
    [
        ("", []),
        ("*", ["*"]),
        ("https://Desk.example.org/", ["https://desk.example.org"]),
        (
            "https://*.example.com:8443, http://localhost:3000",
            ["https://*.example.com:8443", "http://localhost:3000"],
        ),
    ],
)
def test_it_takes_the_sites_that_may_frame_cards(load, text: str, ancestors: list[str]) -> None:
    assert load(EMBED_ANCESTORS=text)["EMBED_ANCESTORS"] == ancestors


def test_it_stops_any_command_with_status_1_and_no_traceback(tmp_path) -> None:
    ran = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"STATE_DIR": str(tmp_path), "PORT": "http"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert re.fullmatch(r".*PORT.*expected a number from 1 to 65535, not 'http'\n", ran.stderr)


def test_it_accepts_what_operators_write(load) -> None:
    settings = load(
        PORT="8080",
        HOST="::1",
        SITE_URL="https://Help.Example.org/",
        ALLOWED_HOSTS="help.example.org, .example.org,[::1],10.0.0.1",
        DEBUG="True",
        SECRET_KEY=KEY,
        SITE_NAME="Hilfe ☂",
        INDEPENDENT_OF="",
    )
    assert settings["SITE_URL"] == "https://help.example.org"
    assert settings["ALLOWED_HOSTS"][:4] == [
        "help.example.org",
        ".example.org",
        "[::1]",
        "10.0.0.1",
    ]
    assert settings["DEBUG"] is True
    assert settings["SECRET_KEY"] == KEY
    assert settings["INDEPENDENT_OF"] == ""
    assert not (settings["STATE_DIR"] / "secret_key").exists()


def test_it_brackets_ipv6_in_addresses(load) -> None:
    settings = load(HOST="::1", PORT="9000")
    assert settings["SITE_URL"] == "http://[::1]:9000"
    assert "[::1]" in settings["ALLOWED_HOSTS"]


def test_it_allows_the_host_of_its_own_address(load) -> None:
    assert "help.example.org" in load(SITE_URL="https://help.example.org:8443")["ALLOWED_HOSTS"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "203.0.113.9"])
@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_it_refuses_a_public_host_without(load, host: str, missing: str) -> None:
    given = {name: value for name, value in PUBLIC.items() if name != missing}
    assert refusal(load, **{**given, "HOST": host}).startswith(f'Environment variable "{missing}" ')


def test_it_refuses_debug_on_a_public_host(load) -> None:
    assert refusal(load, **PUBLIC, DEBUG="true").startswith('Environment variable "DEBUG" ')


def test_it_starts_on_a_public_host_with_key_and_hosts(load) -> None:
    settings = load(**PUBLIC)
    # Loopback too: a probe on the machine asks for /health/ by it.
    assert settings["ALLOWED_HOSTS"] == ["help.example.org", "localhost", "127.0.0.1", "[::1]"]
    # Nobody can visit 0.0.0.0, so pages do not name it as their address.
    assert settings["SITE_URL"] == "http://help.example.org:8000"


def test_it_makes_a_private_state_folder_and_keeps_its_key(load) -> None:
    first = load()
    state = first["STATE_DIR"]
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert stat.S_IMODE((state / "secret_key").stat().st_mode) == 0o600
    assert len(first["SECRET_KEY"]) >= 50
    assert load()["SECRET_KEY"] == first["SECRET_KEY"]
    assert [path.name for path in state.iterdir()] == ["secret_key"]


def test_it_agrees_on_one_key_when_many_start_at_once(load, tmp_path) -> None:
    kept_secret_key = load(SECRET_KEY=KEY)["kept_secret_key"]
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(kept_secret_key, [tmp_path / "secret_key"] * 64))
    assert len(keys) == 1


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"\xff" * 60])
def test_it_names_a_damaged_key_file(load, tmp_path, content: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    line = refusal(load, STATE_DIR=str(tmp_path))
    assert line.startswith('Environment variable "STATE_DIR" ')
    assert str(tmp_path / "secret_key") in line


def test_it_takes_a_state_folder_relative_to_the_project(load, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir("/")
    assert load(STATE_DIR="var")["STATE_DIR"] == ROOT / "var"


def test_it_survives_a_state_folder_with_signs_that_addresses_reserve(load, tmp_path) -> None:
    state = tmp_path / "a b?#%20"
    assert load(STATE_DIR=str(state))["DATABASES"]["default"]["NAME"] == state / "db.sqlite3"


def test_it_sets_sqlite_for_production_wherever_the_file_is(load, tmp_path) -> None:
    database = load(DATABASE_URL=f"sqlite:///{tmp_path}/other.sqlite3")["DATABASES"]["default"]
    assert database["NAME"] == tmp_path / "other.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "ATOMIC_REQUESTS" not in database


def test_it_speaks_to_postgresql(load) -> None:
    database = load(DATABASE_URL="postgres://me:p%40ss@db:5433/help?sslmode=require")["DATABASES"]
    assert database["default"] == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "help",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": 5433,
        "OPTIONS": {"sslmode": "require"},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


def test_it_sends_readers_to_a_replica_that_it_does_not_wait_for(load) -> None:
    urls = {"DATABASE_URL": "postgres://me@db/help", "REPLICA_URL": "postgres://me@other/help"}
    databases = load(**urls)["DATABASES"]
    assert databases["default"]["HOST"] == "db"
    assert databases["replica"]["HOST"] == "other"
    assert databases["replica"]["OPTIONS"]["connect_timeout"] == 2
    assert "connect_timeout" not in databases["default"].get("OPTIONS", {})
    longer = {**urls, "REPLICA_URL": "postgres://me@other/help?connect_timeout=7"}
    assert load(**longer)["DATABASES"]["replica"]["OPTIONS"]["connect_timeout"] == 7
    line = refusal(load, **urls, STORE_MEGABYTES="0")
    assert line.startswith('Environment variable "REPLICA_URL" invalid: expected STORE_MEGABYTES')


def test_it_has_no_replica_unless_told(load) -> None:
    assert set(load(DATABASE_URL="postgres://me@db/help")["DATABASES"]) == {"default"}


def test_it_hardens_cookies_and_transport_on_https_only(load) -> None:
    https = load(SITE_URL="https://help.example.org")
    assert https["SECURE_HSTS_SECONDS"] == 31_536_000
    assert https["SESSION_COOKIE_SECURE"] is https["CSRF_COOKIE_SECURE"] is True
    assert https["CSRF_TRUSTED_ORIGINS"] == ["https://help.example.org"]
    assert "SECURE_HSTS_SECONDS" not in load()


def test_it_allows_nothing_inline_even_under_debug(load) -> None:
    policy = load(DEBUG="true")["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    assert not any("unsafe" in source for sources in policy.values() for source in sources)


def test_the_table_of_variables_has_those_that_are_read() -> None:
    table = (ROOT / "docs" / "variables.md").read_text()
    assert sorted(re.findall(r"^\| *`([A-Z_]+)` *\|", table, re.MULTILINE)) == sorted(variables())


def test_nothing_else_reads_the_environment() -> None:
    reads = re.compile(r"\bos\.environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|\bgetenv\b")
    files = [
        ROOT / "manage.py",
        *(ROOT / "helpcenter").rglob("*.py"),
        *(ROOT / "guides").rglob("*.py"),
    ]
    assert [str(path) for path in files if reads.search(path.read_text())] == []

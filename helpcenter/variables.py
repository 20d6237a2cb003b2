"""How the text of an environment variable is read: strictly, and told in one line what is wrong.

A parser takes the text of one variable and answers with its value, or says what is expected. No
message repeats a value that could hold a password.
"""

import ipaddress
import os
import re
import secrets
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import dj_database_url
from environs import Env, ValidationError

from helpcenter import postgres, sqlite

BASE_DIR = Path(__file__).resolve().parent.parent

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_ORIGIN = re.compile(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?/?")
_YEAR = 365 * 24 * 60 * 60  # seconds
_MOST_MEGABYTES, _MOST_WORKERS, _MOST_CONNECTIONS = 100_000, 64, 1_000
_MOST_STATES = 10_000_000
_SHORTEST_KEY = 50  # characters; what Django's own deployment check asks for


def if_text(parse: Callable[[str], Any]) -> Callable[[object], Any]:
    """The parser for environs, which hands defaults to it as well."""
    return lambda value: parse(value) if isinstance(value, str) else value


def refuse(variable: str, message: str) -> NoReturn:
    raise SystemExit(f'Environment variable "{variable}" invalid: {message}')


def is_host(text: str) -> bool:
    """Whether this is a name or address as a Host header has it, without a port."""
    if text.startswith("[") and text.endswith("]"):
        with suppress(ValueError):
            ipaddress.IPv6Address(text[1:-1])
            return "%" not in text
        return False
    return bool(_HOST_NAME.fullmatch(text))


def parse_state_dir(text: str) -> Path:
    path = BASE_DIR / text
    if text.strip():
        with suppress(OSError):
            # Holds the database and the secret key: nobody else's business.
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(path, os.R_OK | os.W_OK | os.X_OK):
                return path
    raise ValidationError(f"expected a folder that can be made and written to, not {text!r}")


def parse_port(text: str) -> int:
    if re.fullmatch("[0-9]{1,5}", text) and 1 <= int(text) <= 65535:
        return int(text)
    raise ValidationError(f"expected a number from 1 to 65535, not {text!r}")


def parse_host(text: str) -> str:
    if text == "localhost":
        return "127.0.0.1"  # the server binds addresses only
    with suppress(ValueError):
        if "%" not in text:
            return str(ipaddress.ip_address(text))
    raise ValidationError(
        f"expected an IP address to listen on, such as 127.0.0.1 or 0.0.0.0, not {text!r}"
    )


def parse_origin(text: str) -> str:
    match = _ORIGIN.fullmatch(text.lower())
    if match and is_host(match[2]) and (match[3] is None or 1 <= int(match[3]) <= 65535):
        return match[0].rstrip("/")
    raise ValidationError(
        "expected http:// or https:// and a host, without path or query, "
        f"such as https://help.example.org, not {text!r}"
    )


def parse_hosts(text: str) -> list[str]:
    hosts = [host.strip().lower() for host in text.split(",")]
    for host in hosts:
        # A leading dot is Django's way to say "and all subdomains".
        if not is_host(host.removeprefix(".")):
            raise ValidationError(
                "expected host names separated by commas, without scheme, port, path or *, "
                f"such as help.example.org,www.example.org; {host!r} is none"
            )
    return hosts


def parse_ancestors(text: str) -> list[str]:
    """Who may frame what is made for frames, as the security policy has it."""
    if text == "*":
        return ["*"]
    return [parse_ancestor(origin.strip()) for origin in text.split(",")] if text else []


def parse_ancestor(text: str) -> str:
    scheme, _, host = text.partition("://")
    subdomains = "*." if host.startswith("*.") and "[" not in host else ""
    with suppress(ValidationError):
        origin = parse_origin(f"{scheme}://{host.removeprefix(subdomains)}")
        return str(origin).replace("://", f"://{subdomains}")
    raise ValidationError(
        "expected * alone, or origins separated by commas, such as "
        f"https://desk.example.org,https://*.example.com; {text!r} is none"
    )


def parse_switch(text: str) -> bool:
    switches = {"true": True, "1": True, "false": False, "0": False}
    if text.lower() in switches:
        return switches[text.lower()]
    raise ValidationError(f"expected true or false, not {text!r}")


def parse_seconds(text: str) -> int:
    return _parse_number(text, most=_YEAR, what="seconds")


def parse_megabytes(text: str) -> int:
    return _parse_number(text, most=_MOST_MEGABYTES, what="millions of bytes")


def parse_connections(text: str) -> int:
    return _parse_number(text, most=_MOST_CONNECTIONS, what="connections")


def parse_states(text: str) -> int:
    return _parse_number(text, least=1, most=_MOST_STATES, what="states of a wizard")


def parse_workers(text: str) -> int:
    return _parse_number(text, least=1, most=_MOST_WORKERS, what="processes")


def _parse_number(text: str, *, least: int = 0, most: int, what: str) -> int:
    if re.fullmatch("[0-9]{1,9}", text) and least <= int(text) <= most:
        return int(text)
    raise ValidationError(f"expected a number of {what} ({least} to {most}), not {text!r}")


def parse_secret_key(text: str) -> str:
    if len(text) >= _SHORTEST_KEY and len(set(text)) >= 5 and text.isprintable():
        return text
    raise ValidationError(f"expected at least {_SHORTEST_KEY} characters, 5 of them different")


def parse_name(text: str) -> str:
    if text.strip() and text.isprintable():
        return text.strip()
    raise ValidationError(f"expected a name of printable characters, not {text!r}")


def parse_language(text: str) -> str:
    if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        return text
    raise ValidationError(f"expected a language tag such as en, de or pt-BR, not {text!r}")


def parse_name_or_nothing(text: str) -> str:
    return parse_name(text) if text else ""


def parse_database(text: str) -> dict[str, Any]:
    """The database; a relative SQLite path starts at the project folder.

    PostgreSQL takes libpq options in the query, such as `?sslmode=require`.
    """
    expected = (
        "expected postgresql://user:password@host:5432/name or sqlite:////absolute/path, "
        "with special characters percent-encoded"
    )
    try:
        scheme = urlsplit(text).scheme
        database: dict[str, Any] = {**dj_database_url.parse(text)}
    except ValueError:
        raise ValidationError(expected) from None
    if scheme not in {"sqlite", "postgres", "postgresql"} or not database["NAME"]:
        raise ValidationError(expected)
    if scheme != "sqlite":
        return postgres.database(database)
    if database.get("OPTIONS") or database.get("HOST") or database["NAME"] == ":memory:":
        raise ValidationError(f"{expected}; SQLite is a file, and takes no host and no option")
    path = BASE_DIR / database["NAME"]
    if path.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        raise ValidationError("expected an SQLite file in a folder that exists and can be written")
    return sqlite_database(path)


def parse_replica(text: str) -> dict[str, Any]:
    """A server that follows the one of the database, which only readers' queries ask."""
    database: dict[str, Any] = parse_database(text)
    if urlsplit(text).scheme == "sqlite":
        raise ValidationError(
            "expected postgresql://user:password@host:5432/name; SQLite has no replica"
        )
    return postgres.replica(database)


def sqlite_database(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": sqlite.options(sqlite3.sqlite_version_info[:3]),
        # Kept as long as the thread that opened it: opening costs more than most pages.
        "CONN_MAX_AGE": None,
    }


def kept_secret_key(path: Path) -> str:
    """The key in this file, which the first run makes: one key, even if two processes start."""
    try:
        if not path.exists():
            make_secret_key(path)
        return str(parse_secret_key(path.read_text(encoding="ascii").strip()))
    except OSError as error:
        refuse("STATE_DIR", f"{path} cannot be made or read: {error.strerror}")
    except (ValueError, ValidationError):
        refuse(
            "STATE_DIR",
            f"expected a secret key in {path}, which is empty or damaged; "
            "put its copy back, or delete it to get a new key (editors then sign in again)",
        )


def make_secret_key(path: Path) -> None:
    # Written whole under another name, then linked: whoever comes second keeps the first's key.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secret_key.")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        Path(temporary).unlink()


def bracketed(host: str) -> str:
    """The host as addresses have it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def reader() -> Env:
    """The reader of variables, each kind of value by its name: ``env.port("PORT", 8000)``."""
    env = Env()
    for parse in (
        parse_state_dir,
        parse_port,
        parse_host,
        parse_origin,
        parse_hosts,
        parse_ancestors,
        parse_switch,
        parse_seconds,
        parse_megabytes,
        parse_connections,
        parse_workers,
        parse_states,
        parse_secret_key,
        parse_name,
        parse_name_or_nothing,
        parse_language,
        parse_database,
        parse_replica,
    ):
        env.add_parser(parse.__name__.removeprefix("parse_"), if_text(parse))
    return env

"""Settings, and the only reader of the environment: a wrong value stops the start in one line."""

import ipaddress
import os
import re
import secrets
import sqlite3
import tempfile
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from environs import Env, EnvError, ValidationError

from helpcenter import sqlite

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Reading variables ---------------------------------------------------------------------------
# A parser takes the text of one variable and answers with its value, or says what is expected.
# No message repeats a value that could hold a password.

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_ORIGIN = re.compile(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?/?")
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
        # Kept for a minute, and tried before use: the server may have been restarted.
        return {**database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if database.get("OPTIONS") or database.get("HOST") or database["NAME"] == ":memory:":
        raise ValidationError(f"{expected}; SQLite is a file, and takes no host and no option")
    path = BASE_DIR / database["NAME"]
    if path.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        raise ValidationError("expected an SQLite file in a folder that exists and can be written")
    return sqlite_database(path)


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


def open_picture(headers: MutableMapping[str, str], _path: str, url: str) -> None:
    """Let other sites show the picture that Open Graph names beside a link to this one."""
    if "/img/share." in url:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"


env = Env()
for _parse in (
    parse_state_dir,
    parse_port,
    parse_host,
    parse_origin,
    parse_hosts,
    parse_ancestors,
    parse_switch,
    parse_secret_key,
    parse_name,
    parse_name_or_nothing,
    parse_language,
    parse_database,
):
    env.add_parser(_parse.__name__.removeprefix("parse_"), if_text(_parse))

try:
    STATE_DIR: Path = env.state_dir("STATE_DIR", "var")
    PORT: int = env.port("PORT", 8000)
    HOST: str = env.host("HOST", "127.0.0.1")
    DEBUG: bool = env.switch("DEBUG", False)
    SITE_NAME: str = env.name("SITE_NAME", "Help Center")
    # The company that the footer says this site is not affiliated with.
    INDEPENDENT_OF: str = env.name_or_nothing("INDEPENDENT_OF", "AliExpress")
    # The language that the content is written in: how search brings words to their stems.
    SITE_LANGUAGE: str = env.language("SITE_LANGUAGE", "en")
    # Whose words the screen labels are: "What does your order screen say?"
    SCREEN_NAME: str = env.name("SCREEN_NAME", "order screen")
    _allowed_hosts: list[str] | None = env.hosts("ALLOWED_HOSTS", None)
    # Nobody can visit 0.0.0.0: there the first name that readers use is the better guess.
    _site_host = (_allowed_hosts or [HOST])[0].removeprefix(".")
    SITE_URL: str = env.origin("SITE_URL", f"http://{bracketed(_site_host)}:{PORT}")
    # The sites that may show situations in a frame; only the pages under /embed/ are made for it.
    EMBED_ANCESTORS: list[str] = env.ancestors("EMBED_ANCESTORS", "")
    _secret_key: str | None = env.secret_key("SECRET_KEY", None)
    _database: dict[str, Any] = env.database(
        "DATABASE_URL", sqlite_database(STATE_DIR / "db.sqlite3")
    )
except EnvError as error:
    raise SystemExit(str(error)) from None

# What is convenient on one's own machine is a hole on a public one.
if not ipaddress.ip_address(HOST).is_loopback:
    if DEBUG:
        refuse("DEBUG", f"expected false, as HOST {HOST} is public: it shows secrets in errors")
    if _secret_key is None:
        refuse("SECRET_KEY", f"expected to be set, as HOST {HOST} is public")
    if _allowed_hosts is None:
        refuse("ALLOWED_HOSTS", f"expected the names readers use, as HOST {HOST} is public")

# --- Site ----------------------------------------------------------------------------------------

# Loopback always, so that a probe on this machine can ask for /health/.
ALLOWED_HOSTS = [
    *(_allowed_hosts or [bracketed(urlsplit(SITE_URL).hostname or "")]),
    *("localhost", "127.0.0.1", "[::1]"),
]
SECRET_KEY = _secret_key or kept_secret_key(STATE_DIR / "secret_key")

ROOT_URLCONF = "helpcenter.urls"
WSGI_APPLICATION = "helpcenter.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "guides",
]

MIDDLEWARE = [
    # These three stand above WhiteNoise so that static files carry the headers too.
    "guides.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Lazy all of them: a template that names no user and no message opens no session.
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guides.htmx.base_template",
                "guides.htmx.site",
            ],
        },
    },
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# --- Data ----------------------------------------------------------------------------------------

# No ATOMIC_REQUESTS: readers write nothing, and each write opens its own transaction.
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = STATE_DIR / "uploads"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Static files --------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = STATE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "helpcenter.storage.BundledManifestStorage"
    },
}
# Other sites have no business with these files; WhiteNoise would invite them all.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = open_picture

# --- Security ------------------------------------------------------------------------------------

# Nothing inline and nothing from elsewhere, under DEBUG too: its error pages are plain but whole.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "guides.errors.csrf_failure"

if SITE_URL.startswith("https://"):
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The proxy that ends TLS redirects from http. Seen from here every request is https (wsgi.py).
SILENCED_SYSTEM_CHECKS = ["security.W008"]

# --- Logging -------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "filters": {
        # What was never promised has not failed: whoever asks for it is told so.
        "failures": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", 0) != 501,
        },
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers write under DEBUG only, and mail; the root's write always.
        "django": {"handlers": [], "level": "INFO"},
        # Errors with their traceback. Every address that is not found would drown them.
        "django.request": {"level": "ERROR", "filters": ["failures"]},
        # Scanners ask for the server by its address all day; they get their 400.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

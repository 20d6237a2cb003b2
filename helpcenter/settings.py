"""Settings, and the only reader of the environment: a wrong value stops the start in one line."""

import ipaddress
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from environs import EnvError

from helpcenter.postgres import REPLICA
from helpcenter.variables import (
    BASE_DIR,
    bracketed,
    kept_secret_key,
    reader,
    refuse,
    sqlite_database,
)

# --- Variables -----------------------------------------------------------------------------------

env = reader()

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
    # The most states of one wizard that are written as files: a state is a row of answers.
    EXPORT_MAX_STATES: int = env.states("EXPORT_MAX_STATES", 10_000)
    # Seconds for which browsers, and proxies, may show a page without asking again: long enough
    # for going back and forth, short enough that a correction reaches who still reads.
    _max_age: int = env.seconds("MAX_AGE", 60)
    _shared_max_age: int | None = env.seconds("SHARED_MAX_AGE", None)
    # Seconds after that for which they may show the old page while they ask for the new one, and
    # while nobody answers.
    _stale_while_revalidate: int | None = env.seconds("STALE_WHILE_REVALIDATE", None)
    _stale_if_error: int | None = env.seconds("STALE_IF_ERROR", 24 * 60 * 60)
    # Processes that serve: one for each processor, but two at least, so that one may be busy.
    WORKERS: int = env.workers("WORKERS", min(max(os.cpu_count() or 1, 2), 4))
    # Million bytes of finished answers that each process keeps; 0: none.
    STORE_MEGABYTES: int = env.megabytes("STORE_MEGABYTES", 64)
    _secret_key: str | None = env.secret_key("SECRET_KEY", None)
    _database: dict[str, Any] = env.database(
        "DATABASE_URL", sqlite_database(STATE_DIR / "db.sqlite3")
    )
    # A PostgreSQL server that follows that one: what readers' pages are made from.
    _replica: dict[str, Any] | None = env.replica("REPLICA_URL", None)
    # Connections that each process of the server has to PostgreSQL at most: its four threads, the
    # three beside them, and one to spare. 0: one for each thread, kept.
    DATABASE_POOL: int = env.connections("DATABASE_POOL", 8)
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

if _replica:
    if _database["ENGINE"] != _replica["ENGINE"]:
        refuse("REPLICA_URL", "expected DATABASE_URL to name the PostgreSQL server that it follows")
    if not STORE_MEGABYTES:
        refuse("REPLICA_URL", "expected STORE_MEGABYTES above 0: the store sees when it is behind")

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
    "guides.middleware.Compression",
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
            # Nearly every template draws something.
            "builtins": ["guides.templatetags.icons"],
            # Lazy all of them: a template that names no user and no message opens no session.
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guides.htmx.base_template",
                "guides.htmx.site",
                "guides.emergency.whole_site",
            ],
        },
    },
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# --- Data ----------------------------------------------------------------------------------------

# No ATOMIC_REQUESTS: readers write nothing, and each write opens its own transaction.
DATABASES = {"default": _database} | ({REPLICA: _replica} if _replica else {})
DATABASE_ROUTERS = ["guides.replica.Readers"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Keeping -------------------------------------------------------------------------------------

# What is said of every public page to who may keep it.
PUBLIC_CACHE_CONTROL = {
    name: value
    for name, value in {
        "public": True,
        "max_age": _max_age,
        "s_maxage": _shared_max_age,
        "stale_while_revalidate": _stale_while_revalidate,
        "stale_if_error": _stale_if_error,
    }.items()
    if value is not None
}

MEDIA_ROOT = STATE_DIR / "uploads"
# One form holds a whole guide with all its sections.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

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


def open_picture(headers: MutableMapping[str, str], _path: str, url: str) -> None:
    """Let other sites show the picture that Open Graph names beside a link to this one."""
    if "/img/share." in url:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"


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

"""The site's settings with Django's own cache around its views, and no page store."""

from helpcenter.settings import *  # noqa: F403
from helpcenter.settings import MIDDLEWARE as _MIDDLEWARE

STORE_MEGABYTES = 0
MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *_MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

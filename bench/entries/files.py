"""WhiteNoise with the pages as files, with their compressed forms beside them (BENCH_FILES)."""

import os
from typing import TYPE_CHECKING, Any

from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse


def _nothing(_environ: dict[str, Any], start_response: "StartResponse") -> list[bytes]:
    start_response("404 Not Found", [("Content-Length", "0")])
    return []


def start() -> WhiteNoise:
    return WhiteNoise(_nothing, root=os.environ["BENCH_FILES"], max_age=60)

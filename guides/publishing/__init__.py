"""The only door between the working copy and readers: publish, withdraw, restore, load.

Enter by the package: ``publishing.publish(items=[guide], by="ada", note="...")``.
"""

from guides.publishing.judging import Judgement, judge, path_diff
from guides.publishing.operations import (
    Loaded,
    Refused,
    load,
    publish,
    reasons_against,
    restore,
    withdraw,
    would_change,
)

__all__ = [
    "Judgement",
    "Loaded",
    "Refused",
    "judge",
    "load",
    "path_diff",
    "publish",
    "reasons_against",
    "restore",
    "withdraw",
    "would_change",
]

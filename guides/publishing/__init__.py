"""The only door between the working copy and readers: publish, withdraw, restore, load, check.

Enter by the package: ``publishing.publish(items=[guide], by="ada", note="...")``.
"""

from guides.publishing.checking import NOTE, Checked, check
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
    "NOTE",
    "Checked",
    "Loaded",
    "Refused",
    "check",
    "load",
    "publish",
    "reasons_against",
    "restore",
    "withdraw",
    "would_change",
]

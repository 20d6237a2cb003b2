"""The only door between the working copy and readers: publish, withdraw, restore, load, check.

Enter by the package: ``publishing.publish(items=[guide], by="ada", note="...")``.
"""

from guides.publishing.batch import Refused
from guides.publishing.checking import NOTE, Checked, check
from guides.publishing.facts import change_facts, reasons_against_facts
from guides.publishing.operations import (
    Loaded,
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
    "change_facts",
    "check",
    "load",
    "publish",
    "reasons_against",
    "reasons_against_facts",
    "restore",
    "withdraw",
    "would_change",
]

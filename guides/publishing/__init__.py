"""The only door between the working copy and readers: publish, withdraw, restore, load, schedule.

Enter by the package: ``publishing.publish(items=[guide], by="ada", note="...")``.
"""

from guides.publishing.operations import (
    Loaded,
    Refused,
    compiled,
    load,
    publish,
    reasons_against,
    restore,
    withdraw,
    would_change,
)
from guides.publishing.plan import Ended, Past, cancel, publish_due, reschedule, schedule

__all__ = [
    "Ended",
    "Loaded",
    "Past",
    "Refused",
    "cancel",
    "compiled",
    "load",
    "publish",
    "publish_due",
    "reasons_against",
    "reschedule",
    "restore",
    "schedule",
    "withdraw",
    "would_change",
]

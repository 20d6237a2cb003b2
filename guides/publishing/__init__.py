"""The only door between the working copy and readers: publish, withdraw, restore, load,
check, schedule.

Enter by the package: ``publishing.publish(items=[guide], by="ada", note="...")``.
"""

from guides.publishing.batch import Refused
from guides.publishing.checking import NOTE, Checked, check
from guides.publishing.facts import change_facts, reasons_against_facts
from guides.publishing.judging import Judgement, judge, path_diff
from guides.publishing.operations import (
    Loaded,
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
    "NOTE",
    "Checked",
    "Ended",
    "Judgement",
    "Loaded",
    "Past",
    "Refused",
    "cancel",
    "change_facts",
    "check",
    "compiled",
    "judge",
    "load",
    "path_diff",
    "publish",
    "publish_due",
    "reasons_against",
    "reasons_against_facts",
    "reschedule",
    "restore",
    "schedule",
    "withdraw",
    "would_change",
]

"""The two groups that editors are in, made by ``migrate``: what a Writer may do, and a Publisher.

People are put into groups by a superuser. A group that is there already gets what it lacks of
these permissions and keeps what it was given besides.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

WRITER, PUBLISHER = "Writer", "Publisher"

# By model: what may be done to its rows. Publishing has one permission for everything that
# readers see at once: ``publish_edition``.
_WRITER = {
    "guide": "view add change",
    "situation": "view add change",
    "wizard": "view add change",
    "section": "view add change delete",
    "situationsection": "view add change delete",
    "relatedsituation": "view add change delete",
    "question": "view add change delete",
    "choice": "view add change delete",
    "scenario": "view add change delete",
    "picture": "view add change",
    "fact": "view",
    "synonym": "view",
    "emergencynote": "view",
    "edition": "view",
    "address": "view",
    "reference": "view",
    "revision": "view",
    "schedule": "view",
}
_PUBLISHER = {
    **_WRITER,
    "guide": "view add change delete",
    "situation": "view add change delete",
    "wizard": "view add change delete",
    "picture": "view add change delete",
    "fact": "view add change delete",
    "synonym": "view add change delete",
    "emergencynote": "view add change delete",
    "edition": "view publish",
}
ROLES = {WRITER: _WRITER, PUBLISHER: _PUBLISHER}


def make() -> None:
    """Make the groups, or give them what they lack. Safe to be called at every start."""
    for name, allowed in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = Q(pk=None)
        for model, actions in allowed.items():
            codenames = [f"{action}_{model}" for action in actions.split()]
            wanted |= Q(codename__in=codenames)
        permissions = Permission.objects.filter(wanted, content_type__app_label="guides")
        group.permissions.add(*permissions)

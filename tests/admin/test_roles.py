"""Who may do what: every address of the admin, for every role, read and written to.

The table is what is meant; that it names every address there is, and that the site answers so, is
held here. A letter stands for a role's answer, in the order of ``ROLES``: ``L`` is led to the
log-in, ``F`` is forbidden, ``N`` finds no such page or method, ``+`` is let in.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from guides import roles
from guides.models import Address, Edition, Reference
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_picture,
    make_situation,
    make_synonym,
    make_wizard,
)

ROLES = ("nobody", "staff", "Writer", "Publisher", "superuser")
# Django's own, for anybody: the way in, and what only leads on.
OPEN = {
    "login/",
    "logout/",
    "jsi18n/",
    "r/<path:content_type_id>/<path:object_id>/",
    "^(?P<app_label>auth|guides)/$",
    "(?P<url>.*)$",
}

KINDS = ("guide", "situation", "wizard")
# The address below /admin/, what reading it and what posting to it answers.
TABLE = """
./                                       L++++ L++++
desk/<name>/                             LF+++ LF+++
password_change/                         L++++ L++++
password_change/done/                    L++++ LNNNN
autocomplete/                            LF+++ LNNNN
r/<path:content_type_id>/<pk>/           LNNNN LNNNN
auth/group/                              LFFF+ LFFF+
auth/group/add/                          LFFF+ LFFF+
auth/group/<pk>/history/                 LFFF+ LFFF+
auth/group/<pk>/delete/                  LFFF+ LFFF+
auth/group/<pk>/change/                  LFFF+ LFFF+
auth/group/<pk>/                         L++++ L++++
auth/user/<pk>/password/                 LFFF+ LFFF+
auth/user/                               LFFF+ LFFF+
auth/user/add/                           LFFF+ LFFF+
auth/user/<pk>/history/                  LFFF+ LFFF+
auth/user/<pk>/delete/                   LFFF+ LFFF+
auth/user/<pk>/change/                   LFFF+ LFFF+
auth/user/<pk>/                          L++++ L++++
guides/guide/markdown/preview/           LFNNN LF+++
guides/guide/markdown/targets/           LF+++ LFNNN
guides/guide/markdown/facts/             LF+++ LFNNN
guides/guide/markdown/pictures/          LF+++ LFNNN
guides/<item>/<pk>/preview/              LF+++ LNNNN
guides/<item>/<pk>/preview/<answers>     LF+++ LNNNN
guides/<item>/<pk>/preview-link/         LF+++ LF+++
guides/<item>/schedule/                  LFF++ LFF++
guides/<item>/<pk>/schedule/             LFF++ LFF++
guides/<item>/<pk>/checked/              LNNNN LF+++
guides/<item>/<pk>/diff/                 LF+++ LF+++
guides/<item>/<pk>/restore/              LFF++ LFF++
guides/<item>/<pk>/publish/              LFF++ LFF++
guides/<item>/<pk>/withdraw/             LFF++ LFF++
guides/<item>/<pk>/presence/             LFNNN LF+++
guides/<item>/                           LF+++ LF+++
guides/<item>/add/                       LF+++ LF+++
guides/<item>/<pk>/history/              LF+++ LF+++
guides/<item>/<pk>/delete/               LFF++ LFF++
guides/<item>/<pk>/change/               LF+++ LF+++
guides/<item>/<pk>/                      L++++ L++++
guides/section/                          LF+++ LF+++
guides/section/add/                      LFFFF LFFFF
guides/section/<pk>/history/             LF+++ LF+++
guides/section/<pk>/delete/              LFFFF LFFFF
guides/section/<pk>/change/              LF+++ LFFFF
guides/section/<pk>/                     L++++ L++++
guides/situation/markdown/preview/       LFNNN LF+++
guides/situation/markdown/targets/       LF+++ LFNNN
guides/situation/markdown/facts/         LF+++ LFNNN
guides/situation/markdown/pictures/      LF+++ LFNNN
guides/fact/<pk>/presence/               LFFNN LFF++
guides/fact/                             LF+++ LF+++
guides/fact/add/                         LFF++ LFF++
guides/fact/<pk>/history/                LF+++ LF+++
guides/fact/<pk>/delete/                 LFF++ LFF++
guides/fact/<pk>/change/                 LF+++ LFF++
guides/fact/<pk>/                        L++++ L++++
guides/synonym/<pk>/presence/            LFFNN LFF++
guides/synonym/                          LF+++ LF+++
guides/synonym/add/                      LFF++ LFF++
guides/synonym/<pk>/history/             LF+++ LF+++
guides/synonym/<pk>/delete/              LFF++ LFF++
guides/synonym/<pk>/change/              LF+++ LFF++
guides/synonym/<pk>/                     L++++ L++++
guides/edition/                          LF+++ LF+++
guides/edition/add/                      LFFFF LFFFF
guides/edition/<pk>/history/             LF+++ LF+++
guides/edition/<pk>/delete/              LFFFF LFFFF
guides/edition/<pk>/change/              LF+++ LFFFF
guides/edition/<pk>/                     L++++ L++++
guides/address/                          LF+++ LF+++
guides/address/add/                      LFFFF LFFFF
guides/address/<pk>/history/             LF+++ LF+++
guides/address/<pk>/delete/              LFFFF LFFFF
guides/address/<pk>/change/              LF+++ LFFFF
guides/address/<pk>/                     L++++ L++++
guides/reference/                        LF+++ LF+++
guides/reference/add/                    LFFFF LFFFF
guides/reference/<pk>/history/           LF+++ LF+++
guides/reference/<pk>/delete/            LFFFF LFFFF
guides/reference/<pk>/change/            LF+++ LFFFF
guides/reference/<pk>/                   L++++ L++++
guides/emergencynote/<pk>/end/           LNNNN LFF++
guides/emergencynote/<pk>/presence/      LFFNN LFF++
guides/emergencynote/                    LF+++ LF+++
guides/emergencynote/add/                LFF++ LFF++
guides/emergencynote/<pk>/history/       LF+++ LF+++
guides/emergencynote/<pk>/delete/        LFF++ LFF++
guides/emergencynote/<pk>/change/        LF+++ LFF++
guides/emergencynote/<pk>/               L++++ L++++
guides/picture/<pk>/presence/            LFNNN LF+++
guides/picture/                          LF+++ LF+++
guides/picture/add/                      LF+++ LF+++
guides/picture/<pk>/history/             LF+++ LF+++
guides/picture/<pk>/delete/              LFF++ LFF++
guides/picture/<pk>/change/              LF+++ LF+++
guides/picture/<pk>/                     L++++ L++++
guides/wizard/<pk>/tree/                 LF+++ LF+++
guides/question/<pk>/presence/           LFNNN LF+++
guides/question/                         LF+++ LF+++
guides/question/add/                     LF+++ LF+++
guides/question/<pk>/history/            LF+++ LF+++
guides/question/<pk>/delete/             LF+++ LF+++
guides/question/<pk>/change/             LF+++ LF+++
guides/question/<pk>/                    L++++ L++++
"""


@pytest.fixture
def rows(db) -> dict[str, Any]:
    """One row of everything, live where that can be."""
    roles.make()
    guide = make_guide()
    situation = make_situation([guide.sections.get()])
    wizard = make_wizard({"q": {"x": situation}})
    make_live(guide, situation, wizard)
    question = wizard.questions.get()
    return {
        "guide": guide,
        "situation": situation,
        "wizard": wizard,
        "section": guide.sections.get(),
        "question": question,
        "fact": make_fact(),
        "synonym": make_synonym(),
        "picture": make_picture(),
        "emergencynote": make_emergency_note(ends_at=timezone.now() + timedelta(days=1)),
        "edition": Edition.objects.first(),
        "address": Address.objects.first(),
        "reference": Reference.objects.first(),
        "group": Group.objects.first(),
        "user": User.objects.create_user("somebody"),
    }


@pytest.fixture
def people(db) -> dict[str, Any]:
    roles.make()
    found: dict[str, Any] = {"nobody": AnonymousUser()}
    for name in ROLES[1:-1]:
        found[name] = User.objects.create_user(name, is_staff=True)
        if name != "staff":
            found[name].groups.add(Group.objects.get(name=name))
    return found | {"superuser": User.objects.create_superuser("superuser")}


def routes(patterns: Any, prefix: str = "") -> Iterator[str]:
    """Every route below the admin's, as it is written in the URL configuration."""
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield here


def known() -> list[str]:
    found = (route for route in routes(get_resolver().url_patterns) if route.startswith("admin/"))
    return list(dict.fromkeys(short(route.removeprefix("admin/")) for route in found))


def short(route: str) -> str:
    """A route as the table writes it: ``<pk>`` for whatever names a row."""
    route = re.sub(r"<(path|str):object_id>|<id>", "<pk>", route)
    return route.replace("<path:answers>", "<answers>").replace("<slug:name>", "<name>")


# What some addresses need to be asked for.
ASKED = {
    "restore/": {"what": "edition-1"},
    "schedule/": {"ids": "<pk>"},
    "autocomplete/": {
        "app_label": "guides",
        "model_name": "choice",
        "field_name": "to_situation",
        "term": "a",
    },
}


def filled(route: str, rows: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """An address that a route leads to, and what it is asked for."""
    model = next((word for word in reversed(route.split("/")) if word in rows), "")
    pk = str(rows[model].pk) if model else "1"
    address = route.replace("<pk>", pk).replace("<name>", "problems")
    address = address.replace("<answers>", "map/" if model == "wizard" else "")
    asked = next((data for end, data in ASKED.items() if route.endswith(end)), {})
    return f"/admin/{address}", {name: value.replace("<pk>", pk) for name, value in asked.items()}


def answer(address: str, asked: dict[str, str], method: str, user: Any) -> str:
    """The letter of what somebody is answered; nothing that is done stays."""
    path = f"{address}?{urlencode(asked)}" if asked else address
    request = getattr(RequestFactory(), method.lower())(path, asked)
    request.user, request.session, request.htmx = user, SessionStore(), None
    request._messages = default_storage(request)
    request._dont_enforce_csrf_checks = True
    match = resolve(request.path)
    request.resolver_match = match
    try:
        with transaction.atomic():
            response = match.func(request, *match.args, **match.kwargs)
            transaction.set_rollback(True)
    except PermissionDenied:
        return "F"
    except Http404:
        return "N"
    if response.status_code == 302 and response.url.startswith("/admin/login/"):
        return "L"
    return {403: "F", 404: "N", 405: "N"}.get(response.status_code, "+")


def table() -> dict[str, tuple[str, str]]:
    lines = [line.split() for line in TABLE.strip().splitlines()]
    found = {}
    for route, reading, writing in lines:
        route = route.removeprefix("./")
        for kind in KINDS if "<item>" in route else ("",):
            found[route.replace("<item>", kind)] = (reading, writing)
    return found


def test_the_table_names_every_address_of_the_admin():
    assert set(known()) - OPEN == set(table())


def test_every_address_answers_every_role_as_the_table_says(rows, people):
    wrong = []
    for route, meant in table().items():
        address, asked = filled(route, rows)
        for method, letters in zip(("GET", "POST"), meant, strict=True):
            found = "".join(answer(address, asked, method, people[role]) for role in ROLES)
            if found != letters:
                wrong.append(f"{method} {route}: {found}, meant {letters}")
    assert not wrong, "\n".join(wrong)

"""Several editors at one desk, doing anything in any order: no edit is lost, no page is torn.

Each has forms open that may be old by now. An edit that was acknowledged is in the working copy
until somebody who saw it saves something else, and its text is in the history for ever.
"""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from guides import pack, publishing
from guides.admin.collisions import read_forms
from guides.compiler import compile_item
from guides.models import Edition, Guide, Item, Moved, Revision, Situation, Withdrawn, Wizard
from guides.models.edition import of
from tests.admin.desk import address, errors, opened, url_of
from tests.factories import make_guide, make_situation, make_wizard
from tests.publishing import everything, undone
from tests.search import test_index

MODELS: dict[str, Any] = {"guide": Guide, "situation": Situation, "wizard": Wizard}
EDITORS = ("ada", "bob", "cy", "dee", "eve")
# A few steps with the unit tests; "make test-editors" goes a thousand.
EXAMPLES = int(os.environ.get("EDITORS", "2"))
STEPS = 50 if "EDITORS" in os.environ else 20

who = st.sampled_from(EDITORS)
some = st.integers(0, 3)
any_old = st.integers(0, 40)
words = st.sampled_from(["One.", "Two.", "Three.", "A line.\n\nAnother line.", "[x](guide:a)"])
fields = st.sampled_from(["title", "summary", "text"])


def text_field(item: Item) -> str:
    names = {"guide": "sections-0-body", "situation": "body", "wizard": "questions-0-hint"}
    return names[item.KIND]


class Desk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(undone())
        self.folder = Path(self.undo.enter_context(tempfile.TemporaryDirectory()))
        self.packs = 0
        # What each editor has open: the values sent, and the text that the item had then.
        self.forms: dict[tuple[str, Item], tuple[dict[str, Any], str]] = {}
        self.acknowledged: dict[Item, set[str]] = {}
        self.written: dict[str, str] = {}
        self.clients: dict[str, Client] = {}

    def teardown(self) -> None:
        self.undo.close()

    @initialize(editors=st.integers(2, 5))
    def begin(self, editors: int) -> None:
        guide = make_guide({"p": "Text.", "q": "More."}, slug="a")
        one = make_situation(code="S-1", slug="a", sections=[guide.sections.first()])
        other = make_situation(code="S-2", slug="b", related=[one])
        make_wizard({"x": {"on": "y", "end": one}, "y": {"end": other}}, slug="a")
        for name in EDITORS[:editors]:
            self.clients[name] = Client()
            self.clients[name].force_login(User.objects.create_superuser(name))
        publishing.publish(items=self.items(), by="tests")
        self.dump()

    def items(self) -> list[Item]:
        return [item for model in MODELS.values() for item in model.objects.order_by("pk")]

    def item(self, index: int) -> Item:
        found = self.items()
        return found[index % len(found)]

    def client(self, name: str) -> Client:
        names = list(self.clients)
        return self.clients[names[EDITORS.index(name) % len(names)]]

    def text(self, item: Item) -> str:
        return pack.write_item(pack.read_row(item))

    # What editors do.

    @rule(index=some)
    def everybody_opens(self, index: int) -> None:
        item = self.item(index)
        form = ({**opened(item), "base": signed(item)}, self.text(item))
        for name in self.clients:
            self.forms[name, item] = form

    @rule(which=any_old, field=fields, value=words)
    def save(self, which: int, field: str, value: str) -> None:
        if not self.forms:
            self.everybody_opens(which)
        name, item = list(self.forms)[which % len(self.forms)]
        sent, seen = self.forms[name, item]
        field = text_field(item) if field == "text" else field
        value = value.split("\n")[0] if "body" not in field else value
        before, rows = self.text(item), everything()
        answer = self.clients[name].post(url_of(item), {**sent, field: value})
        if answer.status_code == 302:
            assert before == seen, "saved over what its editor had not seen"
            self.acknowledged.setdefault(item, set()).add(self.text(item))
            self.written[item.address] = self.text(item)
            del self.forms[name, item]
            assert self.value(item, field) == value
        elif answer.status_code == 409:
            assert before != seen, "refused without need"
            assert everything() == rows, "a refused save has written something"
            assert shown(answer, field) == value, "what was typed is lost"
        else:
            assert errors(answer)
            assert everything() == rows

    def value(self, item: Item, field: str) -> Any:
        fresh = type(item).objects.get(pk=item.pk)
        if field.startswith("sections"):
            return fresh.sections.all()[0].body
        if field.startswith("questions"):
            return fresh.questions.all()[0].hint
        return getattr(fresh, field)

    def door(self, name: str, item: Item, page: str, seen: int, **sent: Any) -> None:
        rows = everything()
        url = address(type(item), page, item.pk)
        answer = self.client(name).post(url, {"version": seen, **sent})
        if answer.status_code == 302:
            assert seen == type(item).objects.values_list("version", flat=True).get(pk=item.pk) - (
                page == "restore" and self.text(item) != self.before
            ), "went past what was seen"
        else:
            assert answer.status_code == 409
            assert everything() == rows

    @rule(name=who, index=some, old=st.sampled_from([0, 0, 0, 1]))
    def publish(self, name: str, index: int, old: int) -> None:
        item = self.item(index)
        self.before = self.text(item)
        self.door(name, item, "publish", item.version - old)

    @rule(name=who, index=some)
    def withdraw(self, name: str, index: int) -> None:
        item = self.item(index)
        self.before = self.text(item)
        self.door(name, item, "withdraw", item.version)

    @rule(name=who, index=some, which=any_old, old=st.sampled_from([0, 0, 1]))
    def restore(self, name: str, index: int, which: int, old: int) -> None:
        item = self.item(index)
        names = [e.name for e in Edition.objects.of(item)]
        names += [r.name for r in Revision.objects.filter(**of(item))]
        if names:
            self.before = self.text(item)
            what = names[which % len(names)].replace(" ", "-")
            self.door(name, item, "restore", item.version - old, what=what)
            self.written[item.address] = self.text(item)

    @rule()
    def dump(self) -> None:
        pack.write_folder(pack.read_rows(), self.folder / str(self.packs))
        self.packs += 1

    @rule(index=any_old, publish_too=st.booleans(), overwrite=st.booleans())
    def load(self, index: int, publish_too: bool, overwrite: bool) -> None:
        if not self.packs:
            return
        rows = everything()
        before = {item: self.text(item) for item in self.items()}
        try:
            publishing.load(
                folder=self.folder / str(index % self.packs),
                by="loader",
                publish_too=publish_too,
                overwrite=overwrite,
            )
        except (pack.PackError, publishing.Refused):
            assert everything() == rows
        for item, text in before.items():
            now = self.text(item)
            if now != text and not overwrite and text in self.acknowledged.get(item, ()):
                held = Edition.objects.of(item).filter(source=text)
                loaded = Revision.objects.filter(**of(item), source=text, how="loaded")
                assert held.exists() or loaded.exists(), "a pack ran over an edit of the desk"
            self.written[item.address] = now

    # What holds after every step.

    @invariant()
    def the_working_copy_is_what_was_saved_last(self) -> None:
        for item in self.items():
            assert self.written.get(item.address, self.text(item)) == self.text(item)

    @invariant()
    def no_acknowledged_text_is_ever_lost(self) -> None:
        for item, texts in self.acknowledged.items():
            kept = set(Revision.objects.filter(**of(item)).values_list("source", flat=True))
            assert texts <= kept

    @invariant()
    def no_edition_is_torn(self) -> None:
        """Each live page is exactly what its own text makes."""
        for edition in Edition.objects.live():
            record = pack.read_item(pack.path_of(edition.kind, edition.slug), edition.source)
            made = compile_item(record, facts=pack.Facts(), before=edition.page)
            assert made.page == edition.page

    @invariant()
    def readers_get_the_live_editions_and_search_finds_them(self) -> None:
        test_index.assert_true()
        for kind, model in MODELS.items():
            for item in model.objects.all():
                try:
                    edition = Edition.objects.find(kind, item.slug)
                except (Moved, Withdrawn, Edition.DoesNotExist):
                    edition = None
                answer = self.reader.get(f"/{kind}s/{item.slug}/")
                assert answer.status_code == (200 if edition else 410)
                if edition and kind != "wizard":
                    assert answer.context["page"] == edition.page

    reader = Client()


def signed(item: Item) -> str:
    """What the form of an item carries of how it was opened."""
    desk: Any = admin.site.get_model_admin(type(item))
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    found = type(item).objects.get(pk=item.pk)
    form, formsets = desk._fresh(request, found)
    return read_forms(form, formsets).sign()


def shown(response: Any, name: str) -> Any:
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return {bound.html_name: bound.value() for one in forms for bound in one}[name]


def test_no_edit_is_lost_and_no_page_is_torn_whatever_editors_do(db):
    bounds = settings(max_examples=EXAMPLES, stateful_step_count=STEPS)
    run_state_machine_as_test(Desk, settings=bounds)

"""Works the admin as an editor does: open a form, change some fields, save, read the answer."""

import html
import re
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse

from guides import pack


def address(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:guides_{model._meta.model_name}_{page}", args=args)


def url_of(row: Any) -> str:
    """Where a row is changed, or where one is added to a model."""
    return address(row, "add") if isinstance(row, type) else address(type(row), "change", row.pk)


def opened(row: Any) -> dict[str, Any]:
    """What the form of a row (or of its model, to add one) sends when nothing is changed.

    Built without the page around it, whose rendering would take most of the time of these tests.
    """
    model, row = (row, None) if isinstance(row, type) else (type(row), row)
    desk = admin.site.get_model_admin(model)
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    found = model.objects.get(pk=row.pk) if row else None
    form = desk.get_form(request, found, change=bool(row))(instance=found)
    formsets = desk._create_formsets(request, found or model(), change=bool(row))[0]
    forms = [form, *(f for one in formsets for f in (one.management_form, *one.forms))]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    sent = {k: value for k, value in values.items() if value is not None and value is not False}
    return sent | ({"version": found.version} if hasattr(found, "version") else {})


def save(client: Client, row: Any, *, follow: bool = False, **changes: Any) -> Any:
    """Open the form of a row (or of its model, to add one), change fields, post it."""
    return client.post(url_of(row), {**opened(row), **changes}, follow=follow)


def errors(response: Any) -> dict[str, str]:
    """What the forms of an answer refuse, by field name with its prefix."""
    if response.status_code == 302 or "adminform" not in response.context:
        return {}
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    forms = [response.context["adminform"].form, *(f for one in formsets for f in one.forms)]
    found = {f.add_prefix(name): " ".join(e) for f in forms for name, e in f.errors.items()}
    return found | {
        f.prefix: " ".join(f.non_form_errors()) for f in formsets if f.non_form_errors()
    }


def messages(response: Any) -> list[str]:
    found = re.findall(r'<li class="(?:success|error|warning|info)">(.*?)</li>', _text(response))
    # What they link to is another question.
    return [html.unescape(re.sub(r"</?a\b[^>]*>", "", message)) for message in found]


def _text(response: Any) -> str:
    return response.content.decode()


def act(client: Client, action: str, *items: Any, note: str = "") -> Any:
    """Choose an action in the list of the kind of some items."""
    url = address(type(items[0]), "changelist")
    chosen = [item.pk for item in items]
    data = {"action": action, "_selected_action": chosen, "index": 0, "note": note}
    rows = type(items[0])._default_manager
    data |= {f"seen-{pk}": rows.get(pk=pk).version for pk in chosen}
    return client.post(url, data, follow=True)


def confirmed(*rows: Any) -> dict[str, Any]:
    """What the page sends that asks whether these rows are to be deleted, once one says yes."""
    found = [type(row)._default_manager.get(pk=row.pk) for row in rows]
    return {
        "post": "yes",
        "version": found[0].version,
        **{f"seen-{row.pk}": row.version for row in found},
    }


def survives(item: Any) -> bool:
    """Whether an item can be written as a pack file and read again as the same."""
    record = pack.read_row(item)
    return pack.read_item(record.path, pack.write_item(record)) == record

"""No lost edits: a form is saved over the version it was opened at, and over no other.

The version travels in the form, with the values it was opened with. A save first claims the
version by one conditional UPDATE (``drafts.claim``), in the transaction that writes all the rest.
Where somebody else was faster nothing is written: the form comes back with both changes in it.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from guides import drafts
from guides.admin.collisions import Collision, Merging, Opened, put, read_forms, read_signed
from guides.admin.links import keys
from guides.admin.presence import PresencePages
from guides.models import Item, Versioned

TAKE = "take-"
# What begins the names of what a form sends that nobody has typed.
_UNTYPED = ("csrfmiddlewaretoken", "version", "base", "_", TAKE)


class Outdated(Exception):
    """A row of a list was saved by somebody else between being checked and being written."""


def read_version(text: str | None) -> int:
    """A version as a form carries it; what is none is older than any."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1


class VersionedAdmin(PresencePages):
    """A desk that refuses to save over what its editor has not seen."""

    class Media:
        css = {"all": ("desk/desk.css",)}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            row = self.get_object(request, unquote(object_id))
            if row is None and self.has_change_permission(request):
                return self._deleted(request)
            if row is None or not self.has_change_permission(request, row):
                return super().changeform_view(request, object_id, form_url, extra_context)
            collision = self._claim(request, row)
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if collision or not getattr(request, "saved", False):
                # Nothing but the claim was written, and what was not saved is no new version.
                transaction.set_rollback(True)
        if collision:
            response.status_code = 409
        return response

    def _deleted(self, request: HttpRequest) -> HttpResponse:
        """What was typed into the form of a row that is gone: there is no other place for it."""
        typed = [
            (capfirst(name.replace("-", " ").replace("_", " ")), value)
            for name, values in request.POST.lists()
            for value in values
            if not name.startswith(_UNTYPED) and any(map(str.isalpha, value))
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "Deleted meanwhile",
            "opts": self.opts,
            "typed": typed,
        }
        return TemplateResponse(request, "admin/desk/deleted.html", context, status=410)

    def _claim(self, request: HttpRequest, row: Versioned) -> Collision | None:
        """Claim the version of a row, or say why not and bring both changes together."""
        by = request.user.get_username()
        seen = read_version(request.POST.get("version"))
        if drafts.claim(row=row, seen=seen, by=by):
            self._take_theirs(request, row)
            return None
        row.refresh_from_db()
        base = read_signed(request.POST.get("base", ""))
        form, formsets = self._fresh(request, row)
        theirs = read_forms(form, formsets)
        # Something else of the row was saved: nothing of it stands in this form.
        if base == theirs and drafts.claim(row=row, seen=row.version, by=by):
            return None
        merging = Merging(request.POST, base, form, formsets)
        post = merging.post
        post["version"] = str(row.version)
        post["base"] = theirs.sign()
        for name in [name for name in post if name.startswith(TAKE)]:
            del post[name]
        request.POST = post  # type: ignore[assignment]  # as Django's own user admin does
        found = Collision(row.saved_by, row.saved_at, merging.clashes, merging.taken)
        request.collision = found  # type: ignore[attr-defined]
        return found

    def _fresh(self, request: HttpRequest, row: Versioned) -> tuple[Any, list[Any]]:
        """The form and its rows as somebody gets them who opens them now."""
        asked = copy(request)
        asked.method = "GET"
        form = self.get_form(asked, row, change=True)(instance=row)
        # As Django makes them for a page; it has no public name for it.
        formsets: list[Any] = self._create_formsets(asked, row, change=True)[0]  # type: ignore[attr-defined]
        return form, formsets

    def _take_theirs(self, request: HttpRequest, row: Versioned) -> None:
        """Put what is saved in the place of what was typed, where the editor chose so."""
        names = [
            name.removeprefix(TAKE)
            for name, chosen in request.POST.items()
            if name.startswith(TAKE) and chosen == "theirs"
        ]
        if not names:
            return
        form, formsets = self._fresh(request, row)
        values = read_forms(form, formsets)
        saved = {name: (value, form) for name, value in values.main.items()}
        for formset in formsets:
            for index, inside in enumerate(values.rows[formset.prefix].values()):
                here = f"{formset.prefix}-{index}-"
                saved |= {here + name: (one, formset.empty_form) for name, one in inside.items()}
        post = request.POST.copy()
        for name in names:
            if name in saved:
                put(post, name, *saved[name])
        request.POST = post  # type: ignore[assignment]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **options)
        collision: Collision | None = getattr(request, "collision", None)
        if collision is None or request.method != "POST":
            return form
        who = collision.by or "Somebody"

        class Refused(form):  # type: ignore[misc]
            def clean(self) -> Any:
                cleaned = super().clean()
                self.add_error(None, f"Not saved yet: {who} saved this while you were writing.")
                if request.FILES:
                    # No page can hand a file back to a browser.
                    self.add_error(None, "Choose the file again before you save.")
                return cleaned

        return Refused

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        row = obj
        if change and row is not None and self.has_change_permission(request, row):
            context["version"] = request.POST.get("version", row.version)
            context["base"] = request.POST.get("base") or self._signed(context)
            context["collision"] = getattr(request, "collision", None)
        return super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )

    def _signed(self, context: Any) -> str:
        if context["adminform"].form.is_bound:
            return ""
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        opened: Opened = read_forms(context["adminform"].form, formsets)
        return opened.sign()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by = request.user.get_username()
        if not change:
            super().save_model(request, obj, form, change)
            drafts.begin(row=obj, by=by)
            return
        if isinstance(form, ListedForm) and not drafts.claim(row=obj, seen=form.seen, by=by):
            raise Outdated(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.follow_names(form, formsets)
        by = request.user.get_username()
        row = form.instance
        for formset in formsets:
            if issubclass(formset.model, Versioned):
                for inner, _ in formset.changed_objects:
                    drafts.touch(row=inner, by=by)
        item = drafts.item_of(row)
        if item is not None and item is not row:
            drafts.touch(row=item, by=by)
        if item is not None:
            drafts.keep(items=[item], by=by)
        request.saved = True  # type: ignore[attr-defined]

    def follow_names(self, form: Any, formsets: Any) -> None:
        """Let what names a row by a key that was just changed follow it."""

    # Lists: what is changed there, and what is acted on.

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> Any:
        return super().get_changelist_form(request, **{"form": ListedForm, **options})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        try:
            return super().changelist_view(request, extra_context)
        except Outdated as outdated:
            told = f"Nothing was saved: “{outdated}” was changed by somebody else just now."
            self.message_user(request, told, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def action_checkbox(self, obj: Any) -> SafeString:
        """Django's own, with the version that whoever ticks it looks at."""
        box = super().action_checkbox(obj)
        name = f"seen-{obj.pk}"
        return format_html('{}<input type="hidden" name="{}" value="{}">', box, name, obj.version)

    def seen(self, request: HttpRequest, rows: Any) -> dict[Any, int]:
        """The versions that were looked at by whoever chose these rows in the list."""
        return {row: read_version(request.POST.get(f"seen-{row.pk}")) for row in rows}

    def _get_edited_object_pks(self, request: HttpRequest, prefix: str) -> list[str]:
        """Django looks only whether they are numbers; no database takes one of any size."""
        pks: list[str] = super()._get_edited_object_pks(request, prefix)
        return pks if len(keys(pks)) == len(pks) else [""]

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> Any:
        """Django fails on rows whose keys are none."""
        post = request.POST.copy()
        post.setlist(ACTION_CHECKBOX_NAME, keys(post.getlist(ACTION_CHECKBOX_NAME)))
        request.POST = post  # type: ignore[assignment]
        return super().response_action(request, queryset, *args)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        if found := actions.get("delete_selected"):
            actions["delete_selected"] = (_delete_selected, *found[1:])
        return actions

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        items = _around([obj])
        super().delete_model(request, obj)
        _keep_without(items, request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        items = _around(queryset)
        super().delete_queryset(request, queryset)
        _keep_without(items, request)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Deletes the version that was confirmed; where it is another by now, asks again."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return super().delete_view(request, object_id, extra_context)
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        context = {"version": row.version, **(extra_context or {})}
        if request.method != "POST":
            return super().delete_view(request, object_id, context)
        with transaction.atomic():
            seen = read_version(request.POST.get("version"))
            if not drafts.claim(row=row, seen=seen, by=request.user.get_username()):
                transaction.set_rollback(True)
                told = (
                    f"Not deleted: {row.saved_by or 'somebody'} has changed it since. Look again."
                )
                self.message_user(request, told, messages.ERROR)
                return HttpResponseRedirect(request.get_full_path())
            response: HttpResponse = super().delete_view(request, object_id, context)
            if response.status_code != 302:
                transaction.set_rollback(True)
            return response


def _around(rows: Iterable[Versioned]) -> list[Item]:
    """The items that rows are parts of, which deleting them changes."""
    items = {row: drafts.item_of(row) for row in rows}
    return list({item: None for row, item in items.items() if item is not None and item != row})


def _keep_without(items: Sequence[Item], request: HttpRequest) -> None:
    by = request.user.get_username()
    for item in items:
        drafts.touch(row=item, by=by)
    drafts.keep(items=items, by=by)


def _delete_selected(desk: Any, request: HttpRequest, rows: QuerySet[Any]) -> Any:
    """Django's own, which deletes only the versions that were looked at when it asked."""
    if not request.POST.get("post"):
        return delete_selected(desk, request, rows)
    with transaction.atomic():
        by = request.user.get_username()
        for row, seen in desk.seen(request, rows).items():
            if not drafts.claim(row=row, seen=seen, by=by):
                transaction.set_rollback(True)
                told = f"Nothing was deleted: “{row}” has been changed since. Look again."
                desk.message_user(request, told, messages.ERROR)
                return None
        answer = delete_selected(desk, request, rows)
        # It asks again where something holds them.
        transaction.set_rollback(answer is not None)
        return answer


class _Seen(AdminIntegerFieldWidget):
    """A number in a list, with the version of the row that it belongs to."""

    version = 0

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        hidden = '{}<input type="hidden" name="{}-version" value="{}">'
        return format_html(hidden, field, name, self.version)


class ListedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of a list whose position can be changed there.

    The position it was shown with travels along: only rows that this editor changed are saved.
    """

    position = forms.IntegerField(
        min_value=0, max_value=2_000_000_000, widget=_Seen, show_hidden_initial=True
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        widget = self.fields["position"].widget
        assert isinstance(widget, _Seen)
        sent = self.data.get(f"{self.add_prefix('position')}-version") if self.is_bound else None
        self.seen = read_version(sent) if self.is_bound else self.instance.version
        widget.version = self.seen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.has_changed() and self.seen != self.instance.version:
            who = self.instance.saved_by or "Somebody"
            told = f"{who} has changed this since you opened the list: open it again."
            self.add_error("position", told)
        return cleaned

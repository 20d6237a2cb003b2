"""The desk of emergency notes: only who may change what readers see writes and ends them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from guides import emergency
from guides.admin.generics import ModelForm
from guides.admin.links import ManyField, ManyFinder
from guides.admin.texts import Markdown
from guides.admin.versions import VersionedAdmin
from guides.models import EmergencyNote
from guides.models.emergency import PLACES
from guides.pack import read_facts


class EmergencyNoteForm(ModelForm):
    """A note; its text is compiled on the way, so that what is wrong stands at it."""

    class Meta:
        field_classes = {"text": Markdown}
        widgets = {"text": forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        compiled = emergency.compile_text(text, read_facts())
        if compiled.problems:
            raise forms.ValidationError(list(compiled.problems))
        self.instance.html, self.instance.more = compiled.html, compiled.more
        return text

    def clean(self) -> dict[str, Any]:
        super().clean()
        found = self.cleaned_data
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if ends and ends <= timezone.now():
            told = "This has passed (times are UTC). To end a note now, use its button “End now”."
            self.add_error("ends_at", told)
        elif starts and ends and ends <= starts:
            self.add_error("ends_at", "It would end before it begins.")
        chosen = any(found.get(name) for name in ("everywhere", *PLACES.values()))
        unsure = any(name in self.errors for name in ("everywhere", *PLACES.values()))
        if not chosen and not unsure:
            told = "Choose where it stands: the whole site, or some guides, situations or wizards."
            self.add_error("everywhere", told)
        return found


class StandingFilter(admin.SimpleListFilter):
    """Lists what readers see now, will see, and saw."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state, state) for state in ("planned", "standing", "over")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        wanted: dict[str, Any] = {
            "planned": {"starts_at__gt": now, "ends_at__gt": now},
            "over": {"ends_at__lte": now},
        }
        if self.value() == "standing":
            standing: QuerySet[Any] = queryset.standing(now)  # type: ignore[attr-defined]
            return standing
        return queryset.filter(**wanted.get(self.value() or "", {}))


@admin.action(permissions=["change"], description="End now")
def end_now(desk: Any, request: HttpRequest, notes: QuerySet[Any]) -> None:
    ended = emergency.end(notes=list(notes), by=request.user.get_username())
    for note in EmergencyNote.objects.filter(pk__in=ended):
        desk.message_user(request, f"Ended: “{note}”.", messages.SUCCESS)
        desk.log_change(request, note, "Ended.")
    if not ended:
        desk.message_user(request, "Nothing to end: it is over already.", messages.INFO)


@admin.register(EmergencyNote)
class EmergencyNoteAdmin(VersionedAdmin):
    """Everybody who edits may look; writing one changes what readers see."""

    form = EmergencyNoteForm
    change_form_template = "admin/guides/emergencynote_change_form.html"
    list_display = ("__str__", "state", "places", "starts_at", "ends_at", "saved_by")
    list_filter = (StandingFilter, "everywhere")
    search_fields = ("text",)
    list_per_page = 50
    actions = (end_now,)
    autocomplete_fields = tuple(PLACES.values())
    fieldsets = (
        (None, {"fields": ("text", ("starts_at", "ends_at"))}),
        ("Where it stands", {"fields": ("everywhere", *PLACES.values())}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("guides.publish_edition")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("guides.publish_edition")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("guides.publish_edition")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        seen = super().has_view_permission(request, obj)
        return seen or self.has_change_permission(request, obj)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **options: Any) -> Any:
        options |= {"widget": ManyFinder(db_field, self.admin_site), "form_class": ManyField}
        return super().formfield_for_manytomany(db_field, request, **options)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related(*PLACES.values())

    @admin.display(description="state")
    def state(self, note: EmergencyNote) -> str:
        return note.state(timezone.now())

    @admin.display(description="where")
    def places(self, note: EmergencyNote) -> str:
        if note.everywhere:
            return "the whole site"
        return ", ".join(
            str(item) for name in PLACES.values() for item in getattr(note, name).all()
        )

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.end_view))
        ending = path("<path:object_id>/end/", view, name="guides_emergencynote_end")
        return [ending, *super().get_urls()]

    def end_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The button on a note's page: the list's action for this one."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        note = self.get_object(request, unquote(object_id))
        if note is None:
            raise Http404(object_id)
        end_now(self, request, EmergencyNote.objects.filter(pk=note.pk))
        return HttpResponseRedirect(reverse("admin:guides_emergencynote_changelist"))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **options: Any
    ) -> HttpResponse:
        note = context.get("original")
        if note is not None:
            # As saved: what was typed and refused is not what readers see.
            saved = EmergencyNote.objects.filter(pk=note.pk).first() or note
            context |= {"saved": saved, "state": saved.state(timezone.now())}
        answer: HttpResponse = super().render_change_form(request, context, *args, **options)
        return answer

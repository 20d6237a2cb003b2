"""What the desks of guides, situations and wizards have in common."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from guides import publishing
from guides.admin.actions import NotedAction, publish, told_of, withdraw
from guides.admin.preview import PreviewDesk
from guides.admin.schedule import ScheduleDesk, schedule_many
from guides.admin.texts import Lines, PackForm, wide
from guides.models import Address, Edition, Item
from guides.models.edition import of
from guides.models.fields import lines

# So many reasons are told after saving; the publish action tells all.
MOST_REASONS = 10


class ItemForm(PackForm):
    """The form of anything that can be published."""

    class Meta:
        field_classes: dict[str, type[forms.Field]] = {"formerly": Lines}
        widgets = {"title": wide(), "summary": wide()}

    def clean(self) -> dict[str, Any]:
        super().clean()
        if "slug" in self.cleaned_data and "formerly" in self.cleaned_data:
            slug, former = self.cleaned_data["slug"], lines(self.cleaned_data["formerly"])
            left: str = self.initial.get("slug", "")
            # Readers know the address that is left: a dump of the content must too.
            if left != slug and left not in former and self._was_public(left):
                former = (*former, left)
            # After going back to a former address it is the present one.
            self.cleaned_data["formerly"] = "\n".join(name for name in former if name != slug)
        return self.cleaned_data

    def _was_public(self, slug: str) -> bool:
        if not slug or self.instance.pk is None:
            return False
        return Address.objects.filter(slug=slug, **of(self.instance)).exists()


class StateFilter(admin.SimpleListFilter):
    """Lists what readers see, what they saw, and what they never saw."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state, state) for state in ("draft", "live", "withdrawn")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {
            "draft": {"was_live": False},
            "live": {"is_live": True},
            "withdrawn": {"was_live": True, "is_live": False},
        }
        return queryset.filter(**wanted.get(self.value() or "", {}))


class ItemAdmin(PreviewDesk, ScheduleDesk):
    """The desk of one kind of item: rows below it, and publishing above it."""

    save_on_top = True
    change_form_template = "admin/guides/item_change_form.html"
    list_per_page = 50
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("state_now",)
    actions = (publish, withdraw, schedule_many)
    action_form = NotedAction
    date_hierarchy = "reviewed"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        editions = Edition.objects.filter(**{self.model.KIND: OuterRef("pk")})
        found: QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(is_live=Exists(editions.live()), was_live=Exists(editions))
        )
        return found

    @admin.display(description="state", ordering="is_live")
    def state(self, item: Any) -> str:
        if item.is_live:
            return "live"
        return "withdrawn" if item.was_live else "draft"

    @admin.display(description="What readers see")
    def state_now(self, item: Item) -> str:
        if item.pk is None:
            return "nothing yet: this is a new draft"
        last = Edition.objects.of(item).order_by("-live", "-number").first()
        if last is None:
            return "nothing yet: this is a draft"
        if not last.live:
            return f"nothing: edition {last.number} was withdrawn by {last.withdrawn_by}"
        told = f"edition {last.number}, published on {last.published_at:%Y-%m-%d} by "
        differs = publishing.would_change(items=[item])
        changed = "changed since, here or by a fact" if differs else "not changed since"
        return f"{told}{last.published_by}; {changed}"

    def view_on_site(self, item: Item) -> str | None:
        """The page, but only where readers can open it."""
        live = Edition.objects.live().of(item).cards().first()
        return live.address if live else None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would be deleted; what was published is kept by its editions, whoever asks."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        # Nobody may delete an edition: "you lack the permission" would send editors to ask for it.
        return found, counts, set() if protected else lacking, protected

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reasons = publishing.reasons_against(items=[form.instance])
        if reasons:
            told = "Saved, but it cannot be published like this. The reasons follow."
            self.message_user(request, told, messages.WARNING)
        for reason in reasons[:MOST_REASONS]:
            self.message_user(request, told_of(reason), messages.WARNING)
        if len(reasons) > MOST_REASONS:
            told = f"... and {len(reasons) - MOST_REASONS} more"
            self.message_user(request, told, messages.WARNING)

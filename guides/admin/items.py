"""What the desks of guides, situations and wizards have in common."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.http import HttpRequest
from django.urls import reverse

from guides import publishing
from guides.admin import mending
from guides.admin.actions import NotedAction, publish, withdraw
from guides.admin.facts import tell_contradictions
from guides.admin.history import HistoryPages
from guides.admin.lists import QuickDesk, QuickList
from guides.admin.preview import PreviewDesk
from guides.admin.publishing import PublishPages
from guides.admin.review import ReviewMixin, mark_checked
from guides.admin.schedule import ScheduleDesk, schedule_many
from guides.admin.state import state_of
from guides.admin.texts import Lines, PackForm, wide
from guides.admin.uses import UsesDesk, check_names, used_elsewhere
from guides.admin.versions import ListedForm, VersionedAdmin
from guides.models import Address, Edition, Item, Revision
from guides.models.edition import of
from guides.models.fields import lines
from guides.models.schedule import is_scheduled

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
            # Readers or texts know the address that is left: a dump of the content must too.
            if left != slug and left not in former and self._is_known(left):
                former = (*former, left)
            # After going back to a former address it is the present one.
            self.cleaned_data["formerly"] = "\n".join(name for name in former if name != slug)
            check_names(self)
        return self.cleaned_data

    def _is_known(self, slug: str) -> bool:
        if not slug or self.instance.pk is None:
            return False
        public = Address.objects.filter(slug=slug, **of(self.instance)).exists()
        return public or bool(used_elsewhere(self.instance, [slug]))


SCHEDULED = "scheduled"
STATES = ("draft", "live", "live with changes", SCHEDULED, "withdrawn")


class StateFilter(admin.SimpleListFilter):
    """Lists what readers see, what they saw, and what they never saw."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state, state) for state in STATES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == SCHEDULED:
            return queryset.filter(is_scheduled=True)
        where = states(queryset.model.KIND).get(self.value() or "")
        return queryset.filter(where) if where else queryset


def states(kind: str) -> dict[str, Q]:
    """What holds of the items of a kind in each state, but that of those to come.

    "With changes" is told by the text of the last save; that a fact has changed since is not.
    """
    editions = Edition.objects.filter(**{kind: OuterRef("pk")})
    published, live = Q(Exists(editions)), Q(Exists(editions.live()))
    shown = Edition.objects.live().filter(**{kind: OuterRef(OuterRef("pk"))})
    saved = Revision.objects.filter(**{kind: OuterRef("pk")}, version=OuterRef("version"))
    changed = Q(Exists(saved.exclude(source=Subquery(shown.values("source")[:1]))))
    return {
        "draft": ~published,
        "withdrawn": published & ~live,
        "live with changes": live & changed,
        "live": live & ~changed,
    }


def with_state(items: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Items with the ``state_name`` of each, and whether it ``is_scheduled``, by the database."""
    cases = [When(where, then=Value(state)) for state, where in states(kind).items()]
    name = Case(*cases[:-1], default=Value("live"), output_field=CharField())
    found: QuerySet[Any] = items.annotate(state_name=name, is_scheduled=is_scheduled(kind))
    return found


class ItemList(QuickList):
    """The list of one kind: only here is the state of each asked for, not to open one."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        # Filters and ordering use it, so it comes first.
        desk: Any = self.model_admin
        self.root_queryset = with_state(desk.get_queryset(request), desk.model.KIND)
        return super().get_queryset(request, exclude_parameters)


class ItemAdmin(
    PreviewDesk,
    ScheduleDesk,
    ReviewMixin,
    UsesDesk,
    HistoryPages,
    PublishPages,
    VersionedAdmin,
    QuickDesk,
):
    """The desk of one kind of item: rows below it, and publishing above it."""

    save_on_top = True
    change_form_template = "admin/guides/item_change_form.html"
    list_editable = ("position",)
    prepopulated_fields = {"slug": ("title",)}
    actions = (publish, schedule_many, withdraw, mark_checked)
    action_form = NotedAction
    date_hierarchy = "reviewed"

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return ItemList

    @admin.display(description="state", ordering="state_name")
    def state(self, item: Any) -> str:
        return f"{item.state_name}, {SCHEDULED}" if item.is_scheduled else str(item.state_name)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        item = obj
        if change and item is not None:
            # As it is saved, not as a form that was refused would have it.
            context["state"] = state_of(self.model._default_manager.get(pk=item.pk))
            context["links"] = self._links(request, item)
        context["is_item"] = not context.get("is_popup")
        context["may_publish"] = self.may_publish(request, item)
        return super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )

    def _links(self, request: HttpRequest, item: Item) -> list[dict[str, str]]:
        pages = {"preview": "Preview", "history": "History", "diff": "What differs"}
        if self.may_publish(request, item):
            pages |= {
                "publish": "Publish …",
                "schedule": "Publish or withdraw at …",
                "withdraw": "Withdraw …",
            }
        name = f"admin:guides_{self.opts.model_name}_"
        links = [
            {"label": label, "href": reverse(name + page, args=[item.pk])}
            for page, label in pages.items()
        ]
        here = self.view_on_site(item)
        return [*links, *([{"label": "View on site", "href": here}] if here else [])]

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
        if isinstance(form, ListedForm):
            return
        tell_contradictions(self, request, form.instance)
        reasons = publishing.reasons_against(items=[form.instance])
        if reasons:
            told = "Saved, but it cannot be published like this. The reasons follow."
            self.message_user(request, told, messages.WARNING)
        for reason in mending.told(reasons[:MOST_REASONS]):
            self.message_user(request, reason, messages.WARNING)
        if len(reasons) > MOST_REASONS:
            told = f"... and {len(reasons) - MOST_REASONS} more"
            self.message_user(request, told, messages.WARNING)

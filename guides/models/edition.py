"""Editions: what was published, for ever, and which of it readers see now."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, NoReturn, Self

from django.db import connection, models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery

from guides import limits, pages
from guides.markup import address
from guides.models import parsed
from guides.models.content import Guide, Item, Situation, code_key
from guides.models.fields import slug_field
from guides.models.parsed import Parsed
from guides.models.version import Seen, SeenQuerySet
from guides.models.wizard import Wizard

KINDS = ("guide", "situation", "wizard")

# Any number of our own: who changes what is live waits under this key on PostgreSQL.
_LOCK = 7_305_281

# So many texts are looked for by one query at most.
MOST_TERMS = 40


def wait_for_others() -> None:
    """Let those who change what is live do so one after the other, until the transaction ends.

    So each sees the state it is judged by. SQLite's IMMEDIATE transactions do so by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


class Moved(Exception):
    """The address once led to an item that is live elsewhere now."""

    def __init__(self, edition: "Edition") -> None:
        super().__init__(edition.address)
        self.edition = edition


class Withdrawn(Exception):
    """The address once led to an item that is no longer live; carries its last edition."""

    def __init__(self, edition: "Edition") -> None:
        super().__init__(edition.address)
        self.edition = edition


def exactly_one_item() -> Q:
    """What holds for every row of an item: it names the one of its kind, and no other."""
    found = Q()
    for kind in KINDS:
        others = {f"{other}__isnull": other != kind for other in KINDS}
        found |= Q(kind=kind, **others)
    return found


class OfItem(models.Model):
    """A row that belongs to one guide, situation or wizard, named by ``kind``."""

    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    guide = models.ForeignKey(Guide, models.PROTECT, null=True, related_name="%(class)s_rows")
    situation = models.ForeignKey(
        Situation, models.PROTECT, null=True, related_name="%(class)s_rows"
    )
    wizard = models.ForeignKey(Wizard, models.PROTECT, null=True, related_name="%(class)s_rows")

    class Meta:
        abstract = True

    @property
    def item(self) -> Item:
        """The working copy this row belongs to."""
        found: Item = getattr(self, self.kind)
        return found

    @property
    def item_id(self) -> int:
        found: int = getattr(self, f"{self.kind}_id")
        return found


def of(item: Item) -> dict[str, Any]:
    """The lookup, and the fields, of the rows that belong to an item."""
    return {"kind": item.KIND, item.KIND: item}


class EditionQuerySet(SeenQuerySet["Edition"]):
    """Editions in the words of readers and editors."""

    def live(self) -> Self:
        return self.filter(live=True)

    def of(self, item: Item) -> Self:
        return self.filter(**of(item))

    def guides(self) -> Self:
        return self.filter(kind="guide")

    def situations(self) -> Self:
        return self.filter(kind="situation")

    def wizards(self) -> Self:
        return self.filter(kind="wizard")

    def in_order(self) -> Self:
        """As lists show them."""
        return self.order_by("position", "slug")

    def newest_first(self) -> Self:
        """As feeds show them."""
        return self.order_by("-published_at", "-id")

    def with_first_published(self, kind: str) -> Self:
        """Each with the time at which its item was ``first_published_at``."""
        first = Edition.objects.filter(**{kind: OuterRef(kind)}).order_by("number")
        return self.annotate(first_published_at=Subquery(first.values("published_at")[:1]))

    def as_dated(self) -> Self:
        """All kinds one after the other, each as lists show it."""
        return self.order_by("kind", "position", "slug")

    def dated_addresses(self) -> models.QuerySet["Edition", tuple[str, str, datetime]]:
        """Kind, slug and time of publication, in the order of lists."""
        return self.as_dated().values_list("kind", "slug", "published_at")

    def counted(self) -> models.QuerySet["Edition", tuple[str, int, datetime]]:
        """Of each kind how many there are, and when the latest was published."""
        counts = self.order_by().values("kind").annotate(count=Count("pk"), day=Max("published_at"))
        return counts.values_list("kind", "count", "day")

    def latest_day(self) -> datetime | None:
        """When the latest of them was published. One query."""
        found: datetime | None = self.aggregate(day=Max("published_at"))["day"]
        return found

    def cards(self) -> Self:
        """Without the long texts: what a list, a link or a verdict needs."""
        return self.defer("page_json", "source", "headings")

    def at(self, kind: str, slugs: Iterable[str]) -> Self:
        """The editions whose item answers at one of these addresses, present or former."""
        rows = Address.objects.filter(kind=kind, slug__in=set(slugs))
        return self.filter(kind=kind, **{f"{kind}__in": rows.values(kind)})

    def asked_for(self, kind: str, slugs: Iterable[str]) -> Self:
        """The editions at these addresses, each with the one that was ``asked`` for."""
        rows = f"{kind}__address_rows"
        # By kind too, which the index of addresses begins with.
        wanted = {f"{rows}__kind": kind, f"{rows}__slug__in": set(slugs)}
        return self.filter(kind=kind, **wanted).annotate(asked=F(f"{rows}__slug"))

    def answering(self, kind: str, slugs: Iterable[str]) -> set[str]:
        """Those of some addresses at which one of them answers. One query."""
        items = self.filter(kind=kind).values(kind)
        rows = Address.objects.filter(kind=kind, slug__in=set(slugs), **{f"{kind}__in": items})
        return set(rows.values_list("slug", flat=True))

    def leading_to(self, kind: str, slugs: Iterable[str], anchor: str | None = None) -> Self:
        """The editions that refer to one of these addresses, or to one section there."""
        where = {"kind": kind, "slug__in": set(slugs)}
        if anchor is not None:
            where["anchor"] = anchor
        return self.filter(pk__in=Reference.objects.filter(**where).values("edition"))

    def with_picture(self) -> Self:
        """Guides that hold a timeline whose stages lead to situations."""
        return self.guides().filter(has_picture=True)

    def with_tool(self, tool: str) -> Self:
        """Situations that offer a tool, by the name that packs use; live ones have an index."""
        return self.filter(**{f"has_{tool.replace('-', '_')}": True})

    def with_facts(self, keys: Iterable[str], *, refund: bool = False) -> Self:
        """Editions whose text names one of these facts; ``refund``: also the refund dates.

        Reads texts, so it looks through all that is asked: for editors, not for readers.
        """
        tokens = [f"{{fact:{key}}}" for key in keys]
        # Databases take only so many terms; what names some other fact is too much then, not wrong.
        tokens = tokens if len(tokens) <= MOST_TERMS else ["{fact:"]
        found = Q(has_refund_dates=True) if refund else Q(pk__in=())
        for token in tokens:
            found |= Q(source__contains=token)
        return self.filter(found)

    def with_code(self, code: str) -> Self:
        return self.filter(code_key=code_key(code)).exclude(code_key="")

    def find(self, kind: str, slug: str) -> "Edition":
        """The live edition at an address.

        Raises Moved where the item is live elsewhere, Withdrawn where it is no longer live, and
        Edition.DoesNotExist where nothing ever was. Carries when the item was
        ``first_published_at``. One query, two on the sad paths.
        """
        here = self.live().filter(kind=kind, slug=slug)
        return here.with_first_published(kind).first() or self.find_former(kind, slug)

    def find_former(self, kind: str, slug: str) -> NoReturn:
        """Raise what ``find`` does at an address where nothing is live. One query."""
        last = self.cards().at(kind, [slug]).order_by("-live", "-number").first()
        if last is None:
            raise self.model.DoesNotExist(f"{kind} {slug}")
        raise Moved(last) if last.live else Withdrawn(last)

    def update(self, **values: Any) -> int:
        if not set(values) <= Edition.CHANGING:
            raise TypeError("an edition is never edited: publish a new one")
        return super().update(**values)

    def bulk_create(self, objs: Iterable["Edition"], **options: Any) -> list["Edition"]:  # type: ignore[override]
        if options.get("update_conflicts"):
            raise TypeError("an edition is never edited: publish a new one")
        return super().bulk_create(objs, **options)

    def delete(self) -> NoReturn:
        raise TypeError("an edition is never deleted: withdraw it")


class Edition(Seen, OfItem):
    """One published version of an item: its pack text and the compiled page. Never edited.

    The columns beside ``page_json`` repeat what lists and look-ups need, so that these read no
    page. At most one edition is live per item and per address.
    """

    # All that may change in the life of an edition: whether readers see it.
    CHANGING: ClassVar[set[str]] = {"live", "withdrawn_at", "withdrawn_by", "withdrawn_note"}

    number = models.PositiveIntegerField()
    slug = slug_field()
    title = models.CharField(max_length=limits.TITLE)
    summary = models.TextField()
    position = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=limits.CODE, blank=True)
    code_key = models.CharField(max_length=limits.CODE, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    has_picture = models.BooleanField(default=False)
    has_refund_dates = models.BooleanField(default=False)
    has_reminder = models.BooleanField(default=False)

    source = models.TextField()
    page_json = models.JSONField()
    # Of guides, as ``pages.headings`` has them; null where an older version of the site made it.
    headings = models.JSONField(null=True)

    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)
    note = models.CharField(max_length=limits.NOTE, blank=True)
    live = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_note = models.CharField(max_length=limits.NOTE, blank=True)

    # The address that was asked for, where EditionQuerySet.asked_for found this edition by it.
    asked: str
    # When the item's first edition was published, where EditionQuerySet.find found this one.
    first_published_at: datetime
    # Why this one was found together with others, and its page as text (see linked.py).
    role: str
    page_text: str | None = None

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-id")
        # One for all that changes what readers see: publish, schedule, withdraw, restore.
        permissions = (("publish_edition", "Can change what readers see"),)
        indexes = (
            models.Index(fields=("kind", "position", "slug"), name="edition_list"),
            # Lists, counts and the sitemap read these alone: whether a row is live stands behind
            # its long texts, which SQLite would have to pass each time.
            models.Index(
                fields=("kind", "position", "slug", "published_at"),
                condition=Q(live=True),
                name="edition_live_list",
            ),
            models.Index(fields=("-published_at", "-id"), name="edition_newest"),
            *(
                models.Index(
                    fields=(kind, "published_at"),
                    condition=Q(live=True),
                    name=f"edition_live_{kind}",
                )
                for kind in KINDS
            ),
            models.Index(fields=("code_key",), name="edition_code"),
            *(
                models.Index(
                    fields=("position", "slug"),
                    condition=Q(live=True, **{f"has_{tool}": True}),
                    name=f"edition_{tool}",
                )
                for tool in ("refund_dates", "reminder", "picture")
            ),
        )
        constraints = (
            models.CheckConstraint(condition=exactly_one_item(), name="edition_of_one_item"),
            models.UniqueConstraint(
                fields=("kind", "slug"), condition=Q(live=True), name="edition_live_per_address"
            ),
            *(
                models.UniqueConstraint(
                    fields=(kind,), condition=Q(live=True), name=f"edition_live_per_{kind}"
                )
                for kind in KINDS
            ),
            *(
                models.UniqueConstraint(fields=(kind, "number"), name=f"edition_number_per_{kind}")
                for kind in KINDS
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}, edition {self.number}"

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("an edition is never edited: publish a new one")
        super().save(**{**options, "force_insert": True})

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise TypeError("an edition is never deleted: withdraw it")

    @property
    def address(self) -> str:
        return address(self.kind, self.slug)

    @property
    def name(self) -> str:
        return f"edition {self.number}"

    @cached_property
    def page(self) -> Any:
        """The page that readers get: a GuidePage, SituationPage or WizardPage by ``kind``."""
        if self.page_text is None:
            return pages.from_json(self.kind, self.page_json)
        page = pages.read(self.kind, self.page_text)
        if self.kind == "wizard":
            parsed.WIZARDS.put(self.pk, Parsed(self.published_at, page, len(self.page_text)))
        return page

    def section(self, anchor: str) -> tuple[str, str] | None:
        """A section of a guide by any of its anchors: its present one and its heading.

        Reads the page only where the edition was made before ``headings`` were.
        """
        headings = pages.headings(self.page) if self.headings is None else self.headings
        for present, heading, *former in headings or ():
            if anchor == present or anchor in former:
                return present, heading
        return None


class AddressQuerySet(SeenQuerySet["Address"]):
    """Addresses: readers see them."""


class Address(Seen, OfItem):
    """An address that was ever public, with the item that answers there now."""

    slug = slug_field()

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "addresses"
        constraints = (
            models.CheckConstraint(condition=exactly_one_item(), name="address_of_one_item"),
            models.UniqueConstraint(fields=("kind", "slug"), name="address_unique"),
        )

    def __str__(self) -> str:
        return address(self.kind, self.slug)


class Reference(models.Model):
    """What an edition leads to: derived from its page when it is published."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="references")
    kind = models.CharField(max_length=10)
    slug = slug_field()
    anchor = models.CharField(max_length=limits.SLUG, blank=True)

    class Meta:
        indexes = (models.Index(fields=("kind", "slug", "anchor"), name="reference_target"),)

    def __str__(self) -> str:
        return f"{self.edition} → {address(self.kind, self.slug, self.anchor)}"

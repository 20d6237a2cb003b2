"""Markdown as it is written: its preview while one types, and what the toolbar finds to insert."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from guides import markup, pack, pictures
from guides.admin.generics import ModelAdmin
from guides.admin.targets import Found, look_up
from guides.compiler import is_english
from guides.markup import Mark, Part, Target
from guides.models import Edition, Fact, Guide, Item, Picture, Section, Situation, Wizard
from guides.pages import mark as mark_stages

# Characters of a search: more than any title has.
LONGEST_SEARCH = 200
# Entries of each kind that a search looks at, and tells.
MOST_LOOKED_AT = 60
MOST_TOLD = 12
# The levels of the heading above a text: a situation's title, a section's heading.
LEVELS = {"1", "2"}


@dataclass(frozen=True)
class Trouble:
    """Something to mend, or to know, in a line of the text."""

    line: int
    words: str
    grave: bool = True


@dataclass(frozen=True)
class Choice:
    """Something that a link can lead to: its name as content writes it, and how it stands.

    ``words`` are what a link to it says, ``title`` tells it from others.
    """

    name: str
    words: str
    title: str
    kind: str
    live: bool


class MarkdownDesk(ModelAdmin):
    """A desk whose forms have Markdown fields."""

    def get_urls(self) -> list[Any]:
        pages = {
            "preview": require_POST(self.markdown_preview),
            "targets": require_safe(self.markdown_targets),
            "facts": require_safe(self.markdown_facts),
            "pictures": require_safe(self.markdown_pictures),
        }
        own = [
            path(
                f"markdown/{name}/",
                self.admin_site.admin_view(self._for_writers(page)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_markdown_{name}",
            )
            for name, page in pages.items()
        ]
        return [*own, *super().get_urls()]

    def _for_writers(self, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def guarded(request: HttpRequest) -> HttpResponse:
            if not (
                self.has_view_or_change_permission(request) or self.has_add_permission(request)
            ):
                raise PermissionDenied
            return page(request)

        return guarded

    def markdown_preview(self, request: HttpRequest) -> HttpResponse:
        """A text as readers would see it, and what is wrong in it by line. Writes nothing.

        Takes ``text``, ``level`` (1 or 2) and, but for a new one, ``item``.
        """
        level = request.POST.get("level", "")
        if level not in LEVELS:
            return HttpResponseBadRequest("level is 1 or 2\n", content_type="text/plain")
        own = self._item(request, request.POST.get("item", ""))
        preview = _preview(request.POST.get("text", ""), int(level), own)
        return render(request, "admin/desk/markdown_preview.html", preview)

    def _item(self, request: HttpRequest, pk: str) -> Item | None:
        if not pk:
            return None
        item: Item | None = self.get_object(request, pk)
        if item is None:
            raise Http404
        return item

    def markdown_targets(self, request: HttpRequest) -> HttpResponse:
        """What a link can lead to, found by ``q``: of the kinds that this editor may look at."""
        words = _words(request)
        found = [
            choice
            for model, choices in _CHOICES.items()
            for choice in choices(self._search(request, model, words))
        ]
        return render(request, "admin/desk/markdown_targets.html", {"choices": found})

    def markdown_facts(self, request: HttpRequest) -> HttpResponse:
        """The facts of the working copy, found by ``q``."""
        found = self._search(request, Fact, _words(request))
        return render(request, "admin/desk/markdown_facts.html", {"facts": found})

    def markdown_pictures(self, request: HttpRequest) -> HttpResponse:
        """The pictures of the library, found by ``q``."""
        found = self._search(request, Picture, _words(request))
        return render(request, "admin/desk/markdown_pictures.html", {"pictures": found})

    def _search(self, request: HttpRequest, model: type[Any], words: str) -> Sequence[Any]:
        """The rows that the desk of a model finds; those named by the words come first."""
        desk = self.admin_site.get_model_admin(model)
        if not desk.has_view_permission(request):
            return []
        rows, repeated = desk.get_search_results(request, desk.get_queryset(request), words)
        rows = rows.order_by(*desk.get_ordering(request) or model._meta.ordering)
        found = list((rows.distinct() if repeated else rows)[:MOST_LOOKED_AT])
        return sorted(found, key=lambda row: words.lower() not in str(row).lower())[:MOST_TOLD]


def _words(request: HttpRequest) -> str:
    # PostgreSQL takes no NUL in a text.
    return request.GET.get("q", "")[:LONGEST_SEARCH].replace("\x00", "").strip()


def _items(rows: Sequence[Any]) -> Iterator[Choice]:
    for row, live in _with_live(rows, rows):
        title = f"{row.code} {row.title}" if isinstance(row, Situation) else row.title
        yield Choice(str(Target(row.KIND, row.slug)), row.title, title, row.KIND, live)


def _sections(rows: Sequence[Any]) -> Iterator[Choice]:
    for row, live in _with_live(rows, [row.guide for row in rows]):
        title = f"{row.heading} – {row.guide.title}"
        yield Choice(f"guide:{row.name}", row.heading, title, "section", live)


def _with_live(rows: Sequence[Any], items: Sequence[Item]) -> Iterable[tuple[Any, bool]]:
    """Rows, each with whether readers see the item it belongs to. One query, if any."""
    if not items:
        return []
    kind = items[0].KIND
    editions = Edition.objects.live().filter(**{f"{kind}__in": [item.pk for item in items]})
    live = set(editions.order_by().values_list(kind, flat=True))
    return [(row, item.pk in live) for row, item in zip(rows, items, strict=True)]


_CHOICES: dict[type[Any], Callable[[Sequence[Any]], Iterator[Choice]]] = {
    Situation: _items,
    Guide: _items,
    Section: _sections,
    Wizard: _items,
}


def _preview(text: str, level: int, own: Item | None) -> dict[str, Any]:
    """What the template of the preview needs."""
    facts = pack.read_facts().spelled
    document = markup.render(
        text,
        facts=facts,
        pictures=pictures.kept(),
        level=level,
        without_english=is_english(settings.SITE_LANGUAGE),
    )
    found = look_up((link.target for link in document.links), own=own)
    troubles = [Trouble(problem.line, problem.text) for problem in document.problems]
    for link in document.links:
        if (mark := found[link.target].mark) is not None:
            words = mark.words if mark.grave else f"{link.target} is {mark.words}"
            troubles.append(Trouble(link.line, words, mark.grave))
    parts = _mark(document.parts, found, facts)
    verdicts = {to.slug: one.verdict for to, one in found.items() if one.verdict}
    return {
        # Only guides draw what a stage still allows.
        "parts": mark_stages(parts, verdicts) if level > 1 else parts,
        "troubles": sorted(troubles, key=lambda trouble: (trouble.line, not trouble.grave)),
        "grave": sum(trouble.grave for trouble in troubles),
        "level": level,
    }


def _mark(
    parts: Sequence[Part], found: dict[Target, Found], facts: dict[str, str]
) -> tuple[Part, ...]:
    links: dict[str, Mark | None] = {target.address: one.mark for target, one in found.items()}

    def marked(html: str) -> str:
        return markup.mark(html, links=links, facts=facts)

    return tuple(
        replace(
            part,
            html=marked(part.html),
            stages=tuple(replace(stage, html=marked(stage.html)) for stage in part.stages),
        )
        for part in parts
    )

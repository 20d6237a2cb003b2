"""Live editions as shapes of the API: what each address answers with, in few queries."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate

from guides import emergency, flow, markup, shelf, steps
from guides.api import shapes
from guides.api.parameters import read, read_page
from guides.markup import Document, Part
from guides.models import Edition, EditionQuerySet, linked
from guides.origin import absolute
from guides.pages import (
    VERDICTS,
    GuidePage,
    Page,
    SituationPage,
    WizardPage,
    read_outcome,
)

# Items on one page of a list.
PAGE_SIZE = 100

# The sanitiser writes links and pictures like this, and escapes "<" in texts.
_OWN_LINK = re.compile(r'<a href="(?=/)|<img src="(?=/)')
_OWN_FILES = re.compile(r'(<img src="[^"]*" srcset=")([^"]*)')


def index(query: QueryDict) -> shapes.Index:
    """Where to begin. No query."""
    read(query)
    return shapes.Index(
        name=settings.SITE_NAME,
        language=settings.SITE_LANGUAGE,
        openapi=_at("api_openapi"),
        guides=_at("api_guides"),
        situations=_at("api_situations"),
        wizards=_at("api_wizards"),
        search=_at("api_search"),
    )


def guides(query: QueryDict) -> shapes.GuideList:
    """One page of the guides. Two queries."""
    listing, editions = _listing(Edition.objects.live().guides(), "api_guides", query)
    return shapes.GuideList(**listing, items=tuple(shapes.GuideCard(**_card(e)) for e in editions))


def guide(query: QueryDict, slug: str) -> shapes.Guide:
    """A whole guide; raises what EditionQuerySet.find raises. Three queries."""
    read(query)
    edition = linked.find("guide", slug)
    page: GuidePage = shelf.marked(edition)
    sections = (
        shapes.Section(
            anchor=section.anchor,
            heading=section.heading,
            address=absolute(f"{page.address}#{section.anchor}"),
            body=_text(section.body),
        )
        for section in page.sections
    )
    return shapes.Guide(
        **_card(edition),
        dates=_dates(edition),
        markdown=_at("guide_markdown", slug),
        notes=_notes(edition),
        introduction=_text(page.introduction),
        sections=tuple(sections),
    )


def situations(query: QueryDict) -> shapes.SituationList:
    """One page of the situations. Two queries."""
    listing, editions = _listing(Edition.objects.live().situations(), "api_situations", query)
    items = tuple(shapes.SituationCard(**_situation_card(e)) for e in editions)
    return shapes.SituationList(**listing, items=items)


def situation(query: QueryDict, slug: str) -> shapes.Situation:
    """A whole situation; raises what EditionQuerySet.find raises. Three queries."""
    read(query)
    edition = linked.find("situation", slug)
    page: SituationPage = edition.page
    around = shelf.around(edition)
    return shapes.Situation(
        **_situation_card(edition),
        dates=_dates(edition),
        markdown=_at("situation_markdown", slug),
        notes=_notes(edition),
        answer=VERDICTS[page.verdict],
        hazard=page.hazard,
        body=_text(page.body),
        screen_labels=page.screen_labels,
        sections=tuple(shapes.Link(c.heading, absolute(c.href)) for c in around["sections"]),
        related=tuple(shapes.Link(c.title, absolute(c.address)) for c in around["related"]),
    )


def wizards(query: QueryDict) -> shapes.WizardList:
    """One page of the wizards. Two queries."""
    listing, editions = _listing(Edition.objects.live().wizards(), "api_wizards", query)
    items = tuple(shapes.WizardCard(**_card(e)) for e in editions)
    return shapes.WizardList(**listing, items=items)


def wizard(query: QueryDict, slug: str) -> shapes.Wizard:
    """A wizard with its graph; raises what EditionQuerySet.find raises. Three queries."""
    read(query)
    edition = linked.find("wizard", slug)
    page: WizardPage = edition.page
    return shapes.Wizard(
        **_card(edition),
        dates=_dates(edition),
        notes=_notes(edition),
        start=page.start,
        map=_at("wizard_map", slug),
        questions=tuple(_questions(page, shelf.titles_of(_tos(page)))),
    )


def _listing(
    editions: EditionQuerySet, name: str, query: QueryDict
) -> tuple[dict[str, Any], list[Edition]]:
    """The page of a list that is asked for, with what stands around it."""
    page, total = read_page(query), editions.count()
    pages = max(1, -(-total // PAGE_SIZE))
    if page > pages:
        raise Edition.DoesNotExist(f"page {page}: the last one is {pages}")

    def at(other: int) -> str | None:
        return f"{_at(name)}?page={other}" if 1 <= other <= pages else None

    shown = editions.in_order().cards()[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    around = {"previous": at(page - 1), "next": at(page + 1)}
    return {"total": total, "page": page, "pages": pages, **around}, list(shown)


def _at(name: str, slug: str = "") -> str:
    return absolute(reverse(name, kwargs={"slug": slug} if slug else {}))


def _card(edition: Edition) -> dict[str, Any]:
    return {
        "slug": edition.slug,
        "title": edition.title,
        "summary": edition.summary,
        "address": absolute(edition.address),
        "api": _at(f"api_{edition.kind}", edition.slug),
        "published": edition.published_at,
    }


def _situation_card(edition: Edition) -> dict[str, Any]:
    short = reverse("situation_by_code", kwargs={"code": edition.code})
    return {
        **_card(edition),
        "code": edition.code,
        "verdict": edition.verdict,
        "short_address": absolute(short),
    }


def _dates(edition: Edition) -> shapes.Dates:
    page: Page = edition.page
    overdue = page.is_unchecked(localdate())
    return shapes.Dates(edition.first_published_at, page.reviewed, page.review_due, overdue)


def _notes(edition: Edition) -> tuple[shapes.Text, ...]:
    notes = emergency.on(edition)["emergency_notes"]
    return tuple(_text((Part(html=note.html), Part(html=note.more))) for note in notes)


def _text(parts: tuple[Part, ...]) -> shapes.Text:
    html = _OWN_LINK.sub(rf"\g<0>{settings.SITE_URL}", Document(parts=parts).html)
    html = _OWN_FILES.sub(lambda found: found[1] + _whole_files(found[2]), html)
    return shapes.Text(html, markup.plain_parts(parts))


def _whole_files(files: str) -> str:
    return ", ".join(absolute(file) for file in files.split(", "))


def _questions(page: WizardPage, titles: dict[str, str]) -> Iterator[shapes.Question]:
    ways = flow.shortest(page.graph)
    for question in page.questions:
        # Publishing lets no question stay that cannot be reached.
        taken = ways[question.id]
        choices = tuple(
            shapes.Choice(
                id=choice.id,
                label=choice.label,
                hint=choice.hint,
                address=absolute(steps.href(page, (*taken, (question.id, choice.id)))),
                to=_target(choice.to, titles),
            )
            for choice in question.choices
        )
        asked = absolute(steps.href(page, taken))
        yield shapes.Question(question.id, question.text, question.hint, asked, choices)


def _tos(page: WizardPage) -> set[str]:
    return {choice.to for question in page.questions for choice in question.choices}


def _target(to: str, titles: dict[str, str]) -> shapes.Target:
    if to.startswith(flow.ONWARD):
        return shapes.ToQuestion(to.removeprefix(flow.ONWARD))
    outcome = read_outcome(to)
    shape = shapes.ToSection if outcome.anchor else shapes.ToSituation
    return shape(title=titles.get(to, ""), address=absolute(outcome.address))

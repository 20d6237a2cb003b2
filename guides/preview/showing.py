"""A preview as an answer: the readers' page, a banner on top, its links kept inside."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guides import pack, paging, publishing, shelf
from guides.models import Item
from guides.preview import links
from guides.preview.world import World

# Reasons against publishing that the banner tells.
MOST_REASONS = 10

Lead = Callable[[Item], str]


def show(
    request: HttpRequest,
    item: Item,
    *,
    base: str,
    answers: str = "",
    lead: Lead | None = None,
    edit: str = "",
) -> HttpResponse:
    """The preview of an item at ``base``, which ends with a slash, or of a wizard's step below.

    ``lead`` tells where another item that is not live is previewed; without it there is no way
    to one. ``edit`` is the address of its form. Raises Http404. Compiles the item and what it
    leads to: for editors and those whom they ask, not for readers.
    """
    world = World(item, drafts=lead is not None)
    try:
        shown = world.show(
            answers.strip("/"), request.GET.get("keep", ""), request.GET.get("page", "")
        )
    except paging.NoSuchPage as error:
        raise Http404(str(error)) from None
    if shown is None:
        raise Http404(answers)
    reasons = publishing.reasons_against(items=[item])
    banner: dict[str, Any] = {
        "item": item,
        "base": base,
        "edit": edit,
        "reasons": reasons[:MOST_REASONS],
        "more": len(reasons[MOST_REASONS:]),
    }
    context = {**shown.context, "preview": banner}
    response = render(request, shown.template, context, status=shown.status)
    html = response.content.decode()
    inside = {
        **_drafts(links.named(html), lead),
        **{(item.KIND, slug): base for slug in world.slugs},
    }
    html = links.keep_inside(html, base=base, inside=inside)
    response.content = links.mark_facts(html)
    return response


def _drafts(names: set[links.Name], lead: Lead | None) -> dict[links.Name, str]:
    """Where those of some items are previewed that readers cannot open. Six queries at most."""
    found = {}
    for kind in {kind for kind, _ in names}:
        slugs = {slug for one, slug in names if one == kind}
        live = shelf.live_by_address(kind, slugs)
        for row in pack.rows_at(kind, slugs - live.keys()):
            found[kind, row.slug] = lead(row) if lead else ""
    return found

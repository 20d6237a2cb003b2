"""Situations on other sites: the card for a frame, and oEmbed, which tells others about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guides import api, embedding, emergency, sharing
from guides.models import Withdrawn, linked

_MOST_PIXELS = 100_000


def situation_embed(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        edition = linked.find("situation", slug)
    except Withdrawn:
        # As small as what stood there: the site's own page for this would not fit into a frame.
        return render(request, "guides/situation_embed.html", status=410)
    page = edition.page
    told = {"hazard": sharing.hazard(page), "action": sharing.first_action(page.lines)}
    context = {"page": page, **told, **emergency.on(edition)}
    return render(request, "guides/situation_embed.html", context)


def oembed(request: HttpRequest) -> HttpResponse:
    asked = api.read_once(request.GET)
    if "url" not in asked:
        raise api.BadParameter("“url” is missing")
    bounds = {
        side: api.read_number(asked, f"max{side}", least=1, most=_MOST_PIXELS) or _MOST_PIXELS
        for side in ("width", "height")
    }
    if asked.get("format", "json") != "json":
        return api.problem(501, "There is only JSON here.")
    return api.encode(embedding.card(embedding.situation_at(asked["url"]), **bounds))

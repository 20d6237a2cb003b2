"""What programs read beside the pages, in the order of ``urls``."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guides import emergency, shelf
from guides.machines import feed as atom
from guides.machines import llms, markdown
from guides.machines import sitemap as site_map
from guides.models import Edition, linked
from guides.origin import absolute
from guides.pages import GuidePage, SituationPage

# Entries of the feed.
NEWEST = 50

_XML = "application/xml; charset=utf-8"


def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "guides/robots.txt", content_type="text/plain; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponse:
    return HttpResponse(site_map.write(), content_type=_XML)


def sitemap_part(request: HttpRequest, part: str) -> HttpResponse:
    written = site_map.write_part(int(part))
    if written is None:
        raise Http404(f"sitemap {part}")
    return HttpResponse(written, content_type=_XML)


def feed(request: HttpRequest) -> HttpResponse:
    newest = Edition.objects.live().newest_first().cards()[:NEWEST]
    return HttpResponse(atom.write(newest), content_type="application/atom+xml; charset=utf-8")


def llms_txt(request: HttpRequest) -> HttpResponse:
    listed = shelf.listed(most=llms.MOST_LINKS)
    return HttpResponse(llms.write(**listed), content_type="text/plain; charset=utf-8")


def guide_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    edition = linked.find("guide", slug)
    page, notes = shelf.marked(edition), emergency.on(edition)["emergency_notes"]
    return _markdown(markdown.guide(page, notes), page)


def situation_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    edition = linked.find("situation", slug)
    page, notes = edition.page, emergency.on(edition)["emergency_notes"]
    return _markdown(markdown.situation(page, shelf.around(edition), notes), page)


def _markdown(text: str, page: GuidePage | SituationPage) -> HttpResponse:
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    # The same text twice: search engines are told which of both to show.
    response["Link"] = f'<{absolute(page.address)}>; rel="canonical"'
    return response

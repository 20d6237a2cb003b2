"""What a page says of itself to search engines: JSON-LD by schema.org, from the page's own data."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from guides.models import Edition
from guides.origin import absolute
from guides.pages import GuidePage, SituationPage
from guides.sharing import shorten

# Characters of the steps that an answer tells: enough to act on, the page has the rest.
LONGEST_STEPS = 600

# As Django's json_script does: nothing in a text can end the element or open another.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def guide(edition: Edition) -> SafeString:
    """A guide as an article on a trail of pages."""
    page: GuidePage = edition.page
    article = {
        "@type": "Article",
        "headline": page.title,
        "description": page.summary,
        **_common(edition),
    }
    return _script(article, _trail("Guides", "guide_list", page.title, page.address))


def situation(edition: Edition) -> SafeString:
    """A situation as a question with its answer: the title, then summary and first steps."""
    page: SituationPage = edition.page
    # A message is no answer: it is to be sent, by whoever fills it in.
    said = (str(line) for line in page.lines if line.block != "message")
    steps = shorten(" ".join(said), LONGEST_STEPS)
    answer = "\n".join(text for text in (page.summary, page.hazard, steps) if text)
    faq = {
        "@type": "FAQPage",
        **_common(edition),
        "mainEntity": {
            "@type": "Question",
            "name": page.title,
            "acceptedAnswer": {"@type": "Answer", "text": answer},
        },
    }
    return _script(faq, _trail("Situations", "situation_list", page.title, page.address))


def _common(edition: Edition) -> dict[str, Any]:
    return {
        "url": absolute(edition.address),
        "inLanguage": settings.SITE_LANGUAGE,
        "datePublished": edition.first_published_at.isoformat(timespec="seconds"),
        "dateModified": edition.published_at.isoformat(timespec="seconds"),
        "publisher": {
            "@type": "Organization",
            "name": settings.SITE_NAME,
            "url": absolute(reverse("home")),
        },
    }


def _trail(name: str, list_name: str, title: str, address: str) -> dict[str, Any]:
    pages = [(settings.SITE_NAME, reverse("home")), (name, reverse(list_name)), (title, address)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": words, "item": absolute(path)}
            for number, (words, path) in enumerate(pages, start=1)
        ],
    }


def _script(*things: dict[str, Any]) -> SafeString:
    """The data block of a page: no script, so the security policy has no say in it."""
    graph = {"@context": "https://schema.org", "@graph": things}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))

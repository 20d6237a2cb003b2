"""/llms.txt: what the site holds, for language models, each page with its Markdown."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from guides.machines.markdown import joined, link
from guides.markup import escape
from guides.models import Edition

# Links of one kind: the whole must fit into what a model reads at once.
MOST_LINKS = 200

_SUMMARY = "Answers to what people ask, as situations and guides."


def write(
    *, summary: str, situations: Iterable[Edition], guides: Iterable[Edition], left_out: int
) -> str:
    """The list of these editions; ``left_out`` is how many are live beside them."""
    blocks = [f"# {escape(settings.SITE_NAME)}", f"> {escape(summary or _SUMMARY)}"]
    if settings.INDEPENDENT_OF:
        name = escape(settings.INDEPENDENT_OF)
        blocks.append(f"Independent help: not affiliated with {name}.")
    blocks += _section("Situations", "situation_markdown", situations)
    blocks += _section("Guides", "guide_markdown", guides)
    rest = f"{left_out} pages more than are listed here" if left_out else "with their dates"
    others = [
        link("All pages", reverse("sitemap"), rest),
        link("The same content as JSON", reverse("api_openapi"), "a read-only API"),
    ]
    return joined([*blocks, "## Optional", "\n".join(others)])


def _section(heading: str, name: str, editions: Iterable[Edition]) -> list[str]:
    lines = [link(e.title, reverse(name, kwargs={"slug": e.slug}), e.summary) for e in editions]
    return [f"## {heading}", "\n".join(lines)] if lines else []

"""/llms.txt: what the site holds, for language models, each page with its Markdown."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from guides.machines.markdown import joined, link
from guides.markup import escape
from guides.models import Edition

# Links of one kind: the whole must fit into what a model reads at once.
MOST_LINKS = 200


def write(
    *, situations: Sequence[Edition], guides: Sequence[Edition], totals: Mapping[str, int]
) -> str:
    """The list of these editions; ``totals`` says how many of their kind are live in all."""
    blocks = [f"# {escape(settings.SITE_NAME)}", f"> {_summary(**totals)}"]
    if settings.INDEPENDENT_OF:
        name = escape(settings.INDEPENDENT_OF)
        blocks.append(f"Independent help: not affiliated with {name}.")
    blocks += _section("Situations", "situation_markdown", situations)
    blocks += _section("Guides", "guide_markdown", guides)
    left_out = sum(totals.values()) - len(situations) - len(guides)
    rest = f"{left_out} pages more than are listed here" if left_out else "with their dates"
    others = [
        link("All pages", reverse("sitemap"), rest),
        link("The same content as JSON", reverse("api_openapi"), "a read-only API"),
    ]
    return joined([*blocks, "## Optional", "\n".join(others)])


def _summary(situation: int, guide: int) -> str:
    """What the site is, of which nothing depends on its subject."""
    if not situation + guide:
        return "A help center in which nothing is published yet."
    situations = f"{situation} situation{'' if situation == 1 else 's'}"
    guides = f"{guide} guide{'' if guide == 1 else 's'}"
    return (
        f"A help center with {situations}, each a page with an answer and what to do, and "
        f"{guides}, each an article on one subject."
    )


def _section(heading: str, name: str, editions: Iterable[Edition]) -> list[str]:
    lines = [link(e.title, reverse(name, kwargs={"slug": e.slug}), e.summary) for e in editions]
    return [f"## {heading}", "\n".join(lines)] if lines else []

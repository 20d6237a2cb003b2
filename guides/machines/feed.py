"""The Atom feed: what was published last and is live, newest first."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import escape

from guides.models import Edition
from guides.origin import absolute


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        # The base says "now" of an empty feed, which would be another answer each time.
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)


def write(editions: Iterable[Edition]) -> str:
    """The feed of these editions, which are in order. An edition keeps its id for ever."""
    feed = _Feed(
        title=settings.SITE_NAME,
        link=absolute(reverse("home")),
        feed_url=absolute(reverse("feed")),
        description=None,
        language=settings.SITE_LANGUAGE,
        author_name=settings.SITE_NAME,
    )
    for edition in editions:
        link = absolute(edition.address)
        feed.add_item(
            title=edition.title,
            link=link,
            # Not its note, which editors write for each other.
            description=f"<p>{escape(edition.summary)}</p>",
            unique_id=get_tag_uri(f"{link}{edition.number}", edition.published_at),
            pubdate=edition.published_at,
            updateddate=edition.published_at,
        )
    return feed.writeString("utf-8")

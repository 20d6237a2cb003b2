"""What the site says of a page in headers, as tags: a file is sent without headers."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.html import format_html

from guides.export.asking import Answer
from guides.export.places import NOT_FOUND

# What a page may load: a file on a disk is of no origin, so that 'self' does not cover it.
_LOADED = {"script-src", "style-src", "img-src"}
# Without effect where a page itself says them.
_ONLY_HEADERS = {"frame-ancestors", "report-uri", "sandbox"}


def write(answer: Answer, file: str) -> str:
    """The security policy and the policy of referrers, as two tags."""
    head = format_html(
        '\n    <meta http-equiv="Content-Security-Policy" content="{}">'
        '\n    <meta name="referrer" content="{}">',
        # In order: who writes the header takes it from a set.
        "; ".join(sorted(_directives(answer.policy, file))),
        answer.referrer,
    )
    return head.replace("&#x27;", "'")


def _directives(policy: str, file: str) -> Iterator[str]:
    for directive in policy.split(";"):
        name, *sources = directive.split()
        if name in _LOADED and "'self'" in sources:
            sources.append("file:")
            if file == NOT_FOUND:
                sources.append(settings.SITE_URL)  # by which it names what it loads
        if name not in _ONLY_HEADERS:
            yield " ".join([name, *sources])

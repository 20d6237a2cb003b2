"""Whether readers are told that a page has not been checked for very long."""

from django import template
from django.utils.timezone import localdate

from guides.pages import Page

register = template.Library()


@register.filter
def is_unchecked(page: Page) -> bool:
    """By the date on which the page is read; no query."""
    return page.is_unchecked(localdate())

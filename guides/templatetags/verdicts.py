"""The words of a verdict for templates."""

from django import template

from guides.pages import VERDICTS

register = template.Library()


@register.filter
def in_words(verdict: str) -> str:
    """A verdict as readers read it."""
    return VERDICTS[verdict]

"""Drawings, each rendered once: pages hold many, and including one costs as much as a paragraph."""

from functools import cache

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> str:
    """The drawing of a name, as ``components/icon.html`` has them."""
    return render_to_string("components/icon.html", {"name": name})

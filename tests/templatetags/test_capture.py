"""What is said once in a template and needed twice."""

import pytest
from django.template import Context, Template, TemplateSyntaxError


def render(source: str, **context: object) -> str:
    return Template("{% load capture %}" + source).render(Context(context))


def test_it_says_again_what_stood_inside_escaped_once() -> None:
    source = "{% capture as x %}{{ words }}{% endcapture %}[{{ x }}|{{ x }}]"
    assert render(source, words="a & b") == "[a &amp; b|a &amp; b]"


def test_blocks_inside_are_filled_by_pages() -> None:
    base = Template(
        "{% load capture %}{% capture as x %}{% block t %}base{% endblock %}{% endcapture %}"
        "{{ x }}/{{ x }}"
    )
    page = Template("{% extends base %}{% block t %}page{% endblock %}")
    assert page.render(Context({"base": base})) == "page/page"


@pytest.mark.parametrize("tag", ["capture", "capture x", "capture as", "capture as x y"])
def test_it_is_written_one_way(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="capture as name"):
        render(f"{{% {tag} %}}{{% endcapture %}}")

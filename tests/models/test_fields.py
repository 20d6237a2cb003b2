"""Lists kept as text, and names."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from guides.models.fields import lines, valid_slug, valid_slugs

slugs = st.lists(st.text("ab09", min_size=1, max_size=3), min_size=1, max_size=3).map("-".join)
few = settings(max_examples=30)


@few
@given(st.lists(slugs, unique=True, max_size=5), st.sampled_from(["\n", "\r\n", "\n\n", " \n  "]))
def test_a_list_kept_one_entry_a_line_comes_back(entries, between) -> None:
    text = between.join(entries)
    assert lines(text) == tuple(entries)
    valid_slugs(text)


@few
@given(slugs)
def test_a_name_may_not_stand_twice(slug) -> None:
    with pytest.raises(ValidationError, match="twice"):
        valid_slugs(f"{slug}\n{slug}")


@pytest.mark.parametrize(
    "name", ["", "A", "a b", "a--b", "-a", "a-", "a\n", "é", "a/b", "a#b", "a_b", "٣"]
)
def test_what_no_address_can_hold_is_no_name(name) -> None:
    with pytest.raises(ValidationError):
        valid_slug(name)


def test_one_bad_name_spoils_the_list() -> None:
    with pytest.raises(ValidationError):
        valid_slugs("good\nNot Good")

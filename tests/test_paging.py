"""Lists cut into pages: nothing is lost or told twice, and every link leads to a page."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides import paging
from guides.paging import NoSuchPage


class Numbers:
    """A list as query sets are: counted and cut."""

    def __init__(self, total: int) -> None:
        self.total = total

    def count(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> range:
        return range(self.total)[part]


@given(total=st.integers(0, 400), size=st.integers(1, 60))
def test_the_pages_together_are_the_list(total, size):
    first = paging.cut(Numbers(total), "", "/list/", size)
    pages = [paging.cut(Numbers(total), str(n + 1), "/list/", size) for n in range(first.pages)]
    assert [item for page in pages for item in page.items] == list(range(total))
    assert all(page.total == total and page.pages == len(pages) for page in pages)
    assert all(len(page.items) == size for page in pages[:-1])


@given(pages=st.integers(1, 300), data=st.data())
def test_links_lead_to_pages_that_there_are_in_their_order(pages, data):
    number = data.draw(st.integers(1, pages))
    page = paging.cut(Numbers(pages), str(number), "/list/", 1)
    told = [link.number for link in page.links if link.number]
    assert told == sorted(set(told))
    assert (told == []) is (pages == 1)
    if told:
        assert {1, number, pages} <= set(told)
        assert [link.current for link in page.links if link.number == number] == [True]
        # What is left out are at least two pages, and on a phone there is room for all of it.
        gaps = [later - earlier for earlier, later in pairwise(told)]
        assert sum(link.number is None for link in page.links) == sum(gap > 1 for gap in gaps)
        assert all(gap == 1 or gap > 2 for gap in gaps)
        assert len(page.links) <= 7
    assert (page.previous, page.next) == (
        "" if number == 1 else page.href(number - 1),
        "" if number == pages else page.href(number + 1),
    )


def test_the_address_of_the_first_page_is_the_plain_one():
    page = paging.cut(Numbers(3), "2", "/list/", 1)
    assert (page.previous, page.here, page.next) == ("/list/", "/list/?page=2", "/list/?page=3")


@pytest.mark.parametrize("asked", ["0", "4", "-1", "+1", "01", "1.0", "x", " 1", "²", "1" * 400])
def test_what_is_no_page_of_the_list_is_said_so(asked):
    with pytest.raises(NoSuchPage):
        paging.cut(Numbers(3), asked, "/list/", 1)


@pytest.mark.parametrize("asked", ["", "1"])
def test_an_empty_list_has_one_empty_page(asked):
    page = paging.cut(Numbers(0), asked, "/list/")
    assert (page.items, page.number, page.pages, page.links) == ([], 1, 1, [])

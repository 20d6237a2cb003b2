"""Language tags as locales of Open Graph."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.locales import name_locale


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        *(("en", "en_US"), ("en-GB", "en_GB"), ("pt-BR", "pt_BR"), ("de", "de_DE")),
        *(("zh-Hant", "zh_TW"), ("zh-Hant-HK", "zh_HK"), ("es-419", "es_419")),
        *(("xx", ""), ("en-x", ""), ("", "")),
    ],
)
def test_a_language_is_named_with_its_territory(tag: str, locale: str) -> None:
    assert name_locale(tag) == locale


@given(st.from_regex(r"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z"))
def test_every_language_that_settings_take_is_whole_or_nothing(tag: str) -> None:
    assert re.fullmatch(r"([a-z]{2,3}_([A-Z]{2}|[0-9]{3}))?", name_locale(tag))

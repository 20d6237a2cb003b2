"""Editors keep the words that mean the same; readers' searches use them at once."""

import pytest

from guides import search
from guides.models import Synonym
from tests.admin.desk import errors, save
from tests.factories import make_live, make_situation, make_synonym


def test_what_is_saved_is_used_at_once(admin_client) -> None:
    situation = make_situation(title="The refund")
    make_live(situation)
    assert not search.find("reimbursement").hits
    save(admin_client, Synonym, key="refund", words="refund\nreimbursement", position=0)
    [hit] = search.find("reimbursement").hits
    assert hit.address == situation.address
    save(admin_client, Synonym.objects.get(), words="refund\nrepayment")
    assert not search.find("reimbursement").hits


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("words", "alone", "at least two"),
        ("words", "", "required"),
        ("words", "same\nsame", "twice"),
        ("words", "bell\x07\nother", "control"),
        ("key", "Not a slug", "a-z, 0-9"),
    ],
)
def test_what_no_file_could_hold_is_refused_at_its_field(admin_client, field, value, why) -> None:
    synonym = make_synonym("money", "refund", key="money")
    response = save(admin_client, synonym, **{field: value})
    assert why in errors(response)[field].lower()
    synonym.refresh_from_db()
    assert synonym.words_list == ("money", "refund")

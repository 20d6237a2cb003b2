"""The lists of a pack are read strictly; synonyms.toml besides what test_files holds of facts."""

import pytest

from guides import pack
from guides.models import Synonym
from guides.pack import PackError, SynonymRecord, lists

TEXT = '[seller]\nwords = ["seller", "vendor"]\n\n[money]\nwords = ["money", "refund"]\n'


def test_synonyms_are_read_in_their_order_and_written_as_they_were() -> None:
    found = lists.read_synonyms(TEXT)
    assert found == (
        SynonymRecord("seller", ("seller", "vendor")),
        SynonymRecord("money", ("money", "refund")),
    )
    assert lists.write_synonyms(found) == TEXT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[a]\nwords = ["one"]\n', "synonyms.toml:2: a.words: must name at least two"),
        ('[a]\nwords = ["one", "one"]\n', "synonyms.toml:2: a.words: names one twice"),
        ("[a]\n", "synonyms.toml:1: a.words: is required and missing"),
        ('[a]\nwords = ["one", "two"]\nmore = 1\n', "synonyms.toml:3: a.more: unknown key"),
        ('["A b"]\nwords = ["one", "two"]\n', "the name of a group may hold only"),
        ("[a]\nwords = 1\n", "synonyms.toml:2: a.words: must be a list"),
        ("a = 1\n", "synonyms.toml:1: a: must be a table"),
        ("[a\n", "synonyms.toml:1: is not valid TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_key(text, told) -> None:
    with pytest.raises(PackError) as refused:
        lists.read_synonyms(text)
    assert told in str(refused.value)


def test_saving_changes_what_differs_and_leaves_the_rest(db) -> None:
    money, seller = SynonymRecord("money", ("money", "cash")), SynonymRecord("seller", ("a", "b"))

    def save(*records: SynonymRecord) -> dict[str, str]:
        changes = pack.save(pack=pack.Pack(synonyms=records))
        return {change.name: change.status for change in changes}

    assert save(money) == {"synonyms.toml: money": "created"}
    assert save(money, seller)["synonyms.toml: money"] == "unchanged"
    changed = SynonymRecord("money", ("money", "refund"))
    assert save(seller, changed)["synonyms.toml: money"] == "changed"
    assert pack.read_rows().synonyms == (seller, changed)
    assert save(seller) == {"synonyms.toml: seller": "unchanged"}
    assert Synonym.objects.count() == 2

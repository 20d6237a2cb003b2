"""The desk's lists cost what they show, however many rows there are."""

import json
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides.admin import links, lists
from guides.models import Address, Edition, Guide, Question, Reference, Section, Situation, Wizard
from tests.admin.desk import address, save
from tests.factories import make_guide, make_live, make_situation, make_wizard

AUTOCOMPLETE = "/admin/autocomplete/"


def asked(client, url: str) -> tuple[str, list[str]]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return response.content.decode(), [query["sql"] for query in queries]


def find(client, term: str, model: str, field: str, url: str = AUTOCOMPLETE, **more):
    query = {"term": term, "app_label": "guides", "model_name": model, "field_name": field, **more}
    text, queries = asked(client, f"{url}{'&' if '?' in url else '?'}{urlencode(query)}")
    return json.loads(text), queries


def fill(count: int) -> None:
    for _ in range(count):
        state = make_situation()
        make_live(state, make_guide(2), make_wizard({"a": {"x": state}}))


@pytest.mark.parametrize("query", ["", "?q=guide", "?o=1"])
@pytest.mark.parametrize(
    "model", [Guide, Section, Situation, Wizard, Question, Edition, Address, Reference]
)
def test_a_list_takes_as_many_queries_however_long_it_is(admin_client, db, model, query):
    counts = []
    for more in (3, 12):
        fill(more)
        counts.append(len(asked(admin_client, address(model, "changelist") + query)[1]))
    # Days to choose from may take one query more where there are several.
    assert counts[1] <= counts[0] <= 12


def test_a_row_is_found_once_however_often_it_holds_what_is_looked_for(admin_client, db):
    guide = make_guide({"payment-one": "", "payment-two": ""}, title="Payment")
    text, queries = asked(admin_client, address(Guide, "changelist") + "?q=payment")
    assert text.count(address(Guide, "change", guide.pk)) == 1
    assert not [sql for sql in queries if "DISTINCT" in sql and "LIKE" in sql and "date" not in sql]
    for words, count in {
        "payment two": 1,
        "payment three": 0,
        '"one payment"': 0,
        '"payment one"': 1,
        "'Payment two'": 1,
    }.items():
        text, _ = asked(admin_client, f"{address(Guide, 'changelist')}?{urlencode({'q': words})}")
        assert text.count(address(Guide, "change", guide.pk)) == count, words


@pytest.mark.parametrize("more", ["", "&p=2", "&all="])
def test_what_was_typed_is_looked_for_once(admin_client, db, monkeypatch, more):
    monkeypatch.setattr(lists.QuickDesk, "list_per_page", 2)
    guides = [make_guide(title="Payment", position=n, reviewed=f"2026-11-0{n}") for n in (3, 1, 2)]
    make_guide(title="Other")
    text, queries = asked(admin_client, f"{address(Guide, 'changelist')}?q=payment{more}")
    assert len([sql for sql in queries if "LIKE" in sql]) == 1
    in_order = [address(Guide, "change", guide.pk) for guide in (guides[1], guides[2], guides[0])]
    shown = {"": in_order[:2], "&p=2": in_order[2:], "&all=": in_order}[more]
    found = {text.find(f'"{link}'): link for link in in_order}
    assert [link for place, link in sorted(found.items()) if place > 0] == shown
    assert "3 guides" in text
    assert "reviewed__day=2" in text


def test_the_rows_of_a_page_are_read_by_their_keys(admin_client, db):
    fill(4)
    _, queries = asked(admin_client, address(Guide, "changelist"))
    [rows] = [sql for sql in queries if "introduction" in sql]
    assert '"guides_guide"."id" IN (' in rows


def test_many_rows_offer_no_days_and_many_owners_no_filter(admin_client, db, monkeypatch):
    fill(3)
    dates, owners = 'class="change-list-', "By guide"
    url, sections = address(Guide, "changelist"), address(Section, "changelist")
    assert owners in asked(admin_client, sections)[0]
    monkeypatch.setattr(lists, "MOST_DATED", 2)
    monkeypatch.setattr(lists, "MOST_OFFERED", 2)
    text, queries = asked(admin_client, url)
    assert dates not in text
    assert not [sql for sql in queries if "trunc" in sql.lower()]
    assert owners not in asked(admin_client, sections)[0]


def test_what_is_found_by_typing_is_not_counted(admin_client, db):
    guide = make_guide(45)
    seen = []
    for page in (1, 2, 3):
        found, queries = find(admin_client, "", "situationsection", "section", page=page)
        assert not [sql for sql in queries if "COUNT" in sql]
        assert found["pagination"]["more"] is (page < 3)
        seen += [one["id"] for one in found["results"]]
    assert seen == [str(pk) for pk in guide.sections.values_list("pk", flat=True)]
    beyond = {"term": "", "app_label": "guides", "model_name": "situationsection"}
    beyond |= {"field_name": "section", "page": 4}
    assert admin_client.get(AUTOCOMPLETE, beyond).status_code == 404


def test_of_many_questions_one_is_found_by_typing_in_its_own_wizard(admin_client, db, monkeypatch):
    end = make_situation()
    other = make_wizard({"a": {"x": end}})
    wizard = make_wizard({"a": {"x": "b"}, "b": {"x": "c"}, "c": {"x": end}})
    a, b, c = wizard.questions.all()
    url = address(Question, "change", a.pk)
    assert AUTOCOMPLETE + "?wizard" not in asked(admin_client, url)[0]
    monkeypatch.setattr(links, "MOST_CHOSEN", 2)
    where = f"{AUTOCOMPLETE}?wizard={wizard.pk}"
    assert f'data-ajax--url="{where}"' in asked(admin_client, url)[0]
    found, _ = find(admin_client, "", "choice", "to_question", where)
    assert [one["id"] for one in found["results"]] == [str(q.pk) for q in (a, b, c)]
    assert save(admin_client, a, **{"choices-0-to_question-typed": "c"}).status_code == 302
    assert a.choices.get().to_question == c
    for typed in ("nothing", other.questions.get().key + "x", "\0"):
        data = {"choices-0-to_question": "", "choices-0-to_question-typed": typed}
        assert save(admin_client, a, **data).status_code == 200
    assert a.choices.get().to_question == c


def test_what_is_typed_again_and_again_is_looked_for_once(admin_client, db) -> None:
    fill(1)
    for typed, most in (("a " * 60, 1), (" ".join(f"w{n}" for n in range(60)), lists.MOST_WORDS)):
        url = f"{address(Guide, 'changelist')}?{urlencode({'q': typed})}"
        [sql] = [one for one in asked(admin_client, url)[1] if "guides_section" in one]
        # Of a guide its title, its address and its sections are looked through for each word.
        assert 0 < sql.upper().count("SELECT U0") <= most

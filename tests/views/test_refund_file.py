from icalendar import Calendar

from tests.views.test_refund_dates import CARD

ADDRESS = "/refund-dates/refund.ics"


def test_the_page_leads_to_the_file_of_the_same_question(client, waiting, settings):
    answer = client.get(ADDRESS, CARD | {"country": "us"})
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="refund.ics"'
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-12-08"
    assert event["url"] == settings.SITE_URL + waiting.address
    page = client.get("/refund-dates/", CARD | {"country": "US"}).content.decode()
    assert f'href="{ADDRESS}?method=card&amp;confirmed=2026-11-16&amp;country=US"' in page


def test_the_same_question_gets_the_same_bytes(client, waiting):
    answer = client.get(ADDRESS, CARD)
    headers = {"If-None-Match": answer["ETag"]}
    assert client.get(ADDRESS, CARD, headers=headers).status_code == 304


def test_a_bad_question_is_told_in_plain_text(client, waiting):
    for query, told in (
        ({}, "method: Choose which refund it is.\nconfirmed: Choose the day"),
        (CARD | {"method": "x"}, "method: This refund is not known"),
        (CARD | {"confirmed": "x"}, "confirmed: “x” is not a date"),
        (CARD | {"country": "x"}, "country: The holidays"),
        (CARD | {"confirmed": "1999-01-01"}, "confirmed: This day is too long ago"),
    ):
        answer = client.get(ADDRESS, query)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.content.decode().startswith(told)


def test_there_is_a_file_where_the_page_offers_one_and_nowhere_else(client, waiting):
    for confirmed, there in (("2027-02-01", True), ("2026-11-03", True), ("2026-11-02", False)):
        query = {"method": "card", "confirmed": confirmed}
        answer = client.get(ADDRESS, query)
        offered = b'class="file"' in client.get("/refund-dates/", query).content
        assert (answer.status_code == 200) is offered is there, query
        if not there:
            assert answer.content.decode() == "confirmed: The last day of this refund has passed.\n"

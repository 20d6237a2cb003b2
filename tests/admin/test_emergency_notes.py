"""Writing emergency notes: who may, what is refused at which field, and ending them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from guides.models import EmergencyNote
from tests.admin.desk import act, address, errors, messages, save
from tests.factories import make_emergency_note, make_guide, make_live, make_situation
from tests.html import parse

LIST = address(EmergencyNote, "changelist")


def at(name: str, moment) -> dict[str, str]:
    return {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M}"}


def in_hours(hours: float) -> dict[str, str]:
    return at("ends_at", timezone.now() + timedelta(hours=hours))


@pytest.fixture
def publisher(client, db) -> User:
    user = User.objects.create_user("publisher", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=("publish_edition", "view_guide"))
    )
    client.force_login(user)
    return user


def write(client, **fields):
    fields = {"text": "Customs strike.", "everywhere": "on", **in_hours(2), **fields}
    return save(client, EmergencyNote, **{k: v for k, v in fields.items() if v is not None})


def test_it_is_written_and_stands(client, publisher) -> None:
    assert not errors(write(client, text="**Strike.**\n\nMore."))
    note = EmergencyNote.objects.get()
    assert note.state(timezone.now()) == "standing"
    assert (note.html.strip(), note.more.strip()) == (
        "<p><strong>Strike.</strong></p>",
        "<p>More.</p>",
    )
    assert (note.version, note.saved_by) == (1, "publisher")
    assert "Strike." in parse(client.get("/")).text("//*[@class='emergency']")


def test_it_stands_on_what_was_chosen(client, admin_client) -> None:
    guide, situation = make_guide(), make_situation()
    make_live(guide, situation)
    chosen = {"guides": [guide.pk], "situations": [situation.pk]}
    assert not errors(write(admin_client, everywhere=None, **chosen))
    for path, count in ((guide.address, 1), (situation.address, 1), ("/", 0)):
        assert len(parse(client.get(path)).all("//*[@class='emergency']")) == count


def test_changing_it_changes_what_readers_see(client, publisher) -> None:
    note = make_emergency_note("Former.")
    assert not errors(save(client, note, text="New.", **in_hours(3)))
    note.refresh_from_db()
    assert "New." in note.html
    assert note.version == 2
    assert "New." in client.get("/").content.decode()
    assert "Changed" in client.get(address(EmergencyNote, "history", note.pk)).content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"text": ""}, "text", "required"),
        ({"text": "{fact:no}"}, "text", "Line 1: unknown fact “no”."),
        ({"text": "[x](guide:no)"}, "text", "not live"),
        ({"text": "x" * 201}, "text", "The first paragraph has 201 characters"),
        ({"text": "Hi.\n\n" + "x " * 600}, "text", "at most 1000 characters"),
        ({"text": "::: note\nx\n:::"}, "text", "no place in a note"),
        ({"text": "a\0b"}, "text", "Null"),
        (in_hours(-1), "ends_at", "This has passed"),
        ({"ends_at_0": "", "ends_at_1": ""}, "ends_at", "required"),
        ({"ends_at_0": "soon"}, "ends_at", "valid date"),
        (
            {**in_hours(1), **at("starts_at", timezone.now() + timedelta(hours=5))},
            "ends_at",
            "end before it begins",
        ),
        ({"everywhere": None}, "everywhere", "Choose where it stands"),
        ({"everywhere": None, "guides": ["x"]}, "guides", "not a valid value"),
        ({"everywhere": None, "wizards": [10**30]}, "wizards", ""),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(
    admin_client, db, fields, field, told
) -> None:
    response = write(admin_client, **fields)
    assert response.status_code == 200
    found = errors(response)
    assert list(found) == [field]
    assert told in found[field]
    assert not EmergencyNote.objects.exists()


def test_times_are_said_to_be_utc(admin_client, db) -> None:
    page = parse(admin_client.get(address(EmergencyNote, "add")))
    labels = " ".join(page.texts("//label | //legend | //*[@class='form-row']"))
    assert "From (UTC)" in labels
    assert "Until (UTC)" in labels


def test_lists_say_and_filter_how_it_stands(admin_client, db) -> None:
    now = timezone.now()
    notes = {
        "planned": make_emergency_note(
            "P.", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2)
        ),
        "standing": make_emergency_note("S."),
        "over": make_emergency_note("O.", ends_at=now),
    }
    for state, note in notes.items():
        response = admin_client.get(LIST, {"state": state})
        assert list(response.context["cl"].result_list) == [note]
        assert parse(response).texts("//td[contains(@class, 'field-state')]") == [state]


def test_the_action_ends_what_is_not_over(client, publisher) -> None:
    standing = make_emergency_note("Stands.")
    assert messages(act(client, "end_now", standing)) == ["Ended: “Stands.”."]
    assert "emergency" not in client.get("/").content.decode()
    (told,) = messages(act(client, "end_now", standing))
    assert told == "Nothing to end: it is over already."
    history = client.get(address(EmergencyNote, "history", standing.pk)).content.decode()
    assert "Ended." in history


def test_the_button_of_a_note_ends_it(client, publisher) -> None:
    note = make_emergency_note("Stands.")
    page = parse(client.get(address(EmergencyNote, "change", note.pk)))
    [form] = page.all("//form[.//button[contains(., 'End now')]]")
    assert client.get(form.get("action")).status_code == 405
    assert messages(client.post(form.get("action"), follow=True)) == ["Ended: “Stands.”."]
    page = parse(client.get(address(EmergencyNote, "change", note.pk)))
    assert "nobody sees it any more" in page.text("//*[@class='desk-review']")
    assert not page.all("//button[contains(., 'End now')]")
    for key in (10**6, "x"):
        assert client.post(address(EmergencyNote, "end", key)).status_code == 404


def test_only_who_may_publish_writes_or_ends_one(client, publisher) -> None:
    note = make_emergency_note()
    publisher.user_permissions.set(Permission.objects.filter(codename__endswith="_emergencynote"))
    assert client.get(LIST).status_code == 200
    assert client.get(address(EmergencyNote, "change", note.pk)).status_code == 200
    assert client.get(address(EmergencyNote, "add")).status_code == 403
    for page, args in (
        ("add", ()),
        ("change", (note.pk,)),
        ("delete", (note.pk,)),
        ("end", (note.pk,)),
    ):
        data = {"text": "New.", "everywhere": "on", "post": "yes", **in_hours(1)}
        assert client.post(address(EmergencyNote, page, *args), data).status_code == 403
    act(client, "end_now", note)
    assert EmergencyNote.objects.get().state(timezone.now()) == "standing"

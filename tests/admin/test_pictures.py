"""The desk of pictures: what is brought, refused at its field, replaced and deleted."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile

from guides import pictures
from guides.models import Guide, Picture, Section
from tests.admin.desk import address, confirmed, errors, messages, save
from tests.factories import make_file, make_guide, make_live, make_picture


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def upload(data: bytes | None = None, name: str = "order.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_file() if data is None else data)


NEW = {"slug": "order", "alt": "The order page"}


def test_a_picture_is_brought_and_shown(admin_client, uploads):
    response = save(admin_client, Picture, follow=True, file=upload(), **NEW)
    assert errors(response) == {}
    picture = Picture.objects.get()
    assert (picture.slug, picture.alt, picture.saved_by) == ("order", "The order page", "admin")
    assert stored(uploads) == {f"pictures/{picture.key}/6.png"}
    listed = admin_client.get(address(Picture, "changelist")).content.decode()
    assert f'src="{picture.shown.small}"' in listed
    form = admin_client.get(address(Picture, "change", picture.pk)).content.decode()
    assert "![](picture:order)" in form
    assert "6 × 4" in form
    assert 'enctype="multipart/form-data"' in form


@pytest.mark.parametrize("name", ["A B.JPG", "a.jpeg", "../../a.jpg", "x.JPEG"])
def test_the_name_of_a_file_counts_for_nothing_but_its_ending(admin_client, uploads, name):
    response = save(admin_client, Picture, file=upload(make_file("jpg"), name), **NEW)
    assert errors(response) == {}
    assert stored(uploads) == {f"pictures/{Picture.objects.get().key}/6.jpg"}


BOMB = b"GIF89a" + (30_000).to_bytes(2, "little") * 2 + make_file("gif")[10:]


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (None, "Choose a file."),
        (upload(b"<svg/>", "a.svg"), "It must be one of jpg, png, gif, webp, avif, not svg."),
        (upload(make_file("tiff"), "a.jpg"), "It is named .jpg, but what is in it is TIFF."),
        (upload(make_file("gif"), "a.png"), "It is named .png, but what is in it is gif."),
        (upload(make_file()[:-30]), "It is damaged: it cannot be read"),
        (upload(make_file() + bytes(pictures.LARGEST)), "It is too large: at most 5 MB fit."),
        (upload(BOMB, "a.gif"), "It has too many pixels; at most 25 million"),
        (upload(b"", "a.png"), "The submitted file is empty."),
        (upload(b"GIF89a/*", "a.gif"), "It is damaged"),
        (upload(name="order"), "It must be one of"),
    ],
)
def test_what_is_no_picture_is_refused_at_its_field(admin_client, uploads, file, told):
    if file is not None:
        file.seek(0)
    response = save(admin_client, Picture, **({"file": file} if file else {}), **NEW)
    assert response.status_code == 200
    assert errors(response)["file"].startswith(told)
    # What was typed is still there.
    assert 'value="The order page"' in response.content.decode()
    assert stored(uploads) == set()
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"alt": ""}, "Say what the picture shows, or tick “decorative”."),
        ({"alt": "x", "decorative": "on"}, "Say what the picture shows, or tick “decorative”: not"),
        ({"alt": "x" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
    ],
)
def test_words_or_decorative_are_asked_for_at_the_field(admin_client, uploads, fields, told):
    response = save(admin_client, Picture, file=upload(), **{**NEW, **fields})
    found = errors(response)
    assert list(found) == ["alt"]
    assert found["alt"].startswith(told)
    assert stored(uploads) == set()


def test_a_decorative_picture_needs_no_words(admin_client):
    save(admin_client, Picture, file=upload(), slug="line", alt="", decorative="on")
    assert Picture.objects.get().decorative


def test_a_slug_in_use_is_refused_and_leaves_no_file(admin_client, uploads):
    make_picture(slug="order")
    before = stored(uploads)
    response = save(admin_client, Picture, file=upload(), **NEW)
    assert list(errors(response)) == ["slug"]
    assert stored(uploads) == before


def test_a_save_that_fails_later_leaves_no_file(admin_client, uploads, monkeypatch):
    def fail(*_args, **_options):
        raise KeyError("log")

    monkeypatch.setattr("guides.admin.pictures.PictureAdmin.log_addition", fail)
    with pytest.raises(KeyError):
        save(admin_client, Picture, file=upload(), **NEW)
    assert stored(uploads) == set()
    assert not Picture.objects.exists()


def test_new_words_and_a_new_file_are_told_where_readers_see_the_former(admin_client):
    picture = make_picture(slug="order")
    guide = make_guide({"part": "![](picture:order)"}, slug="g")
    make_live(guide)
    told = "Readers still see it as it was on /guides/g/: publish that again."
    response = save(admin_client, picture, follow=True, alt="New words")
    assert told in messages(response)
    make_live(guide)
    picture.refresh_from_db()
    key = picture.key
    response = save(admin_client, picture, follow=True, file=upload(make_file(size=(9, 9))))
    assert told in messages(response)
    picture.refresh_from_db()
    assert picture.key != key
    assert (picture.width, picture.version) == (9, 3)


def test_a_file_that_is_refused_changes_nothing(admin_client, uploads):
    picture = make_picture(slug="order")
    before = stored(uploads)
    response = save(admin_client, picture, file=upload(b"x"), alt="New")
    assert list(errors(response)) == ["file"]
    picture.refresh_from_db()
    assert picture.alt == "What it shows"
    assert stored(uploads) == before


def test_what_is_shown_keeps_its_name(admin_client):
    picture = make_picture(slug="order")
    make_guide({"part": "![](picture:order)"}, title="Orders")
    found = errors(save(admin_client, picture, slug="other"))
    assert found["slug"] == (
        "The name stays while something shows the picture: the guide “Orders”, section part."
    )


@pytest.mark.parametrize("live", [False, True])
def test_what_is_shown_is_not_deleted_and_what_shows_it_is_listed(admin_client, uploads, live):
    picture = make_picture(slug="order")
    guide = make_guide({"part": "![](picture:order)"}, title="Orders")
    if live:
        make_live(guide)
        Section.objects.update(body="")
    asked = admin_client.get(address(Picture, "delete", picture.pk)).content.decode()
    assert f'<a href="{address(Guide, "change", guide.pk)}">the guide “Orders”' in asked
    admin_client.post(address(Picture, "delete", picture.pk), confirmed(picture))
    chosen = {"action": "delete_selected", "_selected_action": [picture.pk], **confirmed(picture)}
    admin_client.post(address(Picture, "changelist"), chosen)
    assert Picture.objects.exists()
    assert stored(uploads)


def test_what_begins_to_be_shown_meanwhile_is_not_deleted(admin_client, monkeypatch):
    picture = make_picture(slug="order")
    make_guide({"part": "![](picture:order)"}, title="Orders")
    desk = "guides.admin.pictures.PictureAdmin.get_deleted_objects"
    monkeypatch.setattr(desk, lambda *_: ([], {}, set(), []))
    for page, data in (
        (address(Picture, "delete", picture.pk), {}),
        (
            address(Picture, "changelist"),
            {"action": "delete_selected", "_selected_action": [picture.pk]},
        ),
    ):
        response = admin_client.post(page, {**confirmed(picture), **data}, follow=True)
        assert messages(response) == [
            "Nothing was changed: shown by the guide “Orders”, section part."
        ]
    assert Picture.objects.exists()


@pytest.mark.parametrize("action", [False, True])
def test_what_nothing_shows_is_deleted(admin_client, action):
    picture = make_picture()
    if action:
        data = {"action": "delete_selected", "_selected_action": [picture.pk], **confirmed(picture)}
        admin_client.post(address(Picture, "changelist"), data)
    else:
        admin_client.post(address(Picture, "delete", picture.pk), confirmed(picture))
    assert not Picture.objects.exists()


def test_a_draft_may_name_a_picture_that_is_still_to_be_brought(admin_client):
    guide = make_guide({"part": ""})
    text = {"sections-0-body": "![](picture:none)"}
    response = save(admin_client, guide, follow=True, **text)
    assert Section.objects.get().body == "![](picture:none)"
    assert any("unknown picture “none”" in told for told in messages(response))
    refused = errors(save(admin_client, guide, **{"sections-0-body": "![x](x.png)"}))
    assert refused["sections-0-body"].startswith("Line 1: the picture “x.png” is not in")


@pytest.mark.parametrize(
    ("allowed", "codes"),
    [
        ("", [403, 403, 403, 403]),
        ("view_picture", [200, 403, 200, 403]),
        ("view_picture add_picture", [200, 200, 200, 403]),
        ("view_picture change_picture", [200, 403, 200, 403]),
        ("view_picture delete_picture", [200, 403, 200, 200]),
    ],
)
def test_every_page_asks_for_its_permission(client, db, uploads, allowed, codes):
    picture = make_picture()
    before = stored(uploads)
    user = User.objects.create_user("ada", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=allowed.split()))
    client.force_login(user)
    pages = [("changelist", ()), ("add", ()), ("change", (picture.pk,)), ("delete", (picture.pk,))]
    assert [client.get(address(Picture, page, *args)).status_code for page, args in pages] == codes
    if "add_picture" not in allowed:
        data = {"file": upload(), **NEW}
        assert client.post(address(Picture, "add"), data).status_code == 403
        assert stored(uploads) == before
    if "change_picture" not in allowed:
        client.post(address(Picture, "change", picture.pk), {"slug": "new", "alt": "New"})
        picture.refresh_from_db()
        assert picture.alt == "What it shows"

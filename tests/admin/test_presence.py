"""While somebody else has the form open, the form says so."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from guides.models import Guide, OpenForm
from tests.admin.desk import address, save, url_of
from tests.factories import make_guide


@pytest.fixture
def bob(db) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("bob"))
    return client


def told(client, guide) -> str:
    return client.get(url_of(guide)).content.decode()


def beat(client, guide) -> str:
    return client.post(address(Guide, "presence", guide.pk)).content.decode()


def test_the_second_hears_of_the_first_and_the_first_of_the_second(admin_client, bob):
    guide = make_guide()
    assert "has this form open" not in told(admin_client, guide)
    assert "admin has this form open since" in told(bob, guide)
    assert "bob has this form open since" in beat(admin_client, guide)
    assert "open since" not in beat(admin_client, make_guide())


def test_who_saves_and_leaves_is_no_longer_told_of(admin_client, bob):
    guide = make_guide()
    told(admin_client, guide)
    save(admin_client, guide, title="Done")
    assert "has this form open" not in told(bob, guide)


@pytest.mark.parametrize(
    ("beats", "minutes", "heard"),
    [(True, 1, True), (True, 2, False), (False, 14, True), (False, 16, False)],
)
def test_who_went_silent_is_no_longer_told_of(admin_client, bob, beats, minutes, heard):
    guide = make_guide()
    told(admin_client, guide)
    then = timezone.now() - timedelta(minutes=minutes)
    OpenForm.objects.update(seen_at=then, opened_at=then, beats=beats)
    assert ("has this form open" in told(bob, guide)) is heard


def test_since_when_is_when_the_form_was_first_opened(admin_client, db):
    guide = make_guide()
    told(admin_client, guide)
    first = OpenForm.objects.get().opened_at
    beat(admin_client, guide)
    assert OpenForm.objects.get().opened_at == first
    OpenForm.objects.update(seen_at=first - timedelta(days=1))
    told(admin_client, guide)
    assert OpenForm.objects.get().opened_at > first


def test_only_who_may_change_it_says_so_and_only_by_post(admin_client, client, db):
    guide = make_guide()
    assert admin_client.get(address(Guide, "presence", guide.pk)).status_code == 405
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.post(address(Guide, "presence", guide.pk)).status_code == 403
    assert not OpenForm.objects.exists()

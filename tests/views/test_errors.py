import pytest
from django.db import DatabaseError
from django.test import Client

from guides import shelf
from tests.html import parse


def test_an_unknown_address_offers_the_wizard_and_the_situations(client, shipped):
    response = client.get("/no/such/page/")
    page = parse(response)
    assert response.status_code == 404
    assert "/wizards/cancel-payment/" in page.links.values()
    assert "/situations/already-shipped/" in page.links.values()


def test_a_wrong_host_is_told_so_in_the_same_design(client, db):
    response = client.get("/", headers={"host": "evil.example"})
    page = parse(response)
    assert response.status_code == 400
    assert page.all("//header")
    assert page.all("//footer")
    assert "evil.example" not in response.content.decode()


def test_a_failure_is_told_in_the_same_design(db, monkeypatch):
    def fail(**_):
        raise DatabaseError("the disk is gone")

    monkeypatch.setattr(shelf, "front", fail)
    response = Client(raise_request_exception=False).get("/")
    page = parse(response)
    assert response.status_code == 500
    assert page.all("//header")
    assert page.all("//footer")
    assert "the disk is gone" not in page.main


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("path", ["/", "/guides/", "/s/S-01/", "/wizards/x/a=b/", "/health/live"])
def test_public_pages_can_only_be_read(db, method, path):
    client = Client(enforce_csrf_checks=True)
    assert getattr(client, method)(path).status_code == 405


def test_a_form_without_its_token_is_refused_in_the_same_design(db):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert parse(response).all("//header")


@pytest.mark.parametrize("path", ["/", "/nowhere/"])
def test_a_site_that_is_not_independent_does_not_say_so(client, db, settings, path):
    settings.INDEPENDENT_OF = ""
    assert "affiliated" not in client.get(path).content.decode()


def test_a_failure_says_too_whom_the_site_belongs_to(db, monkeypatch):
    monkeypatch.setattr(shelf, "front", None)
    response = Client(raise_request_exception=False).get("/")
    assert "not affiliated with AliExpress" in parse(response).text("//footer")

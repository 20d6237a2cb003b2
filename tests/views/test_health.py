from django.db import DatabaseError

from guides.models import EditionQuerySet


def test_it_is_alive_without_asking_the_database(client):
    response = client.get("/health/live")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


def test_it_is_ready_when_the_database_answers(client, db):
    assert client.get("/health/ready").status_code == 200


def test_it_is_not_ready_when_the_database_cannot_be_read(client, db, monkeypatch):
    def refuse(_self):
        raise DatabaseError("no such table")

    monkeypatch.setattr(EditionQuerySet, "exists", refuse)
    assert client.get("/health/ready").status_code == 503

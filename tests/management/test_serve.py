"""Starting the server."""

import os
import socket
import sys

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def started(monkeypatch) -> list[list[str]]:
    """The programs that this process would have become."""
    programs: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, arguments: programs.append(arguments))
    return programs


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_it_says_where_the_site_is_and_becomes_the_server(settings, started, capsys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.PORT = listening.getsockname()[1]
    settings.SITE_URL = "https://help.example.org"
    call_command("serve")
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "Help center: https://help.example.org/",
        "Make an editor account: .venv/bin/python manage.py createsuperuser",
    ]
    [arguments] = started
    assert arguments[:3] == [sys.executable, "-m", "granian"]
    assert arguments[-1] == "helpcenter.wsgi:start"
    assert f"--host 127.0.0.1 --port {settings.PORT}" in " ".join(arguments)


def test_it_refuses_a_port_in_use_in_one_line(settings, started, taken) -> None:
    settings.PORT = taken
    with pytest.raises(CommandError, match=rf"^PORT: {taken} is in use; .*$"):
        call_command("serve")
    assert started == []


def test_it_refuses_an_address_that_is_not_of_this_machine(settings, started) -> None:
    settings.HOST = "203.0.113.9"
    with pytest.raises(CommandError, match=r"^HOST: cannot listen on 203.0.113.9: .*$"):
        call_command("serve")
    assert started == []


def test_it_refuses_to_start_on_a_failed_check(settings, started, monkeypatch) -> None:
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    with pytest.raises(CommandError, match=r"guides\.E002"):
        call_command("serve")
    assert started == []

"""What long operations report, and where somebody sees it."""

import io

from guides import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bars_say_phase_and_count_on_a_terminal(monkeypatch):
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    assert list(progress.Bars().over(iter("abc"), "Reading", 3)) == ["a", "b", "c"]
    assert "Reading" in terminal.getvalue()
    assert "3/3" in terminal.getvalue()


def test_bars_are_silent_elsewhere(monkeypatch):
    monkeypatch.setattr("sys.stderr", file := io.StringIO())
    assert list(progress.Bars().over(iter("abc"), "Reading", 3)) == ["a", "b", "c"]
    assert file.getvalue() == ""


def test_nobody_is_told_nothing(monkeypatch):
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    assert list(progress.NOBODY.over(iter("abc"), "Reading", 3)) == ["a", "b", "c"]
    assert terminal.getvalue() == ""

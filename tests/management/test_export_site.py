"""export_site: the site as plain files."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.export import reading
from tests.factories import make_live, make_wizard


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(db, tmp_path, capfd):
    """Run the command into a folder; answers what it said to either side."""

    def run(**options) -> tuple[str, str]:
        call_command("export_site", tmp_path / "site", **options)
        return capfd.readouterr()

    return run


def test_it_says_what_it_did(run, tmp_path) -> None:
    said, bar = run()
    files = len(reading.files(tmp_path / "site"))
    assert said == f"{files - 1} files in {tmp_path / 'site'}: {files} written, 0 deleted\n"
    assert bar == ""
    assert run() == (f"{files - 1} files in {tmp_path / 'site'}: 0 written, 0 deleted\n", "")


def test_it_is_quiet_when_told_so(run) -> None:
    assert run(verbosity=0) == ("", "")
    assert run(verbosity=0, stdout=Terminal(), stderr=Terminal()) == ("", "")


def test_a_terminal_gets_a_progress_bar(run) -> None:
    _, bar = run(stdout=Terminal(), stderr=Terminal())
    assert "addresses" in bar


@override_settings(EXPORT_MAX_STATES=1)
def test_a_refusal_is_told_in_one_line(run) -> None:
    wizard = make_wizard(slug="wizard")
    make_live(wizard.questions.get().choices.get().to_situation, wizard)
    with pytest.raises(CommandError, match="“wizard” has 2 states") as error:
        run()
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_made_is_told_in_one_line(run, tmp_path) -> None:
    (tmp_path / "site").write_text("A file")
    with pytest.raises(CommandError, match="site"):
        run()

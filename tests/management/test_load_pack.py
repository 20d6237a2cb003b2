"""load_pack: what it prints, and that it does all or nothing."""

import pytest
from django.core.management import CommandError, call_command

from guides.models import Edition, Guide
from tests.factories import make_guide, make_live, write_files
from tests.publishing import everything

GUIDE = (
    '+++\ntitle = "{title}"\nsummary = "A guide."\nreviewed = 2026-11-22\n+++\n\n'
    "## Part {{#part}}\n\nText.\n"
)
FACTS = '[wait]\nlabel = "Wait"\nlow = 1\nunit = "days"\nsource = "Me"\nchecked = 2026-11-22\n'


@pytest.fixture
def files(tmp_path):
    guides = {f"guides/{name}.md": GUIDE.format(title=name) for name in ("a", "long-name")}
    return write_files(tmp_path, {"facts.toml": FACTS, **guides})


@pytest.fixture
def run(db, capsys):
    """Run the command; answers what it printed, line by line."""

    def run(*arguments, **options) -> list[str]:
        call_command("load_pack", *arguments, **options)
        return capsys.readouterr().out.splitlines()

    return run


def test_it_prints_a_line_for_each_item_and_a_count(run, files) -> None:
    assert run(files, "--publish") == [
        "created    wait",
        "created    guides/a.md          published as edition 1",
        "created    guides/long-name.md  published as edition 1",
        "3 changes, 2 editions",
    ]
    write_files(files, {"guides/a.md": GUIDE.format(title="New")})
    make_guide(slug="other")
    assert run(files, "--publish") == [
        "unchanged  wait",
        "changed    guides/a.md          published as edition 2",
        "unchanged  guides/long-name.md",
        "not here   guides/other.md: left as it is",
        "1 change, 1 edition",
    ]


def test_the_second_load_reports_no_changes_and_no_editions(run, files) -> None:
    run(files, "--publish")
    before = everything()
    assert run(files, "--publish")[-1] == "0 changes, 0 editions"
    assert everything() == before


@pytest.mark.parametrize("publish", [(), ("--publish",)])
def test_a_dry_run_prints_the_same_table_and_writes_nothing(run, files, publish) -> None:
    before = everything()
    dry = run(files, "--dry-run", *publish)
    assert everything() == before
    assert dry[-1].endswith(" (dry run)")
    assert [line.removesuffix(" (dry run)") for line in dry] == run(files, *publish)


def test_without_publish_readers_see_nothing_of_it(run, files) -> None:
    assert run(files)[-1] == "3 changes, 0 editions"
    assert Guide.objects.count() == 2
    assert not Edition.objects.exists()


def test_a_later_publish_makes_the_editions_of_what_was_only_loaded(run, files) -> None:
    run(files)
    assert run(files, "--publish")[-1] == "0 changes, 2 editions"


def test_it_keeps_the_note_and_its_own_name_with_the_editions(run, files) -> None:
    run(files, "--publish", "--note", "Spring cleaning.")
    kept = set(Edition.objects.values_list("published_by", "note"))
    assert kept == {("load_pack", "Spring cleaning.")}


def test_if_empty_loads_only_where_nothing_was_ever_published(run, files) -> None:
    assert run(files, "--publish", "--if-empty")[-1] == "3 changes, 2 editions"
    write_files(files, {"guides/a.md": GUIDE.format(title="New")})
    before = everything()
    assert run(files, "--publish", "--if-empty") == []
    assert everything() == before


def test_if_empty_counts_what_was_withdrawn_as_published(run, files) -> None:
    make_live(make_guide())
    Edition.objects.update(live=False)
    assert run(files, "--publish", "--if-empty") == []


def test_if_empty_leaves_drafts_alone(run, files) -> None:
    make_guide()
    before = everything()
    assert run(files, "--publish", "--if-empty") == []
    assert everything() == before


def failure(run, *arguments) -> list[str]:
    """The lines of the error, after making sure that it exits with 1 and wrote nothing."""
    before = everything()
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert error.value.returncode == 1
    assert everything() == before
    return str(error.value).splitlines()


def test_an_error_names_file_line_and_key_and_nothing_is_loaded(run, files) -> None:
    text = GUIDE.format(title="T").replace("summary", "sumary")
    write_files(files, {"guides/b.md": text, "guides/c.md": text[4:]})
    head, *lines = failure(run, files)
    assert head == "Nothing was loaded; 3 to mend:"
    assert lines == sorted(lines)
    assert any(line.startswith("guides/b.md:3: sumary: unknown key") for line in lines)
    assert "guides/b.md: summary: is required and missing" in lines
    assert any(line.startswith("guides/c.md:1: must begin with front matter") for line in lines)


def test_a_dangling_link_names_its_own_line(run, files) -> None:
    text = GUIDE.format(title="T") + "\nSee [it](guide:no).\n"
    write_files(files, {"guides/b.md": text})
    number = text.count("\n", 0, text.index("See")) + 1
    head, line = failure(run, files, "--publish")
    assert head == "Nothing was loaded; 1 to mend:"
    assert line == f"guides/b.md:{number}: section part: there is no guide:no"


def test_what_may_not_be_published_is_not_loaded_either(run, files) -> None:
    run(files, "--publish")
    Guide.objects.filter(slug="a").update(slug="moved")
    head, line = failure(run, files, "--publish")
    assert head == "Nothing was loaded; 1 to mend:"
    assert line.startswith("guides/a.md: slug: a is the address of the guide")


@pytest.mark.parametrize("missing", ["nowhere", "facts.toml", "empty"])
def test_a_folder_without_a_pack_is_refused(run, files, missing) -> None:
    (files / "empty").mkdir()
    [_, line] = failure(run, files / missing)
    assert line.startswith(f"{files / missing}: ")


def test_the_shipped_pack_is_loaded_once_and_for_all(run, content) -> None:
    first = run(content, "--publish")
    assert all(line.startswith("created ") for line in first[:-1])
    again = run(content, "--publish")
    assert all(line.startswith("unchanged ") for line in again[:-1])
    assert again[-1] == "0 changes, 0 editions"

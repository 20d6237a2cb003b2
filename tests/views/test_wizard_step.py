import pytest

from guides.models import Choice, Edition, Section
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.html import parse


@pytest.fixture
def guide(db):
    return make_guide({"keep": "Keep the parcel closed."})


@pytest.fixture
def situation(db):
    return make_situation(title="It shipped already", code="S-07")


@pytest.fixture
def other(db):
    return make_situation(title="Something else")


@pytest.fixture
def wizard(guide, situation, other):
    wizard = make_wizard(
        {
            "order": {"shipped": "arrived", "new": other, "gone": "arrived"},
            "arrived": {"no": "opened", "yes": other},
            "opened": {"no": situation, "yes": guide.sections.get()},
        }
    )
    make_live(guide, situation, other, wizard)
    return wizard


def at(wizard, path):
    return wizard.address + path


def test_it_asks_the_next_question(client, wizard):
    page = parse(client.get(at(wizard, "order=shipped/")))
    assert page.h1 == "arrived?"
    assert page.links["no!"] == at(wizard, "order=shipped/arrived=no/")
    assert "Question 2, at most 1 more" in page.main


def test_it_shows_the_situation_at_the_end(client, wizard, situation, settings):
    page = parse(client.get(at(wizard, "order=shipped/arrived=no/opened=no/")))
    assert page.h1 == "It shipped already"
    assert "S-07" in page.main
    assert page.canonical == settings.SITE_URL + situation.address
    assert "noindex" in page.meta("robots")


def test_it_shows_the_section_at_the_end(client, wizard, guide, settings):
    page = parse(client.get(at(wizard, "order=shipped/arrived=no/opened=yes/")))
    assert page.h1 == "Keep"
    assert "Keep the parcel closed." in page.main
    assert page.canonical == settings.SITE_URL + guide.address
    assert "noindex" in page.meta("robots")


def test_it_lists_the_answers_with_a_way_to_change_each(client, wizard):
    page = parse(client.get(at(wizard, "order=shipped/arrived=no/opened=no/")))
    for text in ("order?", "shipped!", "arrived?", "no!", "opened?"):
        assert text in page.main
    changes = [link.get("href") for link in page.all("//a[contains(., 'Change')]")]
    assert changes == [
        at(wizard, "?keep=arrived=no/opened=no"),
        at(wizard, "order=shipped/?keep=opened=no"),
        at(wizard, "order=shipped/arrived=no/"),
    ]


@pytest.mark.parametrize("opened", ["no", "yes"])
def test_every_outcome_says_why_the_reader_is_there_what_to_send_and_when_it_was_checked(
    client, wizard, opened
):
    page = parse(client.get(at(wizard, f"order=shipped/arrived=no/opened={opened}/")))
    [because] = page.all("//aside/section[@class='because']")
    assert because.xpath("h2/text()") == ["You are here because"]
    answers = ["shipped!", "no!", f"{opened}!"]
    assert because.xpath(".//*[@class='answer']/text()") == answers
    assert len(page.all("//aside/details[@class='share']")) == 1
    assert len(page.all("//aside/div[@class='foot']//time")) == 1


def test_a_change_keeps_the_later_answers_that_still_fit(client, wizard):
    page = parse(client.get(at(wizard, "?keep=arrived=no/opened=no")))
    assert page.h1 == "order?"
    assert page.links["gone!"] == at(wizard, "order=gone/arrived=no/opened=no/")
    assert page.links["new!"] == at(wizard, "order=new/")


@pytest.mark.parametrize(
    "keep", ["junk", "order=shipped", "arrived=never", "a=b/c", "=", "\0", "💥"]
)
def test_it_ignores_what_cannot_be_kept(client, wizard, keep):
    response = client.get(at(wizard, ""), {"keep": keep})
    assert response.status_code == 200
    assert parse(response).links["shipped!"].startswith(at(wizard, "order=shipped/"))


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("junk/", "order?"),
        ("order=never/", "order?"),
        ("arrived=no/", "order?"),
        ("order=shipped/junk/", "arrived?"),
        ("order=shipped/opened=no/", "arrived?"),
        ("order=shipped/arrived=no/opened=no/more=yes/", "opened?"),
        ("order=new/arrived=no/", "order?"),
        ("order=shipped/order=shipped/", "arrived?"),
        ("order=shipped%20/", "order?"),
        ("=/=/", "order?"),
        ("💥=💥/", "order?"),
        ("%00=x/", "order?"),
    ],
)
def test_answers_that_never_fitted_stop_at_the_question_with_a_notice(client, wizard, path, asked):
    response = client.get(at(wizard, path))
    page = parse(response)
    assert (response.status_code, page.h1) == (404, asked)
    assert "does not fit" in page.main


def test_an_answer_that_once_fitted_stops_with_a_notice_too(client, wizard):
    Choice.objects.filter(key="gone").delete()
    make_live(wizard)
    response = client.get(at(wizard, "order=gone/arrived=no/"))
    page = parse(response)
    assert (response.status_code, page.h1) == (200, "order?")
    assert "have changed" in page.main


def test_a_path_that_a_new_question_interrupts_is_stale_not_wrong(client, wizard, other):
    Choice.objects.filter(key="shipped").update(to_question=None, to_situation=other)
    make_live(wizard)
    response = client.get(at(wizard, "order=shipped/arrived=no/opened=no/"))
    assert (response.status_code, parse(response).h1) == (200, "order?")


def test_it_never_shows_an_outcome_that_readers_may_not_see(client, wizard, situation):
    # Cannot happen through publishing; a hand in the database must not break the page.
    Edition.objects.live().of(situation).update(live=False)
    response = client.get(at(wizard, "order=shipped/arrived=no/opened=no/"))
    page = parse(response)
    assert (response.status_code, page.h1) == (404, "opened?")
    assert "withdrawn" in page.main


def test_it_finds_an_outcome_under_its_new_name(client, wizard, situation):
    situation.slug = "renamed"
    situation.save()
    make_live(situation)
    page = parse(client.get(at(wizard, "order=shipped/arrived=no/opened=no/")))
    assert page.h1 == "It shipped already"


def test_it_finds_a_section_under_its_new_anchor(client, wizard, guide):
    Section.objects.filter(guide=guide).update(anchor="closed", formerly="keep")
    make_live(guide)
    page = parse(client.get(at(wizard, "order=shipped/arrived=no/opened=yes/")))
    assert page.h1 == "Keep"


def test_it_follows_a_renamed_wizard_with_the_answers(client, wizard):
    old = wizard.address
    wizard.slug = "renamed"
    wizard.save()
    make_live(wizard)
    response = client.get(f"{old}order=shipped/?keep=opened=no")
    assert response.status_code == 301
    assert response["Location"] == "/wizards/renamed/order=shipped/?keep=opened=no"


@pytest.mark.parametrize("path", ["order=shipped", "order=shipped/arrived=no", "map"])
def test_a_missing_last_slash_is_added_and_nothing_else_changed(client, wizard, path):
    response = client.get(at(wizard, f"{path}?keep=opened=no"))
    assert response.status_code == 301
    assert response["Location"] == at(wizard, f"{path}/?keep=opened=no")


def test_what_it_has_to_send_tells_the_answers(client, wizard, situation, settings):
    path = at(wizard, "order=shipped/arrived=no/opened=no/")
    page = parse(client.get(path))
    [words] = page.all("//*[@class='share']//*[@class='pasted']")
    assert "\nAnswers: order? shipped! · arrived? no! · opened? no!\n" in words.text
    assert words.text.endswith(f"\nCode S-07\n{settings.SITE_URL}{situation.address}")
    assert page.texts("//*[@class='share']//*[@class='where']") == [
        settings.SITE_URL + situation.address,
        f"{settings.SITE_URL}/s/S-07/",
        settings.SITE_URL + path,
    ]


def test_what_a_section_has_to_send_leads_to_the_section(client, wizard, guide, settings):
    path = at(wizard, "order=shipped/arrived=no/opened=yes/")
    page = parse(client.get(path))
    address = f"{settings.SITE_URL}{guide.address}#keep"
    [words] = page.all("//*[@class='share']//*[@class='pasted']")
    assert words.text.split("\n") == [
        "Keep",
        "Answers: order? shipped! · arrived? no! · opened? yes!",
        "Keep the parcel closed.",
        address,
    ]
    wheres = page.texts("//*[@class='share']//*[@class='where']")
    assert wheres == [address, settings.SITE_URL + path]


def test_its_steps_are_those_of_the_page_it_shows(client, wizard, situation, guide):
    for answer, address in (("no", situation.address), ("yes", f"{guide.address}#keep")):
        page = parse(client.get(at(wizard, f"order=shipped/arrived=no/opened={answer}/")))
        [steps] = page.all("//*[@data-ticks]")
        assert steps.get("data-ticks") == address
        own = parse(client.get(address.partition("#")[0]))
        assert address in [text.get("data-ticks") for text in own.all("//*[@data-ticks]")]


@pytest.mark.parametrize("path", ["order=shipped///", f"order=shipped{'/' * 9}", "/order=shipped/"])
def test_more_slashes_than_an_address_has_are_another_address(client, wizard, path):
    assert client.get(at(wizard, "order=shipped/")).status_code == 200
    assert client.get(at(wizard, path)).status_code == 404

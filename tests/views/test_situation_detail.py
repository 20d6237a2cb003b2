import pytest

from guides.models import Section
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.html import parse

VERDICTS = {
    "can": "Yes, you can",
    "maybe": "You may be able to",
    "cannot": "No, you can’t now",
}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_it_says_the_verdict_in_words_before_the_title(client, db, verdict):
    situation = make_situation(verdict=verdict)
    make_live(situation)
    text = parse(client.get(situation.address)).main.replace("'", "’")
    assert text.index(VERDICTS[verdict]) < text.index(situation.title)


def test_it_shows_the_answer_then_the_hazard_then_the_first_action(client, db):
    situation = make_situation(
        title="It shipped", summary="Too late.", hazard="Open nothing.", body="Refuse it.\n\n1. So."
    )
    make_live(situation)
    text = parse(client.get(situation.address)).main
    order = ["It shipped", "Too late.", "Open nothing.", "Refuse it."]
    assert sorted(order, key=text.index) == order


def test_it_shows_code_date_and_labels(client, db):
    situation = make_situation(code="S-07", screen_labels="In Transit\nShipped")
    make_live(situation)
    text = parse(client.get(situation.address)).main
    for expected in ("S-07", "In Transit", "Shipped", "22", "November", "2026"):
        assert expected in text


def test_it_links_the_sections_that_apply_in_their_order(client, db):
    guide = make_guide({"one": "1", "two": "2"})
    sections = [Section.objects.get(anchor=anchor) for anchor in ("two", "one")]
    situation = make_situation(sections=sections)
    make_live(guide, situation)
    links = list(parse(client.get(situation.address)).links.values())
    assert links.index(f"{guide.address}#two") < links.index(f"{guide.address}#one")


def test_it_links_related_situations_that_are_live(client, db):
    near = make_situation(title="Nearly the same")
    situation = make_situation(related=[near])
    make_live(near, situation)
    assert parse(client.get(situation.address)).links["Nearly the same"] == near.address


def test_it_follows_a_related_situation_to_its_new_address(client, db):
    near = make_situation(slug="old-name")
    situation = make_situation(related=[near])
    make_live(near, situation)
    near.slug = "new-name"
    near.save()
    make_live(near)
    assert "/situations/new-name/" in parse(client.get(situation.address)).links.values()


def test_it_tells_every_way_that_leads_here(client, db):
    situation, other = make_situation(), make_situation()
    wizard = make_wizard(
        {
            "order": {"shipped": "arrived", "lost": situation},
            "arrived": {"no": situation, "yes": other},
        }
    )
    make_live(situation, other, wizard)
    page = parse(client.get(situation.address))
    assert "You are here if" in page.main
    # Every answer can be changed where it was given, with the later ones carried along.
    assert f"{wizard.address}?keep=arrived=no" in page.links.values()
    assert f"{wizard.address}order=shipped/" in page.links.values()
    assert len(parse(client.get(other.address)).all("//a[contains(., 'Change')]")) == 2


@pytest.mark.parametrize(
    ("count", "folded"),
    [
        (1, []),
        (3, []),
        (4, ["1 more way to get here"]),
        (40, ["37 more ways to get here"]),
        (41, ["More ways to get here"]),
    ],
)
def test_it_folds_more_than_three_ways(client, db, count, folded):
    situation = make_situation()
    wizard = make_wizard({"q": {f"c{n}": situation for n in range(count)}})
    make_live(situation, wizard)
    page = parse(client.get(situation.address))
    because = "//section[@class='because']"
    assert len(page.all(f"{because}//ol[@class='trail']")) == min(count, 40)
    assert len(page.all(f"{because}/ol[@class='trail']")) == min(count, 3)
    assert page.texts(f"{because}//summary") == folded
    # Each of them can be changed, folded or not.
    assert len(page.all(f"{because}//a[contains(., 'Change')]")) == min(count, 40)


def test_it_leads_to_the_map_where_there_are_too_many_ways_to_tell(client, db):
    situation = make_situation()
    tree = {f"q{n}": {"a": f"q{n + 1}", "b": f"q{n + 1}"} for n in range(40)}
    wizard = make_wizard({**tree, "q40": {"end": situation}})
    make_live(situation, wizard)
    page = parse(client.get(situation.address))
    assert f"{wizard.address}map/" in page.links.values()


def test_it_tells_ways_of_a_wizard_that_knows_it_by_its_former_name(client, db):
    situation = make_situation(slug="old-name")
    make_live(situation, make_wizard({"q": {"c": situation}}))
    situation.slug = "new-name"
    situation.save()
    make_live(situation)
    assert "You are here if" in parse(client.get("/situations/new-name/")).main


def test_it_hides_drafts(client, db):
    assert client.get(make_situation().address).status_code == 404


def test_it_is_its_own_canonical_page(client, db, settings):
    situation = make_situation()
    make_live(situation)
    page = parse(client.get(situation.address))
    assert page.canonical == settings.SITE_URL + situation.address
    assert "noindex" not in page.meta("robots")


def test_it_has_what_to_send_to_somebody(client, db, settings):
    settings.SITE_URL = "https://help.example.org"
    situation = make_situation(
        slug="late", code="S-07", title="It is <late>", hazard="Don’t pay twice.", verdict="can"
    )
    make_live(situation)
    page = parse(client.get(situation.address))
    [words] = page.all("//*[@class='share']//*[@class='pasted']")
    assert words.text.split("\n") == [
        "It is <late>",
        f"Yes, you can. {situation.summary}",
        "Be careful: Don’t pay twice.",
        "Do this first.",
        "1. Then this.",
        "Code S-07",
        "https://help.example.org/situations/late/",
    ]
    assert page.texts("//*[@class='share']//*[@class='where']") == [
        "https://help.example.org/situations/late/",
        "https://help.example.org/s/S-07/",
    ]
    # Each stands above a button that copies it.
    assert len(page.all("//*[@class='share']/div[p[2]]/button[@data-copy][not(@id)]")) == 3


def test_its_steps_are_known_by_its_own_address(client, db):
    situation = make_situation()
    make_live(situation)
    [steps] = parse(client.get(situation.address)).all("//*[@data-ticks]")
    assert steps.get("data-ticks") == situation.address
    assert "Then this." in steps.text_content()

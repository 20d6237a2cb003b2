"""/llms.txt: what the site holds, bounded."""

import re

from django.conf import settings

from guides.machines import llms
from tests.factories import make_guide, make_live, make_situation, make_wizard

SITE = settings.SITE_URL


def test_it_names_the_site_and_links_everything_as_markdown(client, db) -> None:
    state = make_situation(slug="state", title="[State]", summary="The state.")
    wizard = make_wizard({"a": {"x": state}}, summary="What one wizard says.")
    make_live(state, wizard, make_guide(slug="guide", title="Guide", summary="All of it."))
    text = client.get("/llms.txt").content.decode()
    opening = f"# {settings.SITE_NAME}\n\n> A help center with 1 situation, each a page with"
    assert text.startswith(opening)
    assert " 1 guide, each an article on one subject.\n" in text
    assert "What one wizard says" not in text
    assert f"\n- [\\[State\\]]({SITE}/situations/state.md): The state.\n" in text
    assert f"\n- [Guide]({SITE}/guides/guide.md): All of it.\n" in text
    for link in re.findall(r"\]\((.+?)\)", text):
        assert client.get(link.removeprefix(SITE)).status_code == 200


def test_it_says_how_much_it_leaves_out(client, db, monkeypatch) -> None:
    monkeypatch.setattr(llms, "MOST_LINKS", 2)
    make_live(*(make_guide() for _ in range(3)), *(make_situation() for _ in range(5)))
    text = client.get("/llms.txt").content.decode()
    assert len(re.findall(r"\.md\)", text)) == 4
    assert "with 5 situations, " in text
    assert " and 3 guides, " in text
    assert f"({SITE}/sitemap.xml): 4 pages more than are listed here\n" in text


def test_with_nothing_live_it_still_says_what_this_is(client, db, settings) -> None:
    settings.INDEPENDENT_OF = ""
    text = client.get("/llms.txt").content.decode()
    assert "## Guides" not in text
    assert "nothing is published yet" in text
    assert "affiliated" not in text
    assert "sitemap.xml" in text

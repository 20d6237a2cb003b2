"""A guide and a situation as Markdown files."""

import pytest
from django.conf import settings

from guides import publishing
from guides.pages import VERDICTS
from tests.factories import make_fact, make_guide, make_live, make_situation
from tests.html import parse

SITE = settings.SITE_URL


def test_a_situation_reads_from_verdict_to_code(client, db) -> None:
    make_fact(key="refund")
    guide = make_guide({"part": "Text."}, slug="guide", title="Guide *one*")
    other = make_situation(slug="other", title="Other")
    body = (
        "Do {fact:refund}.\n\n::: app\n1. Tap **Cancel**.\n:::\n\n::: hazard\nNever.\n:::\n\n"
        "::: message\nHi, {order number}.\n:::\n\n[Guide](guide:guide#part)"
    )
    situation = make_situation(
        slug="state", title="It *shipped*", summary="Too late.", verdict="cannot", code="S-07",
        hazard="Do not.", body=body, screen_labels="In transit\nShipped",
        sections=[guide.sections.get()], related=[other],
    )  # fmt: skip
    make_live(guide, other, situation)
    assert (
        client.get("/situations/state.md").content.decode()
        == f"""# It \\*shipped\\*

**No, you can’t now.** Too late.

> **Be careful.** Do not.

Do 3–15 business days.

## In the app

1. Tap **Cancel**.

> **Be careful**
>
> Never.

> **Message to copy**
>
> Hi, \\[order number\\].

[Guide]({SITE}/guides/guide/#part)

## Read more

- [Part (Guide \\*one\\*)]({SITE}/guides/guide/#part)

## Close to this

- [Other]({SITE}/situations/other/)

## The screen may say

- In transit
- Shipped

Code: S-07{"  "}
Checked on 2026-11-22{"  "}
<{SITE}/situations/state/>
"""
    )


def test_a_guide_reads_from_title_to_date_with_its_stages_marked(client, db) -> None:
    state = make_situation(slug="state", verdict="can")
    timeline = "::: timeline\n1. **Paid** [it](situation:state)\n2. **Shipped** Then.\n:::"
    make_live(state, make_guide({"part": timeline}, slug="guide", title="A", summary="B."))
    assert (
        client.get("/guides/guide.md").content.decode()
        == f"""# A

B.

## Part

1. Open: **Paid** [it]({SITE}/situations/state/)
2. **Shipped** Then.

Checked on 2026-11-22{"  "}
<{SITE}/guides/guide/>
"""
    )


def test_it_names_the_page_as_the_one_to_show(client, db) -> None:
    make_live(make_guide(slug="guide"))
    link = client.get("/guides/guide.md")["Link"]
    assert link == f'<{SITE}/guides/guide/>; rel="canonical"'


@pytest.mark.parametrize("kind", ["guide", "situation"])
def test_former_addresses_lead_on_and_withdrawn_ones_say_so(client, db, kind: str) -> None:
    item = {"guide": make_guide, "situation": make_situation}[kind](slug="old")
    make_live(item)
    item.slug = "new"
    item.save()
    make_live(item)
    response = client.get(f"/{kind}s/old.md")
    assert (response.status_code, response["Location"]) == (301, f"/{kind}s/new.md")
    publishing.withdraw(items=[item], by="tests")
    assert client.get(f"/{kind}s/new.md").status_code == 410
    assert client.get(f"/{kind}s/never.md").status_code == 404


@pytest.mark.parametrize("verdict", ["can", "maybe", "cannot"])
def test_the_verdict_is_told_in_the_words_of_the_page(client, db, verdict: str) -> None:
    make_live(make_situation(slug="state", verdict=verdict))
    page = parse(client.get("/situations/state/"))
    assert page.text("//p[@class='verdict']") == VERDICTS[verdict]

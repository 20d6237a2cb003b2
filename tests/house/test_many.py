"""The number of queries does not grow with the number of items."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from guides import publishing
from tests.factories import write_files

NUMBER = 200

GUIDE = """+++
title = "Guide {n}"
summary = "About {n}."
position = {n}
reviewed = 2026-11-22
+++

## Part {{#part}}

::: timeline
1. **Stage {n}** [it](situation:situation-{n})
:::
"""
SITUATION = """+++
code = "N-{n:03}"
title = "Situation {n}"
summary = "State {n}."
verdict = "can"
sections = [{sections}]
related = [{related}]
screen_labels = ["Label {n}", "Shared"]
tools = ["refund-dates", "reminder"]
position = {n}
reviewed = 2026-11-22
+++

Do {n}.
"""
FACT = """[back]
label = "Back"
group = "refund"
low = 1
unit = "days"
source = "S"
checked = 2026-11-22
"""


def many_files() -> dict[str, str]:
    files = {f"guides/guide-{n}.md": GUIDE.format(n=n) for n in range(NUMBER)}
    files["facts.toml"] = FACT
    for n in range(NUMBER):
        near = [m % NUMBER for m in range(n + 1, n + 6)]
        files[f"situations/situation-{n}.md"] = SITUATION.format(
            n=n,
            sections=", ".join(f'"guide-{m}#part"' for m in near),
            related=", ".join(f'"situation-{m}"' for m in near),
        )
    choices = "".join(
        f'[[questions.which.choices]]\nid = "c{n}"\nlabel = "{n}"\nto = "situation:situation-{n}"\n'
        for n in range(NUMBER)
    )
    files["wizards/find.toml"] = (
        'title = "Find"\nsummary = "Finds."\nstart = "which"\nreviewed = 2026-11-22\n\n'
        f'[questions.which]\ntext = "Which?"\n{choices}'
    )
    return files


@pytest.fixture
def many(db, tmp_path):
    publishing.load(folder=write_files(tmp_path, many_files()), by="tests", publish_too=True)


def test_no_page_takes_more_than_six_queries_with_200_guides_and_200_situations(client, many):
    for address, status in {
        "/": 200,
        "/guides/": 200,
        "/guides/guide-7/": 200,
        "/situations/": 200,
        "/situations/situation-7/": 200,
        "/s/n007/": 302,
        "/s/none/": 404,
        "/search/?q=state": 200,
        "/search/?q=sitaution": 200,
        "/search/?q=zzqqxx": 200,
        "/search/": 200,
        "/screen/": 200,
        "/screen/shared/": 200,
        "/screen/label-7/": 302,
        "/agents/": 200,
        "/wizards/": 200,
        "/wizards/find/": 200,
        "/wizards/find/which=c7/": 200,
        "/wizards/find/which=never/": 404,
        "/wizards/find/map/": 200,
        f"/refund-dates/?method=back&confirmed={localdate()}": 200,
        f"/refund-dates/refund.ics?method=back&confirmed={localdate()}": 200,
        f"/reminder/?ends={localdate()}&before=1": 200,
        "/nowhere/": 404,
        "/health/ready": 200,
        "/guides/guide-7.md": 200,
        "/situations/situation-7.md": 200,
        "/sitemap.xml": 200,
        "/feed/": 200,
        "/llms.txt": 200,
        "/embed/situations/situation-7/": 200,
        f"/oembed/?url={settings.SITE_URL}/wizards/find/which=c7/": 200,
        "/api/guides/?page=2": 200,
        "/api/situations/": 200,
        "/api/guides/guide-7/": 200,
        "/api/situations/situation-7/": 200,
        "/api/wizards/find/": 200,
        "/api/openapi.json": 200,
        "/api/search/?q=situation": 200,
    }.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == status, address
        assert len(queries) <= 6, (address, len(queries))

from urllib.robotparser import RobotFileParser

from django.conf import settings

SITE = settings.SITE_URL


def test_it_closes_the_desk_and_searches_and_names_the_sitemap(client, db):
    text = client.get("/robots.txt").content.decode()
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    for path in ("/admin/", "/admin/guides/guide/", "/search/?q=x"):
        assert not rules.can_fetch("*", SITE + path), path
    for path in ("/", "/situations/x/", "/wizards/x/a=b/", "/api/", "/embed/situations/x/"):
        assert rules.can_fetch("*", SITE + path), path
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]

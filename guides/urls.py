"""The site's table of contents."""

from django.urls import path, re_path

from guides.forms import RefundForm, ReminderForm
from guides.markup import NAME
from guides.public import by_pass, framable, open_data, picture_file, public
from guides.views import (
    api,
    embedding,
    finding,
    health,
    machines,
    pictures,
    previewing,
    reading,
    reckoning,
    walking,
)

# What pages read of the query of an address, and nothing else.
KEEP = ("keep",)
PAGE = ("page",)
REFUND = tuple(RefundForm.base_fields)
REMINDER = tuple(ReminderForm.base_fields)

urlpatterns = [
    path("", public(reading.home), name="home"),
    path("guides/", public(reading.guide_list, query=PAGE), name="guide_list"),
    path("guides/<slug:slug>/", public(reading.guide_detail), name="guide_detail"),
    path("situations/", public(reading.situation_list, query=PAGE), name="situation_list"),
    path("situations/<slug:slug>/", public(reading.situation_detail), name="situation_detail"),
    path("s/<str:code>/", public(reading.situation_by_code), name="situation_by_code"),
    path("wizards/", public(walking.wizard_list, query=PAGE), name="wizard_list"),
    path("wizards/<slug:slug>/", public(walking.wizard_detail, query=KEEP), name="wizard_detail"),
    path("wizards/<slug:slug>/map/", public(walking.wizard_map, query=PAGE), name="wizard_map"),
    path(
        "wizards/<slug:slug>/<path:answers>/",
        public(walking.wizard_step, query=KEEP),
        name="wizard_step",
    ),
    # Without its last slash too; Django's own redirect would spell every = as %3D.
    path("wizards/<slug:slug>/<path:answers>", public(walking.wizard_step_slash)),
    path("search/", public(finding.search_page, query=("q", "go")), name="search"),
    path("screen/", public(finding.screen_list, query=PAGE), name="screen_list"),
    path("screen/<str:label>/", public(finding.screen_detail), name="screen_detail"),
    path("agents/", public(finding.agents), name="agents"),
    path("refund-dates/", public(reckoning.refund_dates, query=REFUND), name="refund_dates"),
    path(
        "refund-dates/refund.ics", public(reckoning.refund_file, query=REFUND), name="refund_file"
    ),
    path("reminder/", public(reckoning.reminder, query=REMINDER), name="reminder"),
    path(
        "reminder/reminder.ics",
        public(reckoning.reminder_file, query=REMINDER),
        name="reminder_file",
    ),
    path("guides/<slug:slug>.md", public(machines.guide_markdown), name="guide_markdown"),
    path(
        "situations/<slug:slug>.md", public(machines.situation_markdown), name="situation_markdown"
    ),
    path("sitemap.xml", public(machines.sitemap), name="sitemap"),
    # A number in one spelling: with zeros before it there would be any number of these.
    re_path(
        r"^sitemap-(?P<part>[1-9][0-9]{0,8})\.xml\Z",
        public(machines.sitemap_part),
        name="sitemap_part",
    ),
    path("robots.txt", public(machines.robots), name="robots"),
    re_path(
        rf"^pictures/(?P<name>{NAME.pattern})\Z", picture_file(pictures.picture), name="picture"
    ),
    path("feed/", public(machines.feed), name="feed"),
    path("llms.txt", public(machines.llms_txt), name="llms"),
    path(
        "embed/situations/<slug:slug>/",
        framable(public(embedding.situation_embed)),
        name="situation_embed",
    ),
    path("preview/<str:token>/", by_pass(previewing.preview_by_pass), name="preview"),
    path(
        "preview/<str:token>/<path:answers>",
        by_pass(previewing.preview_by_pass),
        name="preview_step",
    ),
    path("oembed/", open_data(embedding.oembed), name="oembed"),
    path("api/", open_data(api.index), name="api_index"),
    path("api/openapi.json", open_data(api.openapi), name="api_openapi"),
    path("api/guides/", open_data(api.guides), name="api_guides"),
    path("api/guides/<slug:slug>/", open_data(api.guide), name="api_guide"),
    path("api/situations/", open_data(api.situations), name="api_situations"),
    path("api/situations/<slug:slug>/", open_data(api.situation), name="api_situation"),
    path("api/wizards/", open_data(api.wizards), name="api_wizards"),
    path("api/wizards/<slug:slug>/", open_data(api.wizard), name="api_wizard"),
    path("api/search/", open_data(api.search), name="api_search"),
    re_path(r"^api/[\s\S]*/\Z", open_data(api.nowhere)),
    # Without the last slash too; Django's own redirect is closed to scripts of other sites.
    re_path(r"^(?:api|oembed)(?:/[\s\S]*)?(?<!/)\Z", open_data(api.slash)),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]

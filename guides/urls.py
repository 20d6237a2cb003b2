"""The site's table of contents."""

from django.urls import path

from guides.public import public
from guides.views import finding, health, reading, reckoning, walking

urlpatterns = [
    path("", public(reading.home), name="home"),
    path("guides/", public(reading.guide_list), name="guide_list"),
    path("guides/<slug:slug>/", public(reading.guide_detail), name="guide_detail"),
    path("situations/", public(reading.situation_list), name="situation_list"),
    path("situations/<slug:slug>/", public(reading.situation_detail), name="situation_detail"),
    path("s/<str:code>/", public(reading.situation_by_code), name="situation_by_code"),
    path("wizards/", public(walking.wizard_list), name="wizard_list"),
    path("wizards/<slug:slug>/", public(walking.wizard_detail), name="wizard_detail"),
    path("wizards/<slug:slug>/map/", public(walking.wizard_map), name="wizard_map"),
    path("wizards/<slug:slug>/<path:answers>/", public(walking.wizard_step), name="wizard_step"),
    # Without its last slash too; Django's own redirect would spell every = as %3D.
    path("wizards/<slug:slug>/<path:answers>", public(walking.wizard_step_slash)),
    path("search/", public(finding.search_page), name="search"),
    path("screen/", public(finding.screen_list), name="screen_list"),
    path("screen/<str:label>/", public(finding.screen_detail), name="screen_detail"),
    path("agents/", public(finding.agents), name="agents"),
    path("refund-dates/", public(reckoning.refund_dates), name="refund_dates"),
    path("refund-dates/refund.ics", public(reckoning.refund_file), name="refund_file"),
    path("reminder/", public(reckoning.reminder), name="reminder"),
    path("reminder/reminder.ics", public(reckoning.reminder_file), name="reminder_file"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]

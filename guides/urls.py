"""The site's table of contents."""

from django.urls import path

from guides import views
from guides.public import public

urlpatterns = [
    path("", public(views.home), name="home"),
    path("guides/", public(views.guide_list), name="guide_list"),
    path("guides/<slug:slug>/", public(views.guide_detail), name="guide_detail"),
    path("situations/", public(views.situation_list), name="situation_list"),
    path("situations/<slug:slug>/", public(views.situation_detail), name="situation_detail"),
    path("s/<str:code>/", public(views.situation_by_code), name="situation_by_code"),
    path("wizards/", public(views.wizard_list), name="wizard_list"),
    path("wizards/<slug:slug>/", public(views.wizard_detail), name="wizard_detail"),
    path("wizards/<slug:slug>/map/", public(views.wizard_map), name="wizard_map"),
    path("wizards/<slug:slug>/<path:answers>/", public(views.wizard_step), name="wizard_step"),
    # Without its last slash too; Django's own redirect would spell every = as %3D.
    path("wizards/<slug:slug>/<path:answers>", public(views.wizard_step_slash)),
    path("health/live", views.health_live, name="health_live"),
    path("health/ready", views.health_ready, name="health_ready"),
]

"""Addresses of what people do for one another: good turns, openings, readings, introductions of two."""

from django.urls import path

from interactions import (
    giving_undo,
    good_turn_views,
    one_of_mine,
    opportunity_views,
    pairing_views,
    reading_views,
)

urlpatterns = [
    path("people/names", one_of_mine.names, name="names"),
    path("turns/with/<int:contact_id>/", good_turn_views.good_turns, name="good_turns"),
    path("turns/with/<int:contact_id>/new", good_turn_views.good_turn_new, name="good_turn_new"),
    path("turns/<int:pk>/edit", good_turn_views.good_turn_edit, name="good_turn_edit"),
    path("turns/<int:pk>/thanked", good_turn_views.good_turn_thanked, name="good_turn_thanked"),
    path("turns/<int:pk>/delete", good_turn_views.good_turn_delete, name="good_turn_delete"),
    path("opportunities/", opportunity_views.opportunities, name="opportunities"),
    path("opportunities/new", opportunity_views.opportunity_new, name="opportunity_new"),
    path("opportunities/<int:pk>/edit", opportunity_views.opportunity_edit, name="opportunity_edit"),
    path("opportunities/<int:pk>/status", opportunity_views.opportunity_status, name="opportunity_status"),
    path("opportunities/<int:pk>/delete", opportunity_views.opportunity_delete, name="opportunity_delete"),
    path("readings/", reading_views.readings, name="readings"),
    path("readings/new", reading_views.reading_new, name="reading_new"),
    path("readings/<int:pk>/", reading_views.reading, name="reading"),
    path("readings/<int:pk>/edit", reading_views.reading_edit, name="reading_edit"),
    path("readings/<int:pk>/share", reading_views.reading_share, name="reading_share"),
    path("readings/<int:pk>/delete", reading_views.reading_delete, name="reading_delete"),
    path("introductions/", pairing_views.introductions, name="introductions"),
    path("introductions/new", pairing_views.introduction_new, name="introduction_new"),
    path("introductions/<int:pk>/", pairing_views.introduction, name="introduction"),
    path("introductions/<int:pk>/edit", pairing_views.introduction_edit, name="introduction_edit"),
    path("introductions/<int:pk>/consent", pairing_views.introduction_consent, name="introduction_consent"),
    path("introductions/<int:pk>/write", pairing_views.introduction_write, name="introduction_write"),
    path("introductions/<int:pk>/made", pairing_views.introduction_made, name="introduction_made"),
    path("introductions/<int:pk>/delete", pairing_views.introduction_delete, name="introduction_delete"),
    path("giving/undo/<str:token>", giving_undo.giving_undo, name="giving_undo"),
]

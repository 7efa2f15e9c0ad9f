"""Addresses of touches, meetings and events."""

from django.urls import path

from interactions import (
    after_views,
    day_views,
    event_views,
    mail_views,
    meeting_views,
    one_go_views,
    plan_views,
    views,
    write_acts,
    write_views,
)

urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/<int:pk>/", views.interaction, name="interaction"),
    path("log/<int:pk>/delete", views.interaction_delete, name="interaction_delete"),
    path("log/<int:pk>/restore", views.interaction_restore, name="interaction_restore"),
    path("log/<int:pk>/held", meeting_views.hold, name="meeting_held"),
    path("log/<int:pk>/move", meeting_views.move, name="meeting_move"),
    path("meetings/new/", meeting_views.plan_meeting, name="plan_meeting"),
    path("events/", event_views.events, name="events"),
    path("events/new/", event_views.event_new, name="event_new"),
    path("events/<int:pk>/", event_views.event, name="event"),
    path("events/<int:pk>/plan/", plan_views.event_plan, name="event_plan"),
    path("events/<int:pk>/day/", day_views.event_day, name="event_day"),
    path("events/<int:pk>/after/", after_views.event_after, name="event_after"),
    path("events/<int:pk>/edit", event_views.event_edit, name="event_edit"),
    path("events/<int:pk>/delete", event_views.event_delete, name="event_delete"),
    path("events/<int:pk>/again", event_views.event_again, name="event_again"),
    path("events/<int:pk>/people", one_go_views.event_people, name="event_people"),
    path("events/<int:pk>/people/undo/<str:token>", one_go_views.event_people_undo, name="event_people_undo"),
    path("write/<int:contact_id>/", write_views.write, name="write"),
    path("write/<int:contact_id>/check", write_views.check, name="write_check"),
    path("write/<int:contact_id>/sent", write_acts.sent, name="write_sent"),
    path("write/<int:contact_id>/morning", write_acts.morning, name="write_morning"),
    path("write/<int:pk>/unsent", write_acts.unsent, name="write_unsent"),
    path("mail/log/<str:token>/", mail_views.log, name="mail_log"),
    path("mail/unlog/<str:token>/", mail_views.unlog, name="mail_unlog"),
]

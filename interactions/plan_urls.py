"""Addresses of the plan of one event."""

from django.urls import path

from interactions import ask_views, goal_views, plan_undo, plan_views, session_views, target_views

urlpatterns = [
    path("plan/", plan_views.event_plan, name="event_plan"),
    path("plan/preset", goal_views.event_preset, name="event_preset"),
    path("plan/undo/<str:token>/", plan_undo.plan_undo, name="plan_undo"),
    path("goals/new/", goal_views.goal_new, name="goal_new"),
    path("goals/proposed", goal_views.goals_proposed, name="goals_proposed"),
    path("goals/<int:goal_id>/", goal_views.goal_edit, name="goal_edit"),
    path("goals/<int:goal_id>/count", goal_views.goal_count, name="goal_count"),
    path("goals/<int:goal_id>/delete", goal_views.goal_delete, name="goal_delete"),
    path("hope/<int:contact_id>", target_views.event_hope, name="event_hope"),
    path("targets/new/", target_views.target_new, name="target_new"),
    path("targets/program/", target_views.target_program, name="target_program"),
    path("targets/<int:target_id>/", target_views.target_edit, name="target_edit"),
    path("targets/<int:target_id>/delete", target_views.target_delete, name="target_delete"),
    path("targets/<int:target_id>/ask", ask_views.target_ask, name="target_ask"),
    path("targets/<int:target_id>/agreed/", ask_views.target_agreed, name="target_agreed"),
    path("targets/<int:target_id>/introduction/", ask_views.target_introduction, name="target_introduction"),
    path("sessions/new/", session_views.session_new, name="session_new"),
    path("sessions/paste/", session_views.sessions_paste, name="sessions_paste"),
    path("sessions/file/", session_views.sessions_file, name="sessions_file"),
    path("sessions/<int:session_id>/", session_views.session_edit, name="session_edit"),
    path("sessions/<int:session_id>/delete", session_views.session_delete, name="session_delete"),
]

"""Addresses of the pages that look across apps."""

from django.urls import path

from dashboard import (
    capturing,
    health,
    me,
    people,
    person,
    person_edit,
    rotation_paste,
    rotations,
    today,
    welcome,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("today/<slug:name>/", today.today_section, name="today_section"),
    path("capture/", capturing.capture, name="capture"),
    path("capture/undo/<str:token>/", capturing.capture_undo, name="capture_undo"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("people/", people.people, name="people"),
    path("search/", people.search, name="search"),
    path("people/tags", people.tags, name="tags"),
    path("people/new/", person.person_new, name="person_new"),
    path("people/trash/", person.trash, name="trash"),
    path("people/<int:pk>/", person.person, name="person"),
    path("people/<int:pk>/trash", person.person_trash, name="person_trash"),
    path("people/<int:pk>/restore", person.person_restore, name="person_restore"),
    path("people/<int:pk>/roles/<int:term_id>/end", person.role_end, name="role_end"),
    path("people/<int:pk>/<slug:part>/", person_edit.person_edit, name="person_edit"),
    path("me/", me.me, name="me"),
    path("me/account/", me.account, name="account"),
    path("me/training/", me.training, name="training"),
    path("me/pause/", me.pause, name="pause"),
    path("me/rotations/", rotations.rotations, name="rotations"),
    path("me/rotations/new/", rotations.rotation_new, name="rotation_new"),
    path("me/rotations/paste/", rotation_paste.rotation_paste, name="rotation_paste"),
    path("me/rotations/undo/<str:token>/", rotations.rotation_undo, name="rotation_undo"),
    path("me/rotations/<int:pk>/", rotations.rotation_edit, name="rotation_edit"),
    path("me/rotations/<int:pk>/delete/", rotations.rotation_delete, name="rotation_delete"),
    path("me/rotations/<int:pk>/tell/", rotations.rotation_tell, name="rotation_tell"),
    path("privacy/", me.privacy, name="privacy"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

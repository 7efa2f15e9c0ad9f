"""Addresses of the pages that look across apps."""

from django.urls import path

from dashboard import capturing, health, me, people, person, person_edit, today, welcome

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
    path("privacy/", me.privacy, name="privacy"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

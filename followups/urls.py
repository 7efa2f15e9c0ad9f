"""Addresses of the follow-ups."""

from django.urls import path

from followups import draft_views, sent_mail, views

urlpatterns = [
    path("follow-ups/<int:pk>/", views.follow_up, name="follow_up"),
    path("follow-ups/<int:pk>/done", views.done, name="done"),
    path("follow-ups/<int:pk>/dismiss", views.dismiss, name="dismiss"),
    path("follow-ups/<int:pk>/snooze", views.snooze, name="snooze"),
    path("follow-ups/<int:pk>/undo", views.undo, name="undo"),
    path("follow-ups/<int:pk>/draft", draft_views.draft, name="draft"),
    path("people/<int:contact_id>/remind", views.remind, name="remind"),
    path("reminders/seen", views.seen, name="seen"),
    path("me/mail/", sent_mail.sent_mail, name="sent_mail"),
    path("me/mail/<int:pk>/", sent_mail.mail, name="mail"),
]

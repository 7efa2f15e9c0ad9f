"""Addresses of the follow-ups."""

from django.urls import path

from followups import draft_views, mail_rhythm_views, mail_views, sent_mail, views

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
    path("mail/done/<str:token>/", mail_views.act, {"act": "done"}, name="mail_done"),
    path("mail/snooze/<str:token>/", mail_views.act, {"act": "snooze"}, name="mail_snooze"),
    path("mail/not-now/<str:token>/", mail_views.act, {"act": "dismiss"}, name="mail_dismiss"),
    path("mail/undo/<str:token>/", mail_views.act, {"act": "undo"}, name="mail_undo"),
    path("mail/week/<str:token>/", mail_rhythm_views.pause, {"act": "pause_week"}, name="mail_pause_week"),
    path("mail/month/<str:token>/", mail_rhythm_views.pause, {"act": "pause_month"}, name="mail_pause_month"),
    path("mail/resume/<str:token>/", mail_rhythm_views.resume, name="mail_resume"),
    path("mail/weekly/<str:token>/", mail_rhythm_views.rhythm, {"act": "weekly"}, name="mail_weekly"),
    path("mail/monthly/<str:token>/", mail_rhythm_views.rhythm, {"act": "monthly"}, name="mail_monthly"),
    path("mail/as-before/<str:token>/", mail_rhythm_views.rhythm_undo, name="mail_rhythm_undo"),
]

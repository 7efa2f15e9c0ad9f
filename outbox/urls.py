"""Addresses in mails."""

from django.urls import path

from outbox import views

urlpatterns = [path("mail/stop/<str:token>/", views.unsubscribe, name="unsubscribe")]

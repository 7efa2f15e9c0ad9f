"""Addresses of the account's settings."""

from django.urls import path

from accounts import views

urlpatterns = [path("me/mail/settings/", views.mail_settings, name="mail_settings")]

"""Addresses of the pages about mail: the resident's and the operator's."""

from django.urls import path

from dashboard import operator, reminders

urlpatterns = [
    path("me/reminders/", reminders.reminder_health, name="reminder_health"),
    path("me/reminders/test", reminders.reminder_test, name="reminder_test"),
    path("me/reminders/try-again", reminders.address_try_again, name="address_try_again"),
    path("operator/", operator.operator, name="operator"),
    path("operator/release", operator.operator_release, name="operator_release"),
    path("operator/<int:pk>/retry", operator.operator_retry, name="operator_retry"),
]

"""Every address. What is public is marked so in its view; the rest needs a signed-in person."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dashboard.urls")),
    path("", include("dashboard.mail_urls")),
    path("", include("followups.urls")),
    path("", include("interactions.urls")),
    path("", include("outbox.urls")),
    path("", include("accounts.urls")),
    path("program/", include("programs.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.permission_denied"
handler404 = "web.errors.not_found"
handler500 = "web.errors.server_error"
# Read by allauth, which counts the tries.
handler429 = "web.errors.too_many_tries"

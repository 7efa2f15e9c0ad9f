"""What a phone needs without a network: the worker, a page that holds nothing private, and who is asking."""

from __future__ import annotations

import hashlib
import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

# All that is kept on the phone beside the page itself; templates/dashboard/offline.html asks for these.
STYLES = ("tokens", "base", "layout", "components", "rows", "forms", "sheets", "dock")
SCRIPTS = ("lines", "sending", "waiting")


def files() -> dict[str, list[str]]:
    """The addresses of the styles and scripts of the page."""
    return {
        "styles": [static(f"css/{name}.css") for name in STYLES],
        "scripts": [static(f"js/{name}.js") for name in SCRIPTS],
    }


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page a phone shows when there is no network: the same for everybody."""
    return render(request, "dashboard/offline.html", files())


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. A changed file or page changes its first line, and with it what is kept."""
    kept = files()
    addresses = [*kept["styles"], *kept["scripts"], static("img/icon.svg")]
    page = render_to_string("dashboard/offline.html", kept)
    version = hashlib.sha256(json.dumps([addresses, page]).encode()).hexdigest()[:16]
    config = {"cache": f"curbside-{version}", "page": reverse("offline"), "files": addresses}
    scripts = ", ".join(json.dumps(static(f"js/{name}.js")) for name in ("lines", "worker"))
    body = f"self.CURBSIDE = {json.dumps(config)};\nimportScripts({scripts});\n"
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers=headers)


@login_not_required
@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and a token that is good now: what was written long ago is sent with it."""
    person = request.user.pk if request.user.is_authenticated else None
    return JsonResponse({"person": person, "token": get_token(request)})

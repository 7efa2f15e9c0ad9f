"""/healthz says the process answers; /readyz says what it needs is there."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis import Redis, RedisError

from outbox import holding
from outbox.heartbeat import last
from web import clock


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers; a broker that is away only delays, so it is told, not failed."""
    state: dict[str, bool | int | None] = {
        "database": False,
        "broker": broker_answers(),
        "sweep_age_seconds": None,
        "held": None,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        swept = last("sweep")
        state["database"] = True
        state["held"] = not holding.released()
        state["sweep_age_seconds"] = round((clock.now() - swept).total_seconds()) if swept else None
    except DatabaseError:
        pass
    return JsonResponse(state, status=200 if state["database"] else 503)


def broker_answers() -> bool:
    """Whether Redis answers a ping within two seconds."""
    client = Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()

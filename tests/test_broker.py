"""A bell that cannot be acknowledged does not keep the worker from the next one."""

from collections import OrderedDict
from typing import Any

import pytest
from redis.exceptions import TimeoutError

from config.broker import QoS
from config.celery import app


@pytest.fixture
def qos() -> Any:
    """One place, taken by a task."""
    with app.connection_for_read() as connection:
        channel: Any = connection.channel()
        made = channel.qos
        made.prefetch_count = 1
        made._delivered["tag"] = object()
        yield made
        made._delivered = OrderedDict()
        channel.close()


def test_the_worker_uses_it(qos: Any) -> None:
    assert type(qos) is QoS
    assert not qos.can_consume()


@pytest.mark.parametrize("error", [TimeoutError("hung"), ConnectionError("gone")])
def test_the_place_is_free_when_redis_does_not_answer(
    qos: Any, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(*_: Any) -> Any:
        raise error

    monkeypatch.setattr(qos, "_remove_from_indices", hang)
    with pytest.raises(type(error)):
        qos.ack("tag")
    assert qos.can_consume()


def test_the_place_is_free_when_redis_answers(qos: Any) -> None:
    qos.ack("tag")
    assert qos.can_consume()

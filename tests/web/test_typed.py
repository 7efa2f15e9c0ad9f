"""Forms whose words survive the end of a session."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/events/new/", ["name", "place", "note"]),
        ("/people/new/", ["name", "title", "institution", "note"]),
        ("/people/{pk}/details/", ["given_name", "title", "department", "met_via", "tags"]),
        ("/people/{pk}/remind", ["what"]),
    ],
)
def test_every_field_of_words_is_kept(
    ama: User, client_for: Callable[[User], Client], path: str, names: list[str]
) -> None:
    pk = person(welcomed(ama)).pk
    page = client_for(ama).get(path.format(pk=pk)).content.decode()
    kept = {
        found[1]
        for tag in re.findall(r"<(?:input|textarea)[^>]*data-keep[^>]*>", page)
        if (found := re.search(r'name="(\w+)"', tag))
    }
    assert set(names) <= kept
    assert not kept & {"starts_on", "ends_on", "met_on", "on", "version", "key", "csrfmiddlewaretoken"}

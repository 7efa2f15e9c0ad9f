"""T2 and T11: every page broken in the middle, as every role: the answer and the log tell nobody anything."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from dashboard.access import MISSING, ROLES, SIGN_IN
from tests.privacy.answers import browser, listening, said, undone
from tests.privacy.holders import tables
from tests.privacy.lively import lively_world
from tests.privacy.routes import ACTORS, walk

pytestmark = pytest.mark.django_db
FROM = re.compile(r'(?:FROM|JOIN|UPDATE|INTO) "?(\w+)"?')


class Breaks:
    """The first statement of a request that reads a kept row fails, and says all that it knows."""

    def __init__(self, words: str) -> None:
        self.words, self.whole = words, True

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        kept = set(FROM.findall(str(sql))) & set(tables())
        if self.whole and kept - {"accounts_user"} and "session" not in str(sql):
            self.whole = False
            raise ValueError(f"{self.words} in {sql} with {params}")
        return execute(sql, params, many, context)


@override_settings(DEBUG=False)
def test_t2_a_broken_page_tells_nothing(capsys: Any):
    world = lively_world()
    words = " ".join([*world.ledger.words, *(f"{year}-03-04" for year in world.ledger.years)])
    broken, leaks = 0, []
    for role in ROLES:
        client = browser(world, ACTORS[role])
        for ask in walk(world, role):
            if ask.method != "get" or ask.headers or ask.verdict in (MISSING, SIGN_IN):
                continue
            breaks = Breaks(words)
            with undone(), listening() as lines, connection.execute_wrapper(breaks):
                got = client.get(ask.path)
            broken += got.status_code == 500
            # What a template passes over in silence leaves a page of one's own.
            reader = ACTORS[role] if got.status_code == 200 else "nobody"
            for text, whom in ((said(got), reader), *((line, "nobody") for line in lines)):
                if not breaks.whole and (found := world.ledger.foreign(text, whom)):
                    leaks.append(f"{ask.said} -> {got.status_code}: {found[0].where}")
    with capsys.disabled():
        print(f"\n  {broken} broken pages, {len(leaks)} that tell something")
    assert broken > 300
    assert not leaks, "\n".join(leaks[:40])

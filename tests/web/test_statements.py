"""Values hidden from the planner: in the long statements of Today, and only as PostgreSQL reads them."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from psycopg import _queries
from psycopg.adapt import Transformer

from dashboard.around import AROUND
from dashboard.person_facts import FACTS as PERSON
from followups.today import FIRST, IN_SECTION
from web.statements import unseen

HIDDEN = re.compile(r"\(SELECT %\((\w+)\)s::\w+\)")
SEEN = re.compile(r"%\((owner|now|today|month|soon|hoped|closing|hourly|shown)\)s")


def test_each_named_value_stands_in_a_subselect_of_its_type() -> None:
    found = unseen("a = %(now)s AND b < %(today)s AND c = %(name)s", timestamptz="now", date="today")
    assert found == "a = (SELECT %(now)s::timestamptz) AND b < (SELECT %(today)s::date) AND c = %(name)s"


@pytest.mark.parametrize("statement", [AROUND, FIRST, IN_SECTION])
def test_today_shows_the_planner_nothing_to_gain_from(statement: str) -> None:
    assert "owner" in HIDDEN.findall(statement)
    assert SEEN.findall(HIDDEN.sub("", statement)) == []


@pytest.mark.django_db
def test_a_hidden_value_is_the_value() -> None:
    statement = unseen("SELECT %(day)s + 1, %(number)s * 2", date="day", int="number")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"day": "2028-02-28", "number": 21})
        assert [str(one) for one in cursor.fetchone()] == ["2028-02-29", "42"]


def test_psycopg_keeps_what_it_found_in_our_longest_statements() -> None:
    """A private name of psycopg's: where it went, web/postgres/base.py has to look again."""
    assert max(len(AROUND), len(PERSON)) < _queries.MAX_CACHED_STATEMENT_LENGTH
    query = _queries.PostgresQuery(Transformer())
    query.convert(PERSON, dict.fromkeys(("owner", "contact", "today", "yesterday", "topic"), 1))
    assert _queries._query2pg.cache_info().currsize

"""Whose each row is, found by introspection: what was changed of somebody else's, and what points there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models
from django.db.models import Model

from accounts.models import User
from programs.models import Program

APPS = (
    "accounts",
    "residents",
    "contacts",
    "interactions",
    "followups",
    "programs",
    "outbox",
    "mfa",
    "account",
    "usersessions",
)
WRITES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# Ids that stand in an array or in JSON, where no foreign key would be looked for.
LISTED = {
    "interactions_interaction.also_closes": (
        "SELECT count(*) FROM interactions_interaction m, unnest(m.also_closes) AS n(id) "
        "JOIN followups_followup t ON t.id = n.id WHERE t.owner_id <> m.owner_id"
    ),
    "followups_digest.items": (
        "SELECT count(*) FROM followups_digest m, jsonb_array_elements_text(m.items) AS n(id) "
        "JOIN followups_followup t ON t.id = n.id::bigint WHERE t.owner_id <> m.owner_id"
    ),
}


class Holder(NamedTuple):
    """Whose a group of rows is: a user's, a program's, or a user's in a program."""

    table: str
    user: int | None
    program: int | None


@cache
def tables() -> dict[str, type[Model]]:
    """Every table of rows that are somebody's."""
    every = [
        model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    held = [one for one in every if _holder(one, User) or _holder(one, Program)]
    return {one._meta.db_table: one for one in held}


@cache
def _holder(model: type[Model], whose: type[Model], depth: int = 0) -> str:
    """SQL that names the user, or the program, of a row `m`; "" when it has none."""
    if model is whose:
        return f"m.{model._meta.pk.column}"  # type: ignore[union-attr]
    links = [one for one in model._meta.concrete_fields if one.is_relation]
    names = ("owner", "user") if whose is User else ("program",)
    for one in links:
        if one.name in names and one.related_model is whose:
            return f"m.{one.column}"
    for one in links:
        target: Any = one.related_model
        if one.null or target in (User, Program) or depth > 3:
            continue
        if inner := _holder(target, whose, depth + 1):
            table, pk = target._meta.db_table, target._meta.pk.column
            below = inner.replace("m.", f"m{depth}.")
            return f"(SELECT {below} FROM {table} m{depth} WHERE m{depth}.{pk} = m.{one.column})"
    return ""


def holders() -> dict[str, tuple[str, str]]:
    """By table: SQL for the user and for the program of a row `m`."""
    return {table: (_holder(model, User), _holder(model, Program)) for table, model in tables().items()}


def _print_of(table: str) -> str:
    model = tables()[table]
    user, program = _holder(model, User) or "NULL", _holder(model, Program) or "NULL"
    md5 = "md5(string_agg(m::text, '|' ORDER BY m::text))"
    return f"SELECT {user}, {program}, {md5} FROM {table} m GROUP BY 1, 2"


def prints(names: Iterable[str] | None = None) -> dict[Holder, str]:
    """A fingerprint of the rows of each holder, in these tables or in all."""
    found: dict[Holder, str] = {}
    with connection.cursor() as cursor:
        for table in tables() if names is None else names:
            cursor.execute(_print_of(table))
            found |= {Holder(table, user, program): md5 for user, program, md5 in cursor.fetchall()}
    return found


@cache
def _pointers() -> dict[str, list[str]]:
    """By table: statements that count its rows that point at another holder's row."""
    found: dict[str, list[str]] = {}
    for table, model in tables().items():
        for one in model._meta.concrete_fields:
            target: Any = one.related_model
            if not one.is_relation or target in (User, Program):
                continue
            for whose in (Program, User):
                mine, theirs = _holder(model, whose), _holder(target, whose)
                # Within a program one user's row may well point at another's: an advisor's.
                if mine and theirs and not (whose is User and _holder(target, Program)):
                    pk = target._meta.pk.column
                    theirs = theirs.replace("m.", "t.")
                    found.setdefault(table, []).append(
                        f"SELECT count(*) FROM {table} m JOIN {target._meta.db_table} t "
                        f"ON t.{pk} = m.{one.column} WHERE {mine} <> {theirs}"
                    )
    for name, statement in LISTED.items():
        found.setdefault(name.split(".")[0], []).append(statement)
    return found


def strays(names: Iterable[str] | None = None) -> dict[str, int]:
    """How many rows of each table point at a row of another holder."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables() if names is None else names:
            for statement in _pointers().get(table, ()):
                cursor.execute(statement)
                found[statement] = int(cursor.fetchone()[0])
    return found


class Writes:
    """The tables written to since it was last asked."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else str(sql)
        if text.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE") or text.lstrip()[:4].upper() == "WITH":
            self.tables |= {name for name in WRITES.findall(text) if name in tables()}
        return execute(sql, params, many, context)

    def taken(self) -> set[str]:
        """And begin anew."""
        found, self.tables = self.tables, set()
        return found


@contextmanager
def watching() -> Iterator[Writes]:
    """Notice which tables are written to."""
    seen = Writes()
    with connection.execute_wrapper(seen):
        yield seen


def ids_of(user: int | None, program: int | None) -> dict[str, list[int]]:
    """The ids of everything a user, or a program itself, keeps, by table in order."""
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        for table, model in tables().items():
            pk = model._meta.pk
            column, value = _holder(model, User if user else Program), user or program
            if not column or not isinstance(pk, models.AutoField | models.BigAutoField):
                continue
            cursor.execute(f"SELECT {pk.column} FROM {table} m WHERE {column} = %s ORDER BY 1", [value])
            found[table] = [row[0] for row in cursor.fetchall()]
    return found

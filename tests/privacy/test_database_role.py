"""T4: a program's pages run as a database role that PostgreSQL refuses what residents keep."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import ProgrammingError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string
from psycopg.errors import InsufficientPrivilege

from accounts.models import User
from contacts.models import Contact
from programs import access
from programs.access import as_program, staff_of_program
from programs.models import Program
from programs.rules import MAY_OPEN
from tests.making import person

ROLES = ["coordinator"]
# Whole tables: their columns hold nothing but a program's own facts and what residents agreed to show.
READS = {
    "programs_advisingmeeting", "programs_advisor", "programs_advisorassignment", "programs_auditevent",
    "programs_enrollment", "programs_helprequest", "programs_invitation", "programs_mutedalert",
    "programs_program", "programs_rollover", "programs_rosterentry", "programs_staff", "accounts_submission",
}  # fmt: skip
# Of these only some columns.
COLUMNS = {
    "accounts_user": {"id", "name", "email", "time_zone", "is_active"},
    "outbox_message": {"id", "key", "kind", "state"},
}
RIGHTS = """
SELECT c.relname, a.attname, has_column_privilege('curbside_program', c.oid, a.attnum, 'SELECT')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'v', 'm', 'p') AND c.relnamespace = 'public'::regnamespace
"""


def who() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.fixture
def as_cora(marlowe: Program, cora: User) -> Iterator[Program]:
    with as_program(cora, marlowe.pk, ROLES) as (program, _):
        yield program


def test_t4_reading_notes_is_refused(cora: User, marlowe: Program, ama: User, capsys: Any):
    person(ama, note="He asked about my transfer.")
    with as_program(cora, marlowe.pk, ROLES), connection.cursor() as cursor:
        assert who() == "curbside_program"
        for statement in ("SELECT note FROM contacts_contact", "SELECT note FROM interactions_interaction"):
            with pytest.raises(ProgrammingError) as refused, transaction.atomic():
                cursor.execute(statement)
            assert isinstance(refused.value.__cause__, InsufficientPrivilege)
            with capsys.disabled():
                print(f"\n  curbside_program> {statement};\n  ERROR:  {str(refused.value).splitlines()[0]}")
        with pytest.raises(ProgrammingError), transaction.atomic():
            list(Contact.objects.all())
    assert Contact.objects.get().note


def test_t4_the_role_reads_the_programs_tables_and_nothing_else(db: None):
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS)
        columns = cursor.fetchall()
    assert len({table for table, _, _ in columns}) > 35
    allowed = {(table, column) for table, column, may in columns if may}
    expected = {(t, c) for t, c, _ in columns if t in READS or c in COLUMNS.get(t, ())}
    assert allowed == expected


@pytest.mark.parametrize(
    "table", ["accounts_user", "programs_consent", "programs_shareevent", "outbox_message"]
)
def test_t4_no_row_of_these_is_read_whole(as_cora: Program, table: str):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")


def test_t4_nothing_is_written_beyond_the_program(as_cora: Program, cora: User):
    for statement in (
        "UPDATE accounts_user SET name = 'x'",
        "DELETE FROM programs_enrollment",
        "INSERT INTO programs_rosterentry SELECT * FROM programs_rosterentry",
        "UPDATE outbox_message SET text = 'x'",
        "UPDATE programs_auditevent SET what = 'x'",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# ------------------------------------------------------------------ around a view
@pytest.fixture
def past_the_second_factor(monkeypatch: pytest.MonkeyPatch, staff_client: Any, cora: User) -> None:
    staff_client(cora)
    monkeypatch.setattr(access, "used_second_factor", lambda request: True)


def opened(user: User, program: Program, view: Callable[..., Any]) -> Any:
    request = RequestFactory().get(program.get_absolute_url())
    request.user = user
    view.__name__ = "roster"
    return staff_of_program(view)(request, program.pk)


def page(request: HttpRequest, program: Program) -> HttpResponse:
    return HttpResponse(who())


def missing(request: HttpRequest, program: Program) -> HttpResponse:
    raise Http404(who())


def late(request: HttpRequest, program: Program) -> HttpResponse:
    template = engines["django"].from_string("{{ who }}")
    return TemplateResponse(request, template, {"who": who})


def dripping(request: HttpRequest, program: Program) -> StreamingHttpResponse:
    return StreamingHttpResponse(who() for _ in range(2))


@pytest.mark.parametrize(
    ("view", "said"),
    [(page, "curbside_program"), (late, "curbside_program"), (dripping, "curbside_programcurbside_program")],
)
def test_a_view_is_drawn_whole_as_the_role(
    past_the_second_factor: None, cora: User, marlowe: Program, view: Callable[..., Any], said: str
):
    answer = opened(cora, marlowe, view)
    assert (answer.getvalue() if answer.streaming else answer.content).decode() == said
    assert who() == "curbside_app"


@pytest.mark.parametrize("view", [page, missing])
@pytest.mark.django_db(transaction=True)
def test_the_connection_gets_its_own_role_back(
    past_the_second_factor: None, cora: User, marlowe: Program, view: Callable[..., Any]
):
    """Without a test's transaction around it, as in production."""
    if view is page:
        assert opened(cora, marlowe, view).content == b"curbside_program"
    else:
        with pytest.raises(Http404, match="curbside_program"):
            opened(cora, marlowe, view)
    assert not connection.in_atomic_block
    assert who() == "curbside_app"


def test_inside_another_transaction_too(past_the_second_factor: None, cora: User, marlowe: Program):
    with pytest.raises(Http404):
        opened(cora, marlowe, missing)
    assert who() == "curbside_app"


def test_a_private_query_in_a_view_is_an_error_page(
    at_desk: Client, marlowe: Program, ama: User, monkeypatch: pytest.MonkeyPatch
):
    person(ama, "Dr. Quillfeather")
    at_desk.raise_request_exception = False
    for module in ("programs.views.roster.looked",):
        monkeypatch.setattr(module, lambda *_: list(Contact.objects.all()))
    answer = at_desk.get(marlowe.get_absolute_url())
    assert answer.status_code == 500
    assert b"Quillfeather" not in answer.content
    assert who() == "curbside_app"


def test_a_view_without_a_rule_does_not_import():
    def nobody_decided(request: HttpRequest, program: Program) -> HttpResponse:
        return HttpResponse()

    with pytest.raises(ImproperlyConfigured, match=r"nobody_decided.*programs/rules\.py"):
        staff_of_program(nobody_decided)


def test_a_role_without_a_rule_is_a_404(
    past_the_second_factor: None, cora: User, marlowe: Program, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(MAY_OPEN, "roster", frozenset({"director"}))
    with pytest.raises(Http404):
        opened(cora, marlowe, page)


def test_a_database_without_the_role_is_told_how_to_get_it(db: None, monkeypatch: pytest.MonkeyPatch):
    module = "programs.migrations.0006_program_role"
    monkeypatch.setattr(f"{module}.FOUND", "SELECT false")

    class Editor:
        pass

    editor = Editor()
    editor.connection = connection  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match=r"deploy/roles\.sql"):
        import_string(f"{module}.role_is_there")(None, editor)

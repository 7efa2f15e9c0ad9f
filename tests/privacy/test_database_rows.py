"""T4: of tables that hold everybody's rows, a program's database role sees those of its own program."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import Submission, User
from accounts.once import already_sent
from outbox.models import Message
from programs.access import as_program
from programs.enrolling import leave, make_program
from programs.inviting import invite_residents
from programs.models import Enrollment, Program
from tests.conftest import START

ROLES = ["coordinator"]
LIMITED = ["accounts_user", "accounts_submission", "outbox_message"]


@pytest.fixture
def elsewhere(ama: User, ben: User) -> Program:
    """Ben's own program, with Ama in it; nobody of it has to do with Marlowe."""
    lakeshore = make_program(Program(name="Lakeshore"), ben, START)
    row = Enrollment.objects.create(program=lakeshore, user=ama, name="Ama", academic_year=2025)
    invite_residents(lakeshore, [row], ben, START)
    already_sent(ben, uuid4())
    return lakeshore


def letter(owner: User, key: str, kind: str = "invitation") -> Message:
    return Message.objects.create(owner=owner, key=key, kind=kind, to="a@example.org", subject="s", text="t")


def asked(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [value for (value,) in cursor.fetchall()] if cursor.description else [cursor.rowcount]


def test_t4_only_the_programs_own_people_have_a_name(
    elsewhere: Program, marlowe: Program, cora: User, enroll: Callable[..., Enrollment],
    joined: Callable[..., Enrollment], ben: User, capsys: Any,
):  # fmt: skip
    with as_program(cora, marlowe.pk, ROLES):
        assert asked("SELECT id FROM accounts_user") == [cora.pk]
        assert asked(f"SELECT name FROM accounts_user WHERE id = {ben.pk}") == []
    resident = User.objects.create_user(email="rowan@example.org", password=None, name="Rowan")
    row = joined(enroll("Rowan"), resident)
    for _ in ("here", "gone"):
        # The log goes on naming whoever left.
        with as_program(cora, marlowe.pk, ROLES):
            assert set(asked("SELECT id FROM accounts_user")) == {cora.pk, resident.pk}
        leave(row, cora, START)
    assert User.objects.count() > 3
    with capsys.disabled():
        print(
            "\n  curbside_program> SELECT name FROM accounts_user WHERE id = <another program's>;\n  (0 rows)"
        )


def test_t4_only_the_programs_own_mail_and_forms_are_there(
    elsewhere: Program, marlowe: Program, cora: User, ben: User, enroll: Callable[..., Enrollment]
):
    invite_residents(marlowe, [enroll("Rowan")], cora, START)
    ours, theirs = marlowe.invitations.get(), elsewhere.invitations.get()
    letter(cora, f"invitation:{ours.pk}")
    for other in (f"invitation:{theirs.pk}", "digest:1:2026-W21"):
        letter(ben, other, "invitation" if "inv" in other else "weekly")
    already_sent(cora, uuid4())
    with as_program(cora, marlowe.pk, ROLES):
        assert asked("SELECT key FROM outbox_message") == [f"invitation:{ours.pk}"]
        assert asked("UPDATE outbox_message SET state = 'suppressed'") == [1]
        assert asked("SELECT owner_id FROM accounts_submission") == [cora.pk]
        assert asked("UPDATE accounts_submission SET location = '/'") == [1]
    assert set(Message.objects.filter(state="suppressed").values_list("owner", flat=True)) == {cora.pk}
    assert Submission.objects.count() == 2


@pytest.mark.parametrize("case", ["another kind", "another program's link", "in another's name", "form"])
def test_t4_no_row_is_added_in_anothers_name(
    elsewhere: Program, marlowe: Program, cora: User, ben: User, enroll: Callable[..., Enrollment], case: str
):
    invite_residents(marlowe, [enroll("Rowan")], cora, START)
    ours, theirs = (f"invitation:{one.invitations.get().pk}" for one in (marlowe, elsewhere))
    added: dict[str, Callable[[], object]] = {
        "another kind": lambda: letter(cora, ours, "weekly"),
        "another program's link": lambda: letter(cora, theirs),
        "in another's name": lambda: letter(ben, ours),
        "form": lambda: Submission.objects.create(owner=ben, key=uuid4()),
    }
    with as_program(cora, marlowe.pk, ROLES):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            added[case]()
        letter(cora, ours)


def test_t4_the_role_without_a_program_sees_nobody(elsewhere: Program, marlowe: Program):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE curbside_program")
        for table in LIMITED:
            assert asked(f"SELECT id FROM {table}") == []
        cursor.execute("SET LOCAL ROLE NONE")
    assert len(asked("SELECT id FROM accounts_user")) == 3


def test_the_application_reads_the_limited_tables_without_a_filter(db: None):
    """A filter there would cost every page and every mail something."""
    for table in LIMITED:
        plan = "\n".join(asked(f"EXPLAIN SELECT id FROM {table}"))
        assert "Filter" not in plan
        assert "SubPlan" not in plan

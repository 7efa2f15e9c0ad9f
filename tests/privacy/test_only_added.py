"""The logs are append-only for the application's database role; deleting an account still works."""

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import User
from outbox.models import OperatorAct
from programs.audit import What, record
from programs.enrolling import make_program
from programs.models import AuditEvent, Enrollment, Program, ShareEvent
from tests.conftest import START

LOGS = ["programs_auditevent", "programs_shareevent", "outbox_operatoract"]
KEYS = """
SELECT conrelid::regclass::text, a.attname, confdeltype FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
"""


@pytest.mark.parametrize("table", LOGS)
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
def test_nobody_changes_what_was_written_down(db: None, table: str, statement: str):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_database_itself_follows_what_is_deleted(db: None):
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [LOGS])
        found = {(table, column): rule for table, column, rule in cursor.fetchall()}
    cascade, set_null = "c", "n"
    assert found == {
        ("programs_auditevent", "program_id"): cascade,
        ("programs_auditevent", "actor_id"): set_null,
        ("programs_auditevent", "whom_id"): set_null,
        ("programs_shareevent", "enrollment_id"): cascade,
        ("programs_shareevent", "user_id"): cascade,
        ("outbox_operatoract", "actor_id"): set_null,
    }


def test_a_deleted_account_leaves_the_log_without_its_name(cora: User, ben: User):
    program = make_program(Program(name="Marlowe"), cora, START)
    record(What.ROLE_GIVEN, program, cora, START, whom=ben)
    OperatorAct.objects.create(actor=cora, what=OperatorAct.What.HELD)
    cora.delete()
    ben.delete()
    given = AuditEvent.objects.get(what=What.ROLE_GIVEN)
    assert (given.actor_id, given.whom_id) == (None, None)
    assert OperatorAct.objects.get().actor_id is None


def test_a_deleted_program_takes_its_log_along(cora: User, ama: User):
    program = make_program(Program(name="Marlowe"), cora, START)
    row = Enrollment.objects.create(program=program, user=ama, name="Ama", academic_year=2025)
    ShareEvent.objects.create(enrollment=row, user=ama, what="chose")
    program.delete()
    assert not AuditEvent.objects.exists()
    assert not ShareEvent.objects.exists()

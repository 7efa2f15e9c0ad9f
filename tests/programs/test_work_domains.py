"""Where a program's staff have their mail is an employer's domain."""

from collections.abc import Callable

from accounts.models import User, WorkDomain
from accounts.work_mail import is_work_address
from programs.enrolling import make_program
from programs.inviting import accept, found, invite_residents, invite_staff
from programs.models import Enrollment, Program
from tests.conftest import START


def test_who_makes_a_program_and_who_joins_its_staff_name_a_domain(cora: User, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(email="ben@lakeshore.org")
    ben.refresh_from_db()
    program = make_program(Program(name="Marlowe"), cora, START)
    assert list(WorkDomain.objects.values_list("domain", flat=True)) == ["example.org"]
    (token,) = invite_staff(program, "director", "", cora, START).values()
    assert not is_work_address(ben.email)
    accept(found(token), ben, START)
    assert is_work_address(ben.email)


def test_a_resident_who_joins_names_none(
    marlowe: Program, cora: User, ben: User, enroll: Callable[..., Enrollment]
) -> None:
    User.objects.filter(pk=ben.pk).update(email="ben@home.net")
    ben.refresh_from_db()
    (token,) = invite_residents(marlowe, [enroll("Ben")], cora, START).values()
    accept(found(token), ben, START)
    assert not is_work_address(ben.email)

"""Two people at the same moment, on real connections."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import User
from programs.enrolling import end_role, make_program
from programs.inviting import CannotJoin, accept, found, invite_residents
from programs.models import Enrollment, Program, Staff
from tests.conftest import START

pytestmark = pytest.mark.django_db(transaction=True)


def together(*actions: Callable[[], object]) -> list[object]:
    """Run the actions at once; what each returned or raised."""
    results: list[object] = [None] * len(actions)
    barrier = Barrier(len(actions))

    def run(place: int, action: Callable[[], object]) -> None:
        barrier.wait(10)
        try:
            results[place] = action()
        except CannotJoin as refusal:
            results[place] = str(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


def test_two_coordinators_who_remove_each_other_leave_one(cora: User, ben: User):
    program = make_program(Program(name="Marlowe"), cora, START)
    Staff.objects.create(program=program, user=ben)
    first, second = program.staff.order_by("pk")
    together(lambda: end_role(first, ben, START), lambda: end_role(second, cora, START))
    assert program.staff.filter(ended_at__isnull=True).count() == 1


def test_one_link_used_by_two_people_at_once_joins_one(cora: User, ama: User, ben: User):
    program = make_program(Program(name="Marlowe"), cora, START)
    row = Enrollment.objects.create(program=program, name="Ama", academic_year=2025)
    (token,) = invite_residents(program, [row], cora, START).values()
    links = [found(token), found(token)]
    results = together(
        *(
            lambda link=link, user=user: accept(link, user, START)
            for link, user in zip(links, (ama, ben), strict=True)
        )
    )  # type: ignore[misc]
    assert sorted(map(str, results)) == ["None", "used"]
    row.refresh_from_db()
    assert row.user in (ama, ben)


def test_one_person_with_two_links_at_once_has_one_row(cora: User, ama: User):
    program = make_program(Program(name="Marlowe"), cora, START)
    rows = [Enrollment.objects.create(program=program, name=name, academic_year=2025) for name in ("A", "B")]
    first, second = (found(token) for token in invite_residents(program, rows, cora, START).values())
    assert first and second
    results = together(lambda: accept(first, ama, START), lambda: accept(second, ama, START))
    assert sorted(map(str, results)) == ["None", "twice"]

"""Which addresses are at work, and who is written to without names."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, WorkDomain
from accounts.work_mail import at_work, discreet_among, is_discreet, is_work_address, note_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("staff", "mine", "work"),
    [
        ("denise@marlowe.org", "leila@marlowe.org", True),
        ("denise@Marlowe.ORG", " Leila@marlowe.org. ", True),
        ("denise@marlowe.org", "leila@residents.marlowe.org", True),
        ("denise@gme.marlowe.org", "leila@marlowe.org", False),
        ("denise@marlowe.org", "leila@notmarlowe.org", False),
        ("denise@marlowe.org", "leila@marlowe.org.example", False),
        ("denise@marlowe.org", "leila@gmail.com", False),
        ("denise@marlowe.org", "marlowe.org", False),
        ("denise@marlowe.org", "", False),
        # Mail providers, their subdomains, and what is no domain.
        ("denise@gmail.com", "leila@gmail.com", False),
        ("denise@GoogleMail.com", "leila@googlemail.com", False),
        ("denise@mail.yahoo.co.uk", "leila@mail.yahoo.co.uk", False),
        ("denise@localhost", "leila@localhost", False),
        ("denise", "denise", False),
    ],
)
def test_an_address_is_at_work_when_staff_of_a_program_have_one_there(
    staff: str, mine: str, work: bool
) -> None:
    note_staff(staff)
    note_staff(staff)
    assert is_work_address(mine) == work
    assert WorkDomain.objects.count() <= 1


def test_who_is_written_to_without_names(
    ama: User, ben: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    note_staff("denise@marlowe.org")
    User.objects.filter(pk=ben.pk).update(email="ben@marlowe.org")
    chosen = {ama.pk: (None, True, False), ben.pk: (None, True, False)}
    at_work_by_itself = {ama.pk: False, ben.pk: True}
    for pk, choices in chosen.items():
        for choice in choices:
            User.objects.filter(pk=pk).update(digest_discreet=choice)
            user = User.objects.get(pk=pk)
            expected = at_work_by_itself[pk] if choice is None else choice
            assert is_discreet(user) == expected
            with django_assert_max_num_queries(1):
                assert discreet_among([user]) == ({pk} if expected else set())


def test_many_addresses_take_one_statement(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    note_staff("denise@marlowe.org")
    many = [f"r{n}@{'marlowe' if n % 2 else 'lakeshore'}.org" for n in range(50)]
    with django_assert_num_queries(1):
        assert at_work(many) == set(many[1::2])

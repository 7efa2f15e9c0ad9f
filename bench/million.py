"""A million follow-ups of two hundred owners, by SQL alone: `python -m bench.million`.

One row of each table is made by its model; the others are copies of it with a few columns changed,
so that this file need not know every column.
"""

import django

django.setup()

from django.db import connection, models, transaction  # noqa: E402

from accounts.models import User  # noqa: E402
from contacts.models import Contact  # noqa: E402
from followups import cadence  # noqa: E402
from followups.models import FollowUp  # noqa: E402
from followups.rules import numbers  # noqa: E402
from followups.windows import UTC, Basis  # noqa: E402
from web import clock  # noqa: E402

OWNERS, PEOPLE, EACH = 200, 500, 10

# One row in 100 is due, spread over the whole table: a third has just opened, a third is due, a third late.
# Of the others two in five are closed, as after some years.
PLANNED = f"""
(SELECT c.id, c.owner_id, n, due, NOT due AND mod(c.id * 7 + n, 5) < 2 AS closed, third,
        CASE mod(c.id + n, 3) WHEN 0 THEN 'update' WHEN 1 THEN 'check_in' ELSE 'promise' END AS basis,
        CASE WHEN due THEN now() - interval '1 day' - third * interval '1 month'
             ELSE now() + interval '30 days' + mod(c.id * 31 + n, 300) * interval '1 day' END AS opens
 FROM contacts_contact c, generate_series(1, {EACH}) AS n,
      LATERAL (SELECT mod(c.id * {EACH} + n, 100) = 0 AS due, mod(c.id / 10, 3) AS third) AS picked
 WHERE c.owner_id IN (SELECT id FROM accounts_user WHERE starts_with(email, 'owner'))
   AND c.id <> %s) AS made
"""


def copies(row: models.Model, source: str, changed: dict[str, str], *values: object) -> int:
    """Copy a row once for every row of `source`, with some columns changed."""
    table, names, taken = row._meta.db_table, [], []
    for field in row._meta.concrete_fields:
        if not field.primary_key and not field.generated:
            names.append(f'"{field.column}"')
            taken.append(changed.get(field.column, f'first."{field.column}"'))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(taken)}"
            f" FROM {table} AS first, {source} WHERE first.id = %s",
            [*values, row.pk],
        )
        return int(cursor.rowcount)


@transaction.atomic
def build() -> None:
    """Owners, their people, ten follow-ups a person."""
    now = clock.now()
    owner = User.objects.create_user("owner0@bench.example", None, name="Owner", digest_on=False)
    numbered = {"email": "'owner' || made.n || '@bench.example'"}
    copies(owner, f"generate_series(1, {OWNERS - 1}) AS made(n)", numbered)

    person = Contact.objects.create(owner=owner, given_name="Given", family_name="Family")
    named = {
        "owner_id": "made.id",
        "family_name": "'Family ' || made.n",
        "sort_name": "'family ' || made.n || ' given'",
        "search_own": "'given family ' || made.n",
    }
    everybody = f"(SELECT u.id, n FROM accounts_user u, generate_series(1, {PEOPLE}) AS n"
    copies(person, everybody + " WHERE starts_with(u.email, 'owner')) AS made", named)

    kind = cadence.rhythm("update", numbers())
    assert kind is not None
    window = cadence.update_window(now, kind, UTC, numbers())
    first = FollowUp(
        owner=owner, contact=person, basis=Basis.UPDATE, because="You were last in touch lately."
    )
    first.set_window(window)
    first.save()
    planned = {
        "owner_id": "made.owner_id",
        "contact_id": "made.id",
        "basis": "made.basis",
        "occurrence": "'n' || made.n",
        "starts_at": "made.opens - interval '3 months'",
        "opens_at": "made.opens",
        "due_at": "made.opens + interval '1 month'",
        "late_at": "made.opens + interval '2 months'",
        "notice_at": "CASE WHEN made.closed THEN NULL"
        " WHEN made.due THEN made.opens + made.third * interval '1 month' ELSE made.opens END",
        "outcome": "CASE WHEN made.closed THEN 'done' ELSE '' END",
        "closed_at": "CASE WHEN made.closed THEN now() END",
    }
    print(f"  {copies(first, PLANNED, planned, person.pk):,} follow-ups", flush=True)


if __name__ == "__main__":
    build()

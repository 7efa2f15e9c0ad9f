"""Sessions that know whose they are: one statement brings the session, its user and the resident.

Every signed-in page needs all three. Django asks for the session and then for the user, and working
out those two statements anew takes a tenth of a page's time.
"""

from __future__ import annotations

import functools
from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models

from web import clock


class Session(AbstractBaseSession):
    """A signed-in browser, or one about to be; deleting the user ends it."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, null=True, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore


class SessionStore(DatabaseStore):
    """Django's sessions in the database, read together with their user."""

    user: AbstractBaseUser | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """The session's data, {} when there is none or it is over; `user` as of this moment."""
        row = self._row()
        if row is None:
            self._session_key = None
            return {}
        self.user = _user(row[1:]) if row[1] is not None else None
        return self.decode(row[0])

    def _row(self) -> tuple[Any, ...] | None:
        # A key of Django's making has letters and digits only; a NUL would be an error of the database.
        if not str(self.session_key).isalnum():
            return None
        with connection.cursor() as cursor:
            cursor.execute(_statement(), [self.session_key, clock.now()])
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expire_date__lt=clock.now()).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made: Any = super().create_model_instance(data)
        made.user_id = data.get(SESSION_KEY)
        return made  # type: ignore[no-any-return]


@functools.cache
def _tables() -> list[tuple[type[models.Model], list[str], list[str]]]:
    """User and resident: model, attribute names, columns."""
    user = get_user_model()
    resident = user._meta.get_field("resident").related_model
    found = []
    for model in (user, resident):
        fields = model._meta.concrete_fields  # type: ignore[union-attr]
        found.append((model, [field.attname for field in fields], [field.column for field in fields]))
    return found  # type: ignore[return-value]


@functools.cache
def _statement() -> str:
    columns = ["s.session_data"]
    for short, (_, _, names) in zip("ur", _tables(), strict=True):
        columns += [f"{short}.{name}" for name in names]
    (user, _, _), (resident, _, _) = _tables()
    return f"""
SELECT {", ".join(columns)} FROM {Session._meta.db_table} s
LEFT JOIN {user._meta.db_table} u ON u.id = s.user_id
LEFT JOIN {resident._meta.db_table} r ON r.user_id = u.id
WHERE s.session_key = %s AND s.expire_date > %s
"""  # noqa: S608  joined from the models' own names


def _user(columns: tuple[Any, ...]) -> AbstractBaseUser:
    (user_model, names, _), (resident_model, more, _) = _tables()
    user: Any = user_model.from_db("default", names, columns[: len(names)])
    theirs = columns[len(names) :]
    if theirs[0] is not None:
        user.resident = resident_model.from_db("default", more, theirs)
    return user  # type: ignore[no-any-return]

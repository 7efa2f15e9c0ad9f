"""Which columns of an account the program side may read: its database role has no right to the others."""

from __future__ import annotations

from accounts.models import User

SHOWN = frozenset({"id", "name", "email", "time_zone", "is_active"})


def names_only(*relations: str) -> list[str]:
    """What to `defer` where accounts are joined: `select_related("actor").defer(*names_only("actor"))`."""
    hidden = [field.name for field in User._meta.concrete_fields if field.name not in SHOWN]
    return [f"{relation}__{name}" for relation in relations for name in hidden]

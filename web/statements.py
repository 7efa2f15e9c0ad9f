"""Statements written out, and the plans PostgreSQL keeps of them (ADR 0011)."""


def unseen(statement: str, **names: str) -> str:
    """The statement with values hidden from the planner: `timestamptz="now soon", date="today"`.

    A prepared statement is planned anew at each call while its values promise a cheaper plan than the
    one that serves any. Ours read an owner's rows by one index whatever the day is, so planning gains
    nothing, and costs more than running. A value in a subselect of its own is unknown until the statement
    runs: it promises nothing, and the plan is kept.
    """
    for kind, found in names.items():
        for name in found.split():
            statement = statement.replace(f"%({name})s", f"(SELECT %({name})s::{kind})")
    return statement

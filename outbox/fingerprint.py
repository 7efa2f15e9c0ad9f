"""Which database this is: a copy of it, made in any of the usual ways, has another fingerprint."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

MAY_ASK = "SELECT has_function_privilege('pg_catalog.pg_control_system()', 'execute')"
CLUSTER = "(SELECT system_identifier::text FROM pg_control_system())"
# The timeline being written now; the one in the control file lags behind a promotion until its checkpoint.
HERE = """
SELECT {cluster} || ':' || (SELECT oid FROM pg_database WHERE datname = current_database())
    || ':' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
"""


def fingerprint(connection: BaseDatabaseWrapper) -> str:
    """Cluster, database and timeline. A role that may not ask for the cluster gets `-` in its place."""
    with connection.cursor() as cursor:
        cursor.execute(MAY_ASK)
        cluster = CLUSTER if cursor.fetchone()[0] else "'-'"
        cursor.execute(HERE.format(cluster=cluster))
        found: str = cursor.fetchone()[0]
    return found

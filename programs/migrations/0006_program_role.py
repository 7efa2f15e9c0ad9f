"""What the database role of a program's pages may do, and audit rows that nobody can change.

Rights are given by the tables' owner; the role itself is made by deploy/roles.sql, because making
roles takes a superuser.
"""

import django.db.models.deletion
from django.conf import settings
from django.core.management import CommandError
from django.db import migrations, models

MISSING = (
    "The database role curbside_program is missing, or curbside_app may not become it. As a superuser run\n"
    "deploy/roles.sql again (it changes nothing else), or: CREATE ROLE curbside_program NOLOGIN;\n"
    "GRANT curbside_program TO curbside_app; and then migrate again. docs/operating.md, “Three database roles”."
)
FOUND = """
SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'curbside_program')
    AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'curbside_app'
        AND NOT pg_has_role(oid, 'curbside_program', 'MEMBER'))
"""
# No right on consents and switches: what somebody withheld is private too.
GRANTS = """
GRANT USAGE ON SCHEMA public TO curbside_program;
GRANT SELECT, UPDATE ON programs_program TO curbside_program;
GRANT SELECT, INSERT, UPDATE
    ON programs_staff, programs_enrollment, programs_invitation, programs_rollover TO curbside_program;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON programs_advisor, programs_advisorassignment, programs_mutedalert TO curbside_program;
GRANT SELECT, INSERT ON programs_auditevent TO curbside_program;
GRANT SELECT, DELETE ON programs_rosterentry TO curbside_program;
GRANT SELECT, UPDATE (answered_at, answered_by_id, answer, withdrawn_at)
    ON programs_helprequest TO curbside_program;
GRANT SELECT ON programs_advisingmeeting TO curbside_program;
GRANT SELECT (id, name, email, time_zone, is_active) ON accounts_user TO curbside_program;
GRANT SELECT, INSERT, UPDATE (location) ON accounts_submission TO curbside_program;
GRANT INSERT, SELECT (id, key, kind, state), UPDATE (state, reason, finished_at)
    ON outbox_message TO curbside_program;
"""
ONLY_ADDED = """
REVOKE UPDATE, DELETE ON programs_auditevent, programs_shareevent FROM curbside_app;
"""
# A deleted account or program takes its audit rows along in the database itself: there the rule of the
# foreign key works with the owner's rights, whoever deletes.
ON_DELETE = """
DO $$
DECLARE
    rule record;
    fk record;
BEGIN
    FOR rule IN SELECT * FROM (VALUES
        ('programs_auditevent', 'program_id', 'CASCADE'),
        ('programs_auditevent', 'actor_id', 'SET NULL'),
        ('programs_auditevent', 'whom_id', 'SET NULL'),
        ('programs_shareevent', 'enrollment_id', 'CASCADE')
    ) AS rules (of_table, of_column, does)
    LOOP
        SELECT c.conname, c.confrelid::regclass AS target INTO STRICT fk
        FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
        WHERE c.contype = 'f' AND c.conrelid = rule.of_table::regclass AND a.attname = rule.of_column;
        EXECUTE format(
            'ALTER TABLE %I DROP CONSTRAINT %I, ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES %s (id)'
            ' ON DELETE %s DEFERRABLE INITIALLY DEFERRED',
            rule.of_table, fk.conname, fk.conname, rule.of_column, fk.target, rule.does);
    END LOOP;
END $$
"""


def role_is_there(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FOUND)
        if not cursor.fetchone()[0]:
            raise CommandError(MISSING)


def app_is_there(apps, schema_editor):
    """Take UPDATE and DELETE from the application's role where it has that name."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'curbside_app')")
        if cursor.fetchone()[0]:
            cursor.execute(ONLY_ADDED)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0004_weekly_email_whole"),
        ("outbox", "0005_hold_and_operator"),
        ("programs", "0005_setting_up"),
    ]

    operations = [
        migrations.RunPython(role_is_there, migrations.RunPython.noop),
        migrations.AlterField(
            "auditevent",
            "program",
            models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="audit", to="programs.program"
            ),
        ),
        migrations.AlterField(
            "auditevent",
            "actor",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "auditevent",
            "whom",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "shareevent",
            "enrollment",
            models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="share_events",
                to="programs.enrollment",
            ),
        ),
        migrations.RunSQL(ON_DELETE, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM curbside_program"),
        migrations.RunPython(app_is_there, migrations.RunPython.noop),
    ]

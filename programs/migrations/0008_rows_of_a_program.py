"""Of the tables that hold everybody's rows, the program's database role sees those of one program.

`programs.access` names it for the transaction, as `curbside.program`. Without that there is no row.
"""

from django.db import migrations

PROGRAM = "nullif(current_setting('curbside.program', true), '')::bigint"
STAFF = f"SELECT user_id FROM programs_staff WHERE program_id = {PROGRAM}"  # noqa: S608  a constant
ENROLLED = f"SELECT user_id FROM programs_enrollment WHERE program_id = {PROGRAM} AND user_id IS NOT NULL"  # noqa: S608
LETTERS = f"SELECT 'invitation:' || id FROM programs_invitation WHERE program_id = {PROGRAM}"  # noqa: S608
# Table -> which rows are there, and which may be written. Former staff stay: the log names them.
ROWS = {
    "accounts_user": (f"id IN ({STAFF}) OR id IN ({ENROLLED})", "false"),
    "accounts_submission": (f"owner_id IN ({STAFF})", f"owner_id IN ({STAFF})"),
    "outbox_message": (
        f"kind = 'invitation' AND key IN ({LETTERS})",
        f"kind = 'invitation' AND key IN ({LETTERS}) AND owner_id IN ({STAFF})",
    ),
}
# Policies are joined by OR, so those who may become the role keep all rows: for them it reads “true”.
WHOLE = """
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN
        SELECT m.member::regrole::text FROM pg_auth_members m WHERE m.roleid = 'curbside_program'::regrole
    LOOP
        EXECUTE format('CREATE POLICY %I ON {table} TO %s USING (true) WITH CHECK (true)',
            'all for ' || member, member);
    END LOOP;
END $$;
"""
UNDONE = """
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT polname FROM pg_policy WHERE polrelid = '{table}'::regclass LOOP
        EXECUTE format('DROP POLICY %I ON {table}', one.polname);
    END LOOP;
END $$;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


def limited(table, seen, written):
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f'CREATE POLICY "one program\'s" ON {table} TO curbside_program'
        f" USING ({seen}) WITH CHECK ({written});" + WHOLE.format(table=table),
        UNDONE.format(table=table),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_weekly_email_whole"),
        ("outbox", "0006_operator_acts_stay"),
        ("programs", "0007_more_to_write_down"),
    ]

    operations = [limited(table, seen, written) for table, (seen, written) in ROWS.items()]

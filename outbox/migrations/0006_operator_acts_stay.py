"""What operators did is only ever added; a deleted account empties its name there in the database itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ON_DELETE = """
DO $$
DECLARE
    fk name;
BEGIN
    SELECT conname INTO STRICT fk FROM pg_constraint
    WHERE contype = 'f' AND conrelid = 'outbox_operatoract'::regclass;
    EXECUTE format(
        'ALTER TABLE outbox_operatoract DROP CONSTRAINT %I, ADD CONSTRAINT %I FOREIGN KEY (actor_id)'
        ' REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED', fk, fk);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'curbside_app') THEN
        REVOKE UPDATE, DELETE ON outbox_operatoract FROM curbside_app;
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("outbox", "0005_hold_and_operator"),
    ]

    operations = [
        migrations.AlterField(
            "operatoract",
            "actor",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(ON_DELETE, migrations.RunSQL.noop),
    ]

"""What a resident changed in their sharing goes with their account, though the enrollment stays.

The application's role may not delete rows here, so the foreign key itself says ON DELETE CASCADE, like
those of migration 0006.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Rows of accounts deleted before this go now.
ADD = """
ALTER TABLE programs_shareevent ADD COLUMN user_id bigint;
UPDATE programs_shareevent s SET user_id = e.user_id FROM programs_enrollment e WHERE e.id = s.enrollment_id;
DELETE FROM programs_shareevent WHERE user_id IS NULL;
ALTER TABLE programs_shareevent ALTER COLUMN user_id SET NOT NULL,
    ADD CONSTRAINT programs_shareevent_user_id_fk FOREIGN KEY (user_id) REFERENCES accounts_user (id)
        ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX programs_shareevent_user_id ON programs_shareevent (user_id);
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("programs", "0008_rows_of_a_program"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(ADD, "ALTER TABLE programs_shareevent DROP COLUMN user_id")
            ],
            state_operations=[
                migrations.AddField(
                    "shareevent",
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                    preserve_default=False,
                ),
            ],
        ),
    ]

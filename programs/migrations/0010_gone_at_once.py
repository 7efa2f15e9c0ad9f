"""A help request is there or it is gone; whoever takes a resident off the roster deletes it."""

from django.db import migrations, models
from django.db.models import Q

GRANTS = "GRANT DELETE ON programs_helprequest TO curbside_program"


class Migration(migrations.Migration):
    dependencies = [("programs", "0009_share_events_of_somebody")]

    operations = [
        migrations.RunSQL(
            "DELETE FROM programs_helprequest WHERE withdrawn_at IS NOT NULL", migrations.RunSQL.noop
        ),
        migrations.RemoveConstraint("helprequest", "one_open_help_request"),
        migrations.RemoveField("helprequest", "withdrawn_at"),
        migrations.AddConstraint(
            "helprequest",
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(answered_at__isnull=True), name="one_open_help_request"
            ),
        ),
        migrations.RunSQL(GRANTS, "REVOKE DELETE ON programs_helprequest FROM curbside_program"),
    ]

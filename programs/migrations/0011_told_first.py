"""Since when each nudge has stood, and which of them are old enough for an alert; what counts as home."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

HOME = """
UPDATE programs_consent k SET home = p.institution
FROM programs_enrollment e JOIN programs_program p ON p.id = e.program_id WHERE e.id = k.enrollment_id
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0010_gone_at_once")]

    operations = [
        migrations.AddField("consent", "home", models.CharField(default=None, max_length=120, null=True)),
        migrations.AddField("consent", "nudged", models.JSONField(default=dict)),
        migrations.AddField(
            "rosterentry",
            "heard",
            ArrayField(models.CharField(max_length=10), blank=True, default=list),
        ),
        migrations.RunSQL(HOME, migrations.RunSQL.noop),
    ]

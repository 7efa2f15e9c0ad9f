"""When somebody asked for their account to be deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_weekly_email_whole")]

    operations = [
        migrations.AddField(
            "user", "deleting_since", models.DateTimeField(blank=True, editable=False, null=True)
        ),
    ]

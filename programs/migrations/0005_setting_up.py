"""Roll-overs, links bound to an advisor, and a version of the program’s name."""

import django.db.models.deletion
import web.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0004_counting_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RollOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(help_text="the year it starts in July")),
                ("at", models.DateTimeField(default=web.clock.now)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("before", models.JSONField(blank=True, default=list)),
            ],
        ),
        migrations.AddField(
            model_name="invitation",
            name="advisor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to="programs.advisor",
            ),
        ),
        migrations.AddField(
            model_name="program",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="what",
            field=models.CharField(
                choices=[
                    ("program made", "made the program"),
                    ("program changed", "changed the program’s name"),
                    ("roster viewed", "opened the roster"),
                    ("roster exported", "exported the roster as CSV"),
                    ("resident added", "added"),
                    ("resident changed", "changed the entry of"),
                    ("resident removed", "took off the roster"),
                    ("link made", "made an invitation link for"),
                    ("link revoked", "revoked the invitation link of"),
                    ("joined", "joined"),
                    ("left", "left"),
                    ("advisor changed", "changed the entry of an advisor"),
                    ("advisor leaving", "noted that an advisor is leaving"),
                    ("mentees handed over", "gave another advisor to"),
                    ("year rolled over", "moved up a year"),
                    ("graduated", "graduated"),
                    ("roll-over undone", "undid the roll-over of"),
                    ("role given", "became"),
                    ("role ended", "ended the role of"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="advisor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", False)),
                fields=("program", "user"),
                name="advisor_account_once",
            ),
        ),
        migrations.AddField(
            model_name="rollover",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rollover",
            name="program",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="roll_overs", to="programs.program"
            ),
        ),
        migrations.AddField(
            model_name="rollover",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="rollover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("program", "year"),
                name="rolled_over_once",
            ),
        ),
    ]

"""Two more exports and answered help requests among what is written down."""

from django.db import migrations, models

WHAT = [
    ("program made", "made the program"),
    ("program changed", "changed the program’s name"),
    ("roster viewed", "opened the roster"),
    ("roster exported", "exported the roster as CSV"),
    ("record exported", "exported the advising record as CSV"),
    ("aggregate made", "made the one-page aggregate"),
    ("help answered", "answered the help request of"),
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
]


class Migration(migrations.Migration):
    dependencies = [("programs", "0006_program_role")]

    operations = [
        migrations.AlterField("auditevent", "what", models.CharField(choices=WHAT, max_length=40)),
    ]

"""The measured table, read only."""

from django.db import models


class Row(models.Model):
    """A contact with the few columns a plain list needs."""

    owner_id = models.BigIntegerField()
    sort_name = models.CharField(max_length=240)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    institution = models.CharField(max_length=120)
    trashed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "contacts_contact"
        app_label = "bare"

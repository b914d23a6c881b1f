"""What happened: one append-only row for every act. Ids only, never a name, number or answer."""

from django.db import models


class Event(models.Model):
    """`duty_id` is who acted (0 when nobody was signed in); `data` holds codes and ids only."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    province_code = models.CharField(max_length=2, blank=True, db_index=True)
    duty_id = models.BigIntegerField(default=0)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id"])]

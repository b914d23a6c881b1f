"""What happened: one append-only row for every act. Ids only, never a name, number or answer."""

from django.db import models


class Event(models.Model):
    """`duty_id` is who acted (0 when nobody was signed in); `data` holds codes and ids only."""

    at = models.DateTimeField(db_index=True)
    province_code = models.CharField(max_length=2, blank=True, db_index=True)
    duty_id = models.BigIntegerField(default=0)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)  # of everything above

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id"])]


class ChainHead(models.Model):
    """The last link of each chain. It only ever moves one forward."""

    chain = models.CharField(max_length=2, primary_key=True)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)


class ChainLink(models.Model):
    """The place of an event in its chain. No foreign key: a link must outlive an event that was taken out."""

    event_id = models.BigIntegerField(primary_key=True)
    chain = models.CharField(max_length=2)
    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="one_link_a_position")
        ]


class ReadMark(models.Model):
    """Whom a page of many showed: finds the event again from the person. The event itself holds the ids too."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="marks")
    subject = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id"])]

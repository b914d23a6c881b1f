"""Official papers: what was issued, under which number. Numbers are never used twice (I21)."""

from django.db import models

from kuea.core.rights import Kind as RowKind
from kuea.offices.models import Duty, Province
from kuea.offices.scoping import Hangs, Scoped, hanging


class IssuedPaper(Scoped):
    """One printed paper of a register (P1–P7 …): kind, running number of the BE year, what it was made from."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=30)
    year_be = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    issued_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.PAPER, province="province_id"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province", "kind", "year_be", "number"],
                name="i21_paper_numbers_are_unique",
            )
        ]

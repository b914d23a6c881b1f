"""Giving papers their running numbers. A number is used once, also when two officers ask at the same moment (I21)."""

from django.db import models, transaction
from django.utils import timezone

from kuea.ledger.actions import record
from kuea.letters.models import IssuedPaper
from kuea.offices.models import Duty, Province
from kuea.offices.scope import require_province


@transaction.atomic
def issue_paper(
    *, by: Duty, kind: str, subject: models.Model, province: Province, sha256: str = ""
) -> IssuedPaper:
    """The next number of that register in this BE year; the same paper of the same thing keeps its number."""
    require_province(by, province.code)
    Province.objects.select_for_update().get(pk=province.pk)  # numbers are given one at a time
    label = subject._meta.label_lower
    before = IssuedPaper.objects.filter(
        province=province, kind=kind, subject=label, subject_id=str(subject.pk)
    ).first()
    if before is not None:
        return before
    year = timezone.localdate().year + 543
    used = IssuedPaper.objects.filter(province=province, kind=kind, year_be=year)
    last = used.aggregate(last=models.Max("number"))["last"] or 0
    paper = IssuedPaper.objects.create(
        province=province, kind=kind, year_be=year, number=last + 1, subject=label,
        subject_id=str(subject.pk), sha256=sha256, issued_by=by,
    )  # fmt: skip
    record(
        "paper.issue",
        paper,
        duty_id=by.pk,
        province_code=province.code,
        kind=kind,
        number=paper.number,
    )
    return paper

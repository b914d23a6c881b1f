"""What reading a list again changed: counts before and after, and some rows as examples; on the screen and on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kuea.core.words import Role
from kuea.intake.models import Batch, Rerun
from kuea.intake.rerun_presenters import show_rerun
from kuea.ledger.actions import note_read
from kuea.offices.scope import find_visible, for_duty
from kuea.people import rerun_presenters
from kuea.people.models import Person
from kuea.people.rerun_queries import moved_rows, reread_rows


@require_GET
@for_duty(Role.SECRETARY)
def rerun(request: HttpRequest, pk: int) -> HttpResponse:
    """One rerun of a list in the duty's sight."""
    run = find_visible(
        Rerun.objects.visible_to(request.duty).select_related("begun_by__user", "back_by__user"),
        pk=pk,
    )
    batch = Batch.objects.visible_to(request.duty).get(pk=run.batch_id)
    changed, moved = reread_rows(run, request.duty), moved_rows(run, request.duty)
    seen = [row.record.person_id for row in changed] + [link.person_id for link in moved]
    note_read(request, Person, sorted({person for person in seen if person}))
    context = {
        "batch": batch, "one": show_rerun(batch, run, is_last=False),
        "changed": rerun_presenters.show_changed(changed), "moved": rerun_presenters.show_moved(moved),
        "as_of": timezone.now(),
    }  # fmt: skip
    return render(request, "people/rerun.html", context)

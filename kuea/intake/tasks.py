"""Background work: thin, by id, safe to run twice."""

from django_tasks import task

from kuea.intake.actions import read_batch, run_rerun


@task()
def read_batch_later(batch_id: int) -> None:
    """Read a received batch, or take up one that was left in the middle."""
    read_batch(batch_id=batch_id)


@task()
def rerun_later(batch_id: int) -> None:
    """Go on with the rerun of a batch, or with taking it back."""
    run_rerun(batch_id=batch_id)

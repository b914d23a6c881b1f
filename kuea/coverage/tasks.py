"""Background work: thin, by id, safe to run twice."""

from django_tasks import task

from kuea.coverage.actions import propose_after_no, solve_draft


@task()
def solve_plan_later(plan_id: int) -> None:
    """Solve a plan that was begun, or take up one that was left in the middle."""
    solve_draft(plan_id=plan_id)


@task()
def propose_next_later(match_id: int) -> None:
    """After a no: suggest the next giver, for people to offer."""
    propose_after_no(match_id=match_id)

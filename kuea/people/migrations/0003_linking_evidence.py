"""Evidence of joins and questions as signs with weights; the first of two answers about a sealed person."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SIGNS = {
    "same_number": ("number", "equal"), "number_near": ("number", "slip"), "numbers_differ": ("number", "different"),
    "same_name": ("given", "equal_uncommon"), "name_near": ("given", "one_slip"), "name_differs": ("given", "different"),
    "same_year": ("birth", "same_year_part"), "year_near": ("birth", "years_1_2"), "same_tambon": ("address", "tambon"),
}  # fmt: skip


def keep_old_evidence(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The codes of the first pass become signs of no weight; what has no likeness is left out."""
    questions = apps.get_model("people", "LinkQuestion")
    for question in questions.objects.iterator():
        signs = [[*_SIGNS[code], 0] for code in question.evidence if code in _SIGNS]
        question.evidence = {"model": "", "weight": 0, "signs": signs}
        question.save(update_fields=["evidence"])


class Migration(migrations.Migration):
    dependencies = [("people", "0002_undo_first_person")]

    operations = [
        migrations.AddField("link", "evidence", models.JSONField(default=dict)),
        migrations.AlterField("linkquestion", "evidence", models.JSONField(default=dict)),
        migrations.AddField("linkquestion", "worth", models.FloatField(default=0)),
        migrations.AddField("linkquestion", "first_answer", models.CharField(blank=True, max_length=10)),
        migrations.AddField(
            "linkquestion", "first_answered_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.duty"
            ),
        ),
        migrations.RunPython(keep_old_evidence, migrations.RunPython.noop),
    ]  # fmt: skip

"""Raw input is kept: rows are added, never rewritten or removed; the law may empty their cells (PDPA s.33)."""

from kuea.core.guards import append_or_empty, machine_guards
from kuea.core.states import BATCH

GUARDS = (
    *machine_guards("M2", "intake_batch", BATCH),
    *append_or_empty(
        "L2",
        "intake_rawrow",
        fixed=("batch_id", "number", "is_faulty", "faults"),
        emptied=("cells",),
    ),
    *append_or_empty(
        "L2",
        "intake_rowreading",
        fixed=("rerun_id", "raw_row_id", "was_faulty", "is_faulty", "faults", "to_link"),
        emptied=("former",),
    ),
)

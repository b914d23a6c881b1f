"""Raw input is kept: rows are added, never changed or removed."""

from kuea.core.guards import append_only, machine_guards
from kuea.core.states import BATCH

GUARDS = (*machine_guards("M2", "intake_batch", BATCH), *append_only("L2", "intake_rawrow"))

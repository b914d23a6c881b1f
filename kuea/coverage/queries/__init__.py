"""Reading across tables; one module a matter."""

from kuea.coverage.queries.five_k import FiveKStatus, five_k
from kuea.coverage.queries.givers import free_capacity, suggest_givers
from kuea.coverage.queries.hosts import active_hosts

__all__ = ["FiveKStatus", "active_hosts", "five_k", "free_capacity", "suggest_givers"]

"""Which offers are still fresh."""

from datetime import date, timedelta

from kuea.giving.models import CapacityOffer
from kuea.offices.models import Province


def stale_before(province: Province, today: date) -> date:
    """An offer last confirmed before this day is stale (I31)."""
    return today - timedelta(days=province.limits.capacity_stale_days)


def is_stale(offer: CapacityOffer, today: date) -> bool:
    return offer.as_of < stale_before(offer.organisation.province, today)

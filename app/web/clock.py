"""The clock on the wall where the letters are written; what is stored without a zone is in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def in_china(moment: datetime) -> datetime:
    """Return a moment as the clocks of China tell it."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(CHINA)

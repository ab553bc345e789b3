"""The one place that knows what day it is. Legal periods are dates in Việt Nam, whatever the
server's clock zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This instant, aware."""
    return timezone.now()


def today() -> date:
    """The calendar day in Việt Nam."""
    return now().astimezone(VIETNAM).date()

"""The one place that knows what day it is. Legal periods are dates in Việt Nam, whatever the
server's clock zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This instant, aware."""
    return timezone.now()


def today() -> date:
    """The calendar day in Việt Nam."""
    return now().astimezone(VIETNAM).date()


def jump(last: datetime, now: datetime) -> str:
    """How the clock jumped since it was last believed, in words; "" while it stays within the
    bounds (settings CLOCK_FORWARD_DAYS, CLOCK_BACK_MINUTES)."""
    gone = now - last
    if gone > timedelta(days=settings.CLOCK_FORWARD_DAYS):
        return f"nhanh {gone.days} ngày (cho phép {settings.CLOCK_FORWARD_DAYS} ngày)"
    if -gone > timedelta(minutes=settings.CLOCK_BACK_MINUTES):
        minutes = int(-gone.total_seconds() // 60)
        back = f"{minutes // 1440} ngày" if minutes >= 2880 else f"{minutes} phút"
        return f"chậm {back} (cho phép {settings.CLOCK_BACK_MINUTES} phút)"
    return ""

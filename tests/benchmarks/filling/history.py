"""Which decisions there were: who decided, on which day, as far as it is known, and what became of
the recognitions since."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from certifications.law.rules import add_months
from certifications.models import Level
from ocop_registry.known_days import KnownDay
from tests.benchmarks.filling.places import LAST_OF_THREE_LEVELS, Home

YEARS = 8
VALID_MONTHS = 36
# 3★ were the districts' from 148/2023 on until there were none
DISTRICTS_SINCE = date(2023, 2, 24)
MINISTRY_UNTIL = date(2025, 2, 28)
OLD_MINISTRY = "Bộ Nông nghiệp và Phát triển nông thôn"
MINISTRY = "Bộ Nông nghiệp và Môi trường"


@dataclass(frozen=True)
class Occasion:
    """One decision: its level, its day, and what is known of that day."""

    level: Level
    day: date
    known: KnownDay

    @classmethod
    def drawn(cls, chance: Random, today: date) -> "Occasion":
        """A first recognition some day within the last years."""
        day = today - timedelta(days=chance.randint(3, YEARS * 365))
        level = Level.PROVINCE
        if chance.random() < 0.02:
            level = Level.CENTRAL
        elif DISTRICTS_SINCE <= day <= LAST_OF_THREE_LEVELS and chance.random() < 0.77:
            level = Level.DISTRICT
        return cls(level, day, _known(chance, day, today))

    def stars(self, chance: Random) -> int:
        """Three of four have 3★, one of fifty 5★."""
        if self.level == Level.CENTRAL:
            return 5
        if self.level == Level.DISTRICT:
            return 3
        if DISTRICTS_SINCE <= self.day <= LAST_OF_THREE_LEVELS:
            return 4
        return 3 if chance.random() < 0.765 else 4

    def again(self, chance: Random, today: date) -> "Occasion | None":
        """The re-evaluation of most of them: before the three years are over, or some months
        after. None: there was none yet."""
        if not self.known.exact or chance.random() < 0.2:
            return None
        end = add_months(self.day, VALID_MONTHS)
        day = end + timedelta(days=chance.randint(-150, 60))
        if day > today:
            return None
        level = Level.CENTRAL if self.level == Level.CENTRAL else Level.PROVINCE
        return Occasion(level, day, KnownDay.of(day))

    def issuer(self, home: Home) -> str:
        """Who signed."""
        if self.level == Level.CENTRAL:
            return OLD_MINISTRY if self.day <= MINISTRY_UNTIL else MINISTRY
        unit = home.district if self.level == Level.DISTRICT else home.province_on(self.day)
        return f"UBND {unit.full_name[0].lower()}{unit.full_name[1:]}"

    def number(self, chance: Random) -> str:
        """As papers are numbered, from 1 on every year and everywhere; of a tenth of those without
        a day not known."""
        if not self.known.exact and chance.random() < 0.1:
            return ""
        tail = "QĐ-BNN-VPĐP" if self.level == Level.CENTRAL else "QĐ-UBND"
        return f"{chance.randint(1, 4999)}/{tail}"


def _known(chance: Random, day: date, today: date) -> KnownDay:
    """The day; of a few old ones the year, the quarter or nothing. Those of three years ago are the
    ones of which it is unclear whether they still count."""
    share = 0.3 if day.year == today.year - 3 else 0.04
    if day.year >= today.year - 2 or chance.random() >= share:
        return KnownDay.of(day)
    if chance.random() < 0.15:
        return KnownDay()
    quarter = f"Q{(day.month + 2) // 3}" if chance.random() < 0.3 else ""
    return KnownDay.of(None, day.year, quarter)

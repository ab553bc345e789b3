"""The registry's periods and standings against the second reading of the law (`days`), for
thousands of generated histories, every precision of the day of issue among them."""

from datetime import date

import pytest

from certifications.law import rules, validity
from certifications.register import stretches
from products.models import Product, PublicEntry
from tests import factories as make
from tests.certifications.certificates.history import recognised
from tests.certifications.oracle import days
from tests.certifications.oracle.days import Issued, Recognition
from tests.certifications.oracle.histories import histories, kept, known_day

ALL_PARTS = ("", *map(str, range(1, 13)), "Q1", "Q2", "Q3", "Q4")


def known_ways() -> list[Issued]:
    """Every month, quarter and year of five years, whole and cut short, and every day of them."""
    found = [Issued.on(date.fromordinal(n)) for n in range(*_reach(2020, 2025))]
    for year in range(2020, 2025):
        for part in ALL_PARTS:
            whole = Issued.within(year, part)
            cuts = (whole.first, date(year, 2, 29 if year % 4 == 0 else 28), whole.last)
            found += [whole, *(Issued.within(year, part, by=cut) for cut in cuts)]
    return found


def _reach(first: int, end: int) -> tuple[int, int]:
    return date(first, 1, 1).toordinal(), date(end, 1, 1).toordinal()


def test_the_period_of_every_known_way_is_the_second_readings() -> None:
    for issued in known_ways():
        known = known_day(issued)
        assert (known.first, known.last) == (issued.first, issued.last), issued
        held, period = [Recognition(4, issued)], rules.period_within(known)
        assert period.start == issued.last, issued
        for day, certain in ((period.start, True), (period.end, True)):
            assert days.certainly_in_force(held, day) is certain, issued
        for outside in (period.start - days.ONE, period.end + days.ONE):
            assert not days.certainly_in_force(held, outside), issued
        if not issued.exact:
            assert (period.possible_start, period.possible_end) == (
                issued.first,
                days.after_months(issued.last),
            )


def differences(held: list[Recognition]) -> list[tuple]:
    """Days on which the two disagree: (day, of the registry, of the second reading)."""
    rows = kept(held)
    found = []
    for cut in stretches.of_product(rows):
        inside = {cut.first, cut.last} | {
            day for day in days.turns(held) if cut.first <= day <= cut.last
        }
        for day in inside:
            state = rules.product_standing(rows, day)[0]
            told = (str(cut.standing), str(state), cut.stars)
            wanted = days.standing(held, day)
            if told != (wanted, wanted, days.stars(held, day)):
                found.append((day, told, (wanted, days.stars(held, day))))
    return sorted(found)


def test_generated_histories_stand_as_the_second_reading_says(full: bool) -> None:
    seen: set[str] = set()
    for held in histories(10_000 if full else 1_000):
        assert differences(held) == [], held
        seen |= {cut.standing for cut in stretches.of_product(kept(held))}
    assert seen == {
        *("participating", "in_force", "expiring", "extended"),
        *("unclear", "unverified", "expired", "revoked"),
    }


# --- and the public register ----------------------------------------------------------------------
def stored(product: Product, held: list[Recognition]) -> None:
    """The history as rows, with what the acts that ended or extended them leave behind; the newest
    first, since what was superseded needs its successor."""
    for one, row in reversed(list(zip(held, kept(held), strict=True))):
        extended = {"extended_until": one.extended, "extension_basis": "Chuyển tiếp"}
        revoked = {
            "revocation_ground": "b",
            "revocation_decision": "512/QĐ-UBND",
            "revocation_reason": "Kết luận kiểm tra",
        }
        recognised(
            product,
            one.stars,
            issued=known_day(one.issued),
            ended_on=row.ended_on,
            ended_by=row.ended_by,
            **(extended if one.extended else {}),
            **(revoked if one.revoked else {}),
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("on_20_november")
def test_the_public_register_says_of_every_day_what_the_second_reading_says(
    full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # whatever is extended here lies within a transition: as if it reached every expiry
    monkeypatch.setattr(validity, "transition_reach", lambda _: (date.min, date.max))
    producer = make.producer()
    for number, held in enumerate(histories(300 if full else 12, seed=3), start=1):
        product = make.product(f"Sản phẩm {number}", of=producer)
        stored(product, held)
        states = list(
            PublicEntry.objects.get(kind="product", uid=product.uid).states.order_by("first_day")
        )
        for day in days.turns(held):
            (state,) = [one for one in states if one.first_day <= day <= one.last_day]
            assert (state.standing, state.stars) == (
                days.standing(held, day),
                days.stars(held, day),
            ), (day, held)

"""A month or quarter of issue that becomes known, by the act of two people; and an end of which
only the year is known, told nowhere as a day."""

import json
from datetime import date

import pytest
from django.test import Client

from certifications.certificates import corrections, prepared_acts
from certifications.models import PreparedKind
from certifications.register import compare
from certifications.rounds.access import Refused
from ocop_registry.known_days import KnownDay
from products.models import PublicEntry
from products.serving import PRODUCT, states
from tests import factories as make
from tests.certifications.certificates.history import recognised
from tests.certifications.certificates.test_completion import corrected

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]


@pytest.mark.parametrize(
    ("typed", "written", "until"),
    [
        ("12/2024", "12/2024", date(2027, 11, 30)),
        ("T12/2024", "12/2024", date(2027, 11, 30)),
        ("quý iv/2024", "Quý IV/2024", date(2027, 9, 30)),
    ],
)
def test_a_month_or_quarter_that_becomes_known_makes_the_period_and_the_history(
    lan, typed, written, until
):
    one = recognised(make.product(), 3, year=2024)
    corrected(one, make.approver(), lan, issued_year=typed)
    assert (one.issued.written, one.in_force_until) == (written, until)
    assert [(note["field"], note["old"], note["new"]) for note in one.corrections] == [
        ("issued_year", "2024", written)
    ]
    assert f"Đính chính tháng, quý hoặc năm cấp: “năm 2024” thành “{one.issued.named()}”" in (
        PublicEntry.objects.get(uid=one.product.uid, kind="product").detail
    )
    assert list(compare()) == []
    with pytest.raises(Refused, match="Chưa có gì khác"):
        prepared_acts.prepare(
            one, PreparedKind.CORRECT, {"issued_year": typed.upper()}, by=lan, reason="Như cũ"
        )


def test_a_year_that_still_runs_is_corrected_to_what_had_come_by_today(lan):
    one = corrected(
        recognised(make.product(), 3, year=2025), make.approver(), lan, issued_year="quý IV/2026"
    )
    assert (one.issued, one.known_on) == (
        KnownDay.of(None, 2026, "Q4", by=date(2026, 11, 20)),
        date(2026, 11, 20),
    )


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("12/2026", "chưa đến"),
        ("13/2024", "quý IV/2020 hoặc 2020"),
        ("quý V/2024", "quý IV/2020 hoặc 2020"),
        ("12/2012", "từ 2013 đến 2026"),
    ],
)
def test_a_month_that_cannot_be_is_refused_with_what_to_write(lan, typed, why):
    one = recognised(make.product(), 3, year=2024)
    values = {"issued_year": typed}
    with pytest.raises(Refused, match=why):
        prepared_acts.prepare(one, PreparedKind.CORRECT, values, by=lan, reason="Thử")
    one.refresh_from_db()
    assert one.issued == KnownDay.of(None, 2024)


# --- an end of which only the year is known -------------------------------------------------------
@pytest.fixture
def replaced():
    """A day of 2022, replaced by a recognition of the fourth quarter of 2024."""
    product, fourth = make.product(), KnownDay.of(None, 2024, "Q4")
    new = recognised(product, 4, issued=fourth)
    old = recognised(product, 3, on=date(2022, 5, 1), ended_on=fourth.last, ended_by="superseded")
    return old, new


def test_no_day_of_end_is_invented_in_cards_files_and_pages(replaced, lan):
    old, _ = replaced
    before = states(PRODUCT, date(2024, 11, 1)).get(entry__uid=old.product.uid)
    assert json.loads(before.state)["certification"]["uid"] == old.uid
    entry = PublicEntry.objects.get(uid=old.uid)
    card = json.loads(entry.card)
    assert (card["ended_on"], card["ended_year"], card["ended_first"], card["ended_last"]) == (
        *(None, 2024),
        *("2024-10-01", "2024-12-31"),
    )
    client = Client()
    client.force_login(lan, backend="ocop_registry.accounts.backends.StaffBackend")
    page = client.get(f"/quan-tri/chung-nhan/{old.uid}/").content.decode()
    states_of = entry.states.values_list("state", flat=True)
    told = [
        before.state,
        before.sentence,
        *entry.states.values_list("sentence", flat=True),
        page,
    ]
    for text in told:
        assert "31/12/2024" not in text
        assert '"ended_on":"2024-12-31"' not in text
    assert not any("2024-12-31" in state for state in states_of)
    assert "quý IV/2024" in page


def test_refusals_name_the_quarter_and_no_reckoned_day(replaced):
    old, new = replaced
    said = " ".join(corrections.day_refusals(old, KnownDay.of(date(2025, 5, 1)), None))
    assert "quý IV/2024" in said
    assert "31/12/2024" not in said
    assert list(corrections.day_refusals(new, KnownDay.of(date(2024, 12, 30)), None)) == []

"""Only a certificate that expires within the reach of the transition is extended, at preparing and
at approving."""

from datetime import date, timedelta

import pytest

from certifications import integrity
from certifications.certificates import prepared_acts
from certifications.law import rules, validity
from certifications.models import Certification, Scheme
from certifications.rounds.access import Refused
from tests import factories as make
from tests.certifications.certificates.history import recognised

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]


@pytest.mark.parametrize(
    ("expires", "may"),
    [
        (date(2026, 11, 1), True),
        (date(2026, 11, 18), True),
        (date(2026, 11, 19), False),
        (date(2026, 12, 15), False),
        (date(2029, 10, 25), False),
    ],
)
def test_what_expires_after_the_transition_is_not_extended(lan, minh, expires, may):
    issued = rules.add_months(expires, -36)
    one = recognised(make.product(), 3, on=issued)
    values = {
        "until": (expires + timedelta(days=30)).isoformat(),
        "basis": "Điều khoản chuyển tiếp",
    }
    if not may:
        with pytest.raises(Refused, match="chỉ cho gia hạn giấy hết hạn từ 22/05/2026 đến 18/11"):
            prepared_acts.prepare(one, "extend", values, by=lan, reason="Chưa kịp")
        assert not one.prepared_acts.exists()
        return
    prepared = prepared_acts.prepare(one, "extend", values, by=lan, reason="Chưa kịp")
    prepared_acts.approve(prepared, by=minh)
    one.refresh_from_db()
    assert one.extended_until == expires + timedelta(days=30)


def test_what_was_over_before_the_transition_began_is_not_extended() -> None:
    first, last = validity.transition_reach(date(2026, 5, 22))
    assert (first, last) == (date(2026, 5, 22), date(2026, 11, 18))
    assert rules.renewal_window(last)[0] == first, "its days of handing in began with the scheme"


def test_it_is_asked_again_at_approving(lan, minh):
    one = recognised(make.product(), 3, on=date(2023, 11, 1))
    values = {"until": "2027-01-01", "basis": "Điều khoản chuyển tiếp"}
    prepared = prepared_acts.prepare(one, "extend", values, by=lan, reason="Chưa kịp")
    day = date(2026, 11, 10)
    Scheme.objects.create(
        slug="9-2026", code="9/2026/QĐ-TTg", issued_on=day, effective_from=day, validity_months=36,
        data={**Scheme.objects.get(slug="26-2026").data, "deadlines": {}}, checksum="x",
    )  # fmt: skip
    with pytest.raises(Refused, match="không có điều khoản chuyển tiếp"):
        prepared_acts.approve(prepared, by=minh)
    one.refresh_from_db()
    assert one.extended_until is None


def test_a_correction_does_not_carry_what_is_extended_out_of_the_transition(lan):
    one = _extended(date(2026, 11, 10), until=date(2027, 1, 1))
    assert list(integrity.periods_follow_from_issue(integrity.everything())) == []
    with pytest.raises(Refused, match="chỉ cho gia hạn giấy hết hạn từ 22/05/2026 đến 18/11"):
        prepared_acts.prepare(one, "correct", {"issued_on": "2023-11-30"}, by=lan, reason="Gõ nhầm")
    prepared_acts.prepare(one, "correct", {"issued_on": "2023-11-12"}, by=lan, reason="Gõ nhầm")


@pytest.mark.parametrize("expires", [date(2026, 5, 21), date(2026, 11, 19)])
def test_an_extension_beyond_the_transition_is_found_when_planted(expires):
    one = _extended(expires, until=expires + timedelta(days=30))
    found = list(integrity.periods_follow_from_issue(integrity.everything()))
    assert len(found) == 1
    assert f"{one.uid} đã được gia hạn. Chứng nhận hết hạn ngày {expires:%d/%m/%Y}" in found[0]


def _extended(expires: date, *, until: date) -> Certification:
    """An extension written past the acts."""
    one = recognised(make.product(), 3, on=rules.add_months(expires, -36))
    Certification.objects.filter(pk=one.pk).update(
        extended_until=until, extension_basis="Chuyển tiếp"
    )
    one.refresh_from_db()
    return one

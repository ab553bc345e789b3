"""Who may sign a decision: the authorities of the level, under the name that they bore that day."""

from datetime import date

import pytest

from certifications.identity.issuers import authorities, issuer_problems
from ocop_registry.places.models import Place
from tests import factories as make
from tests.certifications.decisions.test_recording import data, refused, waiting

pytestmark = pytest.mark.django_db


def province(code: str) -> Place:
    return Place.objects.current().provinces().get(code=code)


def test_a_province_signs_under_the_name_of_the_day() -> None:
    dong_nai = province("75")
    before, since = date(2026, 4, 29), date(2026, 4, 30)
    assert authorities(dong_nai, before) == ["UBND tỉnh Đồng Nai", "Chủ tịch UBND tỉnh Đồng Nai"]
    assert authorities(dong_nai, since)[0] == "UBND thành phố Đồng Nai"
    assert authorities(dong_nai)[0] == "UBND thành phố Đồng Nai", "the form offers today's first"
    assert "UBND tỉnh Đồng Nai" in authorities(dong_nai)
    [problem] = issuer_problems(dong_nai, "UBND tỉnh Đồng Nai", since)
    assert "ngày 30/04/2026" in problem
    assert "UBND thành phố Đồng Nai" in problem


def test_a_code_that_named_another_province_gives_no_authority() -> None:
    """24 was Bắc Giang before it was Bắc Ninh."""
    assert not [name for name in authorities(province("24")) if "Bắc Giang" in name]


@pytest.mark.parametrize(
    "issuer", ["UBND huyện Na Rì", "UBND tỉnh Bắc Kạn", "Bộ Nông nghiệp và Môi trường", "UBND"]
)
def test_a_live_decision_is_signed_by_nobody_else(lan, minh, issuer: str) -> None:
    round_ = make.approved_round(lan, minh, make.products(1))
    why = "không phải cơ quan công nhận của cấp này"
    refused(round_, data(issuer=issuer), waiting(round_), lan, why)

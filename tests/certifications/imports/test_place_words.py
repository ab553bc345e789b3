"""Places as people write them in lists, read to the unit that they mean on the row's day."""

from datetime import date

import pytest

from certifications.imports import staging
from certifications.models import Certification
from tests.certifications.imports.registers import KIND, applied, looked
from tests.certifications.imports.test_register_faults import good

pytestmark = pytest.mark.django_db
KIM_LU = "xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn"
CON_MINH = "xã Côn Minh, huyện Na Rì, tỉnh Bắc Kạn"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Xã Côn Minh, Na Rì", CON_MINH),
        ("Côn Minh - Na Rì", CON_MINH),
        ("tỉnh Bắc Kạn, huyện Na Rì, xã Kim Lư", KIM_LU),
        ("Bắc Kạn, Na Rì, Kim Lư", KIM_LU),
        ("xã Kim Lư (cũ), huyện Na Rì", KIM_LU),
        ("xã Kim Lư cũ, huyện Na Rì cũ", KIM_LU),
        ("xã Kim Lư, huyện Na Rì, tỉnh Thái Nguyên", KIM_LU),
        ("xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn (nay là xã Na Rì, tỉnh Thái Nguyên)", KIM_LU),
    ],
)  # fmt: skip
def test_a_place_is_read_to_the_unit_of_the_day(
    province, lan, minh, written: str, meant: str
) -> None:
    content = good(D=written, E=None)
    [row] = looked(content, province)
    noted = any("ghi theo tỉnh hiện nay" in note for note in row.notes)
    assert noted is written.endswith("huyện Na Rì, tỉnh Thái Nguyên")
    applied(content, province, lan, minh)
    assert Certification.objects.get().place.path() == meant


def test_todays_name_with_an_old_day_asks_where_that_was(province, lan) -> None:
    """Xã Văn Lang of Thái Nguyên was several communes of Na Rì, one of them of that name."""
    written = "Xã Văn Lang, Tỉnh Thái Nguyên"
    staged = staging.stage(good(D=written, E=None), "so.xlsx", KIND, province=province, by=lan)
    row = staged.rows.get()
    assert [fault["code"] for fault in row.faults] == ["choose"]
    options = [one["label"] for one in row.options["place"]["options"]]
    assert "xã Văn Lang, huyện Na Rì, tỉnh Bắc Kạn (đến 30/06/2025)" in options
    assert "xã Kim Hỷ, huyện Na Rì, tỉnh Bắc Kạn (đến 30/06/2025)" in options
    assert options[-1] == "xã Văn Lang, tỉnh Thái Nguyên"
    assert row.options["place"]["suggested"] == "02143", (
        "only to be confirmed where it is not known"
    )
    assert "là tên hiện nay; ngày 19/03/2021" in row.options["place"]["label"]
    [today] = looked(good(D=written, E=None, G=date(2026, 3, 19), J=None), province)
    assert "place" not in today.questions

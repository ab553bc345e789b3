"""Producers' names as lists write them: legal forms in every shortening, and what stands behind a
name in the same cell."""

import pytest

from producers.legal_forms import called, same_producer_name
from producers.lookalikes import core
from producers.models import ProducerKind
from producers.written_names import Part, read_name

# Each line: ways to write one producer.
ONE = (
    ("Hộ kinh doanh Xuyến Đỉnh", "HKD Xuyến Đỉnh", "Hộ KD Xuyến Đỉnh", "HỘ KINH DOANH XUYẾN ĐỈNH",
     "hộ kinh doanh cá thể Xuyến Đỉnh", "Hộ ĐKKD Xuyến Đỉnh", "Hộ SXKD Xuyến Đỉnh", "Hộ sản xuất, kinh doanh Xuyến Đỉnh"),
    ("HTXNN Băng Đỉnh", "HTX NN Băng Đỉnh", "Hợp tác xã nông nghiệp Băng Đỉnh", "HTX Nông Nghiệp “Băng Đỉnh”", "HTX.NN Băng Đỉnh"),
    ("HTXDVNN Cải Đỉnh", "HTX DV NN Cải Đỉnh", "HTX DVNN Cải Đỉnh", "Hợp tác xã Dịch vụ Nông nghiệp Cải Đỉnh", "HTX DV-NN Cải Đỉnh"),
    ("Cty CP Dũng Đỉnh", "CTCP Dũng Đỉnh", "Công ty Cổ phần Dũng Đỉnh", "C.ty cổ phần Dũng Đỉnh", "Công ty CP Dũng Đỉnh"),
    ("Cty TNHH MTV Hoa", "Công ty TNHH một thành viên Hoa", "Công ty trách nhiệm hữu hạn MTV Hoa", "CTY TNHH 1TV HOA", "Công ty TNHH 1 thành viên Hoa"),
    ("CTCP SX&TM Sao", "Công ty cổ phần sản xuất và thương mại Sao", "Cty CP SX TM Sao", "Công ty CP Sản xuất - Thương mại Sao"),
    ("CSSX Én Đỉnh", "Cơ sở sản xuất Én Đỉnh", "Cơ sở SX Én Đỉnh", "CS SX Én Đỉnh"),
    ("CSSXKD Minh", "Cơ sở sản xuất kinh doanh Minh", "Cơ sở SXKD Minh", "Cơ sở sản xuất, kinh doanh Minh"),
    ("THT Bản Vèn", "Tổ hợp tác Bản Vèn", "Tổ HT Bản Vèn", "tổ hợp tác bản vèn"),
    ("DNTN Kim", "Doanh nghiệp tư nhân Kim", "DN tư nhân Kim"),
    ("Liên hiệp HTX Na Rì", "Liên hiệp hợp tác xã Na Rì", "LH HTX Na Rì"),
    ("Hộ Nông Văn X", "Hộ gia đình Nông Văn X", "Hộ GĐ Nông Văn X", "Hộ sản xuất Nông Văn X"),
    ("HTX SX-DV-TM Đồng Tâm", "HTX Sản xuất, Dịch vụ và Thương mại Đồng Tâm"),
    ("cong ty tnhh hoa lan", "CTY TNHH HOA LAN", "Cong ty TNHH Hoa Lan"),
)  # fmt: skip
OTHERS = (
    ("HTX Tài Hoan", "Công ty TNHH Tài Hoan"),
    ("HTX Tài Hoan", "THT Tài Hoan"),
    ("HTX Tài Hoan", "HTX nông nghiệp Tài Hoan"),
    ("Công ty TNHH Hoa", "Công ty cổ phần Hoa"),
    ("Hộ kinh doanh Minh", "Cơ sở Minh"),
    ("HTX Băng Đỉnh", "HTX Bằng Đỉnh"),
    ("Hộ Ba Bể", "Hồ Ba Bể"),
    ("HTX số 1", "HTX số 2"),
)
WRITTEN = (
    ("Hộ kinh doanh Xuyến Đỉnh, xã Côn Minh", "Hộ kinh doanh Xuyến Đỉnh", {Part.UNIT: "xã Côn Minh"}),
    ("HKD Yên Đỉnh (Chủ hộ: ông Nông Văn X)", "HKD Yên Đỉnh", {Part.OWNER: "Nông Văn X"}),
    ("HKD Yên Đỉnh (Bà Nguyễn Thị X)", "HKD Yên Đỉnh", {Part.OWNER: "Nguyễn Thị X"}),
    ("HKD Yên Đỉnh (Nông Thị X)", "HKD Yên Đỉnh", {Part.OWNER: "Nông Thị X"}),
    ("HKD Yen Dinh (ba Nong Thi X)", "HKD Yen Dinh", {Part.OWNER: "Nong Thi X"}),
    ("HKD Yên Đỉnh - Chủ hộ Nông Văn X", "HKD Yên Đỉnh", {Part.OWNER: "Nông Văn X"}),
    ("HKD Yên Đỉnh do bà Nông Thị X làm chủ", "HKD Yên Đỉnh", {Part.OWNER: "Nông Thị X"}),
    ("HTX Băng, GĐ: Nguyễn Thị X", "HTX Băng", {Part.OWNER: "Nguyễn Thị X"}),
    ("THT miến dong Tân Hợp, đại diện bà Ma Thị X", "THT miến dong Tân Hợp", {Part.OWNER: "Ma Thị X"}),
    ("Bà Nông Thị X (HKD Yên Đỉnh)", "HKD Yên Đỉnh", {Part.OWNER: "Nông Thị X"}),
    ("Ông Nông Văn X - HKD Yên Đỉnh", "HKD Yên Đỉnh", {Part.OWNER: "Nông Văn X"}),
    ("Trang trại Hoa Lan của ông Nguyễn Văn X", "Trang trại Hoa Lan", {Part.OWNER: "Nguyễn Văn X"}),
    ("Hộ kinh doanh (bà Nông Thị X)", "Hộ kinh doanh Nông Thị X", {Part.OWNER: "Nông Thị X"}),
    ("HTX Tài Hoan - Na Rì", "HTX Tài Hoan", {Part.UNIT: "Na Rì"}),
    ("HTX Tài Hoan (Na Rì)", "HTX Tài Hoan", {Part.UNIT: "Na Rì"}),
    ("HTX Tài Hoan, thôn Chợ B, xã Côn Minh, huyện Na Rì", "HTX Tài Hoan",
     {Part.SPOT: "thôn Chợ B", Part.UNIT: "xã Côn Minh, huyện Na Rì"}),
    ("HTX Hoa Lan\nThôn Nà Cà, xã Côn Minh", "HTX Hoa Lan", {Part.SPOT: "Thôn Nà Cà", Part.UNIT: "xã Côn Minh"}),
    ("HTX Hoa Lan; X. Côn Minh", "HTX Hoa Lan", {Part.UNIT: "X. Côn Minh"}),
    ("HTX Hoa Lan – TP. Bắc Kạn", "HTX Hoa Lan", {Part.UNIT: "TP. Bắc Kạn"}),
    ("HTX Hoa Lan, số 12 đường Trường Chinh", "HTX Hoa Lan", {Part.SPOT: "số 12 đường Trường Chinh"}),
    ("Hộ ông Nông Văn X (tổ 5, phường Đức Xuân)", "Hộ ông Nông Văn X", {Part.SPOT: "tổ 5", Part.UNIT: "phường Đức Xuân"}),
    ("HTX Hoa Lan (địa chỉ: thôn 3)", "HTX Hoa Lan", {Part.SPOT: "thôn 3"}),
    ("Công ty TNHH Hoa Lan (MST: 4600312345)", "Công ty TNHH Hoa Lan", {Part.TAX: "4600312345"}),
    ("HKD Yên Đỉnh (SĐT: 0900 000 000)", "HKD Yên Đỉnh", {Part.PHONE: "0900 000 000"}),
    ("HKD Yên Đỉnh (Chủ hộ: bà Nông Thị X; ĐT 0900000000)", "HKD Yên Đỉnh",
     {Part.OWNER: "Nông Thị X", Part.PHONE: "0900000000"}),
    ("HTX B Bể (tên cũ: HTX A Bể)", "HTX B Bể", {Part.FORMER: "HTX A Bể"}),
    ("HTX A Bể (nay là HTX B Bể)", "HTX B Bể", {Part.FORMER: "HTX A Bể"}),
)  # fmt: skip
WHOLE = (
    "HTX nông nghiệp xã Côn Minh",
    "HTX Sản xuất, Dịch vụ và Thương mại Đồng Tâm",
    "HTX SX-DV-TM Đồng Tâm",
    "Hợp tác xã Nông nghiệp - Dịch vụ Đồng Tâm",
    "Trang trại của ông Nguyễn Văn X",
    "HTX Tài Hoan (TH Coop)",
    "Công ty CP Nông sản - Bắc Kạn",
    "Công ty TNHH Anh Đào (Anh Đào Food)",
    "Công ty TNHH MTV Hoa - Chi nhánh Bắc Kạn",
    "HTX rau - quả sạch Na Rì",
    "HTX Thanh Long (Hồ Tây)",
    "HTX Ba Bể (Ba Bể)",
    "Công ty TNHH Cô Tô (Cô Tô)",
    "HTX",
    "",
)
PLACES = ("Xã Côn Minh", "Huyện Na Rì", "Tỉnh Bắc Kạn")


@pytest.mark.parametrize("ways", ONE, ids=lambda ways: ways[0])
def test_shortened_forms_and_trades_make_no_other_name(ways):
    first, *others = ways
    for other in others:
        assert same_producer_name(first, other), (called(first), called(other))
        assert core(first) == core(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_another_form_trade_or_mark_makes_another_name(one, other):
    assert not same_producer_name(one, other)
    assert not called(one).can_be(called(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Công ty Hoa", "Công ty TNHH Hoa"),
        ("Công ty Hoa", "CTCP Hoa"),
        ("Công ty TNHH Hoa", "Công ty TNHH MTV Hoa"),
    ],
)
def test_a_company_told_less_fully_can_be_the_same(one, other):
    assert not same_producer_name(one, other)
    assert called(one).can_be(called(other))
    assert called(other).can_be(called(one))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("HTXDVNN Cải Đỉnh", ProducerKind.COOPERATIVE),
        ("Tổ HT Bản Vèn", ProducerKind.COOPERATIVE_GROUP),
        ("CTCP Dũng Đỉnh", ProducerKind.SME),
        ("DNTN Kim", ProducerKind.SME),
        ("Trang trại Hoa Lan", ProducerKind.FARM),
        ("Hộ KD Yên Đỉnh", ProducerKind.REGISTERED_HOUSEHOLD),
        ("CSSX Én Đỉnh", None),
        ("Hộ Nông Văn X", None),
        ("Tài Hoan", None),
    ],
)
def test_some_forms_tell_the_kind(name, kind):
    assert called(name).kind == kind


@pytest.mark.parametrize(("text", "name", "beside"), WRITTEN)
def test_what_stands_behind_a_name_is_told_apart(text, name, beside):
    found = read_name(text, PLACES)
    assert (found.name, found.beside) == (name, beside)


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_not_understood_stays_in_the_name(text):
    found = read_name(text, PLACES)
    assert (found.name, found.beside) == (text, {})

"""Refusals that no page lets anybody come to: what acts say when they are asked for the impossible
all the same."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from certifications.applications.participation import move_application
from certifications.certificates import changes
from certifications.certificates.completion import communes_for
from certifications.council import members
from certifications.council.conflicts import declare_conflict
from certifications.council.sheets.access import require_scorer
from certifications.models import Certification, CouncilRole
from certifications.rounds import evaluation_orders
from certifications.rounds.access import Refused
from tests import factories as make
from tests.certifications.council import scored_round as made

pytestmark = pytest.mark.django_db


def change(old: str, new: str) -> dict[str, str]:
    return {"old": old, "new": new, "was": old, "now": new}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Chưa có gì khác với giá trị đang ghi."),
        ({"story": change("", "Chuyện")}, "Không sửa được “story” bằng việc này."),
        ({"name": change("Tên cũ", "Tên mới")}, "Tên sản phẩm đã được đổi từ khi chuẩn bị"),
        ({"name": change("Miến dong", "")}, "Tên sản phẩm: "),
    ],
)
def test_a_change_that_cannot_be_written_says_why(values, said):
    [told] = changes.refusals(make.product("Miến dong"), values)
    assert told.startswith(said)


def test_a_product_is_not_given_to_a_producer_that_is_gone():
    product = make.product("Miến dong")
    values = {"producer": change(product.producer.uid, "0000000")}
    [told] = changes.refusals(product, values)
    assert told == "Chủ thể: “0000000” không còn trong sổ đăng ký."


def test_the_communes_of_today_that_a_wider_place_may_be():
    assert communes_for(make.commune()) == []
    of_district = communes_for(make.old_place("066"))
    assert of_district
    assert all(one.level == "commune" for one in of_district)
    of_today, of_old = communes_for(make.province()), communes_for(make.old_place("06"))
    assert set(of_district) < set(of_old) < set(of_today), "Na Rì, Bắc Kạn, Thái Nguyên"


def test_a_conflict_needs_one_round_a_kind_and_somebody_who_may(lan, hoa):
    round_, (application, _), seated = made.sitting(lan, 2)
    elsewhere = make.take_in(make.open_round(lan, number=7), [make.product("Chè")], lan)[0]
    with pytest.raises(Refused, match="phải cùng một đợt"):
        declare_conflict(elsewhere, seated[0], "family", by=lan)
    with pytest.raises(Refused, match="Chọn loại xung đột"):
        declare_conflict(application, seated[0], "enemy", by=lan)
    with pytest.raises(PermissionDenied):
        declare_conflict(application, seated[0], "family", by=hoa)


def test_a_secretary_scores_nothing_nor_anybody_in_conflict_or_what_was_withdrawn(lan):
    round_, (application, other), seated = made.sitting(lan, 2)
    council = members.council_of(round_)
    seated[2].role = CouncilRole.SECRETARY
    with pytest.raises(Refused, match="là thư ký"):
        require_scorer(council, seated[2], application)
    declare_conflict(application, seated[1], "family", by=lan)
    with pytest.raises(Refused, match="xung đột lợi ích"):
        require_scorer(members.council_of(round_), seated[1], application)
    move_application(other, "withdraw", by=lan, reason="Xin rút")
    other.refresh_from_db()
    with pytest.raises(Refused, match="đã rút"):
        require_scorer(council, seated[0], other)


def test_a_council_with_everything_wrong_is_refused_with_every_reason(lan):
    round_ = make.evaluating_round(lan, make.products(1))
    good = made.seats(3)
    rows = [
        replace(good[0], name=" ", role=CouncilRole.CHAIR),
        replace(good[1], name="a" * 500, role=CouncilRole.CHAIR),
        replace(good[2], role="king"),
        replace(good[2], name="Thay", substitute_for=99),
        replace(good[2], name="Thay một", substitute_for=2),
        replace(good[2], name="Thay hai", substitute_for=2),
        replace(good[2], name="Thay ba", substitute_for=5, role=CouncilRole.SECRETARY),
        replace(good[2], name="Văn phòng", user=lan),
        replace(good[2], name="Văn phòng", user=lan, uid="0000000"),
    ]
    with pytest.raises(Refused) as refused:
        members.set_council(round_, rows, by=lan)
    told = " ".join(refused.value.reasons)
    for said in (
        "Dòng 1: ghi họ và tên.", "Dòng 2: họ tên tối đa", "Dòng 3: vai trò “king”", "Có 2 chủ tịch",
        "Dòng 4: “thay cho” phải là số TT", "Dòng 2 có nhiều người thay", "Dòng 7: dòng 5 cũng là người thay",
        "Dòng 7: thư ký không chấm điểm", "Dòng 8: tài khoản lan xem được mọi phiếu",
        "Dòng 9: tài khoản lan đã chọn cho dòng 8.",
    ):  # fmt: skip
        assert said in told, (said, told)


def test_only_the_ministry_orders_and_only_about_what_a_province_gave_and_still_stands(lan, minh):
    with pytest.raises(PermissionDenied):
        evaluation_orders.require(lan)
    make.certified(lan, minh, make.products(1))
    one = Certification.objects.get()
    assert evaluation_orders.standing_in_the_way(one) == []
    one.level, one.ended_on = "central", one.issued_on
    told = evaluation_orders.standing_in_the_way(one)
    assert [sentence.split(":")[0] for sentence in told][:1] == ["Hạng 5 sao do Bộ công nhận"]
    assert any("đã chấm dứt" in sentence for sentence in told)

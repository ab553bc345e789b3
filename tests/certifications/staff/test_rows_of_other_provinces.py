"""Pages that choose among rows offer none of another province; and what a page sends on is refused
when it names nothing."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certifications.certificates import prepared_acts
from certifications.models import Certification, PreparedStatus, StagedRow
from certifications.rounds.access import Refused
from certifications.staff import queue as of_certifications
from certifications.staff.council.page import TypedRow, _seats
from certifications.staff.imports import lists as import_lists
from certifications.staff.rounds.forms import RoundForm
from ocop_registry.accounts.models import Role, RoleHeld
from ocop_registry.accounts.permissions import scope
from tests import factories as make
from tests.certifications.imports.files import staged
from tests.certifications.imports.registers import simple
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db


def page(person: Any, name: str, *arguments: Any, **asked: str) -> str:
    answer = signed_in(person).get(reverse(f"admin:{name}", args=arguments), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_other_one_of_a_merge_is_looked_for_at_home(lan, bo, xem):
    """The Ministry merges across provinces, so it alone finds the namesake there."""
    here = make.producer("HTX Nà Pò", phone="0912345678")
    near = make.producer("HTX Nà Pò hai", place=make.commune(number=1), phone="0912345678")
    away = make.producer("HTX Nà Pò ba", place=make.commune("24"), phone="0912345678")
    shown = page(lan, "merge_choose", "chu-the", here.uid)
    assert (near.uid in shown, away.uid in shown) == (True, False)
    found = page(lan, "merge_choose", "chu-the", here.uid, q="na po")
    assert (near.uid in found, away.uid in found) == (True, False)
    assert away.uid in page(bo, "merge_choose", "chu-the", here.uid, q="na po")
    offered = {one: "So sánh, gộp" in page(one, "duplicates") for one in (lan, bo, xem)}
    assert offered == {lan: True, bo: True, xem: False}


def test_templates_are_listed_to_who_sets_them_for_their_own_province(lan, xem):
    shown = page(lan, "template_list")
    assert ("Thái Nguyên" in shown, "Bắc Ninh" in shown) == (True, False)
    assert signed_in(xem).get(reverse("admin:template_list")).status_code == 403


def test_what_waits_elsewhere_waits_for_others(lan, minh, hoa):
    head = ("Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao")
    for code, person in (("19", lan), ("24", hoa)):
        row = ("Chè", "HTX Một", make.commune(code).full_name, 3)
        staged("register", simple(head, row), person, province=make.province(code))
        StagedRow.objects.create(
            source="Cũ", number=int(code), raw={}, outcome="staged", province=make.province(code)
        )
    [files, _] = import_lists.queue(minh)
    assert files.count == 1
    rows = list(of_certifications._certifications(scope(lan, "view")))
    assert rows[-1].count == 1


@pytest.fixture
def looking_on(lan: Any) -> Any:
    """Lan, who may also look at Bắc Ninh."""
    RoleHeld.objects.create(
        user=lan, role=Role.READ_ONLY, place=make.province("24"), since=date(2026, 1, 1)
    )
    return lan


def upload(person: Any, **typed: Any) -> dict[str, list[str]]:
    """What is wrong with the form of a new file, by field."""
    file = SimpleUploadedFile("a.xlsx", simple(("Tên chủ thể",), ("HTX Một",)))
    return dict(import_lists.UploadForm(typed, {"file": file}, user=person).errors)


def test_a_file_is_sent_for_the_own_province_and_its_rounds(looking_on):
    here, there = (make.draft_round(province_code=code) for code in ("19", "24"))
    away = make.draft_round(province_code="01")
    own, seen = here.place, there.place
    assert upload(looking_on, kind="producers", province=own.pk) == {}
    assert upload(looking_on, kind="producers", province=seen.pk).keys() == {"kind"}
    assert upload(looking_on, kind="producers", province=away.place.pk).keys() == {"province"}
    assert upload(looking_on, kind="applications", round=here.uid) == {}
    assert upload(looking_on, kind="applications", round=there.uid).keys() == {"kind"}
    assert upload(looking_on, kind="applications", round=away.uid).keys() == {"round"}


def test_lists_are_sorted_out_by_the_provinces_that_one_sees(looking_on):
    for name in ("round_list", "ptnt_ocop"):
        shown = page(looking_on, name)
        offered = [f'value="{code}"' in shown for code in ("19", "24", "01")]
        assert offered == [True, True, False], name
    shown = page(looking_on, "producers_producer_changelist")
    assert [f"tinh={code}" in shown for code in ("19", "24", "01")] == [True, True, False]


def test_pairs_between_two_provinces_are_of_those_that_one_sees(looking_on):
    phone = "0912345678"
    for word, code in (("gần", "19"), ("bên", "24"), ("xa", "01")):
        make.producer(f"HTX Nà {word}", place=make.commune(code), phone=phone)
    shown = page(looking_on, "duplicates")
    assert [f"HTX Nà {word}" in shown for word in ("gần", "bên", "xa")] == [True, True, False]


def test_who_only_looks_on_sends_no_file(xem):
    assert signed_in(xem).get(reverse("admin:import_new")).status_code == 403
    assert reverse("admin:import_new") not in page(xem, "import_list")


def test_who_only_looks_on_compares_no_scheme_and_reads_no_copy_of_it(xem):
    looker = signed_in(xem)
    compare = reverse("admin:scheme_compare", args=["26-2026", "1"])
    assert looker.post(compare).status_code == 403
    copy = reverse("admin:scheme_compared_file", args=["ABCDEFG"])
    assert looker.get(copy).status_code == 403


@pytest.mark.parametrize("year", ["2017", "2028"])
def test_a_round_is_of_a_year_of_the_programme(year, lan):
    form = RoundForm({"year": year}, user=lan)
    assert form.errors["year"] == ["Năm từ 2018 đến 2027."]


def test_a_settled_act_is_one_that_somebody_settled(lan, minh):
    make.certified(lan, minh, [make.product()])
    values = {"ground": "a", "decision": "9/QĐ-UBND", "on": "2026-11-19"}
    held = Certification.objects.get()
    sent = prepared_acts.prepare(held, "revoke", values, by=lan, reason="Theo văn bản")
    address = reverse("admin:prepared_page", args=[sent.uid])
    answer = signed_in(minh).post(address, {"reason": "Đúng"})
    assert answer.status_code == 409
    assert "Chọn duyệt hoặc không duyệt." in answer.content.decode()
    sent.refresh_from_db()
    assert sent.status == PreparedStatus.WAITING


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"user": "ABCDEFG"}, "không có tài khoản này"),
        ({"substitute_for": "9"}, "phải là số TT"),
    ],
)
def test_a_seat_names_an_account_and_a_number_that_are_there(row, said, lan):
    with pytest.raises(Refused, match=said):
        _seats([TypedRow(name="Ủy viên", **row)], make.open_round(lan))

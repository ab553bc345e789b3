"""What the centre recognised, and what it sent back: whose it is, asked by the acts themselves; and
acts that two rights together give."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from certifications.certificates import completion, prepared_acts
from certifications.certificates.completion import Completion
from certifications.decisions import returned_proposals
from certifications.merging.prepared import prepare_undo
from certifications.rounds import contents, particulars
from certifications.rounds.access import Refused
from certifications.rounds.contents import Content
from ocop_registry.accounts.permissions import ALLOWED
from tests import factories as make
from tests.certifications.certificates.history import recognised
from tests.certifications.decisions.test_returned_proposals import data, sent_back
from tests.certifications.merging.test_merging import two_products
from tests.certifications.test_acts_ask import turned_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]


def test_a_central_recognition_is_nobodys_in_the_provinces(lan, minh, hoa, xem, bo):
    owner = make.producer("Hộ bà Pò", kind="household", phone="0912", consent=["phone"])
    held = recognised(make.product("Chè", of=owner), 5, on=date(2025, 5, 1))
    revoke = {"ground": "a", "decision": "9/QĐ-BNNMT", "on": "2026-11-19"}
    turned_away(
        {
            "revoke": lambda by: prepared_acts.prepare(
                held, "revoke", revoke, by=by, reason="Theo văn bản"
            )
        },
        hoa,
        xem,
    )
    sent = prepared_acts.prepare(owner, "erase", {"fields": ["phone"]}, by=lan, reason="Đơn")
    turned_away({"erase": lambda by: prepared_acts.approve(sent, by=by)}, minh, hoa, xem)
    prepared_acts.approve(sent, by=bo)
    owner.refresh_from_db()
    assert owner.phone == ""


def test_what_came_back_is_the_provinces_own(lan, minh, hoa, xem, bo):
    [proposal] = sent_back(lan, minh, bo, make.scored("80"))
    turned_away(
        {"rehearse": lambda by: returned_proposals.rehearse([proposal], data(), by=by)},
        *(hoa, xem, bo),
    )
    ahead = replace(data(), signed_on=date(2026, 12, 1))
    with pytest.raises(Refused, match="tương lai"):
        returned_proposals.rehearse([proposal], ahead, by=lan)
    assert returned_proposals.rehearse([proposal], data(), by=lan).number == data().number


def test_taking_a_merge_back_is_prepared_where_it_was_merged(lan, hoa, xem):
    keep, drop = two_products()
    make.merged(keep, drop, by=lan, reason="Ghi hai lần")
    merged = make.prepared().get(kind="merge")
    turned_away({"undo": lambda by: prepare_undo(merged, by=by, reason="Nhầm")}, hoa, xem)


@pytest.mark.parametrize("right", ["product.edit", "producer.edit"])
def test_completing_takes_the_right_to_both(right, lan, monkeypatch):
    product = make.product("Miến", set_no=None)
    known = Completion(product_set=make.product("Chè", of=product.producer).product_set)
    monkeypatch.setitem(ALLOWED, right, frozenset())
    with pytest.raises(PermissionDenied):
        completion.complete(product, known, by=lan, source="Bản gốc")
    monkeypatch.undo()
    completion.complete(product, known, by=lan, source="Bản gốc")


def test_the_councils_rules_may_close_before_the_other_particulars(lan, monkeypatch):
    round_ = make.open_round(lan)
    monkeypatch.setitem(contents.OPEN_IN, Content.RULES, frozenset())
    round_.title = "Đợt đã đổi tên"
    round_ = particulars.edit(round_, by=lan)
    round_.rules = {"quorum": "0.5"}
    with pytest.raises(Refused, match="quy chế hội đồng"):
        particulars.edit(round_, by=lan)

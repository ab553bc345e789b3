"""Merging takes two people, and so does taking a merge back: exactly as it was, while nothing builds
on it."""

import json
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from certifications import integrity
from certifications.certificates import prepared_acts
from certifications.merging import merge
from certifications.merging.prepared import prepare, prepare_undo
from certifications.models import Certification, Level
from certifications.register import compare
from certifications.rounds.access import Refused
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry, MergedSubject
from ocop_registry.journal.privacy import erase_private
from ocop_registry.journal.verification import Verification
from producers.models import Producer
from products.models import (
    PointOfSale,
    Product,
    ProductImage,
    ProductStandard,
    PublicEntry,
    SalesChannel,
    YearlyFigure,
)
from tests import factories as make
from tests.certifications.merging.test_merging import recognised, two_products

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
WHY = "Hai sản phẩm khác nhau"
GROUND = {"ground": "handed_over", "paper": "Hợp đồng 12/2026 ngày 01/10/2026"}
HELD = (
    *(Producer, Product, Certification, ProductImage, ProductStandard, SalesChannel),
    *(YearlyFigure, PointOfSale, MergedSubject),
)


def rows() -> dict[str, Any]:
    """Everything that a merge may touch, but for the versions, which only grow."""
    told = json.loads(
        serializers.serialize(
            "json", [row for model in HELD for row in model.objects.order_by("pk")]
        )
    )
    for row in told:
        row["fields"].pop("version", None)
    return {f"{row['model']}:{row['pk']}": row["fields"] for row in told}


def cards() -> list[tuple]:
    values = ("kind", "uid", "card", "detail", "search_key")
    return list(PublicEntry.objects.order_by("kind", "uid").values_list(*values))


def sound() -> None:
    assert list(integrity.faults()) == []
    assert list(compare()) == []
    assert list(Verification().faults()) == []


def taken_back(kept: Any, by: Any) -> None:
    done = make.prepared().get(kind="merge")
    sent = prepare_undo(done, by=by, reason=WHY)
    prepared_acts.approve(sent, by=make.second_person(sent))


# --- two people -----------------------------------------------------------------------------------
def test_nothing_is_merged_by_one_person(lan, minh):
    keep, drop = two_products()
    for person in (minh, lan):
        sent = prepare(keep, drop, by=person, reason="Ghi hai lần")
        assert Product.objects.count() == 2
        with pytest.raises((Refused, PermissionDenied)):
            prepared_acts.approve(sent, by=person)
        prepared_acts.reject(sent, by=person, reason="Thôi")
    assert not MergedSubject.objects.exists()


def test_what_the_centre_recognised_is_merged_by_the_ministry(lan, minh, bo):
    keep, drop = two_products()
    recognised(drop, date(2026, 1, 5), stars=5, level=Level.CENTRAL)
    sent = prepare(keep, drop, by=lan, reason="Ghi hai lần")
    with pytest.raises(PermissionDenied):
        prepared_acts.approve(sent, by=minh)
    prepared_acts.approve(sent, by=bo)
    assert Product.objects.get().certifications.get().stars == 5


def test_a_tours_stars_do_not_go_to_a_tea_without_a_named_ground(lan):
    owner = make.producer()
    tea, tour = (
        make.product("Chè", of=owner, set_no=6),
        make.product("Du lịch", of=owner, set_no=26),
    )
    chosen = {"product_set": merge.KEEP}
    for told in (
        {},
        {"ground": "twice"},
        {"ground": "khác", "paper": "x"},
        {"ground": "twice", "paper": " "},
    ):
        with pytest.raises(Refused, match="khác bộ sản phẩm: chỉ gộp khi có căn cứ"):
            prepare(tea, tour, by=lan, reason="Ghi hai lần", values=chosen, **told)
    sent = prepare(tea, tour, by=lan, reason="Ghi hai lần", values=chosen, **GROUND)
    assert sent.values["paper"] == GROUND["paper"]


def test_what_changed_since_it_was_prepared_is_not_merged(lan, minh):
    keep, drop = two_products()
    sent = prepare(keep, drop, by=lan, reason="Ghi hai lần")
    with act("product.edit", by=lan, province=keep.province) as deed:
        drop.story = "Chuyện"
        deed.save(drop)
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        prepared_acts.approve(sent, by=minh)


def test_another_act_on_the_one_to_be_dropped_comes_first(lan, minh):
    keep, drop = two_products()
    recognised(drop, date(2025, 1, 5))
    make.changed(drop, lan, minh, name="Tên khác")
    third = make.product("Khác", of=drop.producer)
    prepare(drop, third, by=lan, reason="Ghi hai lần")
    with pytest.raises(Refused, match="đang có một việc chờ duyệt"):
        prepare(keep, drop, by=lan, reason="Ghi hai lần")


# --- previewed ------------------------------------------------------------------------------------
def test_where_it_can_no_longer_be_done_the_preview_says_why(lan, minh, as_user):
    keep, drop = two_products()
    sent = prepare(keep, drop, by=lan, reason="Ghi hai lần")
    drop.story = "Câu chuyện mới"
    with act("product.edit", by=lan, province=drop.province) as deed:
        deed.save(drop)
    page = as_user(minh).get(reverse("admin:prepared_page", args=[sent.uid]))
    told = page.context["readings"][-1]
    assert (told.heading, told.sentence) == ("Sau khi duyệt", "")
    [why] = told.events
    assert "vừa được người khác sửa" in why
    assert why in unescape(page.content.decode())


def test_the_approver_reads_what_the_public_will_read_and_looking_changes_nothing(
    lan, minh, as_user
):
    keep, drop = two_products()
    recognised(keep, date(2020, 3, 1), stars=3)
    recognised(drop, date(2026, 1, 5), stars=4)
    sent = prepare(keep, drop, by=lan, reason="Ghi hai lần")
    before, entries = rows(), JournalEntry.objects.count()
    page = as_user(minh).get(reverse("admin:prepared_page", args=[sent.uid]))
    readings = page.context["readings"]
    assert [one.heading for one in readings] == ["Hiện nay", "Hiện nay", "Sau khi duyệt"]
    assert readings[0].sentence != readings[2].sentence == readings[1].sentence
    assert "4 sao" in readings[2].sentence
    assert (rows(), JournalEntry.objects.count()) == (before, entries)
    prepared_acts.approve(sent, by=minh)
    entry = PublicEntry.objects.get(kind="product", uid=keep.uid)
    assert [event["text"] for event in json.loads(entry.detail)["timeline"]] == [
        text.split(": ", 1)[1] for text in readings[2].events
    ]


# --- taken back -----------------------------------------------------------------------------------
def test_products_come_apart_exactly_as_they_were(lan):
    keep, drop = two_products(gtin="8938501234568", story="Chuyện")
    other = make.producer("HTX Khác")
    ProductStandard.objects.create(product=keep, kind="haccp")
    ProductStandard.objects.create(product=drop, kind="haccp")
    ProductStandard.objects.create(product=drop, kind="halal")
    SalesChannel.objects.create(product=drop, kind="other", name="Chợ")
    ProductImage.objects.create(
        product=drop, alt="Ảnh", position=0, small="a", medium="b", large="c", width=1, height=1
    )
    with act("yearly_figure.create", by=lan) as deed:
        deed.create(YearlyFigure(product=keep, year=2025, revenue=100))
        deed.create(YearlyFigure(product=drop, year=2025, output=5, output_unit="kg"))
        deed.create(YearlyFigure(product=drop, year=2024, revenue=50))
    with act("point_of_sale.create", by=lan) as deed:
        shop = PointOfSale(name="Cửa hàng", place=other.place)
        deed.create(shop)
        shop.products.add(drop)
    recognised(keep, date(2019, 9, 1), stars=3)
    recognised(drop, date(2019, 9, 1), stars=3, code="19-02155-003-2019")  # entered twice
    recognised(drop, date(2025, 1, 5), stars=4)
    before, public = rows(), cards()
    kept = make.merged(keep, drop, by=lan, reason="Ghi hai lần")
    assert rows() != before
    assert Product.objects.count() == 1
    taken_back(kept, lan)
    assert rows() == before
    assert cards() == public
    sound()


def test_producers_come_apart_with_what_is_private(lan):
    keep = make.producer("HTX A", phone="0912")
    drop = make.producer(
        "HTX B", tax_code="4700123456", phone="0913", representative_name="Bế Thị Na"
    )
    make.product(of=drop)
    before = rows()
    kept = make.merged(keep, drop, by=lan, reason="Ghi hai lần", values={"phone": merge.DROP})
    done = make.prepared().get()
    assert "4700123456" not in json.dumps(done.record)
    taken_back(kept, lan)
    assert rows() == before
    assert Producer.objects.get(uid=drop.uid).representative_name == "Bế Thị Na"
    sound()


def test_what_was_built_on_stays_merged(lan, minh):
    keep, drop = two_products()
    recognised(drop, date(2025, 1, 5), stars=4)
    kept = make.merged(keep, drop, by=lan, reason="Ghi hai lần")
    make.changed(kept, lan, minh, name="Tên mới")
    with pytest.raises(Refused, match="đã được ghi hoặc sửa sau khi gộp"):
        taken_back(kept, lan)
    assert Product.objects.count() == 1


def test_built_on_between_preparing_and_approving_it_stays_merged(lan, minh):
    keep, drop = two_products()
    make.merged(keep, drop, by=lan, reason="Ghi hai lần")
    sent = prepare_undo(make.prepared().get(), by=lan, reason=WHY)
    recognised(Product.objects.get(), date(2026, 1, 5))
    with pytest.raises(Refused, match="đã được ghi hoặc sửa sau khi gộp"):
        prepared_acts.approve(sent, by=minh)


def test_erased_private_values_do_not_come_back(lan):
    keep, drop = make.producer("HTX A"), make.producer("HTX B", phone="0913")
    kept = make.merged(keep, drop, by=lan, reason="Ghi hai lần")
    erase_private("producer", drop.uid, by=None, reason="Theo yêu cầu")
    with pytest.raises(Refused, match="Dữ liệu cá nhân cũ đã được xóa"):
        taken_back(kept, lan)


def test_taking_back_takes_two_people_and_happens_once(lan, minh, hoa, xem, as_user):
    keep, drop = two_products()
    kept = make.merged(keep, drop, by=lan, reason="Ghi hai lần")
    done = make.prepared().get()
    page = reverse("admin:merge_undo", args=[done.uid])
    assert [as_user(one).get(page).status_code for one in (lan, xem, hoa)] == [200, 403, 404]
    answer = as_user(minh).post(page, {"reason": WHY})
    sent = make.prepared().get(kind="unmerge")
    assert answer.headers["Location"] == reverse("admin:prepared_page", args=[sent.uid])
    shown = as_user(minh).get(answer.headers["Location"]).content.decode()
    assert "Tách ra như trước khi gộp" in shown
    of_no_merge = reverse("admin:merge_undo", args=[sent.uid])
    assert as_user(minh).get(of_no_merge).status_code == 404
    with pytest.raises(Refused, match="người duyệt phải là người khác"):
        prepared_acts.approve(sent, by=minh)
    prepared_acts.approve(sent, by=make.approver("dung"))
    assert Product.objects.count() == 2
    again = as_user(lan).post(page, {"reason": WHY})
    assert again.status_code == 409
    assert "đã được hoàn tác" in again.content.decode()
    assert kept.pk == keep.pk

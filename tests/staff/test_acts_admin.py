"""Saving, deleting and conflicts in the admin: one journal entry each, nothing typed lost."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from ocop_registry.journal.acts import VersionConflict
from ocop_registry.journal.models import JournalEntry, JournalLine
from ocop_registry.staff.acts.act_admin import ActAdmin
from producers.models import Producer
from products.models import PointOfSale, Product
from tests import factories


def producer_form(producer: Producer, **changed: Any) -> dict[str, Any]:
    """The page's fields as a browser would send them back."""
    return {
        "name": producer.name,
        "kind": producer.kind,
        "place": producer.place_id,
        "address": producer.address,
        "phone": producer.phone,
        "row_version": producer.version,
        **changed,
    }


NO_PARTS = {
    f"{part}-{name}": 0
    for part in ("images", "standards", "channels")
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def product_form(product: Product, **changed: Any) -> dict[str, Any]:
    return {
        "name": product.name,
        "producer": product.producer_id,
        "product_set": product.product_set_id or "",
        "row_version": product.version,
        **NO_PARTS,
        **changed,
    }


def change(producer: Producer) -> str:
    return reverse("admin:producers_producer_change", args=[producer.pk])


def test_adding_is_one_act_of_the_person_in_the_province(clients, cast):
    url = reverse("admin:producers_producer_add")
    answer = clients["staff"].post(
        url, {"name": "HTX Tài Hoan", "kind": "cooperative", "place": factories.commune().pk}
    )
    assert answer.status_code == 302
    producer = Producer.objects.get()
    entry = JournalEntry.objects.latest("seq")
    assert (entry.act, entry.actor, entry.province_code) == ("producer.create", cast["staff"], "19")
    assert [line.uid for line in entry.lines.all()] == [producer.uid]
    assert not LogEntry.objects.exists()


def test_editing_writes_one_entry_and_raises_the_version(clients):
    producer = factories.producer()
    entries = JournalEntry.objects.count()
    answer = clients["staff"].post(
        change(producer), producer_form(producer, name="HTX Nà Pò Xanh", reason="Đổi đăng ký")
    )
    assert answer.status_code == 302
    producer.refresh_from_db()
    entry = JournalEntry.objects.latest("seq")
    assert (producer.name, producer.version, JournalEntry.objects.count()) == (
        "HTX Nà Pò Xanh",
        2,
        entries + 1,
    )
    assert (entry.act, entry.reason) == ("producer.edit", "Đổi đăng ký")


def test_saving_without_a_change_writes_nothing(clients):
    producer = factories.producer()
    entries = JournalEntry.objects.count()
    assert clients["staff"].post(change(producer), producer_form(producer)).status_code == 302
    producer.refresh_from_db()
    assert (producer.version, JournalEntry.objects.count()) == (1, entries)


def test_the_second_editor_sees_both_and_keeps_what_he_typed(clients):
    producer = factories.producer("HTX Nà Pò", address="Thôn 1")
    first = producer_form(producer, address="Thôn Hai")
    second = producer_form(producer, address="Thôn Ba")
    assert clients["head"].post(change(producer), first).status_code == 302
    entries = JournalEntry.objects.count()

    answer = clients["staff"].post(change(producer), second)
    form = answer.context["adminform"].form
    producer.refresh_from_db()
    assert (producer.address, JournalEntry.objects.count()) == ("Thôn Hai", entries)
    assert form.conflict.who == "Người minh"
    assert [(row.stored, row.typed) for row in form.conflict.differences] == [
        ("Thôn Hai", "Thôn Ba")
    ]
    assert 'value="Thôn Ba"' in answer.content.decode()

    again = clients["staff"].post(
        change(producer), {**second, "row_version": form["row_version"].value()}
    )
    producer.refresh_from_db()
    assert (again.status_code, producer.address, producer.version) == (302, "Thôn Ba", 3)


def test_a_form_without_its_version_is_refused(clients):
    producer = factories.producer()
    form = producer_form(producer, name="Tên khác")
    del form["row_version"]
    assert clients["staff"].post(change(producer), form).status_code == 200
    producer.refresh_from_db()
    assert producer.name == "HTX Nà Pò"


def test_an_editor_who_is_overtaken_inside_the_act_gets_the_same_answer(clients, monkeypatch):
    producer = factories.producer("HTX Nà Pò")
    read, reads = ActAdmin.get_object, []

    def overtaken(self, deed, request, form, formsets, changing):
        raise VersionConflict(form.instance, form.instance)

    def read_after_the_other(self, request, object_id, from_field=None):
        if reads:
            Producer.objects.filter(pk=producer.pk).update(version=2, phone="0911")
        reads.append(object_id)
        return read(self, request, object_id, from_field)

    monkeypatch.setattr(ActAdmin, "perform", overtaken)
    monkeypatch.setattr(ActAdmin, "get_object", read_after_the_other)
    entries = JournalEntry.objects.count()
    answer = clients["staff"].post(change(producer), producer_form(producer, name="HTX Nà Pò Xanh"))
    producer.refresh_from_db()
    assert (answer.status_code, producer.name, JournalEntry.objects.count()) == (
        200,
        "HTX Nà Pò",
        entries,
    )
    assert "vừa được người khác sửa" in answer.content.decode()
    assert 'value="HTX Nà Pò Xanh"' in answer.content.decode()


def test_what_the_act_refuses_is_told_on_the_form(clients, monkeypatch):
    producer = factories.producer("HTX Nà Pò")

    def refused(self, deed, request, form, formsets, changing):
        raise ValidationError("Không ghi được vì một lý do của luật.")

    monkeypatch.setattr(ActAdmin, "perform", refused)
    answer = clients["staff"].post(change(producer), producer_form(producer, name="HTX Nà Pò Xanh"))
    producer.refresh_from_db()
    assert (answer.status_code, producer.name) == (200, "HTX Nà Pò")
    assert "vì một lý do của luật" in answer.content.decode()


def test_a_change_of_parts_is_one_line_and_a_new_version(clients):
    product = factories.product()
    url = reverse("admin:products_product_change", args=[product.pk])
    rows = {
        "standards-TOTAL_FORMS": 1,
        "standards-0-kind": "haccp",
        "standards-0-number": "12",
        "standards-0-product": product.pk,
    }
    assert clients["staff"].post(url, product_form(product, **rows)).status_code == 302
    product.refresh_from_db()
    entry = JournalEntry.objects.latest("seq")
    assert (entry.act, entry.lines.count(), product.version) == ("product.edit", 1, 2)
    assert '"haccp"' in entry.lines.get().text
    assert product.standards.get().number == "12"


def test_a_change_of_object_and_parts_is_still_one_line(clients):
    product = factories.product()
    url = reverse("admin:products_product_change", args=[product.pk])
    rows = {
        "channels-TOTAL_FORMS": 1,
        "channels-0-kind": "export",
        "channels-0-name": "Cộng hòa Séc",
    }
    assert (
        clients["staff"].post(url, product_form(product, name="Miến dong", **rows)).status_code
        == 302
    )
    line = JournalLine.objects.get(entry=JournalEntry.objects.latest("seq"))
    assert "Cộng hòa Séc" in line.text
    assert "Miến dong" in line.text


def test_references_of_many_are_journalled(clients):
    product = factories.product()
    url = reverse("admin:products_pointofsale_add")
    form = {
        "name": "Điểm OCOP phường Bắc Kạn",
        "place": factories.commune().pk,
        "products": [product.pk],
    }
    assert clients["staff"].post(url, form).status_code == 302
    assert PointOfSale.objects.get().products.get() == product
    assert product.uid in JournalEntry.objects.latest("seq").lines.get().text


def test_deleting_asks_for_a_reason_and_is_one_act(clients):
    producer = factories.producer()
    url = reverse("admin:producers_producer_delete", args=[producer.pk])
    refused = clients["staff"].post(url, {"reason": " ", "row_version": producer.version})
    assert "Hãy ghi lý do xóa" in refused.content.decode()
    assert Producer.objects.exists()
    assert (
        clients["staff"]
        .post(url, {"reason": "Nhập nhầm", "row_version": producer.version})
        .status_code
        == 302
    )
    entry = JournalEntry.objects.latest("seq")
    assert (entry.act, entry.reason, Producer.objects.count()) == (
        "producer.delete",
        "Nhập nhầm",
        0,
    )


def test_what_others_refer_to_is_not_deleted(clients):
    product = factories.product()
    url = reverse("admin:producers_producer_delete", args=[product.producer_id])
    answer = clients["staff"].post(url, {"reason": "Thử", "row_version": 1})
    assert product.name in answer.content.decode()
    assert Producer.objects.filter(pk=product.producer_id).exists()


def test_deleting_what_was_just_edited_asks_again(clients):
    producer = factories.producer()
    assert (
        clients["head"].post(change(producer), producer_form(producer, phone="0912")).status_code
        == 302
    )
    url = reverse("admin:producers_producer_delete", args=[producer.pk])
    answer = clients["staff"].post(url, {"reason": "Nhập nhầm", "row_version": 1})
    assert "vừa được người khác sửa" in answer.content.decode()
    assert Producer.objects.filter(pk=producer.pk).exists()


def test_history_tells_who_when_why_before_and_after_private_values_too(clients):
    producer = factories.producer("HTX Nà Pò", phone="0911111111")
    clients["staff"].post(
        change(producer), producer_form(producer, phone="0922222222", reason="Số mới")
    )
    text = (
        clients["head"]
        .get(reverse("admin:producers_producer_history", args=[producer.pk]))
        .content.decode()
    )
    for part in ("Sửa chủ thể", "Người lan", "Số mới", "0911111111", "0922222222", "Thêm chủ thể"):
        assert part in text


def test_look_alikes_are_shown_before_adding_and_may_be_overruled(clients):
    factories.producer("HTX Tài Hoan", place=factories.commune("19", 3))
    url = reverse("admin:producers_producer_add")
    typed = {
        "name": "Hợp tác xã Tài Hoan",
        "kind": "cooperative",
        "place": factories.commune("19").pk,
    }
    answer = clients["staff"].post(url, typed)
    assert "HTX Tài Hoan" in answer.content.decode()
    assert Producer.objects.count() == 1
    assert clients["staff"].post(url, {**typed, "confirmed": "on"}).status_code == 302
    assert Producer.objects.count() == 2


def test_no_admin_edits_rows_in_its_list():
    assert all(
        not model_admin.list_editable and model_admin.actions is None
        for model_admin in admin.site._registry.values()
    )

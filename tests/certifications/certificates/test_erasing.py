"""A person's data goes at his wish: from the row, from what the journal and the acts prepared kept;
by one person, by two where the public sees it; and the history says so afterwards."""

import json
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from certifications.certificates import erasing, prepared_acts
from certifications.merging.prepared import prepare_undo
from certifications.models import PreparedAct
from certifications.register import compare
from certifications.rounds.access import Refused
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry, JournalLine, PrivateChange, SubjectSalt
from ocop_registry.journal.verification import Verification
from ocop_registry.staff.acts.history import history_of
from producers.models import Producer, ProducerKind
from products.models import PublicEntry
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
OWN = {
    "tax_code": "001234567890",
    "registration_number": "17A8009999",
    "phone": "0912345678",
    "address": "Thôn Nà Pò",
    "representative_name": "Hoàng Thị Pò",
}
WHY = "Theo đơn ngày 20/11/2026"


@pytest.fixture
def household(lan: Any) -> Producer:
    """A household, entered through an act, whose registration number was mended once."""
    made = Producer(
        kind=ProducerKind.HOUSEHOLD,
        name="Hộ bà Pò",
        place=make.commune(),
        woman_led=True,
        **{**OWN, "registration_number": "17A8000001"},
    )
    with act("producer.create", by=lan) as deed:
        deed.create(made)
    made.registration_number = OWN["registration_number"]
    with act("producer.edit", by=lan) as deed:
        deed.save(made)
    return made


def changed_tax_code(household: Producer, lan: Any, minh: Any) -> PreparedAct:
    """A recognised household: its tax code takes two people to change."""
    make.certified(lan, minh, [make.product("Chè Shan", of=household)])
    return make.changed(household, lan, minh, tax_code="009999999999")


def texts() -> str:
    """Everything that the chain covers."""
    lines = JournalLine.objects.values_list("text", flat=True)
    return "\n".join([*lines, *JournalEntry.objects.values_list("text", flat=True)])


def kept_apart() -> str:
    """Everything of it that can be erased, and the acts prepared on it."""
    beside = PrivateChange.objects.values_list("before", "after")
    acts = PreparedAct.objects.values_list("values", "record")
    return json.dumps([list(beside), list(acts)], ensure_ascii=False)


def plain_in(text: str) -> list[str]:
    values = (*OWN.values(), "17A8000001", "009999999999")
    return [value for value in values if value in text]


def test_nothing_of_a_household_stands_plainly_in_the_chain(household, lan, minh):
    changed_tax_code(household, lan, minh)
    assert plain_in(texts()) == []
    twin = make.producer("Hộ bà Pò", kind=ProducerKind.HOUSEHOLD)
    make.merged(household, twin, by=lan, reason="Ghi hai lần")
    assert plain_in(texts()) == []
    merged = PreparedAct.objects.get(kind="merge")
    assert plain_in(json.dumps(merged.record, ensure_ascii=False)) == []


def test_what_the_public_does_not_see_one_person_erases(household, lan):
    assert erasing.erase(household, erasing.filled(household), by=lan, reason=WHY) is None
    stored = Producer.objects.get(pk=household.pk)
    assert [getattr(stored, name) for name in OWN] == [""] * len(OWN)
    assert (stored.woman_led, stored.name, stored.kind) == (None, "Hộ bà Pò", "household")
    assert plain_in(texts() + kept_apart()) == []
    assert not SubjectSalt.objects.filter(uid=household.uid).exists()
    entry = JournalEntry.objects.first()
    assert (entry.act, entry.actor, entry.reason) == ("privacy.erase", lan, WHY)
    assert [fault.what for fault in Verification().faults()] == []
    newest, *older = history_of(stored)
    told = {change.label: (change.before, change.after) for change in newest.changes}
    assert told["giá trị cũ của dữ liệu cá nhân"] == ("còn giữ", "đã xóa")
    assert told["điện thoại"] == ("(đã xóa)", "–")
    assert plain_in(str(older)) == []
    assert ("số đăng ký kinh doanh", "(đã xóa)", "(đã xóa)") in [
        (change.label, change.before, change.after) for change in older[0].changes
    ]


def test_the_past_alone_may_go_and_what_is_written_now_stays(household, lan):
    assert erasing.erase(household, [], by=lan, reason=WHY) is None
    stored = Producer.objects.get(pk=household.pk)
    assert stored.registration_number == OWN["registration_number"]
    assert plain_in(kept_apart()) == []
    stored.phone = "0999"
    with act("producer.edit", by=lan) as deed:
        deed.save(stored)
    assert [fault.what for fault in Verification().faults()] == []


def test_what_the_public_sees_takes_another_person(household, lan, minh):
    changed_tax_code(household, lan, minh)
    household.refresh_from_db()
    household.consent = ["tax_code", "phone"]
    with act("producer.edit", by=lan) as deed:
        deed.save(household)
    card = PublicEntry.objects.get(kind="product")
    assert "009999999999" in json.dumps(card.detail)
    sent = erasing.erase(household, erasing.filled(household), by=minh, reason=WHY)
    assert sent is not None
    household.refresh_from_db()
    assert household.phone == OWN["phone"]
    with pytest.raises(Refused, match="người duyệt phải là người khác"):
        prepared_acts.approve(sent, by=minh)
    prepared_acts.approve(sent, by=make.approver("thu"))
    assert plain_in(texts() + kept_apart()) == []
    for public in PublicEntry.objects.all():
        assert plain_in(json.dumps([public.card, public.detail], ensure_ascii=False)) == []
    assert JournalEntry.objects.first().act == "producer.erase"
    assert Producer.objects.get(pk=household.pk).consent == []
    assert list(compare()) == []
    assert [fault.what for fault in Verification().faults()] == []


def test_what_is_a_businesss_own_is_not_erased_here(lan):
    coop = make.producer("HTX Nà Pò", phone="0912345678")
    with pytest.raises(Refused, match="không phải dữ liệu cá nhân"):
        prepared_acts.prepare(coop, "erase", {"fields": ["phone"]}, by=lan, reason=WHY)
    assert Producer.objects.get(pk=coop.pk).phone == "0912345678"


def test_who_may_not_and_who_says_no_reason_erases_nothing(household, lan, hoa, xem):
    for person in (hoa, xem):
        with pytest.raises(PermissionDenied):
            erasing.erase(household, ["phone"], by=person, reason=WHY)
    with pytest.raises(ValidationError):
        erasing.erase(household, ["phone"], by=lan, reason=" ")
    assert Producer.objects.get(pk=household.pk).phone == OWN["phone"]
    assert OWN["phone"] in kept_apart()


def test_the_page_and_the_command_do_the_same_act(household, lan, as_user):
    page, address = as_user(lan), reverse("admin:erasing", args=[household.uid])
    shown = page.get(address)
    assert shown.status_code == 200
    assert "Số đăng ký kinh doanh" in shown.text
    assert page.post(address, {"fields": ["phone"]}).status_code == 422
    done = page.post(address, {"fields": ["phone"], "reason": WHY}, follow=True)
    assert "giá trị cũ của dữ liệu cá nhân" in done.text.lower()
    assert Producer.objects.get(pk=household.pk).phone == ""
    said = StringIO()
    call_command("erase_private", household.uid, by="lan", reason=WHY, all=True, stdout=said)
    assert said.getvalue() == "Đã xóa.\n"
    assert Producer.objects.get(pk=household.pk).address == ""
    with pytest.raises(CommandError, match="Không có chủ thể"):
        call_command("erase_private", "ZZZZZZZ", by="lan", reason=WHY)
    with pytest.raises(CommandError, match="không phải dữ liệu cá nhân"):
        call_command("erase_private", household.uid, by="lan", reason=WHY, field=["name"])


def test_a_page_without_anything_written_now_says_so_and_erases_the_past(household, lan, as_user):
    page, address = as_user(lan), reverse("admin:erasing", args=[household.uid])
    assert "không còn mục cá nhân nào" not in page.get(address).text
    erasing.erase(household, erasing.filled(household), by=lan, reason=WHY)
    shown = page.get(address).text
    assert "không còn mục cá nhân nào đang ghi" in shown
    assert "Xóa cả giá trị đang ghi" not in shown
    assert page.post(address, {"reason": WHY}).status_code == 302


def test_what_earlier_merges_kept_loses_the_private_values_and_can_still_be_taken_back(
    household, lan, minh
):
    twin = make.producer("Hộ bà Pò", kind=ProducerKind.HOUSEHOLD)
    make.merged(household, twin, by=lan, reason="Ghi hai lần")
    merged = PreparedAct.objects.get(kind="merge")
    for rows in merged.record.values():
        for row in rows.values():
            if row["model"] == "producers.producer":
                row["fields"]["registration_number"] = OWN["registration_number"]
    PreparedAct.objects.filter(pk=merged.pk).update(record=merged.record)
    migration = import_module("certifications.migrations.0011_erasing_personal_data")
    migration.strip(apps, None)
    merged.refresh_from_db()
    assert plain_in(json.dumps(merged.record)) == []
    sent = prepare_undo(merged, by=lan, reason="Hai hộ khác nhau")
    prepared_acts.approve(sent, by=minh)
    assert Producer.objects.get(uid=twin.uid).name == twin.name
    stored = Producer.objects.get(pk=household.pk)
    assert stored.registration_number == OWN["registration_number"]

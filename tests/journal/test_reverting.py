"""What an act left is taken back only while nothing builds on it and everything it replaced is
still known."""

from datetime import date

import pytest

from certifications.models import Certification
from ocop_registry.journal import reverting
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.privacy import erase_private
from ocop_registry.journal.reverting import NotRevertible, revert
from producers.models import Producer
from products.models import Product
from tests import factories as make

pytestmark = pytest.mark.django_db


def last() -> JournalEntry:
    return JournalEntry.objects.order_by("-seq")[0]


def refused(entry: JournalEntry, by) -> list[str]:
    """Why an entry cannot be taken back; nothing of it may be."""
    before = JournalEntry.objects.count()
    with (
        pytest.raises(NotRevertible) as raised,
        act("import.undo", by=by, reason="Nhầm", province=make.province()) as deed,
    ):
        revert(deed, entry)
    assert JournalEntry.objects.count() == before
    return raised.value.reasons


def edited(*subjects, by, **values) -> JournalEntry:
    with act("producer.edit", by=by, province=make.province()) as deed:
        for subject in subjects:
            for name, value in values.items():
                setattr(subject, name, value)
            deed.save(subject)
    return last()


def test_an_edit_is_taken_back_with_its_private_values(lan):
    made = make.producer(phone="0912345678", address="Thôn Một", kind="household")
    entry = edited(made, by=lan, phone="0987654321", address="Thôn Hai", woman_led=True)
    with act("import.undo", by=lan, reason="Nhầm", province=make.province()) as deed:
        revert(deed, entry)
    made.refresh_from_db()
    assert (made.phone, made.address, made.woman_led) == ("0912345678", "Thôn Một", None)


def test_what_was_deleted_is_not_brought_back(lan):
    made = make.producer()
    with act("producer.delete", by=lan, reason="Nhầm", province=made.province) as deed:
        deed.delete(made)
    [told] = refused(last(), lan)
    assert told == f"Việc này đã xóa producer {made.uid}: không khôi phục tự động được."


def test_a_private_value_that_was_erased_since_is_not_made_up(lan):
    made = make.producer(phone="0912345678", kind="household")
    entry = edited(made, by=lan, phone="0987654321")
    line = entry.lines.get()
    erase_private("producer", made.uid, by=lan, reason="Chủ hộ yêu cầu")
    former = {made.uid: {"phone": "hmac:0123"}}
    with pytest.raises(NotRevertible, match="đã được xóa theo yêu cầu"):
        reverting._fill_private({line.pk: (made.uid, "producer")}, former, Producer)


def test_of_many_that_went_on_the_first_are_named_and_the_others_counted(lan):
    made = [make.producer(f"HTX Số {number}") for number in range(reverting.NAMED + 3)]
    entry = edited(*made, by=lan, address="Thôn Một")
    edited(*made, by=lan, address="Thôn Hai")
    told = refused(entry, lan)
    assert len(told) == reverting.NAMED + 1
    assert told[-1] == "và 3 đối tượng khác đã được xử lý tiếp."
    assert f"mục nhật ký {last().seq}" in told[0]


def test_what_the_system_no_longer_knows_is_named():
    with pytest.raises(NotRevertible, match="Trường “shoe_size” không còn"):
        reverting._field(Producer, "shoe_size")
    with pytest.raises(NotRevertible, match="loại “ghost”"):
        reverting._model_of("ghost")
    product, field = make.product(), Product._meta.get_field("producer")
    with pytest.raises(NotRevertible, match=r"chủ thể trước đây \(0000000\) không còn trong sổ"):
        reverting._set(product, field, "0000000", {})
    dated = Certification(issued_on=date(2026, 11, 1))
    reverting._set(dated, Certification._meta.get_field("issued_on"), "", {})
    assert dated.issued_on is None, "what was not known is not known again"

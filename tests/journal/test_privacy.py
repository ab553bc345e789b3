"""Private values never stand in the journal's text, and go without breaking the chain."""

import json

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from ocop_registry.journal.acts import act
from ocop_registry.journal.models import (
    JournalEntry,
    JournalLine,
    PrivateChange,
    Subject,
    SubjectSalt,
)
from ocop_registry.journal.privacy import erase_private
from ocop_registry.privacy import classes, erasable
from tests import factories
from tests.journal.support import account, faults, last_seq

pytestmark = pytest.mark.django_db


SUBJECTS = [model for model in apps.get_models() if issubclass(model, Subject)]


@pytest.mark.parametrize("model", SUBJECTS, ids=lambda model: model.__name__)
def test_every_field_of_what_the_journal_tells_has_a_class_from_which_all_follows(model):
    own = {field.name for field in model._meta.concrete_fields} - Subject.OWN_FIELDS
    assert set(model.PRIVACY) == own, "declare the class of the field beside its model (PRIVACY)"
    assert erasable(model.PRIVACY) == model.PRIVATE_FIELDS


def test_a_class_is_declared_once_and_known():
    with pytest.raises(ValueError, match="two classes"):
        classes(public="name", personal="name")
    with pytest.raises(KeyError):
        classes(secret="name")


def email_digests(uid: str) -> list[tuple[str | None, str | None]]:
    texts = [json.loads(line.text) for line in JournalLine.objects.filter(uid=uid)]
    return [
        ((text["before"] or {}).get("email"), (text["after"] or {}).get("email")) for text in texts
    ]


def kept(uid: str) -> list[tuple[str, str]]:
    return list(
        PrivateChange.objects.filter(line__uid=uid).order_by("pk").values_list("before", "after")
    )


def test_nothing_of_a_person_stands_in_the_text(officer):
    """Field by field, named here a second time."""
    own = {
        "tax_code": "001085001234", "registration_number": "DKKD-12", "address": "Thôn Kín",
        "phone": "0912345678", "email": "kin@example.vn", "representative_name": "Nguyễn Thị Kín",
        "representative_gender": "female", "representative_ethnicity": "Tày", "woman_led": True,
        "minority_led": True,
    }  # fmt: skip
    made = factories.producer("Hộ Kín", kind="household", **own)
    told = json.loads(JournalLine.objects.get(uid=made.uid).text)["after"]
    assert [name for name in own if not str(told[name]).startswith("hmac:")] == []


def test_what_is_deleted_with_others_leaves_digests_too(officer):
    made = [factories.producer(f"HTX {name}", phone="0912345678") for name in ("A", "B")]
    with act("producer.delete", by=officer, reason="Nhập nhầm") as deed:
        deed.delete_many(made)
    lines = JournalLine.objects.filter(uid__in=[one.uid for one in made])
    told = [json.loads(line.text) for line in lines.order_by("pk")]
    assert [(text["before"] or {}).get("phone", "")[:5] for text in told] == [
        "",
        "",
        "hmac:",
        "hmac:",
    ]
    assert not any("0912345678" in line.text for line in lines)


def test_only_a_digest_stands_in_the_text_and_equal_values_show_as_equal(officer):
    for value in ("khac@example.vn", "lan@example.vn"):
        officer.email = value
        with act("account.edit", by=officer) as deed:
            deed.save(officer)
    digests = email_digests(officer.uid)
    assert all(value is None or value.startswith("hmac:") for pair in digests for value in pair)
    (_, first), (before, second), (_, third) = digests
    assert first == before == third != second
    assert kept(officer.uid) == [
        ("", "lan@example.vn"),
        ("lan@example.vn", "khac@example.vn"),
        ("khac@example.vn", "lan@example.vn"),
    ]
    texts = [
        *JournalLine.objects.values_list("text", flat=True),
        *JournalEntry.objects.values_list("text", flat=True),
    ]
    assert not any("example.vn" in text for text in texts)


def test_equal_values_of_two_persons_show_as_different(officer):
    with act("account.create", by=officer) as deed:
        twin = account("twin", email="lan@example.vn")
        deed.create(twin)
    assert email_digests(officer.uid)[0] != email_digests(twin.uid)[0]


def test_an_empty_private_value_needs_no_salt(officer):
    with act("account.create", by=officer) as deed:
        plain = account("plain")
        deed.create(plain)
    assert email_digests(plain.uid) == [(None, "")]
    assert not SubjectSalt.objects.filter(uid=plain.uid).exists()
    assert kept(plain.uid) == []


def test_erasing_removes_values_and_salt_and_leaves_the_chain_whole(officer):
    with act("account.create", by=officer) as deed:
        other = account("other", email="other@example.vn")
        deed.create(other)
    assert (
        erase_private("account", officer.uid, by=other, reason="yêu cầu của chủ thể dữ liệu") == 1
    )
    entry = JournalEntry.objects.get(seq=last_seq())
    assert (entry.act, entry.reason, entry.actor) == (
        "privacy.erase",
        "yêu cầu của chủ thể dữ liệu",
        other,
    )
    assert kept(officer.uid) == []
    assert not SubjectSalt.objects.filter(kind="account", uid=officer.uid).exists()
    assert kept(other.uid) == [("", "other@example.vn")]
    assert faults() == []


def test_a_later_change_starts_anew_after_an_erasure(officer):
    old = email_digests(officer.uid)[0][1]
    erase_private("account", officer.uid, by=officer, reason="yêu cầu")
    officer.email = ""
    with act("account.edit", by=officer) as deed:
        deed.save(officer)
    assert email_digests(officer.uid)[-1][0] != old
    assert faults() == []


def test_erasing_wants_a_reason_and_nothing_to_erase_is_no_act(officer):
    with pytest.raises(ValidationError):
        erase_private("account", officer.uid, by=officer, reason="")
    assert len(kept(officer.uid)) == 1
    before = last_seq()
    assert erase_private("account", "0000000", by=officer, reason="yêu cầu") == 0
    assert last_seq() == before

"""The signed copy: what is no PDF is refused, what is held is nobody's business, what is public was
confirmed."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certifications.decisions import signed_copies
from certifications.models import Decision, FileState
from ocop_registry.journal import acts
from ocop_registry.journal.models import JournalEntry
from products.models import PublicEntry
from tests import factories as make

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def upload(content: bytes = PDF, name: str = "QĐ 1523 có căn cước.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def decision(lan: Any, minh: Any) -> Decision:
    make.certified(lan, minh, make.products(1))
    return Decision.objects.get()


def address(name: str, decision: Decision) -> str:
    return reverse(f"admin:decision_{name}", args=[decision.uid])


def told_publicly(decision: Decision) -> bool:
    """Whether the public register leads to the copy."""
    entries = PublicEntry.objects.filter(kind="certification")
    return f"{decision.uid}/ban-ky.pdf" in "".join(one.detail + one.card for one in entries)


def kept_files() -> list[Path]:
    return [path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()]


def test_an_attached_copy_is_held_and_its_own_name_is_gone(lan, as_user, decision):
    answer = as_user(lan).post(address("attach", decision), {"file": upload()}, follow=True)
    decision.refresh_from_db()
    assert decision.file_state == FileState.HELD
    assert "Bản này chưa công khai" in answer.content.decode()
    assert signed_copies.public_file(decision) is None
    assert not told_publicly(decision)
    (kept,) = kept_files()
    assert kept.name.startswith(decision.uid)
    assert "căn cước" not in kept.name
    entry = JournalEntry.objects.get(seq=JournalEntry.objects.count())
    assert (entry.act, entry.actor, entry.province_code) == ("decision.attach", lan, "19")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (upload(b"PK\x03\x04 not a pdf"), "không phải PDF, dù tên là gì"),
        (upload(b"<html>%PDF-1.7"), "không phải PDF, dù tên là gì"),
        (upload(PDF, "quyet-dinh.pdf.exe"), "không có đuôi .pdf"),
        (upload(PDF + b"0" * (signed_copies.LARGEST + 1)), "lớn hơn 20 MB"),
        (upload(b""), "Tệp này rỗng"),
    ],
)
def test_what_is_not_a_pdf_is_refused(lan, as_user, decision, file, sentence):
    before = JournalEntry.objects.count()
    answer = as_user(lan).post(address("attach", decision), {"file": file})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    decision.refresh_from_db()
    assert (decision.file_state, kept_files(), JournalEntry.objects.count()) == (
        FileState.NONE,
        [],
        before,
    )


def test_public_only_after_the_confirmation(lan, as_user, decision):
    client = as_user(lan)
    answer = client.post(address("publish", decision), {"nothing_private": "on"})
    assert "chưa có bản ký" in answer.content.decode()
    client.post(address("attach", decision), {"file": upload()})
    answer = client.post(address("publish", decision), {})
    assert answer.status_code == 422
    assert "Hãy xác nhận bản này không có thông tin riêng tư" in answer.content.decode()
    decision.refresh_from_db()
    assert signed_copies.public_file(decision) is None

    client.post(address("publish", decision), {"nothing_private": "on"})
    decision.refresh_from_db()
    assert decision.file_state == FileState.PUBLIC
    assert signed_copies.public_file(decision).open("rb").read() == PDF
    assert told_publicly(decision)


def test_a_covered_copy_is_what_the_public_gets(lan, as_user, decision):
    client = as_user(lan)
    client.post(address("attach", decision), {"file": upload()})
    answer = client.post(address("publish", decision), {"file": upload(b"no pdf")})
    assert answer.status_code == 422
    covered = PDF + b"% che\n"
    client.post(address("publish", decision), {"file": upload(covered)})
    decision.refresh_from_db()
    assert decision.file_state == FileState.REDACTED
    assert signed_copies.public_file(decision).open("rb").read() == covered
    assert decision.file.open("rb").read() == PDF


def test_a_new_copy_takes_the_public_one_down(lan, as_user, decision):
    client = as_user(lan)
    client.post(address("attach", decision), {"file": upload()})
    client.post(address("publish", decision), {"nothing_private": "on"})
    client.post(address("attach", decision), {"file": upload(PDF + b"%2\n")})
    decision.refresh_from_db()
    assert decision.file_state == FileState.HELD
    assert signed_copies.public_file(decision) is None
    assert not told_publicly(decision)


def test_only_officers_of_the_province_download_the_signed_copy(
    lan, hoa, xem, as_user, client, decision
):
    signed_copies.attach(decision, upload(), by=lan)
    answer = as_user(lan).get(address("signed_copy", decision))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="quyet-dinh-1523-QD-UBND.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert as_user(hoa).get(address("signed_copy", decision)).status_code == 404
    assert as_user(xem).get(address("signed_copy", decision)).status_code == 403
    assert client.get(address("signed_copy", decision)).status_code == 302, (
        "nobody without an account"
    )
    decision.refresh_from_db()
    for guess in (
        f"/media/{decision.file.name}",
        f"/static/{decision.file.name}",
        f"/quyet-dinh/{decision.uid}/ban-ky.pdf",
    ):
        assert client.get(guess).status_code == 404


@pytest.mark.parametrize("name", ["attach", "publish"])
@pytest.mark.parametrize("content", [PDF, b""])  # who may not is told so, not what his file lacks
def test_other_people_attach_and_publish_nothing(hoa, xem, as_user, decision, name, content):
    for person, status in ((hoa, 404), (xem, 403)):
        answer = as_user(person).post(address(name, decision), {"file": upload(content)})
        assert answer.status_code == status
    assert kept_files() == []


def test_a_file_of_an_act_that_fails_is_taken_away(lan, decision, monkeypatch):
    def broken(deed: Any) -> None:
        raise RuntimeError("the line dropped")

    monkeypatch.setattr(acts, "write", broken)
    with pytest.raises(RuntimeError):
        signed_copies.attach(decision, upload(), by=lan)
    decision.refresh_from_db()
    assert (decision.file_state, kept_files()) == (FileState.NONE, [])

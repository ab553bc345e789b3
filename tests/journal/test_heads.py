"""The head of the journal is published daily and signed: anybody can check it, and a journal that was
rewritten or cut short is found by it."""

import shutil
import subprocess
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client

from ocop_registry import clock
from ocop_registry.jobs import upkeep
from ocop_registry.journal.canonical import chained
from ocop_registry.journal.models import JournalEntry, JournalHead, PublishedHead
from ocop_registry.journal.proof import heads
from ocop_registry.journal.proof.signing import is_signed, key_id
from tests.journal.support import faults, last_seq, lifted


@pytest.fixture(autouse=True)
def key(settings, tmp_path) -> Path:
    settings.JOURNAL_KEY = str(tmp_path / "keys" / "journal.pem")
    return Path(settings.JOURNAL_KEY)


@pytest.fixture
def day(officer, monkeypatch):
    """Sets the day; at first 20/11/2026."""

    def put(number: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, number, 3, tzinfo=UTC))

    put(20)
    return put


def test_it_is_published_once_a_day_signed_and_told_in_the_journal(day, key):
    head = JournalHead.objects.get(pk=1)
    one = heads.publish()
    assert (one.seq, one.hash, str(one.day)) == (head.seq, head.hash, "2026-11-20")
    assert f"entry: {head.seq}\nhash: {head.hash}\n" in one.text
    assert "published: 2026-11-20T10:00:00+07:00" in one.text
    assert is_signed(one.text.encode(), one.signature_bytes, one.public_key)
    assert not is_signed(one.text.replace("20", "21").encode(), one.signature_bytes, one.public_key)
    entry = JournalEntry.objects.first()
    assert (entry.act, entry.seq) == ("journal.publish", head.seq + 1)
    assert head.hash in entry.lines.get().text
    assert heads.publish() is None
    assert last_seq() == head.seq + 1
    assert key.stat().st_mode & 0o777 == 0o600
    day(21)
    upkeep.publish_head()
    assert [str(each.day) for each in PublishedHead.objects.all()] == ["2026-11-21", "2026-11-20"]
    assert len(set(PublishedHead.objects.values_list("public_key"))) == 1
    assert faults() == []
    said = StringIO()
    call_command("publish_head", stdout=said)
    assert "day: 2026-11-21" in said.getvalue()


def test_page_files_and_api_tell_the_same_and_openssl_agrees(day, tmp_path):
    assert "Chưa công bố ngày nào" in Client().get("/nhat-ky/").text
    one = heads.publish()
    page = Client().get("/nhat-ky/").text
    assert one.hash in page
    name = key_id(one.public_key)
    paths = ["2026-11-20.txt", "2026-11-20.sig", f"{name}.pem"]
    for path in paths:
        assert f"/nhat-ky/{path}" in page
        (tmp_path / path).write_bytes(Client().get(f"/nhat-ky/{path}").content)
    told = Client().get("/api/v1/journal-heads/").json()
    assert [(each["entry"], each["hash"], each["key"]) for each in told["heads"]] == [
        (one.seq, one.hash, name)
    ]
    assert told["keys"] == [{"id": name, "pem": one.public_key}]
    for path in ("2026-11-21.txt", "x.sig", "0000.pem"):
        assert Client().get(f"/nhat-ky/{path}").status_code == 404
    if shutil.which("openssl") is None:
        pytest.skip("the command of the page needs openssl")
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-rawin",
        "-pubin",
        "-inkey",
        paths[2],
        "-in",
        paths[0],
    ]
    checked = [*command, "-sigfile", paths[1]]
    assert subprocess.run(checked, cwd=tmp_path, check=False).returncode == 0  # noqa: S603
    (tmp_path / paths[0]).write_text(one.text.replace(f"entry: {one.seq}", "entry: 1"))
    assert subprocess.run(checked, cwd=tmp_path, check=False).returncode != 0  # noqa: S603


def test_a_journal_rewritten_since_is_found_by_its_published_head(day):
    one = heads.publish()
    with lifted():
        entry = JournalEntry.objects.get(seq=one.seq)
        text = entry.text.replace('"reason":""', '"reason":"khác"')
        previous = chained(entry.previous_hash, text)
        JournalEntry.objects.filter(seq=one.seq).update(reason="khác", text=text, hash=previous)
        last = JournalEntry.objects.get(seq=one.seq + 1)
        chain = chained(previous, last.text)
        JournalEntry.objects.filter(seq=last.seq).update(previous_hash=previous, hash=chain)
        JournalHead.objects.update(hash=chain)
    [(seq, what)] = faults()
    assert seq == one.seq
    assert "rewritten" in what


@pytest.mark.parametrize(
    ("values", "what"),
    [({"text": "x"}, "not signed"), ({"signature": "AAAA"}, "not signed"), ({"hash": "0" * 64}, "was 000")],
)  # fmt: skip
def test_a_published_head_is_neither_changed_nor_taken_away_unnoticed(day, values, what):
    one = heads.publish()
    for change in (
        lambda: PublishedHead.objects.update(**values),
        PublishedHead.objects.all().delete,
    ):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            change()
    with lifted():
        PublishedHead.objects.update(**values)
    assert any(what in said for _, said in faults()), faults()
    assert one.seq in {seq for seq, _ in faults()}


def test_a_key_that_cannot_be_read_publishes_nothing_and_stops_no_worker(day, key, caplog):
    key.parent.mkdir()
    key.write_text("not a key")
    with pytest.raises(ImproperlyConfigured, match="JOURNAL_KEY"):
        heads.publish()
    upkeep.publish_head()
    assert "could not be published" in caplog.text
    assert not PublishedHead.objects.exists()
    assert JournalEntry.objects.filter(act="journal.publish").count() == 0


def test_an_empty_journal_has_no_head_to_publish(db, monkeypatch):
    with lifted():
        JournalHead.objects.update(seq=0, hash="")
    assert heads.publish() is None
    assert not PublishedHead.objects.exists()

"""A preview that no longer holds is checked anew on the spot: what the register changed since is
shown, and writing its new version confirms it; on the page, at the command line, over the API."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from certifications.imports import applying, staging
from certifications.imports.checking import ChangedSincePreview
from certifications.imports.preview import moved
from certifications.models import Import
from ocop_registry.journal.acts import act
from producers.models import Producer
from tests import factories as make
from tests.certifications.imports.files import xlsx

pytestmark = pytest.mark.django_db
HEADINGS = ("Tên chủ thể", "Loại hình", "Xã, phường", "Điện thoại")


def file(*names: str, phone: str = "0912345678") -> bytes:
    commune = make.commune().full_name
    return xlsx(HEADINGS, *((name, "HTX", commune, phone) for name in names))


def staged(content: bytes, lan) -> Import:
    return staging.stage(content, "a.xlsx", "producers", province=make.province(), by=lan)


def renamed_phone(producer: Producer, phone: str) -> None:
    with act("producer.edit", by=None, province=producer.province) as deed:
        producer.phone = phone
        deed.save(producer)


def test_what_changed_since_is_kept_until_somebody_confirms_it(lan):
    imported = staged(file("HTX Một", "HTX Hai"), lan)
    made = make.producer("HTX Một")
    with pytest.raises(ChangedSincePreview) as changed:
        applying.apply(imported, by=lan, version=imported.version)
    anew = changed.value.imported
    assert anew.version == imported.version + 1
    [one] = moved(anew)
    assert (one.number, one.before, one.after) == (2, "Thêm mới", "Thay đổi")
    assert [change.after for change in one.changes_after] == ["0912345678"]
    # the register moves once more: the first preview is what it is compared with
    renamed_phone(made, "0900000000")
    anew = staging.recheck(anew, by=lan)
    assert [change.before for change in moved(anew)[0].changes_after] == ["0900000000"]
    assert moved(anew)[0].before == "Thêm mới"
    with pytest.raises(ChangedSincePreview):
        applying.apply(anew, by=lan)  # nobody says which preview was seen
    assert Producer.objects.count() == 1
    done = applying.apply(anew, by=lan, version=anew.version)
    assert (done.counts["created"], done.counts["changed"]) == (1, 1)
    assert set(Producer.objects.values_list("name", "phone")) == {
        ("HTX Một", "0912345678"),
        ("HTX Hai", "0912345678"),
    }


def test_a_row_that_is_again_as_it_was_shown_is_nothing_to_confirm(lan):
    made = make.producer("HTX Một", phone="0911111111")
    imported = staged(file("HTX Một"), lan)
    renamed_phone(made, "0900000000")
    assert len(moved(staging.recheck(imported, by=lan))) == 1
    made.refresh_from_db()
    renamed_phone(made, "0911111111")
    anew = staging.recheck(imported, by=lan)
    assert moved(anew) == []
    assert applying.apply(anew, by=lan).counts["changed"] == 1


def test_the_same_file_staged_again_is_no_stale_preview(lan):
    content = file("HTX Một")
    imported = staged(content, lan)
    assert staged(content, lan).version == imported.version, "nothing changed"
    make.producer("HTX Một", phone="0912345678")
    again = staged(content, lan)
    assert again.pk == imported.pk
    assert again.counts["unchanged"] == 1
    assert [one.after for one in moved(again)] == ["Giữ nguyên"]


def test_who_may_only_write_gets_a_new_preview_too(lan, monkeypatch):
    """An approver is not sent to look for somebody who may bring files."""
    minh = make.approver()
    content = xlsx(
        ("Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao", "Ngày cấp"),
        ("Chè", "HTX Một", make.commune().full_name, 3, "01/08/2025"),
    )
    imported = staging.stage(content, "so.xlsx", "register", province=make.province(), by=lan)
    monkeypatch.setattr(staging, "may", lambda by, action, place: action == "certification.approve")
    imported.rows.update(outcome="unchanged")  # as if the register had moved on
    with pytest.raises(ChangedSincePreview) as changed:
        applying.apply(imported, by=minh, version=imported.version)
    anew = changed.value.imported
    assert applying.apply(anew, by=minh, version=anew.version).status == "applied"


def test_the_command_shows_what_changed_and_asks_to_confirm(lan, tmp_path, capsys):
    path = tmp_path / "a.xlsx"
    path.write_bytes(file("HTX Một", "HTX Hai"))
    given = ("import_xlsx", str(path), "--kind", "producers", "--province", "19", "--by", "lan")
    call_command(*given)
    make.producer("HTX Một", phone="0912345678")
    capsys.readouterr()
    with pytest.raises(CommandError, match="--confirm 2"):
        call_command(*given, "--apply")
    assert "dòng 2: trước là “Thêm mới”; nay là “Giữ nguyên”" in capsys.readouterr().out
    assert Producer.objects.count() == 1
    call_command(*given, "--apply", "--confirm", "2", "--json")
    assert json.loads(capsys.readouterr().out)["created"] == 1
    assert Producer.objects.count() == 2

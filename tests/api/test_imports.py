"""Excel files over the API: the same acts as on the pages, and every error of a file in one
answer."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certifications.imports import staging
from certifications.models import Import, ImportStatus
from ocop_registry.accounts.models import Role, User
from ocop_registry.jobs.models import Job
from ocop_registry.jobs.running import run
from ocop_registry.journal.models import JournalEntry
from producers.models import Producer
from tests import factories as make
from tests.certifications.imports.files import xlsx
from tests.support.cast import BACKEND

pytestmark = pytest.mark.django_db
HEADINGS = ("Tên chủ thể", "Loại hình", "Xã, phường", "Mã số thuế")


def client_of(user: User | None, **options: Any) -> Client:
    client = Client(**options)
    if user:
        client.force_login(user, backend=BACKEND)
    return client


def upload(client: Client, *rows: tuple, **fields: str) -> Any:
    file = SimpleUploadedFile("chu-the.xlsx", xlsx(HEADINGS, *rows))
    return client.post(
        "/api/v1/imports/", {"file": file, "kind": "producers", "province": "19", **fields}
    )


def good() -> tuple:
    return ("HTX Nà Mực", "Hợp tác xã", make.commune().full_name, "4700123456")


def test_a_file_is_staged_told_whole_and_applied_once(lan: User) -> None:
    client = client_of(lan)
    answer = upload(client, good(), ("HTX Sai", "Hợp tác xã", "xã Không Đâu", "12"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    told = answer.json()
    assert (told["read"], told["created"], told["changed"], told["unchanged"], told["refused"]) == (
        2,
        1,
        0,
        0,
        1,
    )
    assert {(one["sheet"], one["cell"]) for one in told["errors"]} == {
        ("Trang1", "C3"),
        ("Trang1", "D3"),
    }
    assert told["status"] == "staged"
    assert not Producer.objects.exists()

    applied = client.post(f"/api/v1/imports/{told['uid']}/apply/")
    assert applied.json()["status"] == "applied"
    assert Producer.objects.get().name == "HTX Nà Mực"
    again = client.post(f"/api/v1/imports/{told['uid']}/apply/")
    assert again.json() == applied.json()
    assert JournalEntry.objects.filter(act="import.apply").count() == 1
    assert client.get(f"/api/v1/imports/{told['uid']}/").json() == applied.json()


def test_a_round_of_another_province_is_as_if_it_did_not_exist(lan: User) -> None:
    elsewhere = make.open_round(make.staff("hoa", "24"), province_code="24")
    answer = upload(client_of(lan), good(), kind="applications", round=elsewhere.uid)
    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json()["errors"]} == {"#/round"}


def test_sending_the_same_file_twice_stages_it_once(lan: User) -> None:
    client, row = client_of(lan), good()
    file = xlsx(HEADINGS, row)
    fields = {"kind": "producers", "province": "19"}
    uids = [
        client.post(
            "/api/v1/imports/", {**fields, "file": SimpleUploadedFile("a.xlsx", file)}
        ).json()["uid"]
        for _ in range(2)
    ]
    assert uids[0] == uids[1]
    assert Import.objects.count() == 1


def test_everything_wrong_with_a_request_is_said_at_once(lan: User) -> None:
    answer = client_of(lan).post(
        "/api/v1/imports/", {"kind": "gi-do", "province": "99", "round": "ZZZ", "extra": "1"}
    )
    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json()["errors"]} == {
        "#/kind",
        "#/file",
        "#/province",
        "#/round",
        "#/extra",
    }


def test_what_is_no_workbook_is_understood_and_not_accepted(lan: User) -> None:
    file = SimpleUploadedFile("trang.xlsx", b"<html><table></table></html>")
    answer = client_of(lan).post(
        "/api/v1/imports/", {"file": file, "kind": "producers", "province": "19"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "html"
    assert not Import.objects.exists()


def test_a_refused_act_is_a_conflict_with_every_reason(lan: User) -> None:
    client = client_of(lan)
    uid = upload(client, ("HTX Sai", "Hợp tác xã", "xã Không Đâu", "")).json()["uid"]
    answer = client.post(f"/api/v1/imports/{uid}/apply/")
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Import.objects.get().status == ImportStatus.STAGED


def test_who_may_not_learns_and_changes_nothing(lan: User) -> None:
    assert upload(client_of(None), good()).status_code == 401
    reader = make.user("xem", Role.READ_ONLY)
    assert upload(client_of(reader), good()).status_code == 403
    stranger = make.staff("hoa", "24")
    assert upload(client_of(stranger), good()).status_code == 403
    uid = upload(client_of(lan), good()).json()["uid"]
    missing, hidden = (
        client_of(stranger).get(f"/api/v1/imports/{one}/") for one in ("ZZZZZZZ", uid)
    )
    assert missing.status_code == hidden.status_code == 404
    assert client_of(stranger).post(f"/api/v1/imports/{uid}/apply/").status_code == 404
    assert client_of(reader).post(f"/api/v1/imports/{uid}/apply/").status_code == 403
    assert not Producer.objects.exists()


def test_another_site_cannot_send_files_with_an_officers_cookie(lan: User) -> None:
    assert upload(client_of(lan, enforce_csrf_checks=True), good()).status_code == 403
    assert not Import.objects.exists()


def test_what_was_mended_since_it_was_seen_is_not_applied(lan: User) -> None:
    client = client_of(lan)
    told = upload(client, good()).json()
    imported = Import.objects.get()
    staging.mend(imported, {imported.rows.get().pk: staging.Mending()}, by=lan)
    address = f"/api/v1/imports/{told['uid']}/apply/"
    assert client.post(f"{address}?version={told['version']}").status_code == 409
    assert client.post(f"{address}?version=x").status_code == 400
    assert not Producer.objects.exists()
    assert client.post(f"{address}?version={told['version'] + 1}").json()["status"] == "applied"


def test_signs_that_nobody_types_find_nothing(lan: User) -> None:
    client = client_of(lan)
    assert client.get("/api/v1/imports/%00/").status_code == 404
    assert client.post("/api/v1/imports/%00/apply/").status_code == 404
    odd = upload(client, good(), province="1\0", round="A\0")
    assert {one["pointer"] for one in odd.json()["errors"]} == {"#/province", "#/round"}


def test_what_takes_longer_is_answered_when_asked_again(
    lan: User, settings: Any, tmp_path: Any
) -> None:
    """With workers: no web process reads the file; the same request again finds the same job."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    client = client_of(lan)
    waits = [upload_the_same(client, tmp_path) for _ in range(2)]
    assert [answer.status_code for answer in waits] == [503, 503]
    assert waits[0].headers["Retry-After"] == "10"
    assert waits[0].json()["title"] == "Chưa làm xong"
    job = Job.objects.get()
    run(job.uid)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    told = upload_the_same(client, tmp_path).json()
    assert (told["status"], told["created"]) == ("staged", 1)
    assert Import.objects.get().uid == told["uid"]


def upload_the_same(client: Client, folder: Any) -> Any:
    """The same bytes each time, as a script sends them again."""
    path = folder / "chu-the.xlsx"
    if not path.exists():
        path.write_bytes(xlsx(HEADINGS, good()))
    file = SimpleUploadedFile("chu-the.xlsx", path.read_bytes())
    return client.post("/api/v1/imports/", {"file": file, "kind": "producers", "province": "19"})

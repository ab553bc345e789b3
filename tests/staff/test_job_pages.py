"""Việc đang chạy: who sees which work, what the bar tells, stopping, files, and large lists."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications import maintenance
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.jobs.board import board
from ocop_registry.jobs.models import Job, JobStatus
from ocop_registry.staff.jobs.bar import NO_WORKER, SILENT, STOPPING, bar_of
from ocop_registry.staff.lists import large as exports
from producers.models import Producer
from tests import factories

LIST = "/quan-tri/viec-dang-chay/"
ENDED = {JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED}


def job(
    by: User | None, status: str = JobStatus.RUNNING, province: str | None = "19", **fields: Any
) -> Job:
    now = clock.now()
    return Job.objects.create(
        kind="list.export",
        title=fields.pop("title", "Xuất XLSX: chủ thể"),
        by=by,
        province=factories.province(province) if province else None,
        status=status,
        started_at=None if status == JobStatus.WAITING else now,
        finished_at=now if status in ENDED else None,
        **fields,
    )


def address(name: str, about: Job) -> str:
    return reverse(f"admin:{name}", args=[about.uid])


@pytest.fixture
def a_worker(db: None) -> None:
    board().beat("a-worker", None, 0, 0)


# --- the list -------------------------------------------------------------------------------------
def test_an_empty_list_says_what_will_stand_here(clients):
    page = clients["staff"].get(LIST).content.decode()
    assert "Chưa có việc nào." in page
    assert "Chăm sóc sổ đăng ký" not in page


def test_one_sees_the_work_of_ones_province_and_ones_own(cast, clients):
    mine = job(cast["staff"], title="Của Lan")
    colleague = job(cast["head"], title="Của Minh")
    of_country = job(cast["staff"], province=None, title="Cả nước của Lan")
    elsewhere = job(cast["other"], province="24", title="Của Hoa")
    seen = {
        who: {
            one.title
            for one in (mine, colleague, of_country, elsewhere)
            if f">{one.title}</a>" in clients[who].get(LIST).content.decode()
        }
        for who in ("staff", "head", "other", "ministry")
    }
    assert seen == {
        "staff": {"Của Lan", "Của Minh", "Cả nước của Lan"},
        "head": {"Của Lan", "Của Minh"},
        "other": {"Của Hoa"},
        "ministry": {"Của Lan", "Của Minh", "Cả nước của Lan", "Của Hoa"},
    }


@pytest.mark.parametrize("name", ["job_page", "job_progress", "job_file"])
def test_another_provinces_work_answers_as_what_does_not_exist(cast, clients, name):
    there = job(cast["other"], JobStatus.DONE, "24", output=ContentFile(b"x", name="x.csv"))
    gone = (
        f"/quan-tri/viec-dang-chay/{'0' * 32}/"
        + {
            "job_page": "",
            "job_progress": "tien-do/",
            "job_file": "tep/",
        }[name]
    )
    answers = [clients["staff"].get(url) for url in (address(name, there), gone)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert clients["staff"].post(address("job_stop", there)).status_code == 404


def test_who_sees_no_province_has_no_list(clients):
    assert clients["nobody"].get(LIST).status_code == 403


def test_it_is_searched_and_filtered_and_exported(cast, clients):
    job(cast["staff"], JobStatus.DONE, title="Ghi vào sổ: tệp A")
    job(cast["staff"], JobStatus.FAILED, title="Ghi vào sổ: tệp B")

    def rows(query: str) -> int:
        return clients["staff"].get(LIST + query).content.decode().count('<th scope="row">')

    assert [rows(q) for q in ("", "?q=tệp+a", "?trang-thai=failed", "?loai=list.export")] == [
        2,
        1,
        1,
        2,
    ]
    assert "Không có việc nào khớp." in clients["staff"].get(f"{LIST}?q=khong-co").content.decode()
    wrong = clients["staff"].get(f"{LIST}?loai=x")
    assert wrong.status_code == 400
    assert "“x” không có trong danh sách để chọn." in wrong.content.decode()
    csv = clients["staff"].get(f"{LIST}?xuat=csv&trang-thai=failed").getvalue().decode()
    assert "tệp B" in csv
    assert "tệp A" not in csv


def test_live_work_stands_first(cast, clients):
    job(cast["staff"], JobStatus.WAITING, title="Đang chờ lâu")
    job(cast["staff"], JobStatus.DONE, title="Mới xong")
    page = clients["staff"].get(LIST).content.decode()
    assert page.index("Đang chờ lâu") < page.index("Mới xong")


def test_the_list_asks_the_database_as_often_for_three_as_for_one(cast, clients, a_worker):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            job(cast["staff"])
        with CaptureQueriesContext(connection) as asked:
            clients["staff"].get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_that_no_worker_runs_is_said_and_that_one_does_is_not(cast, clients, settings):
    settings.JOBS = "database"
    waiting = job(cast["staff"], JobStatus.WAITING)
    for url in (LIST, address("job_page", waiting)):
        assert NO_WORKER in clients["staff"].get(url).content.decode()
    board().beat("a-worker", None, 0, 0)
    for url in (LIST, address("job_page", waiting)):
        assert NO_WORKER not in clients["staff"].get(url).content.decode()


def test_where_work_is_done_at_once_no_worker_is_missed(cast, clients, settings):
    settings.JOBS = "immediate"
    running = job(cast["staff"])
    for url in (LIST, address("job_page", running)):
        assert NO_WORKER not in clients["staff"].get(url).content.decode()
    assert clients["staff"].get(address("job_progress", running)).json()["note"] == ""


# --- one job --------------------------------------------------------------------------------------
def test_the_bar_tells_how_far_who_and_since_when(cast, clients, a_worker):
    running = job(cast["staff"], attempt=1)
    board().beat("a-worker", running, 45, 90)
    page = clients["head"].get(address("job_page", running)).content.decode()
    assert "Đang chạy, 50 %" in page
    assert re.search(r"<progress[^>]* value=\"50\"", page)
    assert f"{cast['staff'].full_name} giao lúc" in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "Dừng việc này" not in page, "it is another's"
    told = clients["head"].get(address("job_progress", running)).json()
    assert told == {
        "live": True,
        "status": "running",
        "state": "Đang chạy, 50 %",
        "done": 45,
        "total": 90,
        "percent": 50,
        "note": "",
        "where": "",
    }


def test_a_worker_that_fell_silent_is_told(cast, clients, a_worker, settings):
    lost = job(cast["staff"])
    Job.objects.filter(pk=lost.pk).update(started_at=clock.now() - timedelta(minutes=5))
    assert clients["staff"].get(address("job_progress", lost)).json()["note"] == SILENT


def test_an_ended_job_tells_its_result_and_reloads_no_more(cast, clients):
    done = job(
        cast["staff"],
        JobStatus.DONE,
        said=["Đã ghi 5 dòng."],
        where="/quan-tri/nhap-excel/",
        output=ContentFile(b"a;b", name="x.csv"),
        output_name="chu-the.csv",
    )
    page = clients["staff"].get(address("job_page", done)).content.decode()
    for told in (
        "Đã xong",
        "Đã ghi 5 dòng.",
        "/quan-tri/nhap-excel/",
        "Tải tệp chu-the.csv",
        "Giữ đến",
    ):
        assert told in page
    assert "http-equiv" not in page
    assert "<progress" not in page


def test_a_job_is_stopped_by_who_started_it_or_looks_after_the_whole(cast, clients, a_worker):
    for who, status in (("head", 403), ("read_only", 403), ("staff", 302), ("ministry", 302)):
        waiting = job(cast["staff"], JobStatus.WAITING)
        assert clients[who].post(address("job_stop", waiting)).status_code == status
        waiting.refresh_from_db()
        assert waiting.status == ("cancelled" if status == 302 else "waiting")


def test_a_running_job_is_asked_to_stop_and_the_page_says_so(cast, clients, a_worker):
    running = job(cast["staff"])
    answer = clients["staff"].post(address("job_stop", running), follow=True)
    assert STOPPING in answer.content.decode()
    running.refresh_from_db()
    assert running.status == JobStatus.RUNNING
    done = job(cast["staff"], JobStatus.DONE)
    answer = clients["staff"].post(address("job_stop", done), follow=True)
    assert "đã qua điểm không thể dừng" in answer.content.decode()


def test_a_file_is_fetched_by_who_asked_for_it_and_by_nobody_else(cast, clients):
    done = job(
        cast["staff"],
        JobStatus.DONE,
        output=ContentFile(b"a;b", name="x.csv"),
        output_name="chu-the.csv",
    )
    for who in ("head", "ministry", "admin"):
        assert clients[who].get(address("job_file", done)).status_code == 404
        assert bar_of(done, cast[who]).file_url == ""
    assert bar_of(done, cast["staff"]).file_url == address("job_file", done)
    answer = clients["staff"].get(address("job_file", done))
    assert answer.getvalue() == b"a;b"
    assert answer["Content-Disposition"] == 'attachment; filename="chu-the.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"


# --- large lists ----------------------------------------------------------------------------------
@pytest.fixture
def two_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "LARGE", 2)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_large_list_is_written_by_a_job_with_its_filter_and_its_rights(
    cast, clients, two_are_many, form
):
    for name in ("HTX Chè Một", "HTX Chè Hai", "HTX Chè Ba", "HTX Mật"):
        factories.producer(name)
    factories.producer("HTX Chè Bắc Ninh", place=factories.commune("24"))
    changelist = "/quan-tri/producers/producer/"
    answer = clients["staff"].get(f"{changelist}?q=che&xuat={form}&o=1")
    made = Job.objects.get()
    assert (made.kind, made.status, made.by) == ("list.export", "done", cast["staff"])
    assert made.title.startswith(f"Xuất {form.upper()}: ")
    assert made.province == factories.province()
    assert answer.getvalue() == made.output.open().read()
    if form == "csv":
        lines = made.output.open().read().decode().splitlines()
        assert len(lines) == 4, lines
        assert "Mật" not in "".join(lines)
        assert "Bắc Ninh" not in "".join(lines)


def test_a_small_list_starts_no_job(clients, two_are_many):
    factories.producer("HTX Một")
    factories.producer("HTX Hai")
    assert clients["staff"].get("/quan-tri/producers/producer/?xuat=csv").status_code == 200
    assert not Job.objects.exists()


def test_who_lost_the_right_meanwhile_gets_no_file(cast, two_are_many):
    factories.producer("HTX Một")
    cast["staff"].roles_held.all().delete()
    lost = exports.start(
        exports.KIND,
        "Xuất",
        by=cast["staff"],
        args={"address": "/quan-tri/producers/producer/?xuat=csv"},
    )
    lost.refresh_from_db()
    assert lost.status == JobStatus.FAILED
    assert not lost.output
    assert Producer.objects.count() == 1


# --- looking after the register -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("word", "said"),
    [("dung-lai-so", "Đã dựng lại"), ("kiem-tra", "Không có điểm sai: nhật ký")],
)
def test_the_ministry_and_administrators_look_after_the_register(
    cast, clients, monkeypatch, word, said
):
    _compared(monkeypatch)
    url = f"{LIST}he-thong/{word}/"
    for who in ("staff", "head", "read_only"):
        assert clients[who].get(url).status_code == 403
        assert clients[who].post(url).status_code == 403
    assert not Job.objects.exists()
    for who in ("ministry", "admin"):
        assert f'href="{url}"' in clients[who].get(LIST).content.decode()
        assert said in clients[who].post(url, follow=True).content.decode()
    assert set(Job.objects.values_list("status", flat=True)) == {"done"}
    assert clients["admin"].get(f"{LIST}he-thong/khong-co/").status_code == 404


def _compared(monkeypatch, *differing):
    """The tables compared with the journal: these differ (the cast is not made by acts)."""
    monkeypatch.setattr(maintenance.Comparison, "differences", lambda _: iter(differing))


def test_faults_found_are_told(clients, monkeypatch):
    _compared(monkeypatch)
    monkeypatch.setattr(maintenance.integrity, "faults", lambda: iter([("codes", "Mã trùng.")]))
    page = clients["admin"].post(f"{LIST}he-thong/kiem-tra/", follow=True).content.decode()
    assert "Có 1 điểm sai: codes: Mã trùng." in page
    _compared(monkeypatch, "product 7K3QX9M, name")
    monkeypatch.setattr(maintenance.integrity, "faults", lambda: iter([]))
    page = clients["admin"].post(f"{LIST}he-thong/kiem-tra/", follow=True).content.decode()
    assert "Dữ liệu bị đổi ngoài nhật ký: product 7K3QX9M, name" in page

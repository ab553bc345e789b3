"""The page of a waiting file by groups: what is to be done first, each group with one row opened, all
of its rows in reach, answered in one go; and what was understood, for both who answer for it."""

import re
from typing import Any

import pytest
from django.urls import reverse

from certifications.imports import staging
from certifications.imports.matters import groups
from certifications.imports.staging import Mending
from certifications.models import Import
from tests import factories as make
from tests.certifications.imports.files import staged, xlsx
from tests.certifications.imports.registers import CHE, GAO, MIEN, layout22

HEADINGS = ("Tên chủ thể", "Loại hình", "Xã, phường")
REGISTER = ("Tên sản phẩm", "Chủ thể", "Xã, phường", "Hạng sao", "Năm")
MOST_QUERIES = 15


def url(imported: Import, name: str = "import_page") -> str:
    return reverse(f"admin:{name}", args=[imported.uid])


def page(client: Any, imported: Import, view: str = "") -> str:
    return client.get(url(imported) + view).content.decode()


def words(html: str) -> str:
    """What a page says, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def post(client: Any, imported: Import, **fields: str) -> Any:
    data = {name.replace("_", "-"): text for name, text in fields.items()}
    return client.post(url(imported), {**data, "version": imported.version})


def lost(lan: Any, count: int = 4) -> Import:
    """Producers of which all but the last lie nowhere, two by two."""
    rows = [(f"HTX Thứ {number}", "HTX", f"xã Không Đâu {number // 2}") for number in range(count)]
    return staged(
        "producers", xlsx(HEADINGS, *rows, ("HTX Đúng", "HTX", make.commune().full_name)), lan
    )


def keys(imported: Import) -> list[str]:
    return [group.key for kind in groups.kinds(imported) if kind.waits for group in kind.groups]


# --- what is to be done ---------------------------------------------------------------------------
def test_a_file_begins_with_what_is_to_be_done_and_says_what_remains(lan, as_user):
    imported = lost(lan)
    told = words(page(as_user(lan), imported))
    assert "Còn 4 dòng chưa ghi được trong 5 dòng: 0 câu hỏi, 2 lỗi. 1 dòng sẽ ghi." in told
    assert "Việc cần làm (2) Mọi dòng (5)" in told
    assert "“xã Không Đâu 0” 2 dòng" in told
    assert "Ví dụ: dòng 2: HTX Thứ 0, xã Không Đâu 0" not in told
    assert "Ví dụ: dòng 2: HTX Thứ 0" in told
    assert "HTX Thứ 1" not in told, "one row of a group is opened"
    every = words(page(as_user(lan), imported, f"?nhom={keys(imported)[0]}"))
    assert "HTX Thứ 0" in every
    assert "HTX Thứ 1" in every
    assert "HTX Thứ 2" not in every


def test_a_text_typed_for_a_group_mends_all_its_rows_and_says_what_came_of_it(lan, as_user):
    imported, officer = lost(lan), as_user(lan)
    place = make.commune().full_name
    answer = post(officer, imported, **{f"t-{keys(imported)[0]}": place})
    told = words(officer.get(answer.url).content.decode())
    assert "2 dòng nay không còn vướng; còn 2 dòng chưa ghi được" in told
    assert [row.mended for row in imported.rows.order_by("pk")] == [
        {"place": place},
        {"place": place},
        {},
        {},
        {},
    ]


def test_what_was_only_shown_is_not_taken_for_typed(lan, as_user):
    imported, officer = lost(lan), as_user(lan)
    html, key = page(officer, imported), keys(imported)[0]
    [mark] = re.findall(rf'name="was-t-{key}"\s+value="([0-9a-f]+)"', html)
    post(officer, imported, **{f"t-{key}": "xã Không Đâu 0", f"was-t-{key}": mark})
    assert not imported.rows.exclude(mended={}).exists()


def asked(lan: Any) -> Import:
    for name in ("HTX Tài Hoan", "HTX Nhung Lũy"):
        make.producer(name, place=make.commune())
    rows = [
        (f"{what} {name}", name, make.commune().full_name, 3, 2024)
        for name in ("HTX Tài Hoàn", "HTX Nhung Lụy")
        for what in ("Miến dong", "Bánh gai")
    ]
    return staged("register", xlsx(REGISTER, *rows), lan)


def test_a_question_stands_once_with_numbered_answers_and_one_for_all_groups(lan, as_user):
    imported, officer = asked(lan), as_user(lan)
    html = page(officer, imported)
    assert html.count("là “HTX Tài Hoan”") == 1
    assert re.search(r'name="all-producer"\s+value="moi"', html)
    post(officer, imported, **{"all-producer": "moi"})
    imported.refresh_from_db()
    assert imported.counts["refused"] == 0
    told = words(page(officer, imported, "?viec=answered"))
    assert "Đã trả lời về chủ thể 2 nhóm, 2 dòng" in told
    assert "HTX Tài Hoàn" in told


def test_an_answer_can_be_changed_as_long_as_the_file_waits(lan, as_user):
    imported, officer = asked(lan), as_user(lan)
    key, other = keys(imported)
    post(officer, imported, **{f"g-{key}": "moi", f"g-{other}": "moi"})
    imported.refresh_from_db()
    uid = next(iter(imported.rows.first().options["producer"]["options"]))["value"]
    post(officer, imported, **{f"g-{key}": uid})
    chosen = [row.choices["producer"] for row in imported.rows.order_by("pk")]
    assert chosen == [uid, uid, "moi", "moi"], "also of the row that need not ask any more"


def test_a_row_can_be_told_otherwise_than_its_group(lan, as_user):
    imported, officer = lost(lan), as_user(lan)
    first = imported.rows.order_by("pk").first()
    here, there = make.commune().full_name, "xã Không Đâu 7"
    post(officer, imported, **{f"t-{keys(imported)[0]}": here, f"c-{first.pk}-place": there})
    assert [row.mended.get("place") for row in imported.rows.order_by("pk")][:2] == [there, here]


# --- nothing is lost ------------------------------------------------------------------------------
def test_the_script_of_the_page_is_answered_in_its_own_words(lan, as_user):
    imported, officer = lost(lan), as_user(lan)
    typed = {f"t-{keys(imported)[0]}": make.commune().full_name, "tra-loi": "json"}
    assert post(officer, imported, **typed).json() == {"saved": True}
    late = post(officer, imported, **typed)  # with the version that it saw first
    assert late.status_code == 409
    assert late.json()["problems"]


def test_what_was_said_of_groups_stays_on_the_page_when_somebody_was_quicker(lan, as_user):
    imported, officer = lost(lan), as_user(lan)
    key = keys(imported)[0]
    other = imported.rows.order_by("pk")[2]
    staging.mend(imported, {other.pk: Mending({"name": "HTX Khác Hẳn"})}, by=lan)
    answer = post(officer, imported, **{f"t-{key}": "xã Gõ Dở"})
    assert answer.status_code == 409
    assert 'value="xã Gõ Dở"' in answer.content.decode()


# --- both who answer for it -----------------------------------------------------------------------
def test_the_second_person_sees_what_was_understood_beside_what_is_written(lan, minh, as_user):
    imported = staged("register", layout22(MIEN, CHE, GAO), lan)
    html = page(as_user(minh), imported, "?xem=created")
    told = words(html)
    for understood in (
        "Xã, phường: Xã Thượng Quan, huyện Ngân Sơn Địa chỉ" not in told
        and "xã Thượng Quan, huyện Ngân Sơn, tỉnh Bắc Kạn",
        "Nay là xã Thượng Quan, tỉnh Thái Nguyên",
        "HTX Tài Hoan (hợp tác xã) tạo mới",
        "386/QĐ-UBND, 19/03/2021",
        "Hết hiệu lực sau ngày 19/03/2024",
    ):
        assert understood in told
    assert 'name="c-' not in html
    assert "Số quyết định: QĐ số 386/QĐ-UBND" in told


def test_a_note_stands_at_its_cell_and_notes_are_counted(lan, minh, as_user):
    imported = staged("register", layout22(GAO), lan)
    row = imported.rows.get()
    row.notes = ["“19/3/21” hiểu là năm 2021.", "Cả dòng."]
    row.understood = {**row.understood, "noted": [["day", row.notes[0]]]}
    row.save()
    html = page(as_user(minh), imported, "?xem=all")
    assert re.search(r'class="note at-cell">“19/3/21” hiểu là năm 2021.', html)
    assert re.search(r'class="quiet note">Cả dòng.', html)


def test_the_exported_preview_tells_what_was_understood(lan, as_user):
    imported = staged("register", layout22(GAO), lan)
    content = as_user(lan).get(url(imported) + "?xuat=csv").streaming_content
    lines = b"".join(content).decode().splitlines()
    assert "Được hiểu là" in lines[0]
    assert "Nay là: xã Thượng Quan, tỉnh Thái Nguyên" in "".join(lines[1:])


# --- thousands of rows ----------------------------------------------------------------------------
@pytest.mark.parametrize("person", ["lan", "minh"])
def test_the_queries_of_a_page_do_not_grow_with_the_rows(
    person, lan, minh, as_user, django_assert_max_num_queries
):
    names = [f"Sản phẩm {number}" for number in range(400)]
    rows = [
        (
            one,
            f"HTX {one}",
            f"xã Không Đâu {at % 90}" if at % 2 else make.commune().full_name,
            3,
            2024,
        )
        for at, one in enumerate(names)
    ]
    imported = staged("register", xlsx(REGISTER, *rows), lan)
    officer = as_user({"lan": lan, "minh": minh}[person])
    kind = next(one for one in groups.kinds(imported) if one.waits)
    views = (
        "",
        "?xem=all",
        "?xem=all&dong=100",
        "?xem=refused&page=2",
        "?q=san+pham+7",
        "?viec=note",
    )
    for view in (*views, f"?viec={kind.section}.{kind.word}", f"?nhom={kind.groups[0].key}"):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert officer.get(url(imported) + view).status_code == 200, view


def test_groups_beyond_the_first_page_are_all_in_reach(lan, as_user):
    imported, officer = lost(lan, 80), as_user(lan)
    kind = next(one for one in groups.kinds(imported) if one.waits)
    assert len(kind.groups) == 40
    view = f"?viec={kind.section}.{kind.word}"
    found = [
        re.findall(r'data-group="(\w+)"', page(officer, imported, f"{view}&page={at}"))
        for at in (1, 2)
    ]
    assert [*found[0], *found[1]] == [group.key for group in kind.groups]


@pytest.mark.parametrize("view", ["?nhom=x", "?viec=việc", "?viec=question&page=2"])
def test_an_address_that_means_nothing_is_told(lan, as_user, view):
    answer = as_user(lan).get(url(lost(lan)) + view)
    assert answer.status_code in {200, 400}
    assert "Không có" in answer.content.decode()


def test_typed_rows_are_found_by_what_was_typed(lan, as_user):
    imported, officer = lost(lan), as_user(lan)
    row = imported.rows.first()
    staging.mend(imported, {row.pk: Mending({"name": "HTX Đổi Tên"})}, by=lan)
    assert "HTX Đổi Tên" in page(officer, imported, "?q=doi+ten")
    assert "HTX Đúng" not in page(officer, imported, "?q=doi+ten")

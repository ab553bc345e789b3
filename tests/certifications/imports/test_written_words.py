"""Words as officers write them, through the import of a register: each cell is understood, noted,
asked or refused as the same word is by itself, and only what was understood is stored."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from certifications.imports import applying, staging
from certifications.imports.contract import Row
from certifications.imports.kinds.register.row_as_read import Recognition
from certifications.imports.staging import Mending
from certifications.models import Certification, Decision, ImportRow, Word
from ocop_registry.journal.models import JournalEntry
from tests.certifications.imports import files
from tests.certifications.imports.registers import KIND, looked, simple
from tests.written.told import Case, cases

pytestmark = pytest.mark.django_db
COLUMNS = ("Tên sản phẩm", "Chủ thể", "Loại hình", "Xã", "Huyện", "Tỉnh", "Hạng sao", "Ngày cấp", "Số quyết định")  # fmt: skip
PLACE = ("Xã Côn Minh", "Huyện Na Rì", "Tỉnh Bắc Kạn")
CELL = {"producer_kind": "C", "stars": "G", "day": "H", "decision": "I"}
COLUMN = {"producer_kind": "kind", "stars": "stars", "day": "day", "decision": "number"}


def line(number: int, **said: Any) -> list[Any]:
    cells = {"C": "HTX", "G": 3, "H": None, "I": None} | said
    product, producer = f"Trà hoa thứ {number}", f"HTX Số Thứ {number}"
    return [product, producer, cells["C"], *PLACE, cells["G"], cells["H"], cells["I"]]


def rows_of(those: Sequence[Case], province: Any) -> Iterator[tuple[Case, Row]]:
    """Each in a file of its own: what stands above and below a cell tells something of it too."""
    ours = files.context(province=province)
    for case in those:
        rows = files.planned(KIND, simple(COLUMNS, line(1, **{CELL[case.field]: case.text})), ours)
        # a column of points is none of stars: the file waits until somebody says which it is
        assert len(rows) == (0 if case.text == "85,5" else 1), case
        yield from ((case, row) for row in rows)


@pytest.mark.parametrize("field", CELL)
def test_every_word_is_read_the_same_in_a_file(field: str, province: Any) -> None:
    for case, row in rows_of(cases(field), province):
        cell, said = f"{CELL[field]}{row.number}", case.expected.removesuffix(" noted")
        codes = [fault.code for fault in row.faults if fault.reference == cell]
        if codes == ["cell_of_column"]:
            assert said.startswith("ask"), case  # once for the column, on the page of columns
        elif said.startswith("ask"):
            question = row.questions[COLUMN[field]]
            assert (codes, question.suggested) == (["choose"], said[4:]), case
        elif said == "refused":
            assert codes, case
            assert "choose" not in codes, case
        elif "takes part" in said:
            assert not row.faults, case
            assert row.plan.told.takes_part, case
        elif " + " in said:
            assert "number.before" in row.questions, case
            assert _told(field, row) in said.split(" + "), case
        elif said != "nothing":
            assert not codes, (case, row.faults)
            assert _told(field, row) == said, case
        assert bool(row.notes) >= case.expected.endswith("noted"), case


def _told(field: str, row: Row) -> str:
    told = row.plan.told
    one: Recognition = told.recognitions[0]
    if field == "producer_kind":
        return str(told.kind)
    if field == "day":
        until = f"..{told.expires.iso}" if told.expires else ""
        tail = (one.number, one.issuer, f"({one.round})" if one.round else "")
        return " ".join(part for part in (f"{one.issued.iso}{until}", *tail) if part)
    if field == "decision":
        until = f"..{told.expires.iso}" if told.expires else ""
        return f"{one.number} | {one.issued.iso}{until} | {one.issuer}" + (
            f" | {one.round}" if one.round else ""
        )
    kept = [str(one.stars), one.held and f"held {one.held}", one.type, one.level, one.issued.iso]
    return " ".join(str(part) for part in (*kept, one.number) if part)


# --- one question for each word ---------------------------------------------------------------------
def _staged(lan: Any, province: Any, *kinds: str) -> Any:
    lines = [line(number, C=kind, H="19/3/2021") for number, kind in enumerate(kinds)]
    return staging.stage(simple(COLUMNS, *lines), "so.xlsx", KIND, province=province, by=lan)


def _answered(imported: Any, lan: Any, **answers: str) -> Any:
    first = imported.rows.exclude(options={}).order_by("pk").first()
    return staging.mend(imported, {first.pk: Mending(choices=answers)}, by=lan)


def test_one_answer_counts_for_all_rows_that_write_the_word_and_for_the_next_file(
    province: Any, lan: Any
) -> None:
    imported = _staged(lan, province, "Cơ sở SX", "HTX", "cơ sở sx", "Làng nghề")
    assert imported.counts["refused"] == 3
    imported = _answered(imported, lan, kind="registered_household")
    assert imported.counts["refused"] == 1, "the other word is still asked"
    assert {row.choices.get("kind") for row in imported.rows.filter(number__in=(2, 4))} == {
        "registered_household"
    }
    word = Word.objects.get()
    assert (word.province, word.written, word.meaning) == (
        province,
        "Cơ sở SX",
        "registered_household",
    )
    assert JournalEntry.objects.filter(act="word.remember", actor=lan).count() == 1

    [row] = looked(simple(COLUMNS, line(9, C="CƠ SỞ SX", H="19/3/2021")), province, lan)
    assert (row.faults, row.outcome) == ([], "created")
    assert any("như văn phòng đã trả lời" in note for note in row.notes)


def test_an_answer_is_changed_in_one_row_and_remembered_anew(province: Any, lan: Any) -> None:
    imported = _answered(_staged(lan, province, "Nhóm hộ", "Nhóm hộ"), lan, kind="household")
    rows = list(imported.rows.order_by("pk"))
    both = {rows[0].pk: "cooperative_group", rows[1].pk: "household"}  # the second as it was shown
    mendings = {pk: Mending(choices={"kind": answer}) for pk, answer in both.items()}
    imported = staging.mend(imported, mendings, by=lan)
    assert {row.choices["kind"] for row in imported.rows.all()} == {"cooperative_group"}
    assert Word.objects.get().meaning == "cooperative_group"


def test_what_is_answered_about_a_day_is_not_remembered_for_other_files(
    province: Any, lan: Any
) -> None:
    lines = [line(number, H="19/O3/2021") for number in range(3)]
    imported = staging.stage(simple(COLUMNS, *lines), "so.xlsx", KIND, province=province, by=lan)
    imported = _answered(imported, lan, day="2021-03-19")
    assert (imported.counts["created"], Word.objects.exists()) == (3, False)


def test_a_cell_typed_over_takes_no_answer_of_another_word(province: Any, lan: Any) -> None:
    imported = _answered(_staged(lan, province, "Nhóm hộ"), lan, kind="cooperative_group")
    row = imported.rows.get()
    typed = Mending(cells={"kind": "Làng nghề"}, choices={"kind": "cooperative_group"})
    imported = staging.mend(imported, {row.pk: typed}, by=lan)
    row = imported.rows.get()
    assert (row.choices, row.options["kind"]["chosen"]) == ({}, "")
    assert [one.written for one in Word.objects.all()] == ["Nhóm hộ"]


# --- what is stored -----------------------------------------------------------------------------------
def test_a_phrase_is_never_stored_as_the_number(province: Any, lan: Any, minh: Any) -> None:
    said = (
        "Quyết định số 386/QĐ-UBND ngày 19/3/2021 của UBND tỉnh Bắc Kạn về việc công nhận kết quả"
    )
    imported = staging.stage(
        simple(COLUMNS, line(1, I=said)), "so.xlsx", KIND, province=province, by=lan
    )
    applying.apply(imported, by=minh)
    decision = Decision.objects.get()
    assert (decision.number, str(decision.signed_on), decision.issuer) == (
        "386/QĐ-UBND",
        "2021-03-19",
        "UBND tỉnh Bắc Kạn",
    )


def test_the_words_for_the_round_are_kept_with_the_source(
    province: Any, lan: Any, minh: Any
) -> None:
    content = simple(COLUMNS, line(1, I="386/QĐ-UBND đợt 1", H="12/2020"))
    imported = staging.stage(content, "so.xlsx", KIND, province=province, by=lan)
    assert "Giữ lại “đợt 1” cùng nguồn." in imported.rows.get().notes
    applying.apply(imported, by=minh)
    one = Certification.objects.select_related("decision").get()
    assert (one.decision.number, one.source.endswith(", đợt 1")) == ("386/QĐ-UBND", True)
    again = staging.stage(content, "khác.xlsx", KIND, province=province, by=minh)
    assert again.counts["unchanged"] == 1


def test_two_decisions_of_one_cell_are_two_recognitions(province: Any, lan: Any, minh: Any) -> None:
    said = "386/QĐ-UBND ngày 19/3/2021;\n1512/QĐ-UBND ngày 20/8/2024"
    lines = [line(number, G="4 sao", I=said) for number in range(3)]
    imported = staging.stage(simple(COLUMNS, *lines), "so.xlsx", KIND, province=province, by=lan)
    assert imported.counts["refused"] == 3
    imported = _answered(imported, lan, **{"number.before": "3"})
    assert imported.counts["created"] == 3, "asked once for the pair of decisions"
    applying.apply(imported, by=minh)
    assert sorted(Decision.objects.values_list("number", flat=True)) == [
        "1512/QĐ-UBND",
        "386/QĐ-UBND",
    ]
    assert sorted(Certification.objects.values_list("stars", flat=True)) == [3, 3, 3, 4, 4, 4]


def test_a_period_in_the_cell_of_the_day_is_compared_with_the_validity(province: Any) -> None:
    right, wrong = looked(
        simple(COLUMNS, line(1, H="19/3/2021 - 19/3/2024"), line(2, H="19/3/2021 - 1/6/2024")),
        province,
    )
    assert not right.faults
    assert [fault.code for fault in wrong.faults] == ["expiry"]


def test_placeholders_are_blanks(province: Any) -> None:
    headings = (
        *COLUMNS,
        "Cơ quan ban hành",
        "Mã số thuế",
        "Mã GTIN",
        "Hạng sao lần 2",
        "Điện thoại",
    )
    said = line(1, H="chưa rõ", I="chưa có")
    [row] = looked(simple(headings, [*said, "không", "-", "n/a", "…", "không có"]), province)
    assert not row.faults
    assert ImportRow.objects.count() == 0

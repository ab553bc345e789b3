"""What waits in a file, by groups: rows that share a word, a pair or a fault are answered or mended
in one go; and what was understood of a row, which whoever writes it agrees to."""

from collections.abc import Sequence
from datetime import date

import pytest

from certifications.imports import applying, matters, staging
from certifications.imports.checking import ChangedSincePreview
from certifications.imports.contract import Option, Row
from certifications.imports.matters import groups
from certifications.imports.matters.groups import SUGGESTED, Answers, Kind
from certifications.imports.preview import Rechecked, moved
from certifications.imports.shape.layout import ChosenSheet
from certifications.imports.stored import found
from certifications.models import Import, ImportRow, MatterSection
from tests import factories as make
from tests.certifications.imports.files import staged, xlsx
from tests.certifications.imports.registers import GAO, MIEN, layout22, looked

pytestmark = pytest.mark.django_db
HEADINGS = ("Tên chủ thể", "Loại hình", "Xã, phường")
FACTS = ("Nơi lúc đó", "Nay là", "Hạng", "Quyết định", "Hôm nay")


def producers(lan, *rows: Sequence[str]) -> Import:
    return staged("producers", xlsx(HEADINGS, *rows), lan)


def waiting(imported: Import) -> list[Kind]:
    return [kind for kind in groups.kinds(imported) if kind.waits]


def said(imported: Import, lan, **answers: dict[str, str]) -> Rechecked:
    hears = Rechecked()
    given = Answers(*(answers.get(name, {}) for name in ("chosen", "typed", "every")))
    staging.mend(imported, groups.mendings(imported, given), by=lan, hears=hears)
    imported.refresh_from_db()
    return hears


# --- groups ---------------------------------------------------------------------------------------
def test_one_word_in_many_rows_is_one_group_and_is_mended_once(lan):
    place = make.commune().full_name
    wrong = [(f"HTX {name}", "HTX", "xã Không Đâu") for name in ("Một", "Hai", "Ba", "Bốn", "Năm")]
    imported = producers(lan, *wrong, ("HTX Sáu", "HTX", "xã Ở Trên"), ("HTX Đúng", "HTX", place))
    [kind] = waiting(imported)
    assert (kind.section, kind.column, kind.rows) == (MatterSection.FAULT, "place", 6)
    assert [group.count for group in kind.groups] == [5, 1], "the largest first"
    assert kind.groups[0].first == imported.rows.first().pk, "its first row is its example"

    hears = said(imported, lan, typed={kind.groups[0].key: place})
    assert (hears.freed, hears.other, hears.lost) == (5, 0, 0)
    assert imported.counts["created"] == 6
    assert [row.mended for row in imported.rows.exclude(mended={})] == [{"place": place}] * 5
    assert [group.count for kind in waiting(imported) for group in kind.groups] == [1]


def test_a_mend_says_what_is_wrong_instead_and_what_it_broke(lan):
    place = make.commune().full_name
    imported = producers(lan, ("HTX Một", "HTX", place), ("HTX Hai", "HTX", "xã Không Đâu"))
    key = waiting(imported)[0].groups[0].key
    assert said(imported, lan, typed={key: "xã Đâu Không"}).other == 1
    first = imported.rows.first()
    hears = Rechecked()
    staging.mend(imported, {first.pk: staging.Mending({"place": "xã Ở Trên"})}, by=lan, hears=hears)
    assert (hears.freed, hears.lost) == (0, 1)


def near_misses(lan) -> Import:
    """Two producers of the register, each nearly named by two rows that say the same."""
    for name in ("HTX Tài Hoan", "HTX Nhung Lũy"):
        make.producer(name, place=make.commune())
    place = make.commune().full_name
    headings = ("Tên sản phẩm", "Chủ thể", "Xã, phường", "Hạng sao", "Năm")
    rows = [
        (f"{what} {name}", name, place, 3, 2024)
        for name in ("HTX Tài Hoàn", "HTX Nhung Lụy")
        for what in ("Miến dong", "Bánh gai")
    ]
    return staged("register", xlsx(headings, *rows), lan)


def test_a_question_is_asked_once_for_all_rows_that_say_the_same(lan):
    imported = near_misses(lan)
    [kind] = waiting(imported)
    assert (kind.section, kind.word) == (MatterSection.QUESTION, "producer")
    assert [group.count for group in kind.groups] == [2, 2]
    said(imported, lan, chosen={kind.groups[0].key: "moi"})
    [left] = waiting(imported)
    assert [group.key for group in left.groups] == [kind.groups[1].key]
    answered = [one for one in groups.kinds(imported) if one.section == MatterSection.ANSWERED]
    assert [group.key for one in answered for group in one.groups] == [kind.groups[0].key]


@pytest.mark.parametrize(("answer", "new"), [("moi", 2), (SUGGESTED, 0)])
def test_all_groups_of_a_kind_are_answered_at_once(lan, answer, new):
    imported = near_misses(lan)
    if answer == SUGGESTED:  # two that are alike to the eye: the suggestion is the one there is
        for row in imported.rows.all():
            asked = row.options["producer"]
            asked["suggested"] = asked["options"][0]["value"]
            row.save()
    assert said(imported, lan, every={"producer": answer}).freed == 4
    assert waiting(imported) == []
    facts = [fact for row in imported.rows.all() for fact in row.understood["facts"]]
    made = {value for label, value, _, state, _ in facts if (label, state) == ("Chủ thể", "new")}
    assert len(made) == new


def test_an_answer_that_a_question_does_not_offer_changes_nothing(lan):
    imported = near_misses(lan)
    said(imported, lan, every={"producer": "khác"}, chosen={"0" * 16: "moi"})
    assert [kind.rows for kind in waiting(imported)] == [4]


def test_questions_of_one_key_are_one_and_their_words_tell_it_by_default():
    def asked(number: int, word: str, key: str = "") -> Row:
        row = Row("Sổ", number, {"kind": word}, {"kind": f"C{number}"})
        options = [Option("cooperative", "Hợp tác xã"), Option("sme", "Doanh nghiệp")]
        row.ask("kind_word", "kind", f"“{word}” là loại gì?", options, about=word, key=key)
        row.settle("refused")
        return row

    rows = [
        asked(2, "Cơ sở"),
        asked(3, "Cơ sở"),
        asked(4, "CƠ SỞ", "co so"),
        asked(5, "cơ sở", "co so"),
    ]
    keys = [{key for _, _, key in matters.of(found(row))} for row in rows]
    assert keys[0] == keys[1]
    assert keys[2] == keys[3] != keys[0]


def test_notes_that_differ_in_what_they_quote_are_one_group(lan):
    row = Row("Sổ", 2, {"day": "19/03/21"}, {"day": "D2"})
    row.note("day", "“19/03/21” hiểu là năm 2021.")
    row.note("day", "“1/4/22” hiểu là năm 2022.")
    row.notes.append("Chưa rõ số quyết định.")
    row.settle("created")
    assert {(section, word) for section, word, _ in matters.of(found(row))} == {
        ("note", "day"),
        ("note", ""),
    }
    assert len(matters.of(found(row))) == 2


def test_what_waits_follows_the_rows_when_columns_are_named_again(lan):
    imported = staged(
        "producers", xlsx(("Tên chủ thể", "Kiểu lạ", "Xã"), ("HTX Một", "HTX", "xã Không Đâu")), lan
    )
    assert len(waiting(imported)) == 2
    chosen = {"Trang1": ChosenSheet({"A": "name", "B": "kind", "C": "place"})}
    staging.name_columns(imported, chosen, by=lan)
    assert [kind.column for kind in waiting(imported)] == ["place"]
    assert set(imported.matters.values_list("row", flat=True)) <= set(
        imported.rows.values_list("pk", flat=True)
    )


# --- what was understood --------------------------------------------------------------------------
def told(row: Row) -> dict[str, str]:
    return {fact.label: fact.value for fact in row.facts}


def test_a_row_of_a_register_tells_what_was_understood_of_it(lan, on_20_november):
    [row] = looked(layout22(GAO), make.province(), lan)
    facts = told(row)
    assert [facts[label] for label in FACTS] == [
        "xã Thượng Quan, huyện Ngân Sơn, tỉnh Bắc Kạn",
        "xã Thượng Quan, tỉnh Thái Nguyên",
        "3 sao, cấp tỉnh, bộ tiêu chí 1048/QĐ-TTg",
        "386/QĐ-UBND, 19/03/2021, Ủy ban nhân dân tỉnh Bắc Kạn",
        "Hết hiệu lực sau ngày 19/03/2024",
    ]
    assert facts["Chủ thể"] == "THT Thượng Quan (tổ hợp tác)"
    assert {fact.state for fact in row.facts if fact.label in ("Sản phẩm", "Chủ thể")} == {"new"}
    assert all(set(fact.columns) <= {*row.cells, *fact.columns} for fact in row.facts)


def test_two_recognitions_are_told_apart_and_the_last_one_counts_today(lan, on_20_november):
    [row] = looked(layout22(MIEN), make.province(), lan)
    facts = told(row)
    assert facts["Hạng lần 1"].startswith("3 sao")
    assert facts["Quyết định lần 2"] == "1523/QĐ-UBND, 19/12/2023, UBND tỉnh Bắc Kạn"
    assert facts["Hôm nay"] == "4 sao, sắp hết hạn đến hết 19/12/2026"


def test_a_row_with_faults_tells_what_is_clear_of_it_and_no_standing(lan):
    broken = [*GAO]
    broken[12] = "31/02/2021"
    [row] = looked(layout22(broken), make.province(), lan)
    assert row.faults
    assert told(row)["Hạng"].startswith("3 sao")
    assert "Hôm nay" not in told(row)


def register(lan) -> Import:
    headings = ("Tên sản phẩm", "Chủ thể", "Xã, phường", "Hạng sao", "Ngày cấp")
    file = xlsx(headings, ("Chè", "HTX Một", make.commune().full_name, 3, date(2025, 8, 1)))
    return staged("register", file, lan)


def test_writing_does_what_was_understood_or_asks_again(lan):
    """The outcome is the same, “created”: but of a producer who has come into the register since."""
    minh, imported = make.approver(), register(lan)
    make.producer("HTX Một", place=make.commune())
    with pytest.raises(ChangedSincePreview) as changed:
        applying.apply(imported, by=minh, version=imported.version)
    anew = changed.value.imported
    assert "Chủ thể: trước là" in moved(anew)[0].sentence
    assert "(đã có)" in moved(anew)[0].sentence
    assert applying.apply(anew, by=minh, version=anew.version).status == "applied"


def test_a_standing_that_passes_with_the_days_is_nothing_to_confirm(lan):
    minh, imported = make.approver(), register(lan)
    row = imported.rows.get()
    facts = row.understood["facts"]
    assert [passing for *_, passing in facts].count(True) == 1
    facts[-1][1] = "như hôm qua"
    row.save()
    assert applying.apply(imported, by=minh, version=imported.version).status == "applied"


def test_files_of_before_facts_were_told_are_written_as_they_were_shown(lan):
    minh, imported = make.approver(), register(lan)
    ImportRow.objects.update(understood={})
    assert applying.apply(imported, by=minh, version=imported.version).status == "applied"

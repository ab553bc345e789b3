"""What officers write, and what is understood: every word of the table, and what holds of all."""

import pytest

from certifications.models import ApplicationType
from ocop_registry.written import application_types, producer_kinds, schemes, sets, text
from producers.models import ProducerKind
from tests.written.told import READ, Case, cases, told


@pytest.mark.parametrize("case", cases(*READ), ids=lambda case: f"{case.field}: {case.text}")
def test_each_word_is_read_as_meant(case: Case) -> None:
    assert told(case.field, READ[case.field](case.text)) == case.expected


@pytest.mark.parametrize("case", cases(*READ), ids=lambda case: f"{case.field}: {case.text}")
def test_blanks_capitals_and_composition_make_no_difference(case: Case) -> None:
    import unicodedata

    apart = unicodedata.normalize("NFD", f"  {case.text}\u00a0 ")
    assert told(case.field, READ[case.field](apart)) == case.expected


def test_the_labels_are_those_of_the_models() -> None:
    kinds = {str(kind): str(kind.label) for kind in ProducerKind if kind != ProducerKind.UNKNOWN}
    assert kinds == producer_kinds.LABELS
    assert {str(one): str(one.label) for one in ApplicationType} == application_types.LABELS
    for one in (producer_kinds, application_types):
        assert set(one.SURE.values()) <= set(one.LABELS)
        assert set(one.PERHAPS.values()) <= {*one.LABELS, ""}
        assert not set(one.SURE) & set(one.PERHAPS), "a word is certain, or it is asked"


@pytest.mark.parametrize(
    "blank",
    ["", "-", "–", "—", "…", "...", "?", "/", "n/a", "N/A", "chưa có", "Chưa có", "không", "Không có",
     "chưa rõ", "Chưa cập nhật", "ko có", "Không có thông tin", "null", "--", "_"],
)  # fmt: skip
def test_words_that_say_nothing_are_blanks(blank: str) -> None:
    assert text.says_nothing(blank)


@pytest.mark.parametrize("word", ["0", "x", "✓", "*", "Không tên", "Nà Có", "3", "không đạt"])
def test_words_that_say_something_are_not(word: str) -> None:
    assert not text.says_nothing(word)


@pytest.mark.parametrize("name", ["Na", "Trống", "Nở", "Kg"])
def test_one_word_may_be_a_name(name: str) -> None:
    assert not text.says_nothing(name, may_be_a_name=True)


@pytest.mark.parametrize("blank", ["", " - ", "…", "n/a", "không", "Chưa có", "không có"])
def test_a_name_may_be_left_out(blank: str) -> None:
    assert text.says_nothing(blank, may_be_a_name=True)


@pytest.mark.parametrize(
    ("written", "number"),
    [("148", "148"), ("QĐ 148/QĐ-TTg", "148"), ("Quyết định số 1048/QĐ-TTg", "1048"), ("781/QĐ-TTg", "1048"),
     ("26/2026/QĐ-TTg", "26"), ("1489/QĐ-TTg ngày 06/7/2025", "148"), ("Bộ tiêu chí 2019", "1048"), ("năm 2026", "26"),
     ("QĐ148", "148"), ("1048/QĐ-TTg và 148/QĐ-TTg", None), ("bộ mới", None)],
)  # fmt: skip
def test_schemes_are_read_by_number_amendment_or_year(written: str, number: str | None) -> None:
    found = schemes.read(written, ["1048", "148", "26"])
    assert found.value == number
    assert (found.asked is not None) is (number is None)


@pytest.mark.parametrize(
    ("written", "number"),
    [("6", 6), ("06", 6), ("Bộ 6", 6), ("bộ số 06", 6), ("6. Chế biến từ gạo", 6), ("Bộ sản phẩm số 6", 6),
     ("Bộ 6: Chế biến từ gạo, ngũ cốc", 6), ("Gạo (bộ 3)", 3), ("(6)", 6), ("6/26", 6), ("99", None), ("0", None)],
)  # fmt: skip
def test_sets_are_read_by_their_number(written: str, number: int | None) -> None:
    those = [_Set(3, "Gạo, ngũ cốc"), _Set(6, "Chế biến từ gạo, ngũ cốc")]
    assert sets.read(written, those, "26-2026").value == number


def test_a_set_that_is_not_known_by_its_name_is_asked_with_the_nearest_one() -> None:
    those = [_Set(3, "Gạo, ngũ cốc"), _Set(21, "Thủ công mỹ nghệ")]
    found = sets.read("Đồ thủ công", those, "26-2026")
    assert found.asked
    assert (found.asked.suggested, found.asked.lasting) == ("21", "product_set/26-2026")
    meant = sets.read("Đồ thủ công", those, "26-2026", {"do thu cong": "21"})
    assert meant.value == 21
    assert "như văn phòng đã trả lời" in meant.notes[0]


def test_a_word_that_the_office_explained_is_noted_and_asked_no_more() -> None:
    said = {"co so sx": "registered_household"}
    found = producer_kinds.read("Cơ sở SX", said)
    assert found.value == "registered_household"
    assert "Cơ sở SX" in found.notes[0]
    assert producer_kinds.read("Cơ sở SX", {"co so sx": "no such kind"}).asked


class _Set:
    def __init__(self, no: int, name: str) -> None:
        self.no, self.name = no, name

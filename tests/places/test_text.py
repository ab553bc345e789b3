"""Folding and sorting against the reference cases, in Python and in the database the suite runs
on."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_registry.places.models import Place
from ocop_registry.places.text import fold, loose_fold, marked_key, sort_key

DATA = Path(__file__).parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sorted_lists():
    lists = defaultdict(list)
    for row in rows("vi_sort_expected.csv"):
        lists[row["list"]].append(row["name"])
    return dict(lists)


def shuffled(names):
    """Another order, the same at every run."""
    return sorted(names, key=lambda name: name[::-1])


@pytest.mark.parametrize(
    "case", rows("vi_fold_cases.csv"), ids=lambda case: case["expected_key"] + ": " + case["note"]
)
def test_folds_as_the_reference_case_says(case):
    assert fold(case["input"]) == case["expected_key"]
    assert loose_fold(case["input"]) == case["key_with_y_to_i"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        (" – ", ""),
        ("Bà Rịa – Vũng Tàu", "ba ria vung tau"),
        ("M`Drắk", "mdrak"),
        ("trà_xanh/1,5kg", "tra xanh 1 5kg"),
        ("so\u00adft zero\u200bwidth", "soft zerowidth"),
    ],
)
def test_folds_signs(text, key):
    assert fold(text) == key


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert loose_fold(loose_fold(text)) == loose_fold(text)


@given(st.text(max_size=260))
def test_sort_keys_keep_their_bounds(text):
    assert len(sort_key(text)) <= 900
    assert len(sort_key(text, limit=400)) <= 400


def test_the_longest_vietnamese_name_fits_without_cutting():
    assert len(sort_key("Ặ" * 250)) == 752


@pytest.mark.parametrize("names", sorted_lists().values(), ids=sorted_lists().keys())
def test_sorts_as_the_vietnamese_alphabet(names):
    assert sorted(shuffled(names), key=sort_key) == names


@pytest.mark.django_db
@pytest.mark.parametrize("names", sorted_lists().values(), ids=sorted_lists().keys())
def test_the_database_sorts_as_the_vietnamese_alphabet(names):
    Place.objects.bulk_create(
        Place(
            code=f"t{number}",
            level="commune",
            kind="xa",
            name=name,
            full_name=name,
            valid_from=date(2025, 7, 1),
            sort_key=sort_key(name),
        )
        for number, name in enumerate(shuffled(names))
    )

    stored = (
        Place.objects.filter(code__startswith="t")
        .order_by("sort_key")
        .values_list("name", flat=True)
    )

    assert list(stored) == names


def test_numbers_sort_by_value_and_signs_only_part_words():
    names = ["Phường 1", "Phường 2", "Phường 10", "Phường Ba", "Phường Bà Rịa"]
    assert sorted(shuffled(names), key=sort_key) == names
    assert sort_key("Bà Rịa - Vũng Tàu") == sort_key("Bà Rịa Vũng Tàu")
    assert sort_key("Ea H'Leo") == sort_key("Ea H’Leo") == sort_key("Ea HLeo")
    assert sort_key("Hòa Bình") != sort_key("Hoà Bình")


def test_marks_tell_names_apart_but_not_where_the_tone_stands():
    assert marked_key("Hòa Bình") == marked_key("HOÀ BÌNH")
    assert marked_key("Tân Thanh") != marked_key("Tân Thạnh")
    assert marked_key("kim long") == fold("kim long")

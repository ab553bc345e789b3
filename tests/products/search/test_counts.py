"""The counts of words after each act that brings rows, changes them or takes them away."""

from typing import Any

import pytest

from certifications.register import rebuild
from products.models import PublicWord
from products.today import turning
from products.today.comparison import differences
from products.today.words import Words
from tests import factories as make
from tests.certifications.merging.test_merging import recognised, two_products

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]


def counts(*words: str) -> list[int]:
    """How many rows of products bear each."""
    rows = dict(PublicWord.objects.filter(kind="product").values_list("word", "rows"))
    return [rows.get(word, 0) for word in words]


def test_acts_count_what_they_bring_change_and_take_away(lan: Any) -> None:
    turning.turn_to_today()
    keep, drop = two_products()
    recognised(keep, None, 2022)
    recognised(drop, None, 2025)
    assert counts("", "mien", "mien dong", "dong na") == [2, 2, 2, 1]
    assert list(differences()) == []
    make.merged(keep, drop, by=lan, reason="Một sản phẩm")
    assert counts("", "mien", "mien dong", "dong na") == [1, 1, 1, 0]
    assert list(differences()) == []
    counted = sorted(PublicWord.objects.values_list("kind", "word", "rows"))
    rebuild()
    assert sorted(PublicWord.objects.values_list("kind", "word", "rows")) == counted


def test_a_wrong_count_is_noticed(lan: Any) -> None:
    turning.turn_to_today()
    keep, _ = two_products()
    recognised(keep, None, 2022)
    PublicWord.objects.filter(kind="product", word="mien").update(rows=7)
    assert list(differences()) == [("product", "mien", "số dòng có từ này")]


def test_many_words_are_stored_while_they_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("products.today.words._MOST_HELD", 6)
    words = Words()
    for name in ("mien dong", "che xanh", "mien dong"):
        words.add("product", f" {name} ")
    assert counts("mien", "che") == [1, 1]
    words.store()
    assert counts("", "mien", "mien dong", "che") == [3, 2, 2, 1]

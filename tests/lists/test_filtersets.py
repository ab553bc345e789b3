"""FilterSets read strictly: nothing in an address is ignored, and nothing is read twice."""

import pytest
from django.db.models import Q
from django.http import QueryDict

from ocop_registry.lists.filtersets import OrderFilter, ReadFilter, StrictFilterSet, Unreadable
from ocop_registry.places.models import Place, PlaceLevel


def _level(text: str) -> str:
    if text not in PlaceLevel.values:
        raise Unreadable(f"“{text}” 100 %s", ("province",))
    return text


class Units(StrictFilterSet):
    level = ReadFilter(_level, "level", default="province")
    ended = ReadFilter(lambda text: text == "1", keeps=lambda yes: Q(valid_until__isnull=not yes))
    codes = ReadFilter(lambda text: text.split(","), "code", "in")
    order = OrderFilter({"name": ("sort_key",)})


def asked(query: str, **more: object) -> Units:
    return Units(QueryDict(query), Place.objects.all(), **more)  # type: ignore[arg-type]


def test_empty_values_are_no_filter_and_an_absent_one_may_have_a_default() -> None:
    one = asked("ended=+&codes=")
    assert (one.values, one.problems, one.is_valid()) == ({"level": "province"}, [], True)


@pytest.mark.django_db
def test_each_value_keeps_its_rows_and_may_be_left_out() -> None:
    one = asked("ended=0&codes=19,24,01")
    assert sorted(one.matching().values_list("code", flat=True)) == ["01", "19", "24"]
    assert set(one.qs) == set(one.matching())
    assert one.matching(without=("codes",)).count() == 34
    assert one.matching(without=("codes", "level")).count() > 3000
    assert {unit.code for unit in asked("ended=1&codes=06").matching()} == {"06"}


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("mau=đỏ", "mau", "Không có bộ lọc “mau”. Các bộ lọc: level, ended, codes, order, page."),
        ("level=commune&level=province", "level", "Tham số “level” chỉ được ghi một lần."),
        ("level=a%00", "level", "Giá trị có ký tự không hợp lệ."),
        ("level=xóm", "level", "“xóm” 100 %s"),
        ("order=-code", "order", "Không có cách sắp xếp “-code”. Các cách: name."),
    ],
)
def test_what_means_nothing_is_a_problem_that_says_what_would(
    query: str, name: str, said: str
) -> None:
    one = asked(query, also=("page",))
    assert [(problem.name, problem.sentence) for problem in one.problems] == [(name, said)]
    assert one.errors == {name: [said]}
    assert not one.is_valid()


def test_all_problems_are_told_at_once_in_the_order_of_the_address() -> None:
    one = asked("mau=1&level=xóm&page=2&order=x", also=("page",))
    assert [problem.name for problem in one.problems] == ["level", "mau", "order"]
    assert one.problems[0].choices == ("province",)


def test_one_request_leaves_nothing_behind_for_the_next() -> None:
    assert asked("level=xóm").problems
    assert asked("level=commune").values == {"level": "commune"}
    assert Units.base_filters["level"].field is asked("").filters["level"].field


def test_a_page_can_show_the_form_of_what_was_asked() -> None:
    form = asked("codes=19").form
    assert list(form.fields) == ["level", "ended", "codes", "order"]
    assert 'value="19"' in str(form["codes"])

"""Which units of different times can be the same spot."""

import pytest

from ocop_registry.places.models import Place, Succession
from ocop_registry.places.overlap import Overlap
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def na_ri():
    """A former commune of the former district Na Rì, and the commune that it became."""
    link = Succession.objects.filter(
        old__parent=make.old_place("066"), new__valid_until=None
    ).select_related("old", "new")[0]
    return link.old, link.new


def test_a_unit_lies_in_what_is_above_it_then_and_now(na_ri):
    old, new = na_ri
    overlap = Overlap()
    for wider in (old, new, make.old_place("066"), make.old_place("06"), make.province("19")):
        for narrower in (old, new):
            assert overlap.compatible(narrower, wider), (narrower, wider)
            assert overlap.compatible(wider, narrower), (narrower, wider)


def test_units_side_by_side_never_match_also_when_merged_since(na_ri):
    overlap = Overlap()
    new = na_ri[1]
    merged = Place.objects.filter(successions__new=new, parent=make.old_place("066"))
    one, other = merged[:2]
    assert overlap.compatible(one, new)
    assert overlap.compatible(other, new)
    assert not overlap.compatible(one, other)
    assert not overlap.compatible(new, make.commune("24")), "another province"
    assert not overlap.compatible(make.commune("19", 0), make.commune("19", 1))


def test_a_former_province_is_not_all_of_the_one_that_it_went_into(na_ri):
    former = make.old_place("06")
    whole = Overlap()
    inside = {
        link.new_id
        for link in Succession.objects.filter(
            old__province=make.province("19"), old__parent__parent=former
        )
    }
    outside = (
        Place.objects.current()
        .communes()
        .filter(province=make.province("19"))
        .exclude(pk__in=inside)
        .first()
    )
    assert outside
    assert not whole.compatible(former, outside)
    assert whole.compatible(former, make.province("19"))


def test_two_queries_whatever_is_asked(na_ri, django_assert_num_queries):
    with django_assert_num_queries(2):
        overlap = Overlap()
        assert overlap.compatible(*na_ri)

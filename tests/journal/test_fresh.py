"""`Subject.fresh` makes what the constructor makes."""

import pytest
from django.apps import apps

from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from producers.models import Producer

SUBJECTS = [model for model in apps.get_models() if issubclass(model, Subject)]


def held(one: Subject) -> dict:
    left_out = {"_state", "uid", "date_joined"}
    return {name: value for name, value in vars(one).items() if name not in left_out}


@pytest.mark.parametrize("model", SUBJECTS, ids=lambda model: model.__name__)
def test_a_fresh_subject_is_as_the_constructor_makes_it(model):
    one, other = model.fresh(), model()
    assert held(one) == held(other)
    assert (one._state.adding, one._state.db, one.pk) == (True, None, None)
    assert one.uid != model.fresh().uid
    for value in vars(one).values():
        assert not isinstance(value, list | dict) or all(
            value is not another for another in vars(model.fresh()).values()
        ), "each has lists of its own"


def test_a_fresh_subject_refers_to_what_it_is_given():
    place = Place(pk=5, name="Văn Lang")
    one, other = Producer.fresh(name="HTX", place=place), Producer(name="HTX", place=place)
    assert held(one) == held(other)
    assert one.place is place
    with pytest.raises(TypeError):
        Producer.fresh(nmae="HTX")

"""Who of much the same name is worth a question."""

import re

from ocop_registry.places.text import fold, loose_fold
from producers.legal_forms import called
from producers.models import Producer
from products.models import Product

_NUMBER = re.compile(r"\d+")


def may_be_meant(name: str, one: Producer, share: float) -> bool:
    """Whether a producer of a like name is worth a question. Rows of one file with two proper
    names, or of two kinds, speak of two producers."""
    if other_numbers(name, one.name):
        return False
    if one.pk is not None:
        return True
    ours, theirs = called(name).kind, called(one.name).kind
    return share == 1 and (ours is None or theirs is None or ours == theirs)


def other_numbers(one: str, other: str) -> bool:
    """Whether two names differ in their numbers: 38 and 40 degrees are two products."""
    ours, theirs = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    return bool(ours and theirs and ours != theirs)


def folded_name(subject: Producer | Product) -> tuple[str, str]:
    """The name folded, and folded loosely: as stored with what is saved, reckoned for what is
    not."""
    if subject.pk is None:
        return fold(subject.name), loose_fold(subject.name)
    folded, loose, _ = subject.search_key.split("|", 2)
    return folded, loose

"""The same producer under another form of its name is noticed; different ones are not."""

import pytest

from producers.lookalikes import core, similar
from tests import factories


@pytest.mark.parametrize(
    ("name", "proper"),
    [
        ("HTX Tài Hoan", "tai hoan"),
        ("Hợp tác xã Tài Hoan", "tai hoan"),
        ("CÔNG TY TNHH MTV Tài Hoan", "tai hoan"),
        ("Công ty cổ phần nông nghiệp Tài Hoan", "tai hoan"),
        ("Hợp tác xã Nông nghiệp", "hop tac xa nong nghiep"),
    ],
)
def test_the_proper_name_is_left(name, proper):
    assert core(name) == proper


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Hợp tác xã Tài Hoan", True),
        ("htx tai hoan", True),
        ("HTX TàiHoan", True),
        ("HTX Nà Pò", False),
        ("Tài", False),
    ],
)
def test_look_alikes_of_the_same_province(db, typed, found):
    known = factories.producer("HTX Tài Hoan", place=factories.commune("19", 2))
    assert similar(typed, factories.commune("19")) == ([known] if found else [])


def test_another_province_and_the_row_itself_do_not_count(db):
    known = factories.producer("HTX Tài Hoan")
    assert similar("HTX Tài Hoan", factories.commune("24")) == []
    assert similar("HTX Tài Hoan", factories.commune("19"), exclude=known.pk) == []
    assert similar("HTX Tài Hoan", factories.old_place("066")) == [known]

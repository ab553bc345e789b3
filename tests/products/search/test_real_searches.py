"""Searches as people type them find what was meant: see `tests.benchmarks.searches` for the whole
table."""

import pytest

from tests.products.search.asked import asked_all
pytestmark = pytest.mark.django_db


def test_x() -> None:
    results = asked_all(5)
    print()
    for kind in dict.fromkeys(one.query.kind for one in results):
        r=[o.place for o in results if o.query.kind==kind]
        print(f"{kind:30}", len(r), sum(p==1 for p in r), sum(p>0 for p in r))
    r=[o.place for o in results]
    print(len(r), sum(p==1 for p in r), sum(p>0 for p in r))
    for one in results:
        if one.place!=1: print(one.place, one.query.kind,'|', one.query.typed,'|', one.query.meant)

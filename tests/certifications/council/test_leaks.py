"""What a council member in conflict can find anywhere of the others' scores: nothing."""

import re
from decimal import Decimal

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from certifications.council import conflicts
from certifications.models import Conflict, Result, ScoreSheet
from certifications.results import from_sheets
from certifications.results.outcome import Typed
from tests.certifications.council import scored_round as made
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db
# Every point, average and remark of the product that must not leak is one of these, and appears
# nowhere else.
REMARK = "Canari nhận xét của ủy viên khác"
ADDRESSES = re.compile(r'(?:href|action|src|data-[a-z-]*url)="([^"#]+)"')


def addresses(resolver, prefix=""):
    """Every route of the site: (pattern text, name with its namespaces, names of its arguments)."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, prefix + space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}", list(pattern.pattern.converters), pattern


def reversed_with(name, arguments, uids):
    """The address with every combination of the uids that such an argument may stand for."""
    found = [{}]
    for argument in arguments:
        values = uids.get(argument, uids["uid"])
        found = [one | {argument: value} for one in found for value in values]
    for one in found:
        try:
            yield reverse(name, kwargs=one)
        except NoReverseMatch:
            continue


def leak_scene():
    """Two products; Ba declared a conflict on the first one, which others have scored 37, 41 and
    which is concluded."""
    lan, ba, round_, (first, second), members = made.sitting_with_an_account()
    conflicts.declare_conflict(first, members[1], "family", by=ba)
    made.closed(
        first, members[0], made.totals("13,37", "11,13", "17,19") | {"comment": REMARK}, lan
    )
    made.closed(
        first, members[2], made.totals("14,43", "12,17", "18,23") | {"comment": REMARK}, lan
    )
    from_sheets.conclude_application(first, by=lan, typed=Typed(2))
    made.closed(second, members[0], made.totals("31,71", "21,73", "29,79"), lan)
    return lan, ba, round_, first, second, members


def canaries():
    """Points, part averages and totals of what others gave, with comma and with point; and their
    remarks."""
    numbers = [
        "13.37", "11.13", "17.19", "41.69", "14.43", "12.17", "18.23", "44.83", "43.26", "13.90", "11.65", "17.71", "3.14",
        "31.71", "21.73", "29.79", "83.23",
    ]  # fmt: skip
    return [REMARK, *numbers, *(one.replace(".", ",") for one in numbers)]


def test_the_canaries_are_what_the_office_sees():
    """A control: the same walk as the office does find them, so that finding none means
    something."""
    lan, _, round_, first, _, _ = leak_scene()
    assert Result.objects.get(application=first).total == Decimal("43.26")
    client = signed_in(lan)
    seen = client.get(reverse("admin:round_sheets", args=[round_.uid])).content.decode()
    assert {one for one in canaries() if one in seen} >= {
        "13,37",
        "44,83",
        "43,26",
        "3,14",
        "83,23",
    }


def test_a_conflicted_member_finds_no_trace_of_other_members_scores_anywhere():
    lan, ba, round_, first, second, members = leak_scene()
    sheets = list(ScoreSheet.objects.all())
    uids = {
        "uid": [round_.uid, first.uid, members[0].uid, sheets[0].uid],
        "application": [first.uid, second.uid],
        "member": [members[0].uid, members[1].uid],
        "sheet": [one.uid for one in sheets],
        "conflict": [Conflict.objects.get().uid],
        "name": ["conclude", "back"],
        "kind": ["extend"],
    }
    client, visited, found = signed_in(ba), {}, []
    waiting = [
        address
        for name, arguments, _ in addresses(get_resolver())
        if not name.startswith(("admin:logout", "admin:password"))
        for address in reversed_with(name, arguments, uids)
    ]
    assert len(waiting) > 60
    while waiting:
        address = waiting.pop()
        if (
            address in visited
            or not address.startswith("/")
            or "logout" in address
            or "dang-xuat" in address
        ):
            continue
        answer = client.get(address)
        text = _text_of(answer)
        visited[address] = answer.status_code
        found += [(address, canary) for canary in canaries() if canary in text]
        waiting += [
            one.replace("&amp;", "&")
            for one in ADDRESSES.findall(text)
            if one.startswith("/") and len(visited) < 600
        ]
    assert found == []
    assert visited[reverse("admin:own_sheets")] == 200
    assert visited[reverse("admin:own_sheet", args=[second.uid])] == 200
    office = [
        address for address in visited if "/quan-tri/dot/" in address and round_.uid in address
    ]
    assert len(office) > 15
    assert {visited[address] for address in office} <= {404, 405}, {
        one: visited[one] for one in office
    }
    assert visited[reverse("admin:own_sheet", args=[first.uid])] == 404


def _text_of(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace") + str(list(answer.headers.items()))


def test_what_a_member_posts_answers_nothing_of_others_either():
    lan, ba, round_, first, second, members = leak_scene()
    client, before = signed_in(ba), ScoreSheet.objects.count()
    for name, arguments, _ in addresses(get_resolver()):
        if (
            not name.startswith("admin:")
            or "admin:password" in name
            or name in {"admin:logout", "admin:login"}
        ):
            continue
        uids = {
            "uid": [round_.uid],
            "application": [first.uid],
            "member": [members[0].uid],
            "sheet": [ScoreSheet.objects.first().uid],
        }
        for address in reversed_with(name, arguments, uids):
            text = _text_of(client.post(address, {"version": "1", "c-1.1": "0", "reason": "x"}))
            assert not [one for one in canaries() if one in text], address
    assert ScoreSheet.objects.count() == before
    assert Result.objects.get().total == Decimal("43.26")


def test_the_own_pages_answer_the_same_whatever_others_have_done():
    """Not even whether, or how many, others have closed their sheets can be told."""
    lan, ba, _, (first, second), members = made.sitting_with_an_account()
    conflicts.declare_conflict(first, members[1], "family", by=ba)
    client = signed_in(ba)

    def seen():
        pages = [
            reverse("admin:index"), reverse("admin:own_sheets"), reverse("admin:own_sheet", args=[second.uid]),
            reverse("admin:own_sheet", args=[first.uid]), reverse("admin:search") + "?q=san+pham",
        ]  # fmt: skip
        return [
            re.sub(
                r'name="csrfmiddlewaretoken" value="[^"]*"', "", client.get(page).content.decode()
            )
            for page in pages
        ]

    before = seen()
    made.score_all(first, [members[0], members[2]], lan, 60)
    from_sheets.conclude_application(first, by=lan)
    made.score_all(second, [members[0], members[2]], lan, 60)
    assert seen() == before

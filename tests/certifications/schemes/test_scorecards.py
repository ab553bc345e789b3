"""The sheets as data: what the README of the law's data promises, sheet by sheet, and loading them
once and for all."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from certifications import register
from certifications.law.scorecards import DISQUALIFY, STOP, Scorecard
from certifications.models import Certification, Round, Scheme
from certifications.models import Scorecard as StoredScorecard
from certifications.schemes import loading
from certifications.schemes.loading import SchemeInUse, load_schemes
from ocop_registry.journal.models import JournalEntry, JournalLine
from products.models import Product, ProductSet, PublicEntry
from tests import factories

DATA = json.loads((loading.FOLDER / "26-2026.json").read_text(encoding="utf-8"))
CARDS = {
    one["no"]: Scorecard.from_data("26-2026", one, DATA["implied_zero"]) for one in DATA["sets"]
}


# --- the sheets -----------------------------------------------------------------------------------
@pytest.mark.parametrize("no", range(1, 27))
def test_the_maxima_of_every_sheet_add_up(no: int) -> None:
    card = CARDS[no]
    assert [card.maximum(part) for part in "ABC"] == [40, 25, 35]
    assert card.maximum() == 100
    for section in card.sections:
        within = [
            one for one in card.scored if (one.part, one.section) == (section.part, section.code)
        ]
        assert sum(one.max_points for one in within) == section.max_points, (no, section.code)


@pytest.mark.parametrize("no", range(1, 27))
def test_every_level_of_every_criterion_can_be_given_and_none_is_above_its_maximum(no: int) -> None:
    for criterion in CARDS[no].scored:
        assert max(one.points for one in criterion.options) == criterion.max_points
        assert criterion.option(0) is not None, (no, criterion.code)
        for one in criterion.options:
            found = criterion.option(one.points, one.case)
            assert found is not None
            assert found.points == one.points


def test_the_counts_of_the_data() -> None:
    cards = CARDS.values()
    implied = [
        one
        for card in cards
        for criterion in card.scored
        for one in criterion.options
        if one.implied
    ]
    assert sum(len(card.criteria) for card in cards) == 791
    assert sum(len(card.scored) for card in cards) == 787
    assert (
        sum(len(criterion.options) for card in cards for criterion in card.criteria) - len(implied)
        == 2579
    )
    assert len(implied) == 378
    assert {(one.points, one.stars, one.case) for one in implied} == {(0, None, None)}


def test_group_nodes_stand_on_the_sheet_but_are_never_scored() -> None:
    groups = {
        (no, one.code): one.max_points
        for no, card in CARDS.items()
        for one in card.criteria
        if one.is_group
    }
    assert groups == {(11, "6.1"): 4, (11, "6.2"): 11, (13, "6.1"): 10, (13, "6.2"): 5}
    for (no, code), maximum in groups.items():
        assert sum(one.max_points for one in CARDS[no].scored if one.parent == code) == maximum
        assert code not in {one.code for one in CARDS[no].scored}


def test_two_cases_stand_in_set_26_only_and_the_maximum_is_counted_once() -> None:
    cases = {
        (no, one.code): [case.code for case in one.cases]
        for no, card in CARDS.items()
        for one in card.criteria
        if one.cases
    }
    assert cases == {
        (26, "8"): ["community", "site"],
        (26, "9"): ["community", "organisation"],
        (26, "15"): ["community", "organisation"],
    }
    eighth = CARDS[26].by_code["8"]
    assert (eighth.option(3), eighth.option(3, "organisation"), eighth.option(0, "elsewhere")) == (
        None,
        None,
        None,
    )
    assert {option.case for option in (eighth.option(3, "site"),) if option} == {"site"}
    assert [
        option.implied for option in (eighth.option(0), eighth.option(0, "site")) if option
    ] == [True, True]


def test_conditions_and_findings_are_read_from_the_sheets() -> None:
    assert [
        no for no, card in CARDS.items() if card.by_code["5.2"].applies_if == ("5.1", 0)
    ] == list(range(1, 26))
    assert CARDS[26].by_code["5.2"].applies_if is None
    vegetables, water = CARDS[7], CARDS[16]
    assert vegetables.findings_of(vegetables.by_code["1.1"]) == (DISQUALIFY,)
    assert vegetables.findings_of(vegetables.by_code["6.1"]) == (STOP,)
    assert vegetables.findings_of(vegetables.by_code["1.2"]) == ()
    assert water.stop_at_zero == {"6.1", "6.2", "6.3", "6.4"}
    assert water.findings_of(water.by_code["6.1"]) == ()  # 0 points stops that sheet by itself


def test_a_mark_asks_for_the_points_of_its_level() -> None:
    assert CARDS[26].by_code["3.5"].marks() == {3: 1, 4: 2}
    assert sum(len(criterion.marks()) for criterion in CARDS[26].scored) == 3
    for card in CARDS.values():
        for criterion in card.scored:
            marks = criterion.marks()
            assert sorted(marks.values()) == [marks[star] for star in sorted(marks)]


# --- loading --------------------------------------------------------------------------------------
def write(folder: Path, data: dict[str, Any], slug: str = "26-2026") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{slug}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return folder


def renamed(no: int = 6) -> dict[str, Any]:
    """The file with another name of a set, and another label on its first level."""
    data = json.loads(json.dumps(DATA))
    one = next(one for one in data["sets"] if one["no"] == no)
    one["name"] = "Tên mới"
    one["criteria"][0]["options"][0]["label"] = "Lời mới"
    return data


def invented() -> dict[str, Any]:
    """A scheme of one set, as a later decision might bring: nothing in the code knows it."""
    data = json.loads(json.dumps(DATA)) | {
        "code": "99/2031/QĐ-TTg",
        "issued_on": "2031-01-01",
        "effective_from": "2031-02-01",
    }
    data["sets"] = data["sets"][:1]
    data["sets"][0]["name"] = "Sản vật của năm 2031"
    return data


def stored() -> tuple[Any, ...]:
    return (
        list(Scheme.objects.order_by("slug").values()),
        list(ProductSet.objects.order_by("pk").values()),
        list(StoredScorecard.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    before = stored()
    assert {one.outcome for one in load_schemes()} == {"unchanged"}
    assert stored() == before
    assert len(before[2]) == 26


@pytest.mark.django_db
def test_the_stored_sheet_reads_as_the_file_does() -> None:
    for one in StoredScorecard.objects.select_related("scheme", "product_set"):
        assert one.card == CARDS[one.product_set.no]


@pytest.mark.django_db
def test_an_unused_scheme_is_changed_in_place_though_products_name_its_sets(tmp_path: Path) -> None:
    product = factories.product(set_no=6)
    keys = list(ProductSet.objects.order_by("pk").values_list("pk", flat=True))
    entries = JournalEntry.objects.count()
    (loaded,) = load_schemes(write(tmp_path / "data", renamed()))
    assert (loaded.outcome, loaded.sets) == ("changed", 26)
    assert Product.objects.get(pk=product.pk).product_set.name == "Tên mới"
    assert (
        StoredScorecard.objects.get(product_set__no=6).card.criteria[0].options[1].label
        == "Lời mới"
    )  # after the 0 that is not printed
    assert list(ProductSet.objects.order_by("pk").values_list("pk", flat=True)) == keys
    assert JournalEntry.objects.count() == entries + 1
    assert (
        JournalLine.objects.filter(kind="scheme", entry__act="scheme.load").latest("pk").uid
        == "26-2026"
    )


@pytest.mark.django_db
def test_the_public_register_follows_the_new_name_of_a_set(tmp_path: Path) -> None:
    factories.certified(factories.staff(), factories.approver(), [factories.product(set_no=6)])
    # recognised under the scheme before; only the product names a set of this one
    earlier = Scheme.objects.get(slug="148-2023")
    Round.objects.update(scheme=earlier)
    Certification.objects.update(scheme=earlier)
    register.rebuild()
    load_schemes(write(tmp_path / "data", renamed()))
    entry = PublicEntry.objects.get(kind="product")
    assert json.loads(entry.card)["set"]["name"] == "Tên mới"
    assert entry.updated_seq == JournalEntry.objects.latest("seq").seq


@pytest.mark.django_db
def test_a_scheme_that_a_round_rests_on_is_never_changed(tmp_path: Path) -> None:
    factories.draft_round()
    before = stored()
    with pytest.raises(SchemeInUse, match="26/2026/QĐ-TTg đã được dùng"):
        load_schemes(write(tmp_path / "data", renamed()))
    assert stored() == before


@pytest.mark.django_db
def test_a_scheme_that_a_certificate_rests_on_is_never_changed(tmp_path: Path) -> None:
    factories.certified(factories.staff(), factories.approver(), [factories.product()])
    before = stored()
    with pytest.raises(SchemeInUse):
        load_schemes(write(tmp_path / "data", renamed()))
    assert stored() == before


@pytest.mark.django_db
def test_a_set_may_leave_an_unused_scheme_unless_a_product_names_it(tmp_path: Path) -> None:
    shorter = json.loads(json.dumps(DATA))
    shorter["sets"] = [one for one in shorter["sets"] if one["no"] != 6]
    folder = write(tmp_path / "data", shorter)
    product = factories.product(set_no=6)
    before = stored()
    with pytest.raises(SchemeInUse, match="6. Chế biến từ gạo, ngũ cốc"):
        load_schemes(folder)
    assert stored() == before
    Product.objects.filter(pk=product.pk).update(product_set=None)
    load_schemes(folder)
    assert not ProductSet.objects.filter(scheme="26-2026", no=6).exists()
    assert StoredScorecard.objects.count() == 25


@pytest.mark.django_db
def test_a_new_scheme_is_a_new_file_and_no_code(tmp_path: Path) -> None:
    before = stored()
    (loaded,) = load_schemes(write(tmp_path / "data", invented(), "99-2031"))
    assert (loaded.slug, loaded.outcome, loaded.sets) == ("99-2031", "created", 1)
    sheet = StoredScorecard.objects.get(scheme__slug="99-2031")
    assert (sheet.card.name, sheet.card.maximum()) == ("Sản vật của năm 2031", 100)
    assert list(Scheme.objects.exclude(slug="99-2031").order_by("slug").values()) == before[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda data: data["sets"][0]["criteria"][0].update(max_points=9), "bộ 1, tiêu chí 1.1"),
        (
            lambda data: data["sets"][0]["criteria"][0]["options"][0].update(points=7),
            "bộ 1, tiêu chí 1.1",
        ),
        (lambda data: data["sets"][0]["criteria"][1].update(code="1.1"), "bộ 1"),
        (lambda data: data["sets"][0]["sections"][0].update(max_points=1), "bộ 1, mục 1"),
        (lambda data: data["sets"][0].update(stop_at_zero=["6.9"]), "6.9"),
        (lambda data: data["sets"][0]["criteria"][0].update(applies_if="9.9>0"), "9.9"),
        (lambda data: data["sets"][0].pop("name"), "name"),
        (lambda data: data.pop("bands"), "bands"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place_and_changes_nothing(
    tmp_path: Path, spoil: Any, told: str
) -> None:
    data = invented()
    spoil(data)
    before = stored()
    with pytest.raises(loading.FaultyScheme) as refused:
        load_schemes(write(tmp_path / "data", data, "99-2031"))
    assert told in str(refused.value)
    assert "99-2031.json" in str(refused.value)
    assert stored() == before


@pytest.mark.django_db
def test_the_command_says_what_it_did_and_that_nobody_has_compared_the_signed_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "data", invented(), "99-2031")
    monkeypatch.setattr(
        "certifications.management.commands.load_schemes.load_schemes", lambda: load_schemes(folder)
    )
    told = []
    for _ in range(2):
        out = StringIO()
        call_command("load_schemes", stdout=out)
        told.append(out.getvalue())
    assert told[0].startswith(
        "Bộ tiêu chí 99-2031: đã nạp, 1 bộ sản phẩm.\n  Chưa đối chiếu bản ký số"
    )
    assert told[1] == "Bộ tiêu chí 99-2031: không đổi, 1 bộ sản phẩm.\n"
    write(tmp_path / "data", {"code": "99/2031"}, "99-2031")
    with pytest.raises(CommandError, match="thiếu issued_on"):
        call_command("load_schemes", stdout=StringIO())

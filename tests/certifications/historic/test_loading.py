"""The real lists: every row accounted for, nothing guessed, nothing published that nobody made."""

import csv
from datetime import date

import pytest
from django.contrib import admin

from certifications import integrity
from certifications.historic import record_file
from certifications.management.commands.load_historic import DATA, LISTS
from certifications.models import Certification, Decision, StagedRow
from certifications.register import compare
from ocop_registry.journal.models import JournalEntry
from ocop_registry.places.text import fold, loose_fold
from products.models import Product, PublicEntry, PublicState
from tests import factories as make


def raw_rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row(number):
    return StagedRow.objects.select_related("certification__place", "certification__scheme").get(
        source="recognised_products.csv", number=number
    )


def test_every_row_is_accounted_for(db):
    reports = {name: record_file(DATA / name) for name in LISTS}
    for name, report in reports.items():
        rows = raw_rows(name)
        staged = [one for one in report.rows if one.outcome == "staged"]
        assert report.recorded + len(staged) == len(rows)
        assert [one.raw for one in sorted(report.rows, key=lambda one: one.number)] == rows, (
            "kept verbatim"
        )
    assert (
        Certification.objects.count() == sum(report.recorded for report in reports.values()) == 139
    )
    assert StagedRow.objects.filter(outcome="staged").count() == 39


def test_a_row_is_recorded_exactly_when_maker_stars_and_place_are_told(historic):
    for one in StagedRow.objects.all():
        complete = (
            bool(one.raw["producer"])
            and one.raw["stars"] in {"3", "4", "5"}
            and "(4 sản phẩm)" not in one.raw["product"]
        )
        assert (one.outcome == "recorded") is complete, (one.source, one.number)
        assert (one.certification is not None) is complete


def test_every_gap_of_every_row_is_told(historic):
    for one in StagedRow.objects.all():
        told = " ".join(one.problems)
        for column, sentence in (
            ("producer", "Chưa rõ chủ thể"), ("stars", "Chưa rõ hạng sao"), ("decision_no", "Chưa rõ số quyết định"),
        ):  # fmt: skip
            assert (sentence in told) == (not one.raw[column].strip()), (one.number, sentence)
        if one.raw["year"] and not one.raw["decision_date"]:
            assert f"Chỉ biết năm {one.raw['year']}" in told
        if not one.raw["year"] and not one.raw["decision_date"]:
            assert "Chưa rõ năm công nhận" in told


def test_nothing_is_published_that_nobody_made_or_that_was_only_staged(historic):
    staged = {one.raw["product"] for one in StagedRow.objects.filter(outcome="staged")}
    recorded = {one.raw["product"] for one in StagedRow.objects.filter(outcome="recorded")}
    public = set(PublicEntry.objects.filter(kind="product").values_list("name", flat=True))
    assert {fold(name) for name in public} == {fold(name) for name in recorded}
    assert not public & (staged - recorded)
    assert not PublicEntry.objects.filter(kind="producer", name="").exists()


def test_nothing_is_invented(historic):
    """Stars, day, year and number are those of the row; what the row does not know stays
    unknown."""
    for one in StagedRow.objects.filter(outcome="recorded").select_related(
        "certification__decision"
    ):
        made, raw = one.certification, one.raw
        day = date.fromisoformat(raw["decision_date"]) if raw["decision_date"] else None
        assert (made.stars, made.issued_on) == (int(raw["stars"]), day)
        assert made.issued_year == (int(raw["year"]) if raw["year"] and not day else None)
        assert (made.decision.number, made.decision.issuer) == (
            raw["decision_no"].strip(),
            raw["authority"].strip(),
        )
        assert (made.result, made.code, made.product_set, made.origin) == (
            None,
            "",
            None,
            "historic",
        )
    assert list(integrity.faults()) == []
    assert list(compare()) == []


def test_only_what_a_later_recognition_ended_is_called_replaced(historic):
    for one in Certification.objects.exclude(supersedes=None).select_related("supersedes"):
        assert (one.supersedes.ended_by, one.supersedes.ended_on) == (
            "superseded",
            one.in_force_from,
        )
    expired_before = Certification.objects.filter(in_force_until=date(2024, 8, 26), ended_on=None)
    assert expired_before.count() >= 3
    assert not Certification.objects.filter(supersedes__in=expired_before).exists()


# number → name, stars, level, scheme, place then, known day, year; read by hand from the list
SAMPLE = {
    2: ("Trà nụ vối", 4, "province", "1048-2019", "tỉnh Bắc Kạn", None, 2022),
    5: (
        "Tinh bột nghệ nếp đỏ Bắc Kạn",
        4,
        "province",
        "1048-2019",
        "xã Nông Thượng, thành phố Bắc Kạn, tỉnh Bắc Kạn",
        None,
        2022,
    ),
    25: ("Miến dong", 4, "province", None, "huyện Na Rì, tỉnh Bắc Kạn", None, 2018),
    60: (
        "Cao ngựa bạch Phong Vân",
        3,
        "district",
        "148-2023",
        "xã Phong Vân, huyện Lục Ngạn, tỉnh Bắc Giang",
        None,
        2024,
    ),
    90: (
        "Ngọc trai Tahiti",
        5,
        "central",
        "1048-2019",
        "thành phố Hạ Long, tỉnh Quảng Ninh",
        None,
        2021,
    ),
    178: (
        "Mỳ rau củ Anpaso",
        4,
        "province",
        "148-2023",
        "huyện Diễn Châu, tỉnh Nghệ An",
        None,
        2024,
    ),
}


@pytest.mark.parametrize("number", SAMPLE)
def test_rows_read_by_hand(historic, number):
    one = row(number).certification
    scheme = one.scheme.slug if one.scheme else None
    assert (
        one.product_name,
        one.stars,
        one.level,
        scheme,
        one.place.path(),
        one.issued_on,
        one.issued_year,
    ) == SAMPLE[number]


def test_a_year_of_two_schemes_or_before_any_leaves_the_scheme_unknown(historic):
    for one in Certification.objects.filter(issued_on=None).select_related("scheme"):
        expected = {
            2020: "1048-2019",
            2021: "1048-2019",
            2022: "1048-2019",
            2024: "148-2023",
            2025: "148-2023",
        }.get(one.issued_year)
        assert (one.scheme.slug if one.scheme else None) == expected, one.issued_year


# --- Tài Hoan -------------------------------------------------------------------------------------
def test_tai_hoan_is_found_as_the_issue_says(historic):
    entry = PublicEntry.objects.get(
        kind="product", search_key__contains=f" {loose_fold('HTX Tài Hoan')} "
    )
    assert loose_fold("mien dong") in entry.search_key
    for place in (make.old_place("06"), make.old_place("066"), make.province("19")):
        assert entry.places.filter(place=place).exists(), place
    assert entry.province_code == "19"
    four, five = Certification.objects.filter(producer_name="HTX Tài Hoan").order_by("stars")
    assert (four.stars, four.issued_year, four.product) == (4, 2018, five.product)
    assert (five.stars, five.level, five.issued_on, five.issued_year, five.decision.number) == (
        5,
        "central",
        None,
        None,
        "",
    )


def test_tai_hoan_holds_no_stars_today_and_says_why(historic):
    uid = Product.objects.get(name="Miến dong", producer__name="HTX Tài Hoan").uid
    on = date(2026, 11, 21)
    today = PublicState.objects.get(
        entry__kind="product", entry__uid=uid, first_day__lte=on, last_day__gte=on
    )
    assert (today.standing, today.stars, today.held_stars) == ("unverified", 0, 5)
    assert (
        today.sentence
        == "5 sao theo nguồn báo Nông nghiệp Việt Nam, 2023, chưa xác minh: không được coi là còn"
        " hiệu lực."
    )


# --- again ----------------------------------------------------------------------------------------
def test_loading_again_changes_nothing(historic):
    before = (
        JournalEntry.objects.count(),
        Certification.objects.count(),
        Decision.objects.count(),
        StagedRow.objects.count(),
    )
    for name in LISTS:
        assert record_file(DATA / name).rows == []
    assert (
        JournalEntry.objects.count(), Certification.objects.count(), Decision.objects.count(), StagedRow.objects.count()
    ) == before  # fmt: skip


def test_a_second_list_continues_the_history_of_the_first(db, tmp_path):
    known = raw_rows("recognised_products.csv")[23]
    base = known | {"stars": "3", "authority": "UBND tỉnh Bắc Kạn", "decision_no": "386/QĐ-UBND"}
    for name, day in (("first.csv", "2021-03-19"), ("second.csv", "2023-05-04")):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, known.keys())
            writer.writeheader()
            writer.writerow(base | {"decision_date": day, "year": day[:4]})
        assert record_file(path).recorded == 1
    first, second = Certification.objects.order_by("issued_on")
    assert (first.product, first.ended_on, second.supersedes) == (
        second.product,
        date(2023, 5, 4),
        first,
    )
    assert list(integrity.faults()) == []


def test_what_is_missing_in_an_old_row_reads_as_sentences(db):
    row = StagedRow(problems=["Chưa rõ số quyết định.", "Chưa rõ loại hình chủ thể."])
    shown, exported = (
        admin.site.get_model_admin(StagedRow),
        "Chưa rõ số quyết định. Chưa rõ loại hình chủ thể.",
    )
    assert shown.missing(row) == exported
    assert exported in [
        value(row)
        for heading, value in shown.export_columns
        if heading.startswith("Điểm còn thiếu")
    ]

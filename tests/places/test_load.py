"""The table of places after loading, and what loading again or from other files does."""

import csv
import json
import shutil
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, ProtectedError, Q

from ocop_registry.journal.models import JournalEntry, JournalLine
from ocop_registry.places import load as loading
from ocop_registry.places.load import counts, load
from ocop_registry.places.models import Place, PlaceKind, PlaceLevel, Succession
from ocop_registry.places.names import DATA
from ocop_registry.places.reference import Reference

pytestmark = pytest.mark.django_db

EXPECTED = {
    "current_province": 34,
    "current_commune": 3321,
    "current_xa": 2599,
    "current_phuong": 709,
    "current_dac_khu": 13,
    "retyped_province": 3,
    "retyped_commune": 22,
    "old_province": 63,
    "old_district": 696,
    "old_commune": 10035,
    "abolished_district": 11,
    "abolished_commune": 568,
    "successions": 11152,
}


def everything():
    return list(Place.objects.order_by("pk").values_list()), list(
        Succession.objects.order_by("pk").values_list()
    )


def edited(tmp_path, name, edit):
    """A copy of the reference files, one of them edited: `edit` takes and gives its rows."""
    folder = tmp_path / "places"
    shutil.copytree(DATA, folder)
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(edit(rows))
    return Reference(folder)


def test_counts_are_those_of_the_lists():
    assert counts() == EXPECTED


def test_loading_again_changes_nothing_and_writes_no_entry():
    before, entries = everything(), JournalEntry.objects.count()

    loaded = load()

    assert not loaded.changed
    assert loaded.counts == EXPECTED
    assert everything() == before
    assert JournalEntry.objects.count() == entries


def test_the_first_load_is_one_entry_with_counts_and_checksums():
    line = JournalLine.objects.select_related("entry").get(kind="places")
    content = json.loads(line.text)

    assert (line.uid, line.entry.act, content["before"]) == ("reference", "places.load", None)
    assert content["after"]["counts"] == EXPECTED
    assert content["after"]["files"] == Reference(DATA).checksums()


def test_the_command_says_what_it_did():
    out = StringIO()
    call_command("load_places", stdout=out)
    assert "không có gì thay đổi" in out.getvalue()
    assert "34 tỉnh, thành phố; 3321 đơn vị cấp xã" in out.getvalue()


def test_a_later_change_of_kind_ends_one_period_and_starts_another(tmp_path):
    commune = Place.objects.current().get(code="02155")
    rows, entries = Place.objects.count(), JournalEntry.objects.count()
    change = {
        "effective": "2027-01-01",
        "decree": "1/NQ",
        "unit": "commune",
        "code": "02155",
        "change": "",
    }
    reference = edited(tmp_path, "changes_2026", lambda changes: [*changes, change])

    loaded = load(reference=reference)

    commune.refresh_from_db()
    now = Place.objects.current().get(code="02155")
    assert (commune.valid_from, commune.valid_until, commune.successor) == (
        date(2025, 7, 1),
        date(2026, 12, 31),
        now,
    )
    assert (now.valid_from, now.decree) == (date(2027, 1, 1), "1/NQ")
    assert (loaded.created, loaded.removed, Place.objects.count()) == (1, 0, rows + 1)
    assert JournalEntry.objects.count() == entries + 1
    line = json.loads(JournalLine.objects.filter(kind="places").latest("pk").text)
    assert (
        line["before"]["counts"]["retyped_commune"],
        line["after"]["counts"]["retyped_commune"],
    ) == (22, 23)
    assert "format" not in line["after"]


def test_a_corrected_name_is_rewritten_with_its_keys(tmp_path):
    reference = edited(
        tmp_path,
        "old_communes_10035",
        lambda rows: [
            {**row, "full_name": "Xã Kim Mỹ"} if row["code"] == "02158" else row for row in rows
        ],
    )
    place = Place.objects.get(code="02158")

    assert load(reference=reference).updated == 1

    place.refresh_from_db()
    assert (place.name, place.full_name, place.search_key) == ("Kim Mỹ", "Xã Kim Mỹ", "kim mi")


def test_a_unit_that_is_referred_to_cannot_vanish(tmp_path, monkeypatch):
    before, entries = everything(), JournalEntry.objects.count()
    missing = edited(
        tmp_path, "old_communes_10035", lambda rows: [row for row in rows if row["code"] != "02158"]
    )
    mergers = DATA / "commune_mergers_2025.csv"
    kept = [
        line
        for line in mergers.read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith("02158,")
    ]
    (missing.folder / mergers.name).write_text("".join(kept), encoding="utf-8")
    stranger = Place(
        code="99999",
        level="commune",
        kind="xa",
        name="Con",
        full_name="Xã Con",
        valid_from=date(2020, 1, 1),
    )
    stranger.parent = Place.objects.get(code="02158")
    stranger.sort_key = b"x"
    monkeypatch.setattr(
        loading._Table, "_remove_strangers", _with(stranger, loading._Table._remove_strangers)
    )

    with pytest.raises(ProtectedError):
        load(reference=missing)

    assert everything() == before
    assert JournalEntry.objects.count() == entries


def _with(stranger, remove):
    """A row that another table's reference stands for: it appears before the removal and points at
    the vanished unit."""

    def removing(table):
        stranger.save()
        remove(table)

    return removing


def test_the_command_refuses_with_a_sentence(monkeypatch):
    def refused(progress):
        raise ProtectedError("", {Place.objects.get(code="02158")})

    monkeypatch.setattr("ocop_registry.places.management.commands.load_places.load", refused)
    with pytest.raises(CommandError, match="Chưa thay đổi gì"):
        call_command("load_places")


def test_a_file_that_breaks_half_way_changes_nothing(tmp_path):
    before, entries = everything(), JournalEntry.objects.count()
    reference = edited(
        tmp_path,
        "communes_abolished_2021_2025",
        lambda rows: [*rows[:-1], {**rows[-1], "full_name": "Không loại"}],
    )

    with pytest.raises(ValueError, match="starts with no kind"):
        load(reference=reference)

    assert everything() == before
    assert JournalEntry.objects.count() == entries


def test_every_unit_knows_the_province_of_today():
    provinces = set(Place.objects.current().provinces().values_list("pk", flat=True))
    others = Place.objects.exclude(pk__in=provinces)

    assert not others.filter(province__isnull=True).exists()
    assert set(others.values_list("province_id", flat=True)) == provinces
    assert not Place.objects.filter(pk__in=provinces, province__isnull=False).exists()
    assert Place.objects.get(code="06").province.public_code == "19"


def test_the_chain_above_is_whole_in_every_period():
    communes = Place.objects.communes()
    assert (
        not communes.filter(valid_from__isnull=True)
        .exclude(parent__level=PlaceLevel.DISTRICT)
        .exists()
    )
    assert (
        not communes.filter(valid_from__isnull=False)
        .exclude(parent__level=PlaceLevel.PROVINCE)
        .exists()
    )
    districts = Place.objects.filter(level=PlaceLevel.DISTRICT)
    assert not districts.exclude(
        parent__level=PlaceLevel.PROVINCE, parent__valid_from__isnull=True
    ).exists()
    assert Place.objects.get(code="02158").path() == "xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn"


def test_the_successor_is_the_proposed_one_of_the_successions():
    proposed = dict(Succession.objects.filter(is_default=True).values_list("old_id", "new_id"))
    assert (
        dict(Place.objects.filter(successor__isnull=False).values_list("pk", "successor_id"))
        == proposed
    )
    assert not Place.objects.current().filter(successor__isnull=False).exists()
    old_communes = Place.objects.communes().filter(valid_from__isnull=True, dates_exact=True)
    assert not old_communes.filter(successor__isnull=True).exists()


def test_successions_lead_from_ended_units_forward():
    assert not Succession.objects.filter(old__valid_until__isnull=True).exists()
    backward = Q(new__valid_until__lt=F("old__valid_until"))
    assert not Succession.objects.filter(backward).exists()


def test_abolished_units_have_no_exact_end():
    gone = Place.objects.filter(dates_exact=False)
    assert gone.count() == 579
    assert set(gone.values_list("valid_from", "valid_until")) == {(None, date(2025, 6, 30))}


@pytest.mark.parametrize(
    ("name", "province"), [("Hoàng Sa", "Đà Nẵng"), ("Trường Sa", "Khánh Hòa")]
)
def test_the_special_zones_at_sea_are_there(name, province):
    zone = Place.objects.current().get(name=name, kind=PlaceKind.SPECIAL_ZONE)
    assert (zone.full_name, zone.parent.name, zone.province.name) == (
        f"Đặc khu {name}",
        province,
        province,
    )
    assert zone.lat is not None
    assert zone.lon is not None


def test_names_are_nfc_and_keys_are_filled():
    for name, full_name, key in Place.objects.values_list("name", "full_name", "search_key"):
        assert full_name.endswith(name)
        assert key
    assert not Place.objects.filter(sort_key=b"").exists()
    assert list(
        Place.objects.filter(name="Đắk Lắk").values_list("search_key", flat=True).distinct()
    ) == ["dak lak"]

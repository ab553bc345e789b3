"""Administrative units of Việt Nam, of today and of before, in one table. A place is a code *with
its period*."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import F, Q

from ocop_registry.journal.batches import batches
from ocop_registry.places.succession import Link, units_reached


class PlaceKind(models.TextChoices):
    """Kinds as the law names them; a commune is xã, phường, thị trấn (until 2025) or đặc khu."""

    CITY = "thanh_pho_tw", "thành phố trực thuộc trung ương"
    PROVINCE = "tinh", "tỉnh"
    URBAN_DISTRICT = "quan", "quận"
    DISTRICT = "huyen", "huyện"
    TOWN = "thi_xa", "thị xã"
    PROVINCIAL_CITY = "thanh_pho", "thành phố thuộc tỉnh"
    WARD = "phuong", "phường"
    COMMUNE = "xa", "xã"
    TOWNSHIP = "thi_tran", "thị trấn"
    SPECIAL_ZONE = "dac_khu", "đặc khu"


class PlaceLevel(models.TextChoices):
    PROVINCE = "province", "cấp tỉnh"
    DISTRICT = "district", "cấp huyện"
    COMMUNE = "commune", "cấp xã"


class PlaceQuerySet(models.QuerySet["Place"]):
    def in_force(self, on: date) -> "PlaceQuerySet":
        """Units that exist on that day. An unknown beginning counts as always; one whose end is not
        known to the day was gone on the last possible one, whose list lacks it."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_until__isnull=True)
            | Q(valid_until__gt=on)
            | Q(valid_until=on, dates_exact=True),
        )

    def current(self) -> "PlaceQuerySet":
        return self.filter(valid_until__isnull=True)

    def provinces(self) -> "PlaceQuerySet":
        return self.filter(level=PlaceLevel.PROVINCE)

    def communes(self) -> "PlaceQuerySet":
        return self.filter(level=PlaceLevel.COMMUNE)

    def units_today(self, places: "Iterable[Place]") -> "dict[int, list[Place]]":
        """The units in force that cover each place today, in alphabetical order, by its primary
        key; itself when it is in force. The number of queries grows with batches of places only.

        A district gives every commune that came from its communes; an abolished unit whose heir was
        split gives all it may lie in; a unit whose heir is not known gives nothing. Several for a
        commune: it was split, a person has to choose.
        """
        places = list(places)
        reached = units_reached({place.pk for place in places if not place.in_force}, _links_of)
        found = {place.pk: reached.get(place.pk, {place.pk}) for place in places}
        units = self.select_related("parent", "province").in_bulk(set().union(*found.values()))
        return {
            pk: sorted((units[unit] for unit in today), key=_alphabetically)
            for pk, today in found.items()
        }


class Place(models.Model):
    """One unit in one period. `valid_until` null: in force. `province`: today's province, for old
    units too.

    `valid_from` null: existed before the lists begin. `dates_exact` false: ended some day between
    2021 and `valid_until`. `successor` is the next unit in time, not always today's; `today_units`
    follows the chain to the end.
    """

    code = models.CharField("mã", max_length=5)
    level = models.CharField("cấp", max_length=10, choices=PlaceLevel.choices)
    kind = models.CharField("loại", max_length=12, choices=PlaceKind.choices)
    name = models.CharField("tên", max_length=100)
    full_name = models.CharField("tên đầy đủ", max_length=120)
    name_en = models.CharField("tên tiếng Anh", max_length=120, blank=True, default="")
    valid_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    valid_until = models.DateField("có hiệu lực đến hết", null=True, blank=True)
    dates_exact = models.BooleanField("ngày chính xác", default=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="trực thuộc",
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="đơn vị kế thừa",
    )
    # Null only for a province in force: it is its own.
    province = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name="tỉnh hiện nay",
    )
    decree = models.CharField("văn bản", max_length=60, blank=True, default="")
    lat = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    lon = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    # The name without its kind, folded loosely, numbers without leading zeros (`names.name_key`).
    search_key = models.CharField(max_length=120, db_index=True, editable=False)
    sort_key = models.BinaryField(max_length=400, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "code"]
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        constraints = [
            # Nulls are distinct in both engines, so "unknown beginning" is kept unique by its own
            # constraint.
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="place_code_once_per_period"
            ),
            models.UniqueConstraint(
                fields=["code", "level"],
                condition=Q(valid_from__isnull=True),
                name="place_code_once_without_beginning",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_until__isnull=True),
                name="place_code_once_in_force",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="place_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(level__in=PlaceLevel.values), name="place_level_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="place_kind_known"),
        ]
        indexes = [models.Index(fields=["level", "search_key"], name="place_level_name")]

    def __str__(self) -> str:
        return self.full_name

    def journal_key(self) -> str:
        return self.public_code

    @classmethod
    def of_journal_keys(cls, keys: Collection[str]) -> "Iterable[Place]":
        codes = {key.partition("@")[0] for key in keys}
        return [place for place in cls.objects.filter(code__in=codes) if place.public_code in keys]

    @property
    def in_force(self) -> bool:
        return self.valid_until is None

    @property
    def public_code(self) -> str:
        """The official code; for an earlier bearer `{code}@{last day}`, since codes are reused."""
        return (
            self.code if self.valid_until is None else f"{self.code}@{self.valid_until.isoformat()}"
        )

    @property
    def current_province(self) -> "Place":
        """Today's province: the unit itself when it is one in force."""
        return self.province or self

    def on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        last = self.valid_until
        return begun and (last is None or last > day or (last == day and self.dates_exact))

    @cached_property
    def _above(self) -> "tuple[Place, ...]":
        parent = self.parent
        return (parent, *parent._above) if parent else ()

    def ancestors(self) -> "list[Place]":
        """The units above, nearest first."""
        return list(self._above)

    def successors(self) -> "list[Place]":
        """The units that took it over, the proposed one first. Several: it was split, so a person
        has to say which."""
        return [
            row.new
            for row in self.successions.select_related("new").order_by(
                "-is_default", "new__sort_key"
            )
        ]

    @cached_property
    def today_units(self) -> "list[Place]":
        """The units in force that cover it: itself, one successor, or several when it was split or
        is a district."""
        return Place.objects.units_today([self])[self.pk]

    def path(self) -> str:
        """The whole name as on paper: "xã Văn Lang, huyện Na Rì, tỉnh Bắc Kạn"."""
        return ", ".join(
            place.full_name[0].lower() + place.full_name[1:] for place in [self, *self.ancestors()]
        )


class Extent(models.TextChoices):
    """How much of the old unit went into the new one, as the resolutions of the National Assembly
    word it."""

    UNCHANGED = "unchanged", "không sắp xếp"
    RENAMED = "renamed_or_retyped", "đổi tên hoặc đổi loại"
    ALL = "all", "toàn bộ"
    WHOLE_DISTRICT = "whole_district", "toàn bộ huyện"
    PART = "part", "một phần"
    PART_AREA = "part_area", "một phần diện tích"
    PART_POPULATION = "part_population", "một phần dân số"
    PART_AREA_ALL_POPULATION = "part_area_all_population", "một phần diện tích, toàn bộ dân số"
    UNKNOWN = "unknown", "chưa rõ"


class Succession(models.Model):
    """What became of a unit. `is_default`: the successor to propose; of a split unit it is a
    proposal to a person."""

    old = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="successions", verbose_name="đơn vị cũ"
    )
    new = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="origins", verbose_name="đơn vị mới"
    )
    extent = models.CharField("phạm vi", max_length=24, choices=Extent.choices)
    is_default = models.BooleanField("đề xuất", default=False)

    class Meta:
        ordering = ["old", "-is_default", "new"]
        verbose_name = "kế thừa đơn vị hành chính"
        verbose_name_plural = "kế thừa đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="succession_once_per_pair"),
            models.UniqueConstraint(
                fields=["old"], condition=Q(is_default=True), name="succession_one_default"
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succession_of_another"),
            models.CheckConstraint(
                condition=Q(extent__in=Extent.values), name="succession_extent_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


def _links_of(units: set[int]) -> Iterator[Link]:
    """Every succession of these units, and of the communes of those that are districts."""
    for piece in batches(sorted(units)):
        # the units by themselves first: asked of the links, "or" would read all of them
        of_districts = Q(parent__in=piece, parent__level=PlaceLevel.DISTRICT)
        olds = Place.objects.filter(Q(pk__in=piece) | of_districts).order_by()
        links = Succession.objects.filter(old__in=olds.values("pk")).order_by()
        for old, parent, new, until in links.values_list(
            "old_id", "old__parent_id", "new_id", "new__valid_until"
        ):
            yield Link(old, parent, new, until is None)


def _alphabetically(place: Place) -> tuple[bytes, str]:
    return bytes(place.sort_key), place.code

"""The public register: what the public may see, one row per object, and nothing else.

`PublicEntry` is the row (filter columns, search keys, the ready JSON of its list card and of its
detail). `PublicState` cuts time into stretches on which the object's standing does not change: the
standing "today" is the stretch that holds today, so nothing needs a nightly job and any other day
can be asked for in the same way. `PublicPlace` names every unit, old or new, under which the object
is found.

The only writer is `certifications/register.py`; every public page and API answer reads here.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(9999, 12, 31)


class PublicEntry(models.Model):
    """One public object. Sort columns are never null; `card` and `detail` are canonical JSON
    texts."""

    # product, producer, certification, participation (a count per province)
    kind = models.CharField(max_length=16)
    uid = models.CharField(max_length=7)
    name = models.CharField(max_length=250)
    name_key = models.CharField(max_length=250)  # folded name, for "exact" and "prefix" of a search
    # everything it may be found by, loosely folded, blank at both ends
    search_key = models.TextField()
    sort_key = models.BinaryField(max_length=900)
    province_code = models.CharField(max_length=2)
    commune_code = models.CharField(max_length=5, blank=True, default="")
    producer_uid = models.CharField(max_length=7, blank=True, default="")
    producer_kind = models.CharField(max_length=24, blank=True, default="")
    product_uid = models.CharField(max_length=7, blank=True, default="")
    # of a certification: the decision it rests on, by uid, and by number, day and issuer
    decision_uid = models.CharField(max_length=7, blank=True, default="")
    decision_key = models.CharField(max_length=300, blank=True, default="")
    scheme = models.CharField(max_length=30, blank=True, default="")  # of a certification
    set_no = models.PositiveSmallIntegerField(default=0)  # 0: not known
    sector = models.CharField(max_length=200, blank=True, default="")
    group = models.CharField(max_length=200, blank=True, default="")
    # codes ever borne, GTIN, decision numbers: "|a|b|", folded
    codes = models.TextField(blank=True, default="")
    has_image = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    updated_seq = models.BigIntegerField()
    card = models.TextField()
    detail = models.TextField()

    class Meta:
        verbose_name = "mục sổ công khai"
        verbose_name_plural = "sổ công khai"
        constraints = [
            models.UniqueConstraint(fields=["kind", "uid"], name="register_once_per_subject")
        ]
        indexes = [
            models.Index(fields=["kind", "sort_key", "uid"], name="register_by_name"),
            models.Index(
                fields=["kind", "province_code", "sort_key", "uid"], name="register_by_province"
            ),
            models.Index(fields=["kind", "producer_uid"], name="register_by_producer"),
            models.Index(fields=["kind", "product_uid"], name="register_by_product"),
            models.Index(fields=["kind", "decision_uid"], name="register_by_decision_uid"),
            models.Index(fields=["kind", "decision_key"], name="register_by_decision"),
            models.Index(fields=["kind", "updated_seq", "uid"], name="register_by_change"),
        ]


class PublicState(models.Model):
    """One stretch of days, both ends included, with one standing. Stretches of an entry are gapless
    and never overlap.

    `stars`: the stars that count on these days (0 when the standing is not valid); `held_stars`:
    those of the certification shown, never told without the standing; `state`: JSON merged into the
    card when it is served.
    """

    entry = models.ForeignKey(PublicEntry, on_delete=models.CASCADE, related_name="states")
    first_day = models.DateField()
    last_day = models.DateField()
    standing = models.CharField(max_length=14)
    stars = models.PositiveSmallIntegerField(default=0)
    held_stars = models.PositiveSmallIntegerField(default=0)
    # The first and last day that it can have been recognised and will expire: by them the lists are
    # sorted and filtered. Nothing known: FIRST_DAY and LAST_DAY; no recognition: twice FIRST_DAY.
    recognised_on = models.DateField(default=FIRST_DAY)
    recognised_last = models.DateField(default=FIRST_DAY)
    expires_on = models.DateField(default=LAST_DAY)  # LAST_DAY: none or not known
    expires_last = models.DateField(default=LAST_DAY)
    sentence = models.TextField(blank=True, default="")
    sentence_en = models.TextField(blank=True, default="")
    state = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "first_day"], name="register_state_once_per_day"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="register_state_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["entry", "first_day", "last_day"], name="register_state_days")
        ]


class PublicPlace(models.Model):
    """A unit (of today or of its time) under which an entry is found."""

    entry = models.ForeignKey(PublicEntry, on_delete=models.CASCADE, related_name="places")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "place"], name="register_place_once")
        ]

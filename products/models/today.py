"""The register as it is read today: one narrow row per public object with what lists filter and
sort by, its card as it goes out, and the codes that lead to it.

All of it follows from `PublicEntry` and `PublicState` for the one day that `RegisterDay` names. A
list of today is therefore an index and a handful of cards; any other day is read from the stretches.
When a day has passed, the few rows whose stretch has ended are made anew (`products.today`).
"""

from django.db import models
from django.db.models import F, Q

from products.models.register import PublicEntry, PublicState


class RegisterDay(models.Model):
    """One row (id 1). `day`: the day that the rows of today tell of; FIRST_DAY: none was made
    yet."""

    day = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="register_day_single_row")]


class PublicCard(models.Model):
    """The card of an object as lists send it on the day, instant and standing filled in.

    `state`: the stretch of that day, none of a producer. No constraint holds it: stretches are
    replaced together with the card, in the act that changes them.
    """

    entry = models.OneToOneField(
        PublicEntry, on_delete=models.CASCADE, primary_key=True, related_name="listed"
    )
    state = models.ForeignKey(
        PublicState,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    text = models.TextField()


class PublicCode(models.Model):
    """A product code, GTIN, decision number or uid, as it is compared, of a product or
    certification."""

    entry = models.ForeignKey(PublicEntry, on_delete=models.CASCADE, related_name="keys")
    code = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "entry"], name="register_code_once")]


class OfToday(models.Model):
    """What the rows of every kind have. `first_day`, `last_day`: the stretch that they tell of."""

    listed = models.OneToOneField(
        PublicCard,
        on_delete=models.CASCADE,
        primary_key=True,
        db_column="entry_id",
        related_name="+",
    )
    uid = models.CharField(max_length=7)
    sort_key = models.BinaryField(max_length=900)
    province_code = models.CharField(max_length=2)
    updated_at = models.DateTimeField()
    updated_seq = models.BigIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        abstract = True


_NAME = ("sort_key", "uid")


class ProductToday(OfToday):
    """A product. `valid`: 1 when its stars count on the day (a number, since SQLite finds no truth
    by an index)."""

    commune_code = models.CharField(max_length=5, blank=True, default="")
    producer_uid = models.CharField(max_length=7, blank=True, default="")
    producer_kind = models.CharField(max_length=24, blank=True, default="")
    set_no = models.PositiveSmallIntegerField(default=0)
    sector = models.CharField(max_length=200, blank=True, default="")
    group = models.CharField(max_length=200, blank=True, default="")
    has_image = models.BooleanField(default=False)
    # the name loosely folded, as bytes: an index of texts has the order of the database's language
    called = models.BinaryField(max_length=1000)
    search_key = models.TextField()
    standing = models.CharField(max_length=14)
    valid = models.PositiveSmallIntegerField()
    stars = models.PositiveSmallIntegerField()
    held_stars = models.PositiveSmallIntegerField()
    recognised_on = models.DateField()
    recognised_last = models.DateField()
    expires_on = models.DateField()
    expires_last = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["valid", *_NAME], name="product_today_name"),
            models.Index(fields=["standing", *_NAME], name="product_today_standing"),
            models.Index(fields=["stars", *_NAME], name="product_today_stars"),
            models.Index("valid", F("stars").desc(), *_NAME, name="product_today_most_stars"),
            models.Index(fields=["province_code", "valid", *_NAME], name="product_today_province"),
            models.Index(
                fields=["province_code", "stars", *_NAME], name="product_today_prov_stars"
            ),
            models.Index(fields=["commune_code", *_NAME], name="product_today_commune"),
            models.Index(fields=["set_no", "valid", *_NAME], name="product_today_set"),
            models.Index(fields=["sector", "valid", *_NAME], name="product_today_sector"),
            models.Index(fields=["producer_uid"], name="product_today_producer"),
            models.Index(
                "valid", F("recognised_on").desc(), "uid", name="product_today_recognised"
            ),
            models.Index(fields=["valid", "expires_on", "uid"], name="product_today_expires"),
            models.Index("valid", F("updated_seq").desc(), "uid", name="product_today_updated"),
            models.Index(fields=["valid", "called", *_NAME], name="product_today_called"),
            models.Index(fields=["called", *_NAME], name="product_today_ever_called"),
            # by uid, which is drawn by chance: read along where many rows bear some words
            models.Index(fields=["valid", "uid"], name="product_today_chance"),
            models.Index(fields=["uid"], name="product_today_uid"),
            models.Index(fields=["last_day"], name="product_today_turns"),
        ]


class CertificationToday(OfToday):
    """A recognition, those that ended too."""

    producer_uid = models.CharField(max_length=7, blank=True, default="")
    product_uid = models.CharField(max_length=7, blank=True, default="")
    decision_uid = models.CharField(max_length=7, blank=True, default="")
    decision_key = models.CharField(max_length=300, blank=True, default="")
    scheme = models.CharField(max_length=30, blank=True, default="")
    standing = models.CharField(max_length=14)
    stars = models.PositiveSmallIntegerField()
    held_stars = models.PositiveSmallIntegerField()
    recognised_on = models.DateField()
    recognised_last = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["recognised_on", "uid"], name="certified_today_day"),
            models.Index(F("recognised_on").desc(), "uid", name="certified_today_latest"),
            models.Index(
                "province_code", F("recognised_on").desc(), "uid", name="certified_today_province"
            ),
            models.Index(fields=["standing", "recognised_on"], name="certified_today_standing"),
            models.Index(fields=["scheme", "recognised_on"], name="certified_today_scheme"),
            models.Index(fields=["product_uid"], name="certified_today_product"),
            models.Index(fields=["producer_uid"], name="certified_today_producer"),
            models.Index(fields=["decision_uid"], name="certified_today_decision"),
            models.Index(fields=["decision_key"], name="certified_today_paper"),
            models.Index(F("updated_seq").desc(), "uid", name="certified_today_updated"),
            models.Index(fields=["last_day"], name="certified_today_turns"),
        ]


class ProducerToday(OfToday):
    """A producer. It has no standing of its own: its one stretch never ends."""

    commune_code = models.CharField(max_length=5, blank=True, default="")
    producer_kind = models.CharField(max_length=24, blank=True, default="")
    called = models.BinaryField(max_length=1000)
    search_key = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=list(_NAME), name="producer_today_name"),
            models.Index(fields=["province_code", *_NAME], name="producer_today_province"),
            models.Index(fields=["uid"], name="producer_today_uid"),
            models.Index(F("updated_seq").desc(), "uid", name="producer_today_updated"),
            models.Index(fields=["called", *_NAME], name="producer_today_called"),
        ]

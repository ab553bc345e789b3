"""The shapes of answers, for the OpenAPI document and its tests only: what is served are the
register's stored texts."""

from rest_framework import serializers

from ocop_registry.known_days import Precision
from producers.models import ProducerKind
from products.api.matches import Match
from products.models.product import ChannelKind, StandardKind
from products.queries.verify import AMBIGUOUS, NEVER_CERTIFIED, UNKNOWN
from products.standings import Standing

STANDINGS = [str(one) for one in Standing]
VERIFIED = [
    *(one for one in STANDINGS if one != Standing.PARTICIPATING),
    NEVER_CERTIFIED,
    AMBIGUOUS,
    UNKNOWN,
    "decision",
]
PRECISIONS = [str(one) for one in Precision]


def optional(
    field: type[serializers.Field] = serializers.CharField, **options: object
) -> serializers.Field:
    """A field that is always there and may be null."""
    return field(allow_null=True, **options)


def stars(**options: object) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=3, max_value=5, **options)


class PlaceRef(serializers.Serializer):
    code = serializers.CharField(
        help_text="Official code; of an ended unit `{code}@{last day}`, since codes are reused."
    )
    name = serializers.CharField()
    full_name = serializers.CharField()


class ProducerRef(serializers.Serializer):
    uid = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(ProducerKind.values)


class ProductRef(serializers.Serializer):
    uid = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField()


class SetRef(serializers.Serializer):
    no = serializers.IntegerField()
    scheme = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    group = serializers.CharField()
    sector = serializers.CharField()


class SetAsIssued(serializers.Serializer):
    no = optional(serializers.IntegerField)
    name = optional()


class ImageSizes(serializers.Serializer):
    small = serializers.URLField()
    medium = serializers.URLField()
    large = serializers.URLField()


class Image(serializers.Serializer):
    url = serializers.URLField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField()
    sizes = ImageSizes()


class DecisionRef(serializers.Serializer):
    """Unknown parts of an old decision are null."""

    uid = optional(help_text="Null while its number is not known.")
    url = optional(serializers.URLField, help_text="Its page.")
    number = optional()
    issued_on = optional(serializers.DateField)
    issuer = optional()
    issue_words = optional(help_text="What it says itself of a day of issue after its own.")
    file = optional(serializers.URLField)


class CertificateRef(serializers.Serializer):
    """The heart of a certification. Its stars are never told without the standing beside them."""

    uid = serializers.CharField()
    stars = stars()
    level = serializers.ChoiceField(["district", "province", "central"])
    decision = DecisionRef()
    issued_on = optional(serializers.DateField)
    issued_year = optional(
        serializers.IntegerField, help_text="All that is known of some old recognitions."
    )
    issued_precision = serializers.ChoiceField(
        PRECISIONS,
        help_text="How exactly the day of issue is known. Of a month, quarter or year `issued_first`"
        " to `possible_until` say more.",
    )
    issued_first = serializers.DateField(
        required=False, help_text="First day on which it may have been issued."
    )
    issued_last = serializers.DateField(
        required=False, help_text="Last day on which it may have been issued."
    )
    expires_on = optional(serializers.DateField, help_text="Last day in force.")
    certain_until = serializers.DateField(
        required=False, help_text="Last day on which it is certainly in force unless it ended."
    )
    possible_until = serializers.DateField(
        required=False, help_text="Last day on which it may be in force."
    )
    extended_until = optional(serializers.DateField)
    ended_on = optional(
        serializers.DateField,
        help_text="First day on which it no longer counted; null when it runs, or when only the"
        " year of what replaced it is known.",
    )
    ended_by = optional(serializers.ChoiceField, choices=["superseded", "revoked"])
    scheme = optional()
    scheme_code = optional(help_text="As it is cited: 26/2026/QĐ-TTg.")


class StateFields(serializers.Serializer):
    standing = serializers.ChoiceField(STANDINGS)
    next_standing = optional(
        serializers.ChoiceField,
        choices=STANDINGS,
        help_text="What it becomes unless somebody acts.",
    )
    next_standing_on = optional(serializers.DateField)
    updated_at = serializers.DateTimeField()


class ProductCard(StateFields):
    """One product with its standing of today."""

    uid = serializers.CharField()
    name = serializers.CharField()
    name_en = optional()
    url = serializers.URLField()
    producer = ProducerRef()
    province = PlaceRef()
    commune = optional(PlaceRef, help_text="Null when today's commune is not certain.")
    place_as_issued = optional()
    set = optional(SetRef)
    code = optional(help_text="Product code of the certification shown.")
    stars = stars(
        allow_null=True, help_text="Null unless the standing is in_force, expiring or extended."
    )
    certification = optional(CertificateRef)
    image = optional(Image)
    demo = serializers.BooleanField(help_text="Invented, to try the registry on.")
    match = optional(Match, required=False, help_text="With `q`: why it was found.")


class Revocation(serializers.Serializer):
    ground = serializers.CharField()
    decision = serializers.CharField()
    reason = serializers.CharField()


class CertificationCard(CertificateRef, StateFields):
    """One recognition with everything that is public of it."""

    product = ProductRef()
    producer = ProducerRef()
    province = PlaceRef()
    set = SetAsIssued()
    product_name = serializers.CharField(help_text="As issued.")
    producer_name = serializers.CharField(help_text="As issued.")
    place_as_issued = serializers.CharField()
    code = optional()
    ended_year = optional(
        serializers.IntegerField, help_text="Year of that end, when it ended before its time."
    )
    ended_first = optional(
        serializers.DateField,
        help_text="First day that this end can have been, as what replaced it may be known by its"
        " month or year.",
    )
    ended_last = optional(serializers.DateField, help_text="Last day that this end can have been.")
    supersedes = optional(help_text="uid of the certification that this one replaced.")
    extension_basis = optional()
    revocation = optional(Revocation)
    authority_note = optional(
        help_text="Why an authority that had no right to it by the scheme is recorded all the same."
    )
    origin = serializers.ChoiceField(["live", "historic"])
    source = optional()
    demo = serializers.BooleanField()


class ProducerCard(serializers.Serializer):
    uid = serializers.CharField()
    name = serializers.CharField()
    name_en = optional()
    kind = serializers.ChoiceField(ProducerKind.values)
    kind_name = serializers.CharField()
    url = serializers.URLField()
    province = PlaceRef()
    commune = optional(PlaceRef)
    demo = serializers.BooleanField()
    updated_at = serializers.DateTimeField()
    match = optional(Match, required=False, help_text="With `q`: why it was found.")


class ProducerDetail(ProducerCard):
    """Contact fields stand here only when they are the business's own or open by consent; else they
    are absent."""

    website = optional(serializers.URLField, required=False)
    registration_number = optional(required=False)
    tax_code = optional(required=False)
    address = optional(required=False)
    phone = optional(required=False)
    email = optional(required=False)
    value_chain = optional(required=False)
    craft_village = optional(required=False)


class Standard(serializers.Serializer):
    kind = serializers.ChoiceField(StandardKind.values)
    name = serializers.CharField()
    number = optional()
    issued_by = optional()
    expires_on = optional(serializers.DateField)


class Channel(serializers.Serializer):
    kind = serializers.ChoiceField(ChannelKind.values)
    kind_name = serializers.CharField()
    name = serializers.CharField()
    url = optional(serializers.URLField)


class PointOfSaleRef(serializers.Serializer):
    uid = serializers.CharField()
    name = serializers.CharField()
    place = PlaceRef()


class Event(serializers.Serializer):
    on = optional(
        help_text="YYYY-MM-DD; YYYY-MM, YYYY-Q4 or YYYY when only the month, quarter or year is"
        " known; or null."
    )
    precision = serializers.ChoiceField(PRECISIONS)
    event = serializers.ChoiceField(["recognised", "extended", "revoked", "corrected", "changed"])
    text = serializers.CharField()
    text_en = serializers.CharField()


class ProductDetail(ProductCard):
    """One product whole, with all its certifications, the latest first."""

    sentence = serializers.CharField(
        help_text="The standing in one sentence, in the language of the request. Of stars that ended"
        " it says how far the register of the province is complete: only then that none are held."
    )
    description = serializers.CharField()
    description_en = serializers.CharField()
    story = serializers.CharField()
    gtin = optional()
    images = Image(many=True)
    standards = Standard(many=True)
    channels = Channel(many=True)
    points_of_sale = PointOfSaleRef(many=True)
    codes = serializers.ListField(
        child=serializers.CharField(), help_text="Every code it ever bore, oldest first."
    )
    timeline = Event(many=True)
    certifications = CertificationCard(many=True)


class CertificationDetail(CertificationCard):
    sentence = serializers.CharField(
        help_text="The standing of this one recognition in one sentence, in the language of the"
        " request; the product may hold another."
    )


class Facets(serializers.Serializer):
    """Products by value of each filter, the other filters kept; the filter's own choice is left out
    of its counts."""

    province = serializers.DictField(child=serializers.IntegerField())
    commune = serializers.DictField(
        child=serializers.IntegerField(), required=False, help_text="Only within a province."
    )
    stars = serializers.DictField(
        child=serializers.IntegerField(), help_text="Stars that count today; `0`: none."
    )
    held_stars = serializers.DictField(child=serializers.IntegerField())
    sector = serializers.DictField(child=serializers.IntegerField())
    set = serializers.DictField(child=serializers.IntegerField(), help_text="`0`: not known.")
    producer_kind = serializers.DictField(child=serializers.IntegerField())
    standing = serializers.DictField(child=serializers.IntegerField())


class FacetAnswer(serializers.Serializer):
    on = serializers.DateField()
    facets = Facets()


class CompleteRegister(serializers.Serializer):
    province = PlaceRef()
    office = serializers.CharField()
    complete_until = serializers.DateField(
        help_text="Every decision up to this day is in the register."
    )


class Verified(serializers.Serializer):
    """What may be trusted of one code on one day."""

    code = serializers.CharField(help_text="As asked.")
    standing = serializers.ChoiceField(
        VERIFIED,
        help_text="Of the day asked for. `never_certified`: the register knows of no recognition"
        " by that day; the sentence says whether it is complete.",
    )
    stars = stars(allow_null=True, help_text="Stars that count on the day.")
    sentence = serializers.CharField()
    product = optional(ProductRef)
    producer = optional(ProducerRef)
    certification = optional(CertificateRef)
    next_standing = optional(serializers.ChoiceField, choices=STANDINGS)
    next_standing_on = optional(serializers.DateField)


class VerifyItem(Verified):
    decisions = DecisionRef(
        many=True,
        help_text="Those that bear the number asked about; several: choose by day and issuer.",
    )
    candidates = Verified(
        many=True,
        help_text="Of an ambiguous code, those to choose from; of a decision, its products. The"
        " first 50 by name; the page of a decision has all.",
    )
    candidate_count = serializers.IntegerField(
        help_text="How many there are to choose from, those that are not listed too."
    )
    complete_registers = CompleteRegister(
        many=True, help_text="Of an unknown code: where the register is complete."
    )


class VerifyAnswer(serializers.Serializer):
    on = serializers.DateField()
    as_of = serializers.DateTimeField(
        help_text="When the register last changed before this answer."
    )
    results = VerifyItem(many=True)


class VerifyQuestion(serializers.Serializer):
    codes = serializers.ListField(
        child=serializers.CharField(max_length=200), min_length=1, max_length=1000
    )
    on = serializers.DateField(required=False, help_text="Another day than today.")


class PlaceCard(PlaceRef):
    name_en = optional()
    level = serializers.ChoiceField(["province", "district", "commune"])
    kind = serializers.CharField()
    valid_from = optional(serializers.DateField, help_text="Null: before the lists begin.")
    valid_until = optional(serializers.DateField, help_text="Last day; null: in force.")
    dates_exact = serializers.BooleanField()
    in_force = serializers.BooleanField()
    parent = optional(PlaceRef)
    province = PlaceRef(help_text="Today's province, of ended units too.")


class Succession(PlaceRef):
    extent = serializers.CharField(help_text="How much of the old unit went into the new one.")


class PlaceDetail(PlaceCard):
    decree = optional()
    lat = optional(help_text="Decimal degrees.")
    lon = optional(help_text="Decimal degrees.")
    successors = Succession(many=True)
    predecessors = Succession(many=True)
    today = PlaceRef(
        many=True, help_text="The units in force that cover it; itself when it is one."
    )

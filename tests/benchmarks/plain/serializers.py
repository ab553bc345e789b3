"""Nested ModelSerializers, one for each table that an answer shows."""

from rest_framework import serializers

from certifications.law import rules
from certifications.models import Certification, Decision
from ocop_registry import clock
from ocop_registry.places.models import Place
from producers.models import Producer
from products.models import Product, ProductSet


class PlaceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Place
        fields = ("code", "name", "full_name")


class ProducerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Producer
        fields = ("uid", "name", "kind")


class SetSerializer(serializers.ModelSerializer):
    class Meta:
        model = ProductSet
        fields = ("no", "scheme", "name", "name_en", "group", "sector")


class DecisionSerializer(serializers.ModelSerializer):
    issued_on = serializers.DateField(source="signed_on")

    class Meta:
        model = Decision
        fields = ("number", "issued_on", "issuer")


class CertificationSerializer(serializers.ModelSerializer):
    decision = DecisionSerializer()
    scheme = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    expires_on = serializers.DateField(source="in_force_until")

    class Meta:
        model = Certification
        fields = (
            "uid",
            "stars",
            "level",
            "decision",
            "issued_on",
            "expires_on",
            "extended_until",
            "scheme",
        )


class ProductSerializer(serializers.ModelSerializer):
    producer = ProducerSerializer()
    province = PlaceSerializer(source="producer.place.province")
    commune = PlaceSerializer(source="producer.place")
    product_set = SetSerializer()
    certifications = CertificationSerializer(many=True, source="valid")

    class Meta:
        model = Product
        fields = (
            "uid",
            "name",
            "name_en",
            "producer",
            "province",
            "commune",
            "product_set",
            "certifications",
        )


class WholeCertificationSerializer(CertificationSerializer):
    standing = serializers.SerializerMethodField()

    class Meta(CertificationSerializer.Meta):
        fields = (
            *CertificationSerializer.Meta.fields,
            *("standing", "product_name", "producer_name", "code", "ended_on", "ended_by"),
            *("revocation_decision", "revocation_reason", "source"),
        )

    def get_standing(self, one: Certification) -> str:
        return rules.standing(one, clock.today())


class WholeProductSerializer(ProductSerializer):
    """One product with everything ever recognised of it."""

    standing = serializers.SerializerMethodField()
    certifications = WholeCertificationSerializer(many=True)

    class Meta(ProductSerializer.Meta):
        fields = (
            *ProductSerializer.Meta.fields,
            *("standing", "gtin", "description", "description_en", "story"),
        )

    def get_standing(self, product: Product) -> str:
        return rules.product_standing(list(product.certifications.all()), clock.today())[0]

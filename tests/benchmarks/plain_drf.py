"""The list of products as Django REST framework is usually used: the yardstick, not part of the
registry."""

from django.db.models import Prefetch, QuerySet
from django.urls import include, path
from rest_framework import generics, pagination, serializers

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


class Pages(pagination.PageNumberPagination):
    page_size = 50


class Products(generics.ListAPIView):
    serializer_class = ProductSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Product]:
        today, wanted = clock.today(), self.request.query_params
        valid = Certification.objects.filter(in_force_until__gte=today, ended_on__isnull=True)
        return (
            Product.objects.filter(
                producer__place__province__code=wanted["province"],
                certifications__stars=wanted["stars"],
                certifications__in_force_until__gte=today,
                certifications__ended_on__isnull=True,
            )
            .select_related("producer__place__province", "product_set")
            .prefetch_related(
                Prefetch(
                    "certifications", valid.select_related("decision", "scheme"), to_attr="valid"
                )
            )
            .order_by("sort_key", "uid")
        )


urlpatterns = [path("plain/", Products.as_view()), path("", include("ocop_registry.urls"))]

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "ocop_registry.places"
    label = "places"
    verbose_name = "Đơn vị hành chính"

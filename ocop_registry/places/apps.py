from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "ocop_registry.places"
    label = "places"
    verbose_name = "Đơn vị hành chính"

    def ready(self) -> None:
        from ocop_registry.places import acts  # noqa: F401  (declares this app's acts)

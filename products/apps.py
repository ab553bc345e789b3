from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = "Sản phẩm"

    def ready(self) -> None:
        from ocop_registry.database import triggers
        from products import acts  # noqa: F401  (declares this app's acts)
        from products.triggers import TRIGGERS

        triggers.register(*TRIGGERS)

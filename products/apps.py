from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = "Sản phẩm"

    def ready(self) -> None:
        from ocop_registry.database import triggers
        from ocop_registry.jobs import upkeep
        from products import acts  # noqa: F401  (declares this app's acts)
        from products.models.triggers import TRIGGERS
        from products.today import turning

        triggers.register(*TRIGGERS)
        if turning.turn_to_today not in upkeep.at_midnight:
            upkeep.at_midnight.append(turning.turn_to_today)

from django.apps import AppConfig


class ProducersConfig(AppConfig):
    name = "producers"
    verbose_name = "Chủ thể"

    def ready(self) -> None:
        from producers import acts  # noqa: F401  (declares this app's acts)

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "ocop_registry.api"
    label = "api"
    verbose_name = "API"

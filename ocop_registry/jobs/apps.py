from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ocop_registry.jobs"
    label = "jobs"
    verbose_name = "Việc chạy nền"

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "ocop_registry.journal"
    label = "journal"
    verbose_name = "Nhật ký"

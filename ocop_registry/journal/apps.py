from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class JournalConfig(AppConfig):
    name = "ocop_registry.journal"
    label = "journal"
    verbose_name = "Nhật ký"

    def ready(self) -> None:
        from ocop_registry.database import triggers
        from ocop_registry.journal import privacy  # noqa: F401  (declares its act)
        from ocop_registry.journal.proof import (
            clock_word,  # noqa: F401  (declares its act)
            heads,  # noqa: F401  (declares its act)
        )
        from ocop_registry.journal.triggers import TRIGGERS

        triggers.register(*TRIGGERS)
        pre_migrate.connect(triggers.before_migrate, sender=self, dispatch_uid="drop triggers")
        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="install triggers")
        post_migrate.connect(self._lay_head, sender=self, dispatch_uid="lay the journal's head")

    def _lay_head(self, using: str, **_: Any) -> None:
        """The head row of an empty journal. One that is missing beside entries is a fault for
        verify_journal to name."""
        entries, heads = self.get_model("JournalEntry"), self.get_model("JournalHead")
        if heads._meta.db_table not in connections[using].introspection.table_names():
            return  # an earlier state of the migrations
        if not entries._default_manager.using(using).exists():
            heads._default_manager.using(using).get_or_create(pk=1)

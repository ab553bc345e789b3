"""manage.py acts_table: write docs/acts.md from the table of acts."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from certifications.who_may import TABLE, as_document
from ocop_registry.accounts.models import Role
from ocop_registry.accounts.permissions import ALLOWED
from ocop_registry.journal.kinds import label_of

FILE = Path(__file__).resolve().parents[3] / "ocop_registry" / "docs" / "acts.md"


def document() -> str:
    """The page as it must be now."""
    roles = {
        right: ", ".join(str(Role(role).label).lower() for role in Role.values if role in allowed)
        for right, allowed in ALLOWED.items()
    }
    return as_document({name: label_of(name) for name in TABLE}, roles)


class Command(BaseCommand):
    help = "Write ocop_registry/docs/acts.md: every act, who may, who else must, why."

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(document(), encoding="utf-8")
        self.stdout.write(str(FILE))

"""Django's own `createsuperuser` writes past the journal: refused, with what to run instead."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Not used here: see create_admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("anything", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            'createsuperuser would write past the journal. Run: create_admin NAME --name "Họ tên"'
            " (--again for a new link of an administrator that exists)."
        )

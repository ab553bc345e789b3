"""`manage.py confirm_clock`: a person's word that the machine's clock is right, after it jumped."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop_registry import clock
from ocop_registry.journal.proof.clock_word import confirm_clock


class Command(BaseCommand):
    help = (
        "Confirm that the clock of this machine is right although it jumped further than the journal"
        " believes (CLOCK_FORWARD_DAYS, CLOCK_BACK_MINUTES). Look at the clock first: if it is wrong,"
        " set it right instead; then nothing needs to be confirmed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, help="sign-in name of the administrator")
        parser.add_argument("--reason", required=True, help="what happened, for the journal")

    def handle(self, *args: Any, by: str, reason: str, **options: Any) -> None:
        user = get_user_model().objects.filter(username=by, is_active=True).first()
        if user is None or not user.is_superuser:  # type: ignore[attr-defined]
            raise CommandError(
                f"“{by}” is not the open account of an administrator: name one with --by."
            )
        try:
            entry = confirm_clock(by=user, reason=reason)
        except ValidationError as problem:
            raise CommandError("; ".join(problem.messages)) from problem
        shown = f"{entry.at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
        self.stdout.write(f"Entry {entry.seq}: the clock is confirmed at {shown}.")

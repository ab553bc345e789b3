"""The second person at the server's command line: what waits with accounts, and approving it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop_registry.accounts import two_people
from ocop_registry.accounts.console import reason_of
from ocop_registry.accounts.models import AccountAct, AccountActStatus
from ocop_registry.accounts.passwords import link_expires
from ocop_registry.clock import VIETNAM


class Command(BaseCommand):
    help = (
        "List what waits for a second person with accounts; with a NAME, approve it: for an"
        " installation in which nobody else can yet. The journal names it as done here."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?", default="", help="sign-in name of the account")
        parser.add_argument("--by", default="", help="your full name, for the journal")

    def handle(self, *args: Any, username: str, by: str, **options: Any) -> None:
        waiting = AccountAct.objects.filter(status=AccountActStatus.WAITING)
        if not username:
            for one in waiting.select_related("account", "prepared_by"):
                self.stdout.write(
                    f"{one.account.username}: {one.get_kind_display()} ({one.reason}), {one.prepared_by.username}"
                )
            return
        prepared = waiting.filter(account__username=username).first()
        if prepared is None:
            raise CommandError(f"Nothing waits with an account “{username}”.")
        if not by.strip():
            raise CommandError('Say who approves: --by "Họ và tên". It stands in the journal.')
        try:
            path = two_people.approve(prepared, by=None, reason=reason_of(by))
        except ValidationError as problem:
            raise CommandError("; ".join(problem.messages)) from problem
        self.stdout.write(f"Approved: {prepared.get_kind_display()}, {username}.")
        if path:
            self.stdout.write(f"{settings.PUBLIC_URL}{path}")
            self.stdout.write(
                f"Hand it to its owner; good once, before {link_expires().astimezone(VIETNAM):%H:%M %d/%m/%Y}."
            )

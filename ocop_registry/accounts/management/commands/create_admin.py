"""The first administrator: an account without password and a one-time link to set one."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocop_registry.accounts.console import reason_of
from ocop_registry.accounts.managing import create_account
from ocop_registry.accounts.models import User
from ocop_registry.accounts.passwords import fresh_link, link_expires
from ocop_registry.clock import VIETNAM
from ocop_registry.journal.acts import act


class Command(BaseCommand):
    help = (
        "Create an administrator of accounts and print the one-time link for setting the password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="sign-in name")
        parser.add_argument("--name", required=True, help="full name, as on papers")
        parser.add_argument(
            "--again",
            action="store_true",
            help="a new link for an administrator that exists already",
        )

    def handle(self, *args: Any, username: str, name: str, again: bool, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            user = self._create(username, name)
        elif not (again and user.is_superuser):
            raise CommandError(
                f"An account “{username}” exists already. For a new link of an administrator add"
                " --again."
            )
        with act("account.console_link", by=None, reason=reason_of()) as deed:
            link = fresh_link(deed, user)
        self.stdout.write(f"{settings.PUBLIC_URL}{link}")
        self.stdout.write(
            f"Open this link once, before {link_expires().astimezone(VIETNAM):%H:%M %d/%m/%Y}, and"
            " set the password."
        )

    def _create(self, username: str, name: str) -> User:
        user = User(username=username, full_name=name, is_superuser=True)
        user.set_unusable_password()
        try:
            with act("account.console_create", by=None, reason=reason_of()) as deed:
                create_account(deed, user, [])
        except ValidationError as problem:
            raise CommandError("; ".join(problem.messages)) from problem
        return user

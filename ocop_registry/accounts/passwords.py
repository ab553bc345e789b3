"""One-time links for setting a password, printed and handed over: the registry needs no mail
server."""

from datetime import timedelta
from typing import Any

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from ocop_registry import clock
from ocop_registry.accounts.managing import province_of
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act


def issue_link(user: User, *, by: Any) -> str:
    """The path of a fresh link, good for one use within `PASSWORD_RESET_TIMEOUT`. The old password
    and earlier links end now.

    The journal tells who issued it for whom, never the link.
    """
    with act("account.reset_link", by=by, province=province_of(user)) as deed:
        # another random text each time, so every earlier token and session ends
        user.set_unusable_password()
        deed.save(user, clean=False)
    return link_path(user)


def link_path(user: User) -> str:
    """The path at which this user sets a password; the token depends on the present password, so it
    works once."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("admin:set_password", args=[uid, default_token_generator.make_token(user)])


def link_expires() -> Any:
    """Until when a link issued now works."""
    return clock.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def set_password(user: User, password: str) -> None:
    """The person sets his own password: an act of his, of which the journal keeps no more than that
    it happened."""
    with act("account.password", by=user, province=province_of(user)) as deed:
        user.set_password(password)
        deed.save(user, clean=False)
    forget_failures(username=user.username)

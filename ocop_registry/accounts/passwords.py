"""One-time links for setting a password, printed and handed over: the registry needs no mail
server. A link changes nothing until it is used."""

import secrets
from datetime import timedelta
from typing import Any

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from ocop_registry import clock
from ocop_registry.accounts.managing import province_of
from ocop_registry.accounts.models import User
from ocop_registry.accounts.rights import weighty
from ocop_registry.journal.acts import Act, act

NEEDS_TWO = (
    "Tài khoản này có quyền duyệt hoặc phụ trách tài khoản: đường dẫn của nó phải do một người khác"
    " duyệt và đưa tận tay."
)


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens that end with the password, with the next sign-in, and with the next link."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.link_nonce}"


link_tokens = LinkTokens()


def issue_link(user: User, *, by: Any) -> str:
    """The path of a fresh link, good for one use within `PASSWORD_RESET_TIMEOUT`. Earlier links end
    now; the present password, and whoever is signed in with it, stay until the link is used.

    The journal tells who issued it for whom, never the link. Raises ValidationError for an account
    whose link takes two people (`two_people`).
    """
    if weighty(user):
        raise ValidationError(NEEDS_TWO, code="two_people")
    with act("account.reset_link", by=by, province=province_of(user)) as deed:
        return fresh_link(deed, user)


def fresh_link(deed: Act, user: User) -> str:
    """The same as part of an act that has asked who may."""
    end_links(user)
    deed.save(user, clean=False)
    return link_path(user)


def end_links(user: User) -> None:
    """The links issued before end with the next save."""
    user.link_nonce = secrets.token_hex(16)


def link_path(user: User) -> str:
    """The path at which this user sets a password; the token depends on the present password, so it
    works once."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("admin:set_password", args=[uid, link_tokens.make_token(user)])


def link_expires() -> Any:
    """Until when a link issued now works."""
    return clock.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def set_password(user: User, password: str, *, by_link: bool = False) -> None:
    """A person sets his own password: an act of his, of which the journal keeps no more than that
    it happened, and whether a link was used: the owner is told of that one."""
    name = "account.password_by_link" if by_link else "account.password"
    with act(name, by=user, province=province_of(user)) as deed:
        user.set_password(password)
        deed.save(user, clean=False)
    forget_failures(username=user.username)

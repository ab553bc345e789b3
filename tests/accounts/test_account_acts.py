"""Acts on accounts that wait for another person: who may prepare, approve and reject them, and what
their pages offer to whom."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from ocop_registry.accounts import two_people
from ocop_registry.accounts.models import AccountAct, AccountActKind, AccountActStatus, User
from tests import factories
from tests.support.cast import signed_in


@pytest.fixture
def clerk(cast: Any) -> User:
    """Who keeps accounts without approving."""
    cast["staff"].roles_held.update(manages_accounts=True)
    return User.objects.get(pk=cast["staff"].pk)


@pytest.fixture
def waiting(clerk: User) -> AccountAct:
    """A link for an approver, as the clerk prepared it."""
    dao = factories.approver("dao")
    return two_people.prepare(dao, AccountActKind.LINK, by=clerk, reason="Quên mật khẩu")


def test_acts_on_accounts_ask_who_may_on_whatever_way_one_comes_to_them(cast):
    """Who keeps accounts prepares for those of his province; who may approve settles; who prepared
    may take back."""
    dao, lan = factories.approver("dao"), cast["staff"]
    link = AccountActKind.LINK
    for person in (lan, cast["other"], cast["read_only"]):
        with pytest.raises(PermissionDenied, match="không phụ trách"):
            two_people.prepare(dao, link, by=person, reason="Quên")
    with pytest.raises(ValidationError, match="đang mở"):
        two_people.prepare(dao, AccountActKind.OPEN, by=cast["head"], reason="Trở lại")
    lan.roles_held.update(manages_accounts=True)
    lan = User.objects.get(pk=lan.pk)
    sent = two_people.prepare(dao, link, by=lan, reason="Quên")
    with pytest.raises(ValidationError, match="đang có một việc chờ duyệt"):
        two_people.prepare(dao, link, by=cast["head"], reason="Quên")
    for person in (lan, cast["other"], cast["read_only"]):
        with pytest.raises(PermissionDenied, match="không có quyền duyệt"):
            two_people.approve(sent, by=person)
    with pytest.raises(PermissionDenied):
        two_people.reject(sent, by=cast["read_only"], reason="Thôi")
    two_people.reject(sent, by=lan, reason="Đã nhớ ra")
    assert two_people.waiting_on(dao) is None


def test_each_is_offered_what_he_may_do_with_an_act_on_an_account(waiting, cast, clerk):
    hung = factories.staff("hung")
    hung.roles_held.update(manages_accounts=True)
    page = reverse("admin:account_act", args=[waiting.uid])
    for person, approves, rejects in (
        (cast["head"], True, True),
        (cast["ministry"], True, True),
        (clerk, False, True),  # takes back what is his own
        (hung, False, False),
    ):
        shown = signed_in(person).get(page).context
        assert (shown["may_approve"], shown["may_reject"]) == (approves, rejects), person


def test_an_answer_that_chooses_nothing_settles_nothing(waiting, clients):
    answer = clients["head"].post(reverse("admin:account_act", args=[waiting.uid]), {})
    assert answer.status_code == 409
    assert "Chọn duyệt hoặc không duyệt." in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.status == AccountActStatus.WAITING

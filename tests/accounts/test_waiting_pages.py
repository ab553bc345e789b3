"""The pages of acts on accounts that wait: what each person is offered there, and what an answer
that chooses nothing is told."""

from typing import Any

import pytest
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

"""The lifecycle of an application within its round as a table, and the only code that writes its
status.

active ⇄ held back, active or held back → returned → active, any of them → withdrawn
"""

from certifications.applications import as_judged
from certifications.models import (
    Application,
    ApplicationStatus,
    RoundStatus,
)
from certifications.rounds.access import (
    Refused,
    lock,
    require,
)
from certifications.rounds.contents import Content, require_open
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act, retried

# Action → (from, to); a reason is asked for each.
APPLICATION_MOVES = {
    "withdraw": (
        frozenset(
            {ApplicationStatus.ACTIVE, ApplicationStatus.HELD_BACK, ApplicationStatus.RETURNED}
        ),
        ApplicationStatus.WITHDRAWN,
    ),
    "hold": (frozenset({ApplicationStatus.ACTIVE}), ApplicationStatus.HELD_BACK),
    "resume": (frozenset({ApplicationStatus.HELD_BACK}), ApplicationStatus.ACTIVE),
    "return": (
        frozenset({ApplicationStatus.ACTIVE, ApplicationStatus.HELD_BACK}),
        ApplicationStatus.RETURNED,
    ),
    "take_again": (frozenset({ApplicationStatus.RETURNED}), ApplicationStatus.ACTIVE),
}


@retried
def move_application(application: Application, name: str, *, by: User, reason: str) -> Application:
    """Move one application without stopping the rest. Raises Refused once results are up for
    approval.

    One sent back is no longer complete; one that comes in during the evaluation is frozen as it is
    then.
    """
    sources, target = APPLICATION_MOVES[name]
    require(by, "application.edit", application.round)
    with act(f"application.{name}", by=by, reason=reason, province=application.round.place) as deed:
        round_ = lock(application.round)
        locked = (
            Application.objects.select_for_update(of=("self",))
            .select_related("product__producer__place", "product_set")
            .get(pk=application.pk)
        )
        require_open(Content.PARTICIPATION, round_)
        if locked.status not in sources:
            raise Refused(
                f"Hồ sơ đang ở trạng thái “{locked.get_status_display()}” nên không làm được việc"
                " này."
            )
        locked.status = target
        locked.status_reason = "" if target == ApplicationStatus.ACTIVE else reason.strip()
        if target == ApplicationStatus.RETURNED:
            locked.complete_on = None
        elif target == ApplicationStatus.ACTIVE and round_.status == RoundStatus.EVALUATING:
            locked.frozen = as_judged.state_of(locked)
        deed.save(locked)
    return locked

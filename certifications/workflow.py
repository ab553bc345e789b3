"""The lifecycle of a round as a table, and the only code that writes its status.

draft → open → evaluating → concluded → approved → decided
one step back with a reason until a decision exists; cancelled with a reason likewise
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from certifications.applications import as_judged
from certifications.applications.fitting import round_refusals
from certifications.certificates.extensions import end_extensions_of_failed, resume_extensions
from certifications.models import (
    Application,
    ApplicationStatus,
    Result,
    Round,
    RoundStatus,
)
from certifications.results import grounds, shapers
from certifications.results.from_sheets import sheet_problems
from certifications.results.grounds import Answers
from certifications.results.round_read import RoundRead
from certifications.results.typed import band_problems, on_paper_problems
from certifications.rounds import proposals
from certifications.rounds.access import (
    Refused,
    active_applications,
    lock,
    may_in_round,
    require,
    some_of,
    undecided_results,
)
from certifications.rounds.evaluation_orders import answer_orders
from certifications.rounds.rules_changes import rules_problems
from certifications.rounds.scheme_of_day import dossier_problems, scheme_problems
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried
from products.models import ProductSet

Check = Callable[[RoundRead, User], Iterable[str]]


@dataclass(frozen=True)
class Transition:
    """One row of the lifecycle: from which statuses, to which, who may, and what must hold
    (`checks` name what does not)."""

    name: str
    label: str
    sources: frozenset[RoundStatus]
    target: RoundStatus
    permission: str
    checks: tuple[Check, ...] = ()


# --- what must hold -------------------------------------------------------------------------------
def _has_applications(read: RoundRead, user: User) -> Iterable[str]:
    if not read.applications:
        yield "Đợt chưa có hồ sơ nào đang tham gia: hãy nhận hồ sơ trước."


def _every_result_is_in(read: RoundRead, user: User) -> Iterable[str]:
    missing = [one for one in read.applications if not hasattr(one, "result")]
    if missing:
        yield (
            f"Còn {len(missing)} hồ sơ chưa có kết quả: {some_of(missing)}. Nhập kết quả, hoặc cho"
            " rút, tạm dừng hồ sơ."
        )


def _evaluation_day_known(read: RoundRead, user: User) -> Iterable[str]:
    day = read.round.evaluated_on
    if day is None:
        yield "Chưa ghi ngày hội đồng họp đánh giá: điền ở phần thông tin đợt."
    elif day > clock.today():
        yield (
            f"Ngày hội đồng họp {day:%d/%m/%Y} ở tương lai: chưa họp thì chưa kết thúc đánh giá."
        )


def _every_set_known(read: RoundRead, user: User) -> Iterable[str]:
    unknown = [one for one in read.applications if one.product_set_id is None]
    # the schemes before 26/2026 are kept without their sets: nothing to choose from
    if unknown and ProductSet.objects.filter(scheme=read.round.scheme.slug).exists():
        yield (
            "Chưa chọn bộ sản phẩm cho: "
            + "; ".join(str(application) for application in unknown)
            + "."
        )


def _approver_shaped_none(read: RoundRead, user: User) -> Iterable[str]:
    yield from shapers.refusals(read.round, user)


def _approver_gave_no_ground(read: RoundRead, user: User) -> Iterable[str]:
    if grounds.gave_one(read.round, user):
        yield (
            "Bạn đã ghi lý do đi tiếp của đợt này: người duyệt đọc các lý do ấy phải là người khác."
        )


def _grounds_stand(read: RoundRead, user: User) -> Iterable[str]:
    yield from grounds.sentences_of(grounds.unanswered(read), grounds.GO_BACK)


def _scheme_applies(read: RoundRead, user: User) -> Iterable[str]:
    yield from scheme_problems(read.round)


def _types_fit(read: RoundRead, user: User) -> Iterable[str]:
    yield from round_refusals(read.applications)


def _dossiers_in_transition(read: RoundRead, user: User) -> Iterable[str]:
    yield from dossier_problems(read.round)


def _results_hold(read: RoundRead, user: User) -> Iterable[str]:
    yield from rules_problems(read.round, read.rule_changes)
    yield from sheet_problems(read)
    yield from on_paper_problems(read)
    yield from band_problems(read)


def _nothing_decided(read: RoundRead, user: User) -> Iterable[str]:
    if read.round.decisions.all():
        yield (
            "Đợt đã có quyết định: không lùi hay hủy được nữa. Sai sót được sửa bằng đính chính"
            " hoặc thu hồi."
        )


def _nothing_left_to_decide(read: RoundRead, user: User) -> Iterable[str]:
    waiting = undecided_results(read.round).count()
    if waiting:
        yield (
            f"Còn {waiting} kết quả từ 3 sao trở lên chưa có quyết định: hãy ghi quyết định cho các"
            " kết quả đó."
        )


S = RoundStatus
TRANSITIONS: dict[str, Transition] = {
    transition.name: transition
    for transition in (
        Transition("open", "Mở nhận hồ sơ", frozenset({S.DRAFT}), S.OPEN, "round.edit", (_scheme_applies,)),
        Transition("start", "Bắt đầu đánh giá", frozenset({S.OPEN}), S.EVALUATING, "round.edit", (_has_applications,)),
        Transition(
            "conclude", "Kết thúc đánh giá, trình duyệt", frozenset({S.EVALUATING}), S.CONCLUDED, "round.edit",
            (_has_applications, _every_result_is_in, _every_set_known, _evaluation_day_known, _scheme_applies,
             _dossiers_in_transition, _types_fit, _results_hold),
        ),
        Transition("approve", "Duyệt kết quả", frozenset({S.CONCLUDED}), S.APPROVED, "round.approve",
            (_approver_shaped_none, _approver_gave_no_ground, _scheme_applies, _dossiers_in_transition, _types_fit,
             _results_hold, _grounds_stand)),
        Transition("close", "Kết thúc đợt", frozenset({S.APPROVED}), S.DECIDED, "round.edit", (_nothing_left_to_decide,)),
        Transition(
            "cancel", "Hủy đợt", frozenset({S.DRAFT, S.OPEN, S.EVALUATING, S.CONCLUDED, S.APPROVED}), S.CANCELLED, "round.edit",
            (_nothing_decided,),
        ),
    )
}  # fmt: skip

# One step back, with a reason: status → the status before.
BACK = {S.OPEN: S.DRAFT, S.EVALUATING: S.OPEN, S.CONCLUDED: S.EVALUATING, S.APPROVED: S.CONCLUDED}


NOTHING_SAID = Answers()


# --- the moves ------------------------------------------------------------------------------------
def allowed(round_: Round, user: User) -> list[Transition]:
    """The moves that this person could make from where the round stands, whether or not their
    checks pass yet."""
    return [
        t
        for t in TRANSITIONS.values()
        if round_.status in t.sources and may_in_round(user, t.permission, round_)
    ]


def refusals(
    round_: Round, transition: Transition, user: User, read: RoundRead | None = None
) -> list[str]:
    """Every reason why that move is not possible now; empty when it is. `read`: the round as a page
    has read it already."""
    if round_.status not in transition.sources:
        return [
            f"Đợt đang ở trạng thái “{round_.get_status_display()}” nên không thể:"
            f" {transition.label.lower()}."
        ]
    read = read or RoundRead(round_)
    return [reason for check in transition.checks for reason in check(read, user)]


@retried
def move(
    round_: Round, name: str, *, by: User, reason: str = "", answers: Answers | None = None
) -> Round:
    """Make one move of the lifecycle. `answers`: the reasons that concluding asks for, the words
    that approving asks for. Raises Refused with every reason, Unanswered when only an answer is
    missing, PermissionDenied for the wrong person."""
    transition = TRANSITIONS[name]
    require(by, transition.permission, round_)
    with act(f"round.{name}", by=by, reason=reason, province=round_.place) as deed:
        locked = lock(round_)
        reasons = refusals(locked, transition, by)
        if reasons:
            raise Refused(*reasons)
        _make(deed, locked, transition, by, answers or NOTHING_SAID)
    return locked


def close_if_nothing_is_left(deed: Act, locked: Round, *, by: User) -> None:
    """Close a (locked) round within an open act, when all that a closing asks for holds: the
    recording of its last decision ends a round without a move of its own."""
    transition = TRANSITIONS["close"]
    if not refusals(locked, transition, by):
        _make(deed, locked, transition, by)


def _make(
    deed: Act, locked: Round, transition: Transition, by: User, answers: Answers = NOTHING_SAID
) -> None:
    _EFFECTS.get(transition.name, _no_effect)(deed, locked, by, answers)
    locked.status = transition.target
    deed.save(locked)


@retried
def step_back(round_: Round, *, by: User, reason: str) -> Round:
    """One step back, so that a mistake found in time can be mended. Raises Refused once a decision
    exists."""
    require(by, "round.edit", round_)
    with act("round.back", by=by, reason=reason, province=round_.place) as deed:
        locked = lock(round_)
        # asked of the stored round: the page may have been opened before the approval
        if locked.status == S.APPROVED:
            require(by, "round.approve", locked)
        target = BACK.get(RoundStatus(locked.status))
        if target is None:
            raise Refused(
                f"Đợt đang ở trạng thái “{locked.get_status_display()}” nên không lùi được."
            )
        for refusal in _nothing_decided(RoundRead(locked), by):
            raise Refused(refusal)
        was_approved = locked.status == S.APPROVED
        locked.status = target
        deed.save(locked)
        if was_approved:
            _set_approver(deed, locked, None)
            grounds.take_back_confirmation(deed, locked)
            resume_extensions(deed, locked)
    return locked


def _no_effect(deed: Act, round_: Round, by: User, answers: Answers) -> None:
    """Most moves change only the status."""


def _start(deed: Act, round_: Round, by: User, answers: Answers) -> None:
    as_judged.freeze(deed, active_applications(round_))


def _conclude(deed: Act, round_: Round, by: User, answers: Answers) -> None:
    grounds.give(deed, round_, answers.reasons, by=by)
    round_.before_grounds = False


def _approve(deed: Act, round_: Round, by: User, answers: Answers) -> None:
    grounds.confirm(deed, round_, answers, by=by)
    _set_approver(deed, round_, by)
    end_extensions_of_failed(deed, round_)


def _cancel(deed: Act, round_: Round, by: User, answers: Answers) -> None:
    """A cancelled central round gives its proposals back to the queue, free for another round.
    Results that were approved count no more: what they ended runs again."""
    if round_.status == S.APPROVED:
        resume_extensions(deed, round_)
    proposals.free_all(deed, round_)
    for application in (
        Application.objects.select_for_update()
        .filter(round=round_, proposal__isnull=False)
        .order_by("pk")
    ):
        application.proposal = None
        deed.save(application)


def _close(deed: Act, round_: Round, by: User, answers: Answers) -> None:
    """What the centre did not recognise goes back to its province; what was re-evaluated answers
    the Ministry's orders."""
    proposals.send_back(deed, round_)
    answer_orders(deed, round_)


def _set_approver(deed: Act, round_: Round, user: User | None) -> None:
    results = list(
        Result.objects.select_for_update()
        .filter(application__round=round_, application__status=ApplicationStatus.ACTIVE)
        .order_by("pk")
    )
    for result in results:
        result.approved_by = user
    deed.save_many(results)


_EFFECTS = {
    "start": _start,
    "conclude": _conclude,
    "approve": _approve,
    "close": _close,
    "cancel": _cancel,
}

"""The grounds of a round's conclusion on its pages: asked of who concludes, read by who approves,
shown beside every result."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest

from certifications.models import Application, Ground, GroundKind, Round, RoundStatus
from certifications.results.changed_rules import affected_by_rules
from certifications.results.grounds import LACKING, Answers, asks_of, lacking, told_now
from certifications.results.round_read import RoundRead
from certifications.rounds.contents import reached

REASON, READ, COUNTED = "ly-do", "da-doc", "con-thieu"  # fields of the form
Faults = Mapping[tuple[str, str], str]  # where an answer is missing, as `Unanswered.at`
_REASON_MAX = 500


@dataclass
class Line:
    """Dossiers of a group of which the same is to be told, with the same reason."""

    told: str
    reason: str = ""
    who: str = ""
    at: Any = None
    applications: list[Application] = field(default_factory=list)


@dataclass(frozen=True)
class Own:
    """The field for a dossier's own reason, as typed. `fault`: what is missing there."""

    application: Application
    name: str
    reason: str
    fault: str = ""


@dataclass
class Group:
    """All dossiers of one kind. `name`, `reason`: the field of the reason that serves for all, as
    typed; `own`: those of single dossiers; `read`: whether it was ticked as read; `fault`: what is
    missing at that field or tick."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    own: list[Own] = field(default_factory=list)
    name: str = ""
    reason: str = ""
    read: bool = False
    fault: str = ""

    @property
    def label(self) -> str:
        return str(GroundKind(self.kind).label)

    @property
    def count(self) -> int:
        return sum(len(line.applications) for line in self.lines)

    @property
    def own_open(self) -> bool:
        """Whether the fields of single dossiers stand open: something is typed or wrong there."""
        return any(one.reason or one.fault for one in self.own)

    def mark(self, fault: str) -> None:
        """Say what is missing where it is typed: at the reason for all of them, which would do, and
        at single dossiers once one of them has a reason of its own."""
        self.fault = fault or next((one.fault for one in self.own if one.fault), "")
        if not any(one.reason for one in self.own):
            self.own = [replace(one, fault="") for one in self.own]

    def add(self, application: Application | None, said: Line) -> None:
        """Tell it of one more dossier, in the line that says the same already if there is one."""
        key = (said.told, said.reason, said.who)
        same = (line for line in self.lines if (line.told, line.reason, line.who) == key)
        line = next(same, said)
        if line is said:
            self.lines.append(said)
        if application:
            line.applications.append(application)


@dataclass(frozen=True)
class Lacking:
    """The number of dossiers that lack something, which the approver types: as typed, and what is
    wrong with it."""

    count: int
    typed: str
    fault: str
    name: str = COUNTED


def groups_for(round_: Round, move: str, request: HttpRequest, faults: Faults) -> list[Group]:
    """What that move asks: at concluding the reasons to give, at approving those to read."""
    if move == "conclude":
        return _asked(round_, request, faults)
    return _given(round_, request, faults)


def lacking_for(round_: Round, request: HttpRequest, faults: Faults) -> Lacking:
    """What approving asks to be typed; a count of 0 asks nothing."""
    typed = request.POST.get(COUNTED, "")
    return Lacking(lacking(_stored(round_)), typed, faults.get(LACKING, ""))


def _asked(round_: Round, request: HttpRequest, faults: Faults) -> list[Group]:
    earlier = {
        (one.application_id, one.kind): one.reason for one in _stored(round_) if one.application_id
    }
    groups: dict[str, Group] = {}
    for one in asks_of(RoundRead(round_)):
        group = groups.setdefault(one.kind, Group(one.kind, name=f"{REASON}-{one.kind}"))
        group.add(one.application, Line(one.told))
        name = f"{REASON}-{one.kind}-{one.application.uid}"
        typed = request.POST.get(name, "") if request.POST else earlier.get(one.key, "")
        fault = faults.get((one.kind, one.application.uid), "")
        group.own.append(Own(one.application, name, typed, fault))
    for group in groups.values():
        said = {one.reason for one in group.own}
        group.reason = request.POST.get(group.name, "")
        if not request.POST and len(said) == 1:  # given for all of them before
            group.reason = said.pop()
            group.own = [Own(one.application, one.name, "") for one in group.own]
        group.mark(faults.get((group.kind, ""), ""))
    return list(groups.values())


def _given(round_: Round, request: HttpRequest, faults: Faults) -> list[Group]:
    ticked = set(request.POST.getlist(READ))
    groups: dict[str, Group] = {}
    for one in _stored(round_):
        fault = faults.get((one.kind, ""), "")
        new = Group(one.kind, name=READ, read=one.kind in ticked, fault=fault)
        group = groups.setdefault(one.kind, new)
        said = Line(one.told, one.reason, one.given_by.get_full_name(), one.given_at)
        group.add(one.application, said)
    return list(groups.values())


def _stored(round_: Round) -> list[Ground]:
    """The round's grounds: its own first, then by application; the kinds in their order."""
    found = round_.grounds.select_related("application__product", "given_by", "confirmed_by")
    kinds = GroundKind.values
    return sorted(
        found.order_by("pk"),
        key=lambda one: (one.application.position if one.application else 0, kinds.index(one.kind)),
    )


def answers_of(request: HttpRequest) -> Answers:
    """What the form of a move answers."""
    reasons = {}
    for name, text in request.POST.items():
        head, _, uid = name.removeprefix(f"{REASON}-").partition("-")
        if name.startswith(f"{REASON}-") and head in GroundKind.values:
            reasons[head, uid] = str(text)[: _REASON_MAX + 1]
    typed = request.POST.get(COUNTED, "").strip()
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    return Answers(reasons, frozenset(request.POST.getlist(READ)), count)


def told_by_application(read: RoundRead, *, with_reasons: bool = False) -> dict[int, list[str]]:
    """Application (id) → what its result rests on: while it is evaluated what stands in the way or
    will want a reason, afterwards what a reason was given for; on its own page with the reason, who
    gave and who read it."""
    found: dict[int, list[str]] = defaultdict(list)
    round_ = read.round
    if round_.status == RoundStatus.EVALUATING:
        found.update(told_now(read))
    if round_.status in reached(RoundStatus.EVALUATING):
        for pk, sentence in affected_by_rules(read).items():
            found[pk].append(sentence)
    if round_.status in reached(RoundStatus.CONCLUDED):
        for ground in _stored(round_):
            if ground.application_id:
                said = told_of(ground) if with_reasons else ground.told
                found[ground.application_id].append(said)
    return dict(found)


def told_of(ground: Ground) -> str:
    """A ground in one sentence: what it answers, the reason, who gave and who read it."""
    read = f", {ground.confirmed_by.get_full_name()} đã đọc" if ground.confirmed_by else ""
    return f"{ground.told} Lý do: {ground.reason} ({ground.given_by.get_full_name()}{read})."

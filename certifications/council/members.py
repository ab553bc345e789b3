"""The council (*hội đồng*) of a round: who sits on it, and who scores which application.

Whether somebody scores follows from the decision that set the council up (role, substitute), from
attendance and from declared conflicts of interest; `Council` answers it for a whole round from
three queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ProtectedError

from certifications.law.scoring import CouncilRules
from certifications.models import (
    SCORING_ROLES,
    Application,
    ApplicationStatus,
    ApplicationType,
    Conflict,
    CouncilMember,
    CouncilRole,
    GroundKind,
    Round,
    ScoreSheet,
)
from certifications.rounds.access import Refused, lock, require
from certifications.rounds.contents import Content, require_open
from certifications.rounds.rules_changes import keep_change
from ocop_registry.accounts.models import Role, User
from ocop_registry.accounts.permissions import current_roles, may
from ocop_registry.journal.acts import Act, act, retried

_NAME_MAX, _AGENCY_MAX = 150, 200
_DECISIVE = (CouncilRole.CHAIR, CouncilRole.SECRETARY)


# --- who scores -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Written:
    """Which applications the council answers in writing, and who did: (member id, application id)
    of closed first sheets.

    `meets`: whether the council meets for the others; re-evaluations on which opinions differed are
    among these.
    """

    applications: frozenset[int] = frozenset()
    answered: frozenset[tuple[int, int]] = frozenset()
    meets: bool = True


@dataclass
class Council:
    """A round's council as read once. `conflicts`: (member id, application id) of every declared
    conflict."""

    members: list[CouncilMember]
    conflicts: frozenset[tuple[int, int]]
    rules: CouncilRules
    substitutes: dict[int, CouncilMember] = field(default_factory=dict)
    written: "Written" = field(default_factory=lambda: Written())
    everybody: bool = False  # supposed to be present: what conflicts alone leave of the council

    @property
    def seats(self) -> list[CouncilMember]:
        """The scoring seats of the council's decision: without the secretary, without
        substitutes."""
        return [
            member for member in self.members if member.scores and member.substitute_for_id is None
        ]

    @property
    def attended(self) -> bool:
        """Whether attendance was taken at all."""
        return any(seat.present is not None for seat in self.seats)

    def conflicted(self, member: CouncilMember, application: Application) -> bool:
        return (member.pk, application.pk) in self.conflicts

    def sits(
        self, seat: CouncilMember, application: Application | None = None
    ) -> CouncilMember | None:
        """Who sits on a seat: its member, else a present substitute, else nobody. For an
        application nobody with a conflict.

        Where opinions are asked for in writing nobody need be present.
        """
        in_writing = application is not None and application.pk in self.written.applications
        for person in (seat, self.substitutes.get(seat.pk)):
            if (
                person
                and (in_writing or self.everybody or person.present)
                and not (application and self.conflicted(person, application))
            ):
                return person
        return None

    def scorers(self, application: Application) -> list[CouncilMember]:
        """Whose sheets count for an application: one person per seat, present and without a
        conflict, in the council's order."""
        found = (self.sits(seat, application) for seat in self.seats)
        return [member for member in found if member]


def council_of(round_: Round, own_rules: Mapping[str, Any] | None = None) -> Council:
    """Read a round's council: two queries whatever its size. `own_rules`: others than the round's,
    to see what these would say."""
    members = list(round_.council.select_related("user").order_by("position", "pk"))
    conflicts = frozenset(
        Conflict.objects.filter(application__round=round_).values_list(
            "member_id", "application_id"
        )
    )
    substitutes = {one.substitute_for_id: one for one in members if one.substitute_for_id}
    rules = CouncilRules.from_data(round_.rules if own_rules is None else own_rules)
    return Council(
        members,
        conflicts,
        rules,
        substitutes,
        _written(round_) if rules.written_opinion else Written(),
    )


def _written(round_: Round) -> Written:
    """Re-evaluations without a second scoring are answered in writing. Source: 26/2026/QĐ-TTg, đánh
    giá lại: two queries."""
    sheets = ScoreSheet.objects.filter(application__round=round_).values_list(
        "member", "application", "scoring", "closed_at"
    )
    met = {application for _, application, scoring, _ in sheets if scoring > 1}
    active = dict(
        round_.applications.filter(status=ApplicationStatus.ACTIVE).values_list("pk", "type")
    )
    asked = frozenset(
        pk
        for pk, type_ in active.items()
        if type_ == ApplicationType.RE_EVALUATION and pk not in met
    )
    answered = frozenset(
        (member, application)
        for member, application, _, closed in sheets
        if closed and application in asked
    )
    return Written(asked, answered, meets=bool(active.keys() - asked))


def scores_for_a_living(user: Any) -> bool:
    """Whether the account holds the role of a council member today."""
    return any(held.role == Role.COUNCIL_MEMBER for held in current_roles(user))


# --- editing it -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Seat:
    """One row of the council as typed. `uid`, `version`: of the member it changes ("" and 0: a new
    one).

    `substitute_for`: the number (from 1) of the row whose member this one sits for; None: a seat of
    its own.
    """

    name: str
    role: str = CouncilRole.MEMBER
    agency: str = ""
    user: User | None = None
    substitute_for: int | None = None
    uid: str = ""
    version: int = 0


@retried
def set_council(
    round_: Round, rows: Sequence[Seat], *, by: User, reason: str = ""
) -> list[CouncilMember]:
    """Make the council what the rows say, in their order; members that no row names are taken off.
    `reason`: why seats or the chair change after the first score.

    Raises Refused with every fault (nothing is changed then), VersionConflict when somebody edited
    a member meanwhile, PermissionDenied for the wrong person.
    """
    require(by, "round.edit", round_)
    with act("council.edit", by=by, reason=reason, province=round_.place) as deed:
        locked = lock(round_)
        require_open(Content.COUNCIL, locked)
        stored = {
            member.uid: member
            for member in CouncilMember.objects.select_for_update().filter(round=locked)
        }
        faults = [*_faults(locked, rows), *_unknown(rows, stored)]
        if faults:
            raise Refused(*faults)
        if changes := list(_changes_of_seats(stored, rows)):
            facts = {"changes": changes}
            keep_change(deed, locked, GroundKind.COUNCIL, facts, reason, by=by)
        _take_off(
            deed, [member for uid, member in stored.items() if uid not in {row.uid for row in rows}]
        )
        return _seat(deed, locked, rows, stored)


def _faults(round_: Round, rows: Sequence[Seat]) -> Iterable[str]:
    taken: dict[int, int] = {}
    chairs = 0
    for number, row in enumerate(rows, start=1):
        if not row.name.strip():
            yield f"Dòng {number}: ghi họ và tên."
        if len(row.name.strip()) > _NAME_MAX or len(row.agency.strip()) > _AGENCY_MAX:
            yield (
                f"Dòng {number}: họ tên tối đa {_NAME_MAX} ký tự, cơ quan tối đa {_AGENCY_MAX}"
                " ký tự."
            )
        if row.role not in CouncilRole.values:
            yield f"Dòng {number}: vai trò “{row.role}” không có trong hội đồng."
        chairs += row.role == CouncilRole.CHAIR and row.substitute_for is None
        yield from _substitute_faults(number, row, rows)
        if row.user:
            yield from _account_faults(number, row, round_)
            if row.user.pk in taken:
                yield (
                    f"Dòng {number}: tài khoản {row.user.username} đã chọn cho dòng"
                    f" {taken[row.user.pk]}."
                )
            taken.setdefault(row.user.pk, number)
    if chairs > 1:
        yield f"Có {chairs} chủ tịch: hội đồng chỉ có một."
    places = [row.substitute_for for row in rows if row.substitute_for]
    for place in sorted({place for place in places if places.count(place) > 1}):
        yield f"Dòng {place} có nhiều người thay: chỉ ghi một."


def _substitute_faults(number: int, row: Seat, rows: Sequence[Seat]) -> Iterable[str]:
    place = row.substitute_for
    if place is None:
        return
    if not 1 <= place <= len(rows) or place == number:
        yield f"Dòng {number}: “thay cho” phải là số TT của một thành viên khác trong danh sách."
        return
    other = rows[place - 1]
    if other.substitute_for is not None:
        yield f"Dòng {number}: dòng {place} cũng là người thay, không thay cho người thay được."
    if other.role not in SCORING_ROLES or row.role not in SCORING_ROLES:
        yield f"Dòng {number}: thư ký không chấm điểm nên không cần người thay."


def _account_faults(number: int, row: Seat, round_: Round) -> Iterable[str]:
    """Who scores sees only the own sheets: an account that sees the round as office staff cannot
    score in it."""
    user = row.user
    if user is None or row.role == CouncilRole.SECRETARY:
        return
    if not user.is_active or not scores_for_a_living(user):
        yield (
            f"Dòng {number}: tài khoản {user.username} không có vai trò thành viên hội đồng: giao"
            " vai trò trước."
        )
    if may(user, "view", round_.place):
        yield (
            f"Dòng {number}: tài khoản {user.username} xem được mọi phiếu của đợt nên không dùng để"
            " chấm điểm. Lập tài khoản riêng cho thành viên, hoặc để trống và nhập từ phiếu giấy."
        )


def _unknown(rows: Sequence[Seat], stored: dict[str, CouncilMember]) -> Iterable[str]:
    for number, row in enumerate(rows, start=1):
        if row.uid and row.uid not in stored:
            yield (
                f"Dòng {number}: thành viên này vừa được người khác bỏ khỏi hội đồng. Tải lại trang"
                " rồi thêm lại nếu cần."
            )
        elif (
            row.uid
            and row.role == CouncilRole.SECRETARY
            and stored[row.uid].scores
            and _has_work(stored[row.uid])
        ):
            yield f"Dòng {number}: {row.name} đã có phiếu chấm, không chuyển thành thư ký được."


def _changes_of_seats(stored: dict[str, CouncilMember], rows: Sequence[Seat]) -> Iterable[str]:
    """What makes another quorum of the same people: a seat less, another chair. Who is added, sits
    for another or is spelt anew makes none."""
    kept = {row.uid: row for row in rows if row.uid}
    for uid, member in stored.items():
        row = kept.get(uid)
        if member.substitute_for_id or not (member.scores or row and row.role == CouncilRole.CHAIR):
            continue
        if row is None:
            yield f"bỏ {member.name}"
        elif row.role != member.role and {row.role, member.role} & set(_DECISIVE):
            label = CouncilRole(row.role).label
            yield f"{member.name}: {member.get_role_display()} → {label}"
    if stored:
        yield from (
            f"thêm chủ tịch {row.name.strip()}"
            for row in rows
            if not row.uid and row.role == CouncilRole.CHAIR and row.substitute_for is None
        )


def _has_work(member: CouncilMember) -> bool:
    return member.sheets.exists()


def _take_off(deed: Act, members: list[CouncilMember]) -> None:
    """Substitutes first: nobody may be taken off while somebody still sits for them."""
    for member in sorted(members, key=lambda one: one.substitute_for_id is None):
        try:
            deed.delete(member)
        except ProtectedError as problem:
            raise Refused(
                f"{member.name} đã có phiếu chấm, khai xung đột lợi ích hoặc người thay: không bỏ"
                " khỏi hội đồng được. Điểm danh vắng mặt, hoặc ghi người thay."
            ) from problem


def _seat(
    deed: Act, round_: Round, rows: Sequence[Seat], stored: dict[str, CouncilMember]
) -> list[CouncilMember]:
    """Save the rows. What gives up something unique (the chair, an account, a seat to sit for) goes
    before what takes it."""
    members = [stored.get(row.uid) or CouncilMember(round=round_) for row in rows]
    order = sorted(
        range(len(rows)),
        key=lambda at: (rows[at].substitute_for is not None, rows[at].role == CouncilRole.CHAIR),
    )
    order.sort(key=lambda at: members[at].pk is None or not _gives_up(members[at], rows[at]))
    for at in order:
        row, member = rows[at], members[at]
        member.position, member.name, member.agency = at + 1, row.name.strip(), row.agency.strip()
        member.role, member.user = CouncilRole(row.role), row.user
        member.substitute_for = members[row.substitute_for - 1] if row.substitute_for else None
        if member.pk:
            member.version = row.version
            deed.save(member)
        else:
            deed.create(member)
    return members


def _gives_up(member: CouncilMember, row: Seat) -> bool:
    no_more_chair = member.role == CouncilRole.CHAIR and row.role != CouncilRole.CHAIR
    no_more_account = member.user_id is not None and row.user is None
    return (
        no_more_chair
        or no_more_account
        or (member.substitute_for_id is not None and row.substitute_for is None)
    )

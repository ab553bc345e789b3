"""Attendance (*điểm danh*) of a council and its quorum."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from math import ceil

from certifications.council.members import Council, Written, council_of
from certifications.law.scoring import STOP, below_quorum, quorum_reached
from certifications.models import Application, CouncilMember, CouncilRole, Round
from certifications.rounds.access import Refused, lock, require, some_of
from certifications.rounds.contents import Content, require_open
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act, retried


@dataclass(frozen=True)
class Quorum:
    """Whether enough of the scoring seats are filled, with the chair's. `taken`: whether attendance
    was taken at all."""

    taken: bool
    present: int
    members: int
    needed: int
    chair_present: bool
    reached: bool

    @property
    def sentence(self) -> str:
        """Where the quorum stands, in words for the officer."""
        if not self.members:
            return "Hội đồng chưa có thành viên chấm điểm."
        if not self.taken:
            return f"Chưa điểm danh: cần {self.needed}/{self.members} thành viên và chủ tịch."
        chair = "có chủ tịch" if self.chair_present else "vắng chủ tịch"
        outcome = "đủ" if self.reached else "chưa đủ"
        return (
            f"Có mặt {self.present}/{self.members} thành viên chấm điểm, {chair}: {outcome} điều"
            f" kiện họp (cần {self.needed})."
        )


@dataclass(frozen=True)
class Answers(Quorum):
    """The quorum of opinions asked for in writing: who answered counts as present."""

    @property
    def sentence(self) -> str:
        chair = "có chủ tịch" if self.chair_present else "chưa có chủ tịch"
        return (
            f"Đã trả lời bằng văn bản {self.present}/{self.members} thành viên, {chair} (cần"
            f" {self.needed} và chủ tịch)."
        )


@dataclass(frozen=True)
class DossierQuorum(Quorum):
    """The quorum for one dossier: seats filled by people without a conflict of interest; where
    opinions are asked for in writing, by those whose opinion is in. `below`: what the round's rules
    say of too few ("" where there is a quorum)."""

    below: str = ""

    @property
    def sentence(self) -> str:
        chair = "có chủ tịch" if self.chair_present else "không có chủ tịch"
        return (
            f"không kể người có xung đột lợi ích còn {self.present}/{self.members} thành viên chấm"
            f" (cần {self.needed}), {chair}"
        )

    @property
    def refusal(self) -> str:
        """Why the dossier stops here, and what may be done; "" when it may go on."""
        if self.below != STOP:
            return ""
        return (
            f"Hội đồng không đủ mức họp cho hồ sơ này: {self.sentence}. Điểm danh, ghi người thay"
            " không có xung đột, hoặc tạm dừng hồ sơ."
        )

    @property
    def facts(self) -> dict[str, int | bool]:
        """The seats, as a ground keeps them."""
        return {
            "present": self.present,
            "members": self.members,
            "needed": self.needed,
            "chair": self.chair_present,
        }


def quorums_of(council: Council) -> list[Quorum]:
    """Every quorum that the round needs: of those who answered in writing, of those who meet for
    the rest."""
    found: list[Quorum] = [answers_of(council)] if council.written.applications else []
    return [*found, quorum_of(council)] if council.written.meets else found


def standing_of(council: Council) -> str:
    """Where the council stands, in words: who is present, who answered in writing, or both."""
    return " ".join(quorum.sentence for quorum in quorums_of(council) or [quorum_of(council)])


def has_answered(council: Council, seat: CouncilMember) -> bool:
    """Whether the member's opinion is in on every application asked about in writing, but those of
    a declared conflict."""
    return all(
        (seat.pk, one) in council.written.answered | council.conflicts
        for one in council.written.applications
    )


def answers_of(council: Council) -> Answers:
    """Whose opinion is in on every application asked about in writing, but those on which a
    conflict was declared."""
    seats, asked = council.seats, council.written
    members = council.rules.members or len(seats)
    filled = [seat for seat in seats if has_answered(council, seat)]
    chair = any(seat.role == CouncilRole.CHAIR for seat in filled)
    return Answers(
        taken=bool(asked.answered),
        present=len(filled),
        members=members,
        needed=ceil(council.rules.quorum * members),
        chair_present=chair,
        reached=bool(seats) and quorum_reached(len(filled), members, chair, council.rules),
    )


def quorum_of(council: Council) -> Quorum:
    """The quorum of a council as present; a substitute fills the seat, the chair's too. Source: the
    round's rules (quy chế)."""
    seats = council.seats
    members = council.rules.members or len(seats)
    filled = [seat for seat in seats if council.sits(seat)]
    chair = any(seat.role == CouncilRole.CHAIR for seat in filled)
    return Quorum(
        taken=council.attended,
        present=len(filled),
        members=members,
        needed=ceil(council.rules.quorum * members),
        chair_present=chair,
        reached=bool(seats) and quorum_reached(len(filled), members, chair, council.rules),
    )


def quorum_for(council: Council, application: Application) -> DossierQuorum:
    """The quorum for one dossier, after conflicts of interest. Source: the round's rules (quy
    chế)."""
    seats, in_writing = council.seats, application.pk in council.written.applications
    members = council.rules.members or len(seats)
    filled = 0
    chair = False
    for seat in seats:
        person = council.sits(seat, application)
        if person is None or in_writing and not _answered(council, person, application):
            continue
        filled += 1
        chair = chair or seat.role == CouncilRole.CHAIR
    reached = bool(seats) and quorum_reached(filled, members, chair, council.rules)
    return DossierQuorum(
        taken=council.attended,
        present=filled,
        members=members,
        needed=ceil(council.rules.quorum * members),
        chair_present=chair,
        reached=reached,
        below=below_quorum(filled, members, chair, council.rules) if seats else STOP,
    )


def quorums_of_dossiers(
    council: Council, applications: Iterable[Application], on_sheets: Collection[int]
) -> dict[Application, DossierQuorum]:
    """The quorum for each dossier of which it can be told: scored on sheets (`on_sheets`: ids),
    judged at a meeting at which attendance was taken, or left without one by conflicts of interest
    alone, whoever was present."""
    supposed = replace(council, written=Written(), everybody=True)
    torn = {application for _, application in council.conflicts}
    found = {}
    for one in applications:
        met = council.attended and one.pk not in council.written.applications
        if one.pk in on_sheets or met:
            found[one] = quorum_for(council, one)
        elif one.pk in torn:
            found[one] = quorum_for(supposed, one)
    return found


def quorum_problems(quorums: Mapping[Application, DossierQuorum]) -> list[str]:
    """Why a round does not go on with these dossiers, those of one plight in one sentence."""
    short: dict[str, list[Application]] = {}
    for application, quorum in quorums.items():
        if quorum.refusal:
            short.setdefault(quorum.refusal, []).append(application)
    return [f"{refusal} ({some_of(found)})" for refusal, found in short.items()]


def _answered(council: Council, person: CouncilMember, application: Application) -> bool:
    return (person.pk, application.pk) in council.written.answered


@retried
def take_attendance(round_: Round, present: Mapping[str, bool | None], *, by: User) -> Council:
    """Record who is present, by member uid (None: not taken); who is not named stays as recorded.

    Raises Refused when the round is not being evaluated or a member is unknown, PermissionDenied
    for the wrong person.
    """
    require(by, "round.edit", round_)
    with act("council.attendance", by=by, province=round_.place) as deed:
        locked = lock(round_)
        require_open(Content.ATTENDANCE, locked)
        members = {
            one.uid: one for one in CouncilMember.objects.select_for_update().filter(round=locked)
        }
        if unknown := present.keys() - members.keys():
            raise Refused(
                f"Không có thành viên {', '.join(sorted(unknown))} trong hội đồng của đợt: tải lại"
                " trang."
            )
        for uid, here in present.items():
            members[uid].present = here
        deed.save_many([members[uid] for uid in present])
    return council_of(locked)

"""A council for tests: a round being evaluated, its members, and sheets of a wanted total, all
through the acts."""

from collections.abc import Mapping
from typing import Any

from certifications.council import attendance
from certifications.council import members as council
from certifications.council.sheets import closing, drafts
from certifications.council.sheets.access import card_of
from certifications.law.scorecards import Scorecard
from certifications.models import Application, CouncilMember, CouncilRole, Round, ScoreSheet
from ocop_registry.accounts.models import Role, User
from tests import factories as make


def member_account(username: str, province_code: str = "19") -> User:
    return make.user(username, Role.COUNCIL_MEMBER, province_code)


def seats(count: int = 3, users: Mapping[int, User] | None = None) -> list[council.Seat]:
    """A chair and members, on paper unless an account is given by number (from 1)."""
    return [
        council.Seat(
            f"Ủy viên {number}",
            CouncilRole.CHAIR if number == 1 else CouncilRole.MEMBER,
            "Sở NN&MT",
            (users or {}).get(number),
        )
        for number in range(1, count + 1)
    ]


def sitting(
    by: User,
    products: int = 1,
    members: int = 3,
    *,
    users: Mapping[int, User] | None = None,
    present: bool = True,
    **fields: Any,
) -> tuple[Round, list[Application], list[CouncilMember]]:
    """A round being evaluated, its applications and its council, everybody present."""
    round_ = make.evaluating_round(by, make.products(products), **fields)
    seated = council.set_council(round_, seats(members, users), by=by)
    if present:
        attendance.take_attendance(round_, {one.uid: True for one in seated}, by=by)
    return (
        round_,
        list(
            round_.applications.select_related(
                "product", "product_set", "round__place", "round__scheme"
            )
        ),
        seated,
    )


def choices_for(card: Scorecard, total: int) -> dict[str, dict[str, Any]]:
    """Choices that add up to `total` exactly, every criterion scored, filled from the first one
    on."""
    reachable: list[dict[int, int]] = [{0: 0}]
    for criterion in card.scored:
        step: dict[int, int] = {}
        for before in reachable[-1]:
            for one in criterion.options:
                step.setdefault(before + one.points, one.points)
        reachable.append(step)
    left, found = total, {}
    for criterion, step in zip(reversed(card.scored), reversed(reachable[1:]), strict=True):
        points = step[left]
        case = next(one.case for one in criterion.options if one.points == points)
        found[criterion.code] = {
            "points": points,
            "case": case or (criterion.cases[0].code if criterion.cases else None),
        }
        left -= points
    return found


def filled(application: Application, total: int, **content: Any) -> dict[str, Any]:
    """A whole sheet's content with that total (a closed criterion would be skipped: 5.1 is always
    above 0 here)."""
    card = card_of(application)
    assert card is not None
    choices = choices_for(card, total)
    if "5.2" in choices and choices["5.1"]["points"] == 0:
        choices["5.2"]["points"] = 0
    return {"choices": choices} | content


def totals(a: str, b: str, c: str) -> dict[str, str]:
    return {"mode": "totals", "part_a": a, "part_b": b, "part_c": c}


def draft(
    application: Application,
    member: CouncilMember,
    content: Mapping[str, Any],
    by: User,
    **options: Any,
) -> drafts.SavedDraft:
    """Save a draft over whatever is there now."""
    current = drafts.current_scoring(application)
    seen = ScoreSheet.objects.filter(
        application=application, member=member, scoring=current
    ).first()
    return drafts.save_draft(
        application, member, content, seen.version if seen else 0, by=by, **options
    )


def closed(
    application: Application, member: CouncilMember, content: Mapping[str, Any], by: User
) -> ScoreSheet:
    saved = draft(application, member, content, by)
    assert saved.sheet is not None
    return closing.close_sheet(saved.sheet, saved.version, by=by)


def score_all(
    application: Application, members: list[CouncilMember], by: User, *points: int
) -> list[ScoreSheet]:
    """A closed sheet of each member; the last total serves for all that follow."""
    return [
        closed(application, member, filled(application, points[min(at, len(points) - 1)]), by)
        for at, member in enumerate(members)
    ]


def sitting_with_an_account(products=2):
    """Lan's round of two products, half of the council a quorum; Ba, member 2, has an account."""
    lan, ba = make.staff(), member_account("ba")
    half = {"quorum": "0.5"}
    round_, applications, members = sitting(lan, products, users={2: ba}, rules=half)
    return lan, ba, round_, applications, members

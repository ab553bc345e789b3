"""A second reading of the law, and sheets to try it on: straight loops over the raw JSON, nothing
of the registry's own code.

Written from the text of the law and of its data's README only, with whole numbers; `test_scoring`
compares the registry with it.
"""

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[3] / "certifications" / "data" / "schemes" / "26-2026.json"
DATA = json.loads(FILE.read_text(encoding="utf-8"))
RAW = {one["no"]: one for one in DATA["sets"]}
Written = dict[str, Any]  # code → {"points", "case", "finding"}, as it stands on a paper sheet


# --- the second reading ---------------------------------------------------------------------------
class Reading:
    """A council's sheets read as a clerk would: criterion by criterion, down the printed sheet."""

    def __init__(self, no: int, papers: list[Written], way: str):
        self.raw, self.papers, self.way = RAW[no], papers, way
        self.sums = [self.add_up(paper) for paper in papers]

    def points(self, paper: Written, criterion: dict) -> int:
        """Points that count. 5.2 counts only where 5.1 has more than 0; what nobody scored counts
        nothing."""
        if criterion["applies_if"] == "5.1>0" and not paper.get("5.1", {}).get("points"):
            return 0
        return paper.get(criterion["code"], {}).get("points") or 0

    def add_up(self, paper: Written) -> dict[str, int]:
        sums = {"A": 0, "B": 0, "C": 0}
        for criterion in self.raw["criteria"]:
            if criterion["options"]:
                sums[criterion["part"]] += self.points(paper, criterion)
        return sums

    def stopped(self, paper: Written) -> bool:
        if any(entry.get("finding") == "stop" for entry in paper.values()):
            return True
        return any(paper.get(code, {}).get("points") == 0 for code in self.raw["stop_at_zero"])

    def finished(self, paper: Written) -> bool:
        """Every printed criterion has points; 5.2 needs none when 5.1 has 0."""
        for criterion in self.raw["criteria"]:
            if not criterion["options"]:
                continue
            closed = criterion["applies_if"] and paper.get("5.1", {}).get("points") == 0
            if paper.get(criterion["code"], {}).get("points") is None and not closed:
                return False
        return True

    def verdict(self) -> Any:
        """None: no result yet; "out"; or (average in ten-thousandths, parts, spread, stars by
        points, by marks, final)."""
        for paper in self.papers:
            out = any(entry.get("finding") == "disqualify" for entry in paper.values())
            if not (out or self.stopped(paper) or self.finished(paper)):
                return None
        for criterion in self.raw["criteria"]:
            votes = [
                paper
                for paper in self.papers
                if paper.get(criterion["code"], {}).get("finding") == "disqualify"
            ]
            if len(votes) > len(self.papers) - len(votes):
                return "out"
        if not all(self.stopped(paper) or self.finished(paper) for paper in self.papers):
            return None
        totals = [sum(sums.values()) for sums in self.sums]
        members = len(totals)
        by_points = 1
        for stars, least in ((2, 30), (3, 50), (4, 70), (5, 90)):
            if sum(totals) >= least * members:
                by_points = stars
        by_marks = self.by_marks()
        parts = {part: sum(sums[part] for sums in self.sums) * 10_000 // members for part in "ABC"}
        spread = max(totals) - min(totals)
        return (
            sum(totals) * 10_000 // members,
            parts,
            spread,
            by_points,
            by_marks,
            min(by_points, by_marks),
        )

    def by_marks(self) -> int:
        reached = 2
        for star in (3, 4, 5):
            for criterion in self.raw["criteria"]:
                asked = [
                    option["points"] for option in criterion["options"] if option["stars"] == star
                ]
                if asked and not self.meets(
                    [self.points(paper, criterion) for paper in self.papers], min(asked)
                ):
                    return reached
            reached = star
        return reached

    def meets(self, given: list[int], asked: int) -> bool:
        reaching = len([points for points in given if points >= asked])
        if self.way == "all":
            return reaching == len(given)
        if self.way == "majority":
            return reaching > len(given) - reaching
        return sum(given) >= asked * len(given)


# --- random sheets --------------------------------------------------------------------------------
def paper(no: int, chance: random.Random, mood: float) -> Written:
    """One member's sheet, the more generous the higher `mood` (-1 to 1); now and then unfinished,
    stopped, or against the product."""
    written: Written = {}
    for criterion in RAW[no]["criteria"]:
        if not criterion["options"]:
            continue
        case = chance.choice(criterion["cases"])["code"] if criterion["cases"] else None
        levels = sorted(
            {option["points"] for option in criterion["options"] if option["case"] == case} | {0}
        )
        points = (
            levels[0 if mood < 0 else -1] if chance.random() < abs(mood) else chance.choice(levels)
        )
        closed = criterion["applies_if"] and written.get("5.1", {}).get("points") == 0
        if not closed:
            written[criterion["code"]] = {"points": points, "case": case}
        elif chance.random() < 0.5:
            written[criterion["code"]] = {"points": 0, "case": None}
        if criterion["disqualifies"] and chance.random() < 0.02:
            written[criterion["code"]]["finding"] = "disqualify"
        if criterion["stops_scoring"] and not RAW[no]["stop_at_zero"] and chance.random() < 0.02:
            written[criterion["code"]] = {
                "points": chance.choice([0, None]),
                "case": None,
                "finding": "stop",
            }
    if chance.random() < 0.02 or any(entry.get("finding") for entry in written.values()):
        _leave_out(written, chance)
    return written


def _leave_out(written: Written, chance: random.Random) -> None:
    """Take points off somewhere, as on a sheet that was put aside; 5.1 and 5.2 together, since one
    closes the other."""
    for code in chance.sample(sorted(written), chance.randint(0, 6)):
        codes = {"5.1", "5.2"} if code in {"5.1", "5.2"} else {code}
        for one in codes & written.keys():
            if "finding" in written[one]:
                written[one]["points"] = None
            else:
                del written[one]


def council(no: int, chance: random.Random) -> list[Written]:
    mood = chance.choice([-0.8, -0.4, 0.0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.99, 1.0])
    papers = [paper(no, chance, mood) for _ in range(chance.randint(1, 9))]
    grounds = [one["code"] for one in RAW[no]["criteria"] if one["disqualifies"]]
    if grounds and chance.random() < 0.03:
        code = chance.choice(grounds)
        for one in chance.sample(papers, chance.randint(0, len(papers))):
            one.setdefault(code, {"points": None, "case": None})["finding"] = "disqualify"
    return papers


def councils(sheets: int) -> Iterator[tuple[int, list[Written]]]:
    """Councils of 1–9 members over all sets in turn, at least that many sheets in all; the same
    ones in every run."""
    chance, made = random.Random(26_2026), 0
    while made < sheets:
        for no in RAW:
            papers = council(no, chance)
            made += len(papers)
            yield no, papers


# --- built sheets ---------------------------------------------------------------------------------
def full_marks(no: int) -> Written:
    """The best sheet: the highest level everywhere."""
    return {
        one["code"]: {
            "points": one["max_points"],
            "case": one["cases"][0]["code"] if one["cases"] else None,
        }
        for one in RAW[no]["criteria"]
        if one["options"]
    }


@cache
def with_total(no: int, total: int) -> Written:
    """A sheet of exactly that many points, without a stop or a closed criterion."""
    best = full_marks(no)
    reached: dict[int, Written] = {0: {}}  # sum → a sheet that has it, criterion after criterion
    for one in RAW[no]["criteria"]:
        if not one["options"]:
            continue
        entry, never_zero = best[one["code"]], one["code"] in {"5.1", *RAW[no]["stop_at_zero"]}
        levels = {
            option["points"] for option in one["options"] if option["case"] == entry["case"]
        } | {0}
        reached = {
            points + level: written | {one["code"]: entry | {"points": level}}
            for points, written in reached.items()
            for level in sorted(levels, reverse=True)
            if (level or not never_zero) and points + level <= total
        }
    return reached[total]

"""Figures as tables in Markdown."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

Spent = tuple[float | None, float | None]


@dataclass(frozen=True)
class Figures:
    """One work on one database. Rates are answers a second, medians of the rounds, `ratio` and
    `share` medians of what each round gave; processor time (of the server, of the database) is in
    seconds for one answer, p95 in seconds for one request. `refused`: requests that ours and the plain project did not answer.
    None: not measured."""

    work: str
    ours: float
    plain: float | None
    ratio: float | None
    database: float | None
    share: float | None
    cpu: Spent
    plain_cpu: Spent
    p95: float
    plain_p95: float | None
    refused: tuple[int, int] = (0, 0)

    def told(self) -> dict[str, Any]:
        return asdict(self)


HEAD = (
    *("Work", "ours /s", "plain /s", "ours ÷ plain", "PostgreSQL alone /s", "share of it"),
    *("our CPU ms + database's", "plain CPU ms + database's", "by CPU", "p95 ms", "plain p95 ms"),
)


def of_one_size(figures: Sequence[Figures]) -> str:
    """The table of one number of products."""
    rows = [
        (
            one.work,
            _rate(one.ours),
            _rate(one.plain),
            _times(one.ratio),
            _rate(one.database),
            "–" if one.share is None else f"{one.share:.0%}",
            *(_spent(one.cpu), _spent(one.plain_cpu)),
            _times(_over(_cost(one.plain, one.plain_cpu), _cost(one.ours, one.cpu))),
            *(_milliseconds(one.p95), _milliseconds(one.plain_p95)),
        )
        for one in figures
    ]
    notes = [
        f"{one.work}: {ours:,} requests were not answered by ours, {plain:,} by the plain project."
        for one in figures
        for ours, plain in [one.refused]
        if ours or plain
    ]
    return "\n\n".join([_table(HEAD, rows), *notes])


def of_growth(sizes: Sequence[int], found: Sequence[Sequence[Figures]]) -> str:
    """How the cost of one answer grows from each number of products to the next: ours and the plain
    project's in processor time with the database's (where that is not known: in time), the
    database's alone in time."""
    head = ["Work"]
    for before, after in zip(sizes, sizes[1:], strict=False):
        step = f"{before:,} → {after:,}"
        head += [f"ours {step}", f"plain {step}", f"PostgreSQL alone {step}"]
    rows = []
    for of_work in zip(*found, strict=True):
        row = [of_work[0].work]
        for before, after in zip(of_work, of_work[1:], strict=False):
            for was, now in (
                (_cost(before.ours, before.cpu), _cost(after.ours, after.cpu)),
                (_cost(before.plain, before.plain_cpu), _cost(after.plain, after.plain_cpu)),
                (_cost(before.database), _cost(after.database)),
            ):
                row.append(_times(_over(now, was)))
        rows.append(row)
    return _table(head, rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cost(rate: float | None, spent: Spent = (None, None)) -> float | None:
    """Seconds for one answer: of processors, or by the clock where those are not known."""
    server, database = spent
    if server is None or database is None:
        return 1 / rate if rate else None
    return server + database


def _over(one: float | None, other: float | None) -> float | None:
    return one / other if one and other else None


def _spent(spent: Spent) -> str:
    known = [_milliseconds(one) for one in spent if one is not None]
    return " + ".join(known) or "–"


def _rate(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _times(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} ×" if value < 100 else f"{value:,.0f} ×"


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value * 1000:,.3g}" if value < 1 else f"{value * 1000:,.0f}"

"""The table of all guards: who noticed that it was broken; those that nobody noticed last."""

import json
import re
from collections import Counter
from pathlib import Path

from tests.mutations.children import lines_of
from tests.mutations.redundant import REASONS

KINDS = ("permission", "people", "version", "rule", "privacy", "request", "database")


def show(folder: Path, only: str) -> int:
    """Print the table and the counts by kind; 1 when a guard survives without a reason."""
    every = json.loads((folder / "every.json").read_text(encoding="utf-8"))
    every = [one for one in every if re.search(only, one[0])]
    results: dict[str, dict] = {}
    for one in lines_of(folder / "results.jsonl"):
        if one["noticed"] or one["guard"] not in results:
            results[one["guard"]] = one
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    last = []
    for name, kind, line in every:
        found = results.get(name)
        outcome, text = _row(name, line, found)
        counts[kind][outcome] += 1
        if outcome == "noticed":
            print(text)
        else:
            last.append((outcome, text))
    for _outcome, text in sorted(last):
        print(text)
    _print_counts(counts)
    return int(any(counts[kind]["survived"] + counts[kind]["not tried"] for kind in KINDS))


def _row(name: str, line: int, found: dict | None) -> tuple[str, str]:
    place = f"{name} (line {line})" if line else name
    if found and found["noticed"]:
        return "noticed", f"noticed    {place}  {found['noticed']}  {found['seconds']} s"
    reason = next((why for pattern, why in REASONS.items() if re.fullmatch(pattern, name)), "")
    if reason:
        return "redundant", f"redundant  {place}  {reason}"
    if found is None:
        return "not tried", f"not tried  {place}"
    return "survived", f"SURVIVED   {place}  {found['how']}"


def _print_counts(counts: dict[str, Counter[str]]) -> None:
    columns = ("noticed", "redundant", "survived", "not tried")
    print(f"\n{'kind':11}{'guards':>8}" + "".join(f"{name:>11}" for name in columns))
    total: Counter[str] = Counter()
    for kind, count in counts.items():
        total += count
        print(f"{kind:11}{count.total():8}" + "".join(f"{count[name]:11}" for name in columns))
    print(f"{'all':11}{total.total():8}" + "".join(f"{total[name]:11}" for name in columns))

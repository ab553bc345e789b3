"""Processor time of whole process trees, from /proc; where there is none it is not known."""

import os
from collections import defaultdict
from pathlib import Path

_PROC = Path("/proc")


def cpu_seconds(root: int | None) -> float | None:
    """User and system time of a process, of everything below it and of what it has waited for."""
    if root is None or not _PROC.is_dir():
        return None
    children, ticks = defaultdict(list), {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(entry)):
            children[int(fields[1])].append(int(entry.name))
            ticks[int(entry.name)] = sum(map(int, fields[11:15]))
    if root not in ticks:
        return None
    total, waiting = 0, [root]
    while waiting:
        one = waiting.pop()
        total += ticks[one]
        waiting.extend(children[one])
    return total / os.sysconf("SC_CLK_TCK")


def parent_of(pid: int, name: str) -> int | None:
    """The parent of a process of this machine, when that process bears the name."""
    folder = _PROC / str(pid)
    try:
        called = (folder / "comm").read_text().strip()
    except OSError:
        return None
    fields = _stat(folder)
    return int(fields[1]) if fields and called == name else None


def _stat(folder: Path) -> list[str]:
    """The fields of `stat` after the name, which may hold blanks."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return []

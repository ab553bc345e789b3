"""Two people bring a register in, in a browser, as officers would who have the papers beside them:
group by group, by keyboard where a key is enough. Every click and key is counted.

Used by the browser test with a short register, and by `tests.benchmarks.mess --bring` with a whole
one.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.mess import Line, Mess, communes_of
from tests.browser.officer import Officer

# Keystroke-level model (Card, Moran, Newell): what a practised person needs, in seconds.
KEY, CLICK, THOUGHT = 0.28, 1.3, 1.35
READING = 3.0  # one group: its head, its example, its answers
PATIENCE = 180_000  # ms that a page may take on a busy machine; it is counted
MOST_ROUNDS = 60  # looks at the page before it is given up


@dataclass
class Effort:
    """What bringing a file in cost. `left`: rows that stay behind; `groups`: how many were
    decided; `longest`: the longest wait for a page."""

    rows: int = 0
    clicks: int = 0
    keys: int = 0
    groups: int = 0
    left: int = 0
    machine: float = 0.0
    longest: float = 0.0
    steps: list[str] = field(default_factory=list)

    @property
    def minutes(self) -> float:
        """Of people and machine together."""
        hand = self.keys * KEY + self.clicks * (CLICK + THOUGHT) + self.groups * READING
        return (hand + self.machine) / 60


class Bringing:
    """One register on its way. `page` is left on the page of the file."""

    def __init__(self, officer: Officer, truth: dict[int, Line], effort: Effort) -> None:
        self.officer, self.page, self.truth, self.effort = officer, officer.page, truth, effort
        self._given_up: set[str] = set()
        self.page.set_default_timeout(PATIENCE)

    # --- counting ---------------------------------------------------------------------------------
    def _click(self, target: Any, *, sends: bool = True) -> None:
        self.effort.clicks += 1
        self._waiting(target.click) if sends else target.click()

    def _key(self, key: str) -> None:
        self.effort.keys += 1
        self.page.keyboard.press(key)

    def _type(self, text: str) -> None:
        self.effort.keys += len(text)
        self.page.keyboard.insert_text(text)

    def _waiting(self, act: Callable[[], Any]) -> None:
        """Do what leads to another page, and count how long that takes."""
        started = time.perf_counter()
        with self.page.expect_navigation():
            act()
        self.page.wait_for_load_state()
        took = time.perf_counter() - started
        self.effort.machine += took
        self.effort.longest = max(self.effort.longest, took)

    # --- the first person -------------------------------------------------------------------------
    def send(self, path: Path) -> None:
        """Choose the file and have it read."""
        self.officer.open("/quan-tri/nhap-excel/moi/?loai=register")
        self.page.set_input_files("#id_file", str(path))
        self.effort.clicks += 3  # the menu, the field, the file
        self._click(self.page.get_by_role("button", name="Đọc và xem trước", exact=True))
        self._click(self.page.get_by_role("link", name=re.compile("^Đúng rồi, xem")))

    def settle(self) -> None:
        """Decide one kind after the other until nothing is left that the papers tell."""
        for _ in range(MOST_ROUNDS):
            kind = next(self._kinds(), None)
            if kind is None:
                return
            self._decide(kind)

    def _kinds(self) -> Iterator[Any]:
        """The sections of the page with something to decide that was not given up."""
        for form in self.page.locator(".import-kind form").all():
            keys = form.locator("[data-group]").evaluate_all("all => all.map(x => x.dataset.group)")
            if not set(keys) <= self._given_up:
                yield form

    def _decide(self, form: Any) -> None:
        groups = form.locator("[data-group]").all()
        decided = [self._decide_group(group) for group in groups]
        self.effort.groups += len(groups)
        if any(decided):
            last = groups[max(at for at, done in enumerate(decided) if done)]
            last.focus()
            self.effort.keys += 1  # Escape, out of a field
            self._waiting(lambda: self._key("Enter"))

    def _decide_group(self, group: Any) -> bool:
        """Whether something was said of it."""
        key, line = group.get_attribute("data-group"), self._line(group)
        group.focus()
        self.effort.keys += 1  # J
        if group.locator("input[type=radio]").count():
            self._answer(group, line)
            return True
        field_ = group.locator("input[type=text]")
        right = line and field_.count() and line.truth.get(self._column(field_))
        if right is None or right is False or key in self._given_up or not field_.count():
            self._given_up.add(key)
            return False
        if field_.input_value() == right:
            self._given_up.add(key)
            return False
        self._key("e")
        self._key("Control+a")
        self._type(str(right)) if right else self._key("Delete")
        self._given_up.add(key)  # typed once: what is still wrong then is for the papers
        return True

    def _answer(self, group: Any, line: Line | None) -> None:
        """The suggestion, else what the papers tell, else the first answer."""
        labels = [label.strip() for label in group.locator(".options label").all_inner_texts()]
        suggested = [at for at, label in enumerate(labels) if label.endswith("gợi ý")]
        told = [at for at, label in enumerate(labels) if line and _is_told(label, line)]
        at = next(iter(told or suggested), 0)
        self._key(str(at + 1))

    def _line(self, group: Any) -> Line | None:
        words = group.locator("summary").first.inner_text().split()
        number = words[words.index("dòng" if "dòng" in words else "Dòng") + 1].rstrip(":")
        return self.truth.get(int(number.replace(".", "")))

    def _column(self, field_: Any) -> str:
        return field_.get_attribute("data-column") or ""

    @property
    def remaining(self) -> int:
        """How many rows still cannot be written."""
        words = self.page.locator("[data-remains]").inner_text().split()
        return int(words[1].replace(".", "")) if words[0] == "Còn" else 0

    # --- the second person ------------------------------------------------------------------------
    def approve(self, address: str) -> None:
        """Look at what was understood, page by page of what was taken otherwise, and write it."""
        self.effort.clicks += 2  # the queue, the file
        self._waiting(lambda: self.officer.open(address))
        for name in ("Hiểu khác chữ viết", "Đã trả lời"):
            tab = self.page.locator(".tabs a", has_text=name)
            if tab.count():
                self._click(tab)
                self.effort.groups += self.page.locator("[data-group]").count()
        self._click(self.page.locator("a.button", has_text="dòng vào sổ…"))
        self._click(self.page.get_by_role("button", name="Ghi vào sổ", exact=True))


def _is_told(label: str, line: Line) -> bool:
    """Whether an answer names what the papers say: the very place, or the very producer."""
    place = line.truth["commune"]
    if place in label:
        return True
    return f"“{line.truth['producer']}”" in label


def bring(officer: Officer, second: Officer, mess: Mess, path: Path) -> Effort:
    """The whole way of one register, signed in twice."""
    mess.workbook(path)
    effort = Effort(rows=len(mess.lines))
    started = time.perf_counter()
    officer.sign_in("lan")
    way = Bringing(officer, mess.truth, effort)
    way.send(path)
    effort.steps.append(f"read: {way.remaining} rows wait")
    way.settle()
    effort.left = way.remaining
    effort.steps.append(f"settled: {way.remaining} rows wait")
    address = officer.page.url.removeprefix(officer.site.url).partition("?")[0]
    second.sign_in("minh")
    Bringing(second, mess.truth, effort).approve(address)
    effort.steps.append(f"written after {time.perf_counter() - started:.0f} s of the machine")
    return effort


# --- by command -----------------------------------------------------------------------------------
def measure(rows: int) -> None:
    """Serve a copy of the demo site, and have two people bring a register in."""
    import os

    from tests.support import browser
    from tests.support.databases import Run
    from tests.support.site import served

    run = Run.current()
    try:
        database = run.copy("demo")
        os.environ.update(database.env, DJANGO_ALLOW_ASYNC_UNSAFE="1")
        import django

        django.setup()
        mess = Mess(rows, communes_of("19"))
        problems: list[str] = []
        with served(database) as site, browser.opened(problems) as page:
            effort = bring(Officer(site, page), Officer(site, page), mess, database.var / "so.xlsx")
    finally:
        run.remove()
    _say(effort, problems)


def _say(effort: Effort, problems: list[str]) -> None:
    told = [
        f"{effort.rows:,} rows: {effort.clicks} clicks, {effort.keys} keys, {effort.groups} groups,"
        f" {effort.machine:.0f} s waited for pages, {effort.longest:.1f} s the longest",
        f"{effort.minutes:.1f} minutes of two people; {effort.left} rows left behind",
        *effort.steps,
        *problems,
    ]
    sys.stdout.write("\n".join(told) + "\n")

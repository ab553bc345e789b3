"""What work there is. Apps above declare their kinds from AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ocop_registry.jobs.models import Job
from ocop_registry.jobs.work import Work
from ocop_registry.journal.models import JournalEntry


class JobFailed(Exception):
    """Why the work could not be done: sentences for the person who asked for it, a word for
    machines. Nothing was changed."""

    def __init__(self, *reasons: str, code: str = "refused"):
        self.reasons, self.code = list(reasons), code
        super().__init__(" ".join(reasons))


@dataclass(frozen=True)
class Outcome:
    """What came of it. `said`: sentences; `where`: the address to go on to; `file` with `name`: a
    file to fetch."""

    said: list[str] = field(default_factory=list)
    where: str = ""
    file: bytes = b""
    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class JobKind:
    """`work` does it: from its start to its end, as often as a worker is killed meanwhile, so it
    either changes nothing but files of its own or does one legal act. `found` tells the outcome of
    an act that was already done before a worker was killed; kinds without acts have none.
    """

    word: str
    label: str
    work: Callable[[Work], Outcome]
    found: Callable[[Job, JournalEntry], Outcome] | None = None


_kinds: dict[str, JobKind] = {}


def declare(*kinds: JobKind) -> None:
    """Add kinds. Raises ValueError when two different ones bear one word."""
    for kind in kinds:
        if _kinds.setdefault(kind.word, kind) != kind:
            raise ValueError(f"the kind of job {kind.word} is declared twice, differently")


def kind_of(word: str) -> JobKind:
    """Raises KeyError for a kind that nobody declared."""
    return _kinds[word]


def label_of(word: str) -> str:
    """Its name for people; a kind of an earlier release keeps its word."""
    return _kinds[word].label if word in _kinds else word


def all_kinds() -> list[JobKind]:
    """In the order of their names."""
    return sorted(_kinds.values(), key=lambda kind: kind.label)

"""One typed row of a list of applications: as typed, what was understood of it, what is wrong, what is
left to settle."""

from dataclasses import dataclass, field
from typing import Any

from certifications.applications.typed import producers as known
from certifications.applications.typed.columns import ALL
from certifications.applications.typed.producers import Difference, Option
from certifications.applications.typed.words import QUESTIONS
from certifications.identity.words import Answer
from certifications.models import Application
from ocop_registry.places.models import Place
from ocop_registry.written.reading import Asked
from producers.models import Producer, ProducerKind
from products.models import Product, ProductSet

CHOICES = (
    *("place_choice", "producer_choice", "product_choice", "type_choice"),
    *(*QUESTIONS, *known.QUESTIONS),
)
FIELDS = (*ALL, *CHOICES)


@dataclass
class CheckedRow:
    """One row as typed, what was understood of it, its faults by field, and what is left to settle
    (`options` by choice).

    `called`: how sentences about other rows name this one; `busy`: where the product already is, in
    an unfinished round.
    """

    number: int
    raw: dict[str, str]
    called: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    options: dict[str, list[Option]] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)  # of words, by choice
    answers: list[Answer] = field(default_factory=list)  # what the person said of its words
    suggested: dict[str, str] = field(default_factory=dict)  # by choice, what only needs confirming
    kind: ProducerKind | None = None
    kind_error: str = ""
    place: Place | None = None
    place_error: str = ""
    producer: Producer | None = None
    product: Product | None = None
    product_set: ProductSet | None = None
    type: str = ""
    busy: Application | None = None
    name: str = ""  # the producer's, without what stands behind it
    # of a known producer: field → what the row puts in; what it says otherwise, by column
    taken: dict[str, Any] = field(default_factory=dict)
    differs: dict[str, Difference] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        return not self.errors

    def ask(self, choice: str) -> None:
        """Offer the answers to what a word asks."""
        asked = self.asked[choice]
        self.options[choice] = [Option(one.value, one.label) for one in asked.choices]
        self.suggested[choice] = asked.suggested

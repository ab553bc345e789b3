"""The kinds of files, by their word."""

from certifications.imports.contract import Kind
from certifications.imports.kinds.applications import Applications
from certifications.imports.kinds.figures import Figures
from certifications.imports.kinds.producers import Producers
from certifications.imports.kinds.products import Products
from certifications.imports.kinds.register import RegisterOfProducts
from certifications.imports.kinds.results import Results
from certifications.imports.kinds.targets import Targets
from certifications.models import ImportKind

_ALL: tuple[Kind, ...] = (
    RegisterOfProducts(),
    Producers(),
    Products(),
    Applications(),
    Results(),
    Figures(),
    Targets(),
)
KINDS: dict[ImportKind, Kind] = {kind.word: kind for kind in _ALL}


def kind_of(word: str) -> Kind:
    """The kind of that word. Raises ValueError for a word that is none."""
    return KINDS[ImportKind(word)]

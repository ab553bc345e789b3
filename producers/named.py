"""What is found and put in order by its Vietnamese name."""

from typing import Any, ClassVar

from ocop_registry.journal.models import Subject
from ocop_registry.places.text import fold, loose_fold, sort_key


class NamedSubject(Subject):
    """A subject with `name`, `name_en` and the two keys that follow from them, which the journal
    therefore does not keep."""

    UNTOLD: ClassVar[frozenset[str]] = frozenset({"search_key", "sort_key"})

    name: Any
    name_en: Any
    search_key: Any
    sort_key: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().full_clean(*args, **kwargs)

    def set_keys(self) -> None:
        """The keys that follow from the name; called before every save of an act."""
        self.search_key = f"{fold(self.name)}|{loose_fold(self.name)}|{fold(self.name_en)}"[:600]
        self.sort_key = sort_key(self.name)

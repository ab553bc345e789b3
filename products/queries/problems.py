"""What is wrong with a request for rows: which word of it, and one sentence that says what to
do."""

from typing import Any, NamedTuple


class Problem(NamedTuple):
    """`name`: the filter as written; `sentence`: what is wrong and what would be right; `choices`:
    things to pick from."""

    name: str
    sentence: str
    choices: tuple[Any, ...] = ()


class Unreadable(ValueError):
    """A value that a filter cannot take. Its text is the sentence for the reader; `choices` may be
    offered."""

    def __init__(self, sentence: str, choices: tuple[Any, ...] = ()) -> None:
        super().__init__(sentence)
        self.choices = choices

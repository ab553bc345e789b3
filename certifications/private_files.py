"""Files that are kept privately: what is asked of an upload, and files of an act that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db.models.fields.files import FieldFile

from certifications.rounds.access import Refused


class Upload(Protocol):
    """What is asked of an uploaded file."""

    name: str
    size: int

    def read(self, size: int = ...) -> bytes: ...
    def seek(self, offset: int) -> Any: ...


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".replace(".", ",")


def _refuse(problems: list[str]) -> None:
    if problems:
        raise Refused(*problems)


@contextmanager
def files_of_one_act() -> Iterator[list[FieldFile]]:
    """Files written for an act that fails are taken away again: the disk does not roll back by
    itself."""
    written: list[FieldFile] = []
    try:
        yield written
    except BaseException:
        for file in written:
            if file.name and file.storage.exists(file.name):
                file.storage.delete(file.name)
        raise

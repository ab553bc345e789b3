"""Many things in order, kept on disk from some number on, so that memory does not grow with a file."""

import io
import pickle
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, TypeVar, overload

T = TypeVar("T")

IN_MEMORY = 2000  # things of one sequence that are never written away
CHUNK = 100  # things that are written, and read, at once


class Held(Sequence[T]):
    """A list that is only appended to and read, in order or at some place.

    The first `most` stay the very objects; beyond that all but the newest lie in a file without a
    name, which the system frees with this object, and every reading gives new copies of them.
    `chunk`: how many are read for one; 1 when they will be read in another order than written.
    `common`: what the things refer to and is never copied, such as the places of a country.
    """

    def __init__(
        self,
        values: Iterable[T] = (),
        *,
        most: int = IN_MEMORY,
        chunk: int = CHUNK,
        common: "Common | None" = None,
    ) -> None:
        self._most, self._chunk, self._common = most, chunk, common
        self._newest: list[T] = []
        self._file: IO[bytes] | None = None
        self._starts = array("q", [0])  # where each chunk of the file begins, and the last one ends
        self._read: tuple[int, list[T]] = (-1, [])  # the chunk read last
        self.extend(values)

    def append(self, value: T) -> None:
        self._newest.append(value)
        if len(self._newest) > (self._most if self._file is None else self._chunk):
            self._write()

    def extend(self, values: Iterable[T]) -> None:
        for value in values:
            self.append(value)

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed with this object)
        whole = len(self._newest) // self._chunk * self._chunk
        self._file.seek(self._starts[-1])
        for start in range(0, whole, self._chunk):
            piece = self._newest[start : start + self._chunk]
            written = self._common.dumps(piece) if self._common else pickle.dumps(piece, 5)
            self._starts.append(self._starts[-1] + self._file.write(written))
        del self._newest[:whole]

    @property
    def _written(self) -> int:
        return (len(self._starts) - 1) * self._chunk

    def _piece(self, number: int) -> list[T]:
        if self._read[0] != number:
            assert self._file is not None
            self._file.seek(self._starts[number])
            written = self._file.read(self._starts[number + 1] - self._starts[number])
            # Written by this process a moment ago, in a file that nobody else can open.
            load = self._common.loads if self._common else pickle.loads
            self._read = number, load(written)
        return self._read[1]

    def __len__(self) -> int:
        return self._written + len(self._newest)

    def __iter__(self) -> Iterator[T]:
        at = 0
        while at < len(self):
            if at < self._written:
                piece = self._piece(at // self._chunk)[at % self._chunk :]
            else:
                piece = self._newest[at - self._written :]
            yield from piece
            at += len(piece)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        number = at + len(self) if at < 0 else at
        if not 0 <= number < len(self):
            raise IndexError(at)
        if number < self._written:
            return self._piece(number // self._chunk)[number % self._chunk]
        return self._newest[number - self._written]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Held | list | tuple):
            return NotImplemented
        return len(self) == len(other) and all(
            mine == theirs for mine, theirs in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown: Any = [*self[:3], ...] if len(self) > 3 else list(self)
        return f"Held({shown!r})"


class Common:
    """Objects that held things refer to: written by their places here, read back as the very
    objects."""

    def __init__(self, objects: Iterable[Any]) -> None:
        self._objects = list(objects)
        self._places = {id(one): at for at, one in enumerate(self._objects)}

    def dumps(self, value: Any) -> bytes:
        file = io.BytesIO()
        _Writer(file, self._places).dump(value)
        return file.getvalue()

    def loads(self, written: bytes) -> Any:
        return _Reader(io.BytesIO(written), self._objects).load()


class _Writer(pickle.Pickler):
    def __init__(self, file: IO[bytes], places: Mapping[int, int]) -> None:
        super().__init__(file, 5)
        self._place_of = places.get

    def persistent_id(self, one: Any) -> int | None:
        return self._place_of(id(one))


class _Reader(pickle.Unpickler):
    def __init__(self, file: IO[bytes], objects: Sequence[Any]) -> None:
        super().__init__(file)
        self._objects = objects

    def persistent_load(self, place: Any) -> Any:
        return self._objects[place]

"""How anything in the registry changes: inside `act(...)`, in one transaction with its journal
entry.

    with act("product.edit", by=user, reason="") as deed:
        product.name = "Miến dong Nà Pò"
        deed.save(product)

On leaving the block the head row is locked (last, in the fixed order round → application → product
→ certification → head), the projections rewrite what the public sees of the touched subjects, and
the entry is written with the next number and hash. An exception anywhere undoes everything. A block
that touched nothing writes nothing.
"""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction

from ocop_registry.journal.kinds import kind_of
from ocop_registry.journal.lines import Line
from ocop_registry.journal.open_act import UPDATE_BATCH, Act, Progress, VersionConflict
from ocop_registry.journal.writing import (
    ClockJumped,
    Stopped,
    Unsound,
    guards,
    projections,
    write,
)

__all__ = [
    "UPDATE_BATCH",
    "Act",
    "ClockJumped",
    "Line",
    "Stopped",
    "Unsound",
    "VersionConflict",
    "act",
    "guards",
    "projections",
    "retried",
]

P = ParamSpec("P")
R = TypeVar("R")

RETRIED = {"40001", "40P01"}  # serialization failure, deadlock detected
PAUSES = (0.05, 0.1)  # seconds before the second and the third attempt

_open_act: ContextVar[str | None] = ContextVar("open_act", default=None)


@contextmanager
def act(
    name: str, *, by: Any, reason: str = "", province: Any = None, progress: Progress | None = None
) -> Iterator[Act]:
    """Open one act. `by`: the user, None for the system; `province`: the Place the act belongs to,
    None for the country.

    `progress`, if given, is called with (done, total) subjects after each batch of a long act's
    work on the register.

    Raises ValidationError when the act needs a reason and none is given, KeyError for an undeclared
    act, RuntimeError inside another act: one legal act is one entry, so pass the open one on
    instead.
    """
    outer = _open_act.get()
    if outer is not None:
        raise RuntimeError(
            f"act {name!r} was opened inside act {outer!r}: pass the open act on instead of opening"
            " another"
        )
    if kind_of(name).needs_reason and not reason.strip():
        missing = ValidationError(
            "Hãy ghi lý do: việc này phải giải thích được về sau.", code="reason_required"
        )
        raise ValidationError({"reason": missing})
    code = province.code if province else ""
    if len(code) > 2:
        raise ValueError(f"act {name!r} belongs to a province or to the country, not to {province}")
    deed = Act(name=name, by=by, reason=reason.strip(), province_code=code, progress=progress)
    token = _open_act.set(name)
    try:
        with transaction.atomic():
            yield deed
            if deed.lines:
                write(deed)
    except BaseException:
        deed._restore_objects()
        raise
    finally:
        _open_act.reset(token)


def retried(function: Callable[P, R]) -> Callable[P, R]:
    """Run a whole legal act again, up to three times, when PostgreSQL chose it as the victim of a
    deadlock."""

    @functools.wraps(function)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for pause in PAUSES:
            try:
                return function(*args, **kwargs)
            except OperationalError as error:
                # Within somebody else's transaction that one is lost too: only its owner can start
                # again.
                if (
                    getattr(error.__cause__, "pgcode", None) not in RETRIED
                    or transaction.get_connection().in_atomic_block
                ):
                    raise
                time.sleep(pause)
        return function(*args, **kwargs)

    return again

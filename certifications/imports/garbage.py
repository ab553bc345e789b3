"""Python's cycle collector put off while a whole file is in memory."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Do not look for cycles meanwhile. A file is hundreds of thousands of objects that all live to
    its end: walking over them again and again took a fifth of the time
    (`tests/benchmarks/import_register.py`) and never freed anything.

    The collector is the process's own: of several files at once the first to have begun turns it on
    again, never none.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

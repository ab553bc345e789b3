"""The cycle collector rests while a file is in memory, and is never left off."""

import gc

import pytest

from certifications.imports.garbage import put_off


def test_it_rests_and_works_again_also_after_an_error() -> None:
    @put_off()
    def fails() -> None:
        assert not gc.isenabled()
        raise ValueError("giữa chừng")

    assert gc.isenabled()
    for _ in range(2):
        with pytest.raises(ValueError, match="giữa chừng"):
            fails()
        assert gc.isenabled()


def test_whichever_of_two_files_ends_first_it_is_on_at_the_end() -> None:
    for first_to_end in (0, 1):
        files = [put_off(), put_off()]
        for one in files:
            one.__enter__()
        for one in (files[first_to_end], files[1 - first_to_end]):
            one.__exit__(None, None, None)
        assert gc.isenabled()

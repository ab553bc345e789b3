"""Changes that one person alone may not make: a form's save leaves them out and hands them on, to
be prepared for another person's approval.

`holders` is filled by the app that knows which changes these are, as the journal's guards are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Holder:
    """Of one kind of subject: what is held back of a stored row, and what becomes of it."""

    names: Callable[[Any], tuple[str, ...]]
    # (stored, typed values) → what of it changes a held field
    differences: Callable[[Any, Mapping[str, Any]], dict[str, Any]]
    # (stored, differences, person) → every reason against it
    refusals: Callable[[Any, dict[str, Any], Any], list[str]]
    # (stored, differences, by=, reason=) → a sentence with a link to what waits now
    prepare: Callable[..., str]
    # (stored) → (label, address) of what waits already
    waiting: Callable[[Any], list[tuple[str, str]]]
    # why a reason is asked for; what is told of the fields beforehand, with {} for their labels
    why: str = (
        "Ghi lý do: điều bạn sửa làm đổi những gì công chúng biết về một lần công nhận, nên phải"
        " được một người khác duyệt."
    )
    told: str = (
        "Ghi vào nhật ký cùng việc này. Đã có công nhận, nên sửa {} thì phải ghi lý do, được một"
        " người khác duyệt rồi mới đổi, và lý do hiện trong lịch sử công khai: không ghi thông tin"
        " riêng tư."
    )


holders: dict[str, Holder] = {}


def holder_of(subject: Any) -> Holder | None:
    return holders.get(subject.SUBJECT_KIND)

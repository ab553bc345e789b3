"""The append-only record of acts. Nothing here is ever updated or deleted; database triggers refuse
it.

An **entry** is one act (who, when, why). A **line** is one subject that the act touched, with its
state before and after. A **public change** says that the act created, changed or removed a row of
the public register. The **head** is a single row, locked last by every act: it numbers entries
without gaps, in commit order, and carries the chain.
"""

import base64
import functools
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.base import ModelState

from ocop_registry import uids
from ocop_registry.database import constraints
from ocop_registry.journal import canonical
from ocop_registry.privacy import Privacy, erasable
from ocop_registry.uids import new_uid


class JournalHead(models.Model):
    """One row (id 1). `seq`: last entry; `public_seq`: last entry that changed the public register;
    `hash`: its chain."""

    seq = models.BigIntegerField(default=0)
    public_seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="journal_head_single_row")]


class JournalEntry(models.Model):
    """One act. `text` is the canonical JSON that `hash` covers, together with the hash of the entry
    before."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="journal_entries",
    )
    actor_name = models.CharField(max_length=200)
    province_code = models.CharField(max_length=2, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    # uid of the job that did it; "": done within a person's own request
    job = models.CharField(max_length=32, blank=True, default="")
    text = models.TextField()
    previous_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        verbose_name = "mục nhật ký"
        verbose_name_plural = "nhật ký"
        constraints = [
            models.CheckConstraint(condition=Q(seq__gt=0), name="journal_entry_seq_positive"),
            models.UniqueConstraint(
                fields=["job"], condition=~Q(job=""), name="journal_entry_once_per_job"
            ),
        ]


class JournalLine(models.Model):
    """One subject of an act; `text` is the canonical JSON of kind, uid, before, after (its SHA-256
    is in the entry)."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=30)
    uid = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "uid", "entry"], name="journal_line_subject")]


class PublicChange(models.Model):
    """What an act did to the public register: the source of the change feed and of each card's
    `updated_at`."""

    CREATED, UPDATED, REMOVED = "created", "updated", "removed"

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="public_changes")
    kind = models.CharField(max_length=20)
    uid = models.CharField(max_length=60)
    op = models.CharField(max_length=10)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "uid", "entry"], name="journal_public_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(op__in=["created", "updated", "removed"]),
                name="journal_public_change_op",
            ),
        ]


class SubjectSalt(models.Model):
    """The salt of one subject's private digests. Erasing it (with its PrivateChange rows) erases
    the person, not the chain."""

    kind = models.CharField(max_length=30)
    uid = models.CharField(max_length=60)
    salt = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "uid"], name="journal_salt_once_per_subject")
        ]


class PrivateChange(models.Model):
    """The plain before/after of one private field; the journal itself holds only keyed digests of
    it."""

    line = models.ForeignKey(JournalLine, on_delete=models.PROTECT, related_name="private_changes")
    field = models.CharField(max_length=60)
    before = models.TextField(blank=True, default="")
    after = models.TextField(blank=True, default="")


class MergedSubject(models.Model):
    """A subject that was found to be another one entered twice: its old uid answers for ever, for
    the one that was kept."""

    kind = models.CharField(max_length=30)
    old_uid = models.CharField(max_length=60)
    uid = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "old_uid"], name="journal_merged_once")
        ]
        indexes = [models.Index(fields=["kind", "uid"], name="journal_merged_into")]


class PublishedHead(models.Model):
    """The head of the journal as it was published on a day: the signed text, its signature
    (base64), and the public key (PEM) of then."""

    day = models.DateField(unique=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    text = models.TextField()
    signature = models.CharField(max_length=100)
    public_key = models.TextField()

    class Meta:
        ordering = ["-day"]

    @property
    def signature_bytes(self) -> bytes:
        return base64.b64decode(self.signature)


class Subject(models.Model):
    """What staff act on: carries a stable public `uid` and a row `version` for optimistic locking.

    Save only through an act (`act.create`, `act.save`, `act.delete`), which writes the journal
    line.
    """

    SUBJECT_KIND: ClassVar[str]
    # The class of every field but the three below and the key (`OWN_FIELDS`).
    PRIVACY: ClassVar[Mapping[str, Privacy]] = {}
    # Follows from PRIVACY: what the journal's text holds as a digest only, and can be erased.
    PRIVATE_FIELDS: ClassVar[frozenset[str]] = frozenset()
    # Fields that no line holds; `proof.untold` says why.
    UNTOLD: ClassVar[frozenset[str]] = frozenset()
    # A field that is empty while the row is a draft, whose content no line tells; "": never one.
    DRAFT: ClassVar[str] = ""
    # The references that `journal_key` reads.
    KEY_NEEDS: ClassVar[tuple[str, ...]] = ()
    OWN_FIELDS: ClassVar[frozenset[str]] = frozenset({"id", "uid", "version"})

    uid = models.CharField(
        "mã định danh", max_length=7, unique=True, default=new_uid, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.PRIVATE_FIELDS = erasable(cls.PRIVACY)

    @property
    def identity(self) -> tuple[str, int]:
        """What tells this subject from every other one in memory: of a stored one its key, of a new
        one the object itself. Never its uid, which is settled only when an act stores it."""
        return self.SUBJECT_KIND, -id(self) if self.pk is None else self.pk

    @classmethod
    def fresh(cls, **values: Any) -> Self:
        """A new subject as `cls(**values)` makes it, in a tenth of the time: a file brings many
        thousands. Without the signals of making one, to which nobody listens."""
        one, shape = cls.__new__(cls), _shape(cls)
        one._state = ModelState()
        held = one.__dict__
        held.update(shape.same)
        for name, make in shape.made:
            held[name] = make()
        for name, value in values.items():
            if name in shape.keys:
                one._state.fields_cache[name] = value
                name, value = shape.keys[name], value and value.pk  # noqa: PLW2901
            elif name not in held:
                raise TypeError(f"{cls.__name__} has no field {name!r}")
            held[name] = value
        return one

    def journal_key(self) -> str:
        return self.uid

    @classmethod
    def of_journal_keys(cls, keys: Collection[str]) -> Iterable[Any]:
        """The stored subjects that the journal names by these keys."""
        return cls._base_manager.filter(uid__in=keys)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """As Django's, in one query when nothing is wrong; Django's own finds the words for what
        is."""
        if not constraints.hold(self, frozenset(exclude or ())):
            super().validate_constraints(exclude=exclude)

    def set_keys(self) -> None:
        """Fill the columns that follow from others (search and sort keys). Every act calls it
        before it saves."""

    def snapshot(self) -> dict[str, Any]:
        """Every concrete field as JSON-ready value: dates ISO, instants in UTC, Decimals plain,
        references by their public key."""
        held = self.__dict__
        return {
            name: value
            if (value := held.get(key, _UNREAD)) is None or plain and type(value) is str
            else json_ready(field, self)
            for name, key, plain, field in _shape(type(self)).told
        }


@dataclass(frozen=True)
class _Shape:
    """What every new subject of a model holds (`same`), what each has its own of (`made`), the
    columns of its references (`keys`), and what a snapshot tells: name, column, whether it is
    plain text, field."""

    same: dict[str, Any]
    made: list[tuple[str, Callable[[], Any]]]
    keys: dict[str, str]
    told: list[tuple[str, str, bool, Any]]


_UNREAD = object()  # a column that was not read from the database


@functools.cache
def _shape(model: type[Subject]) -> _Shape:
    shape = _Shape({}, [], {}, [])
    # Parts of a subject are told in the same way (`Subject.snapshot(part)`).
    untold = Subject.OWN_FIELDS | getattr(model, "UNTOLD", frozenset())
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            shape.made.append((field.attname, field.default))
        else:
            shape.same[field.attname] = field.get_default()
        if field.is_relation:
            shape.keys[field.name] = field.attname
        if field.name not in untold:
            plain = isinstance(field, models.CharField | models.TextField)
            shape.told.append((field.name, field.attname, plain, field))
    return shape


def json_ready(field: Any, subject: models.Model) -> Any:
    """The field's value, the same whether it was just typed or read back from either database."""
    if field.is_relation:
        related = getattr(subject, field.name)
        key = getattr(related, "journal_key", None)
        return key() if key else related and str(related.pk)
    value = field.to_python(getattr(subject, field.attname))
    if isinstance(value, bool | int | str | None):
        return value
    if isinstance(value, dict | list):
        return deepcopy(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)


def from_plain(model: type[models.Model], name: str, text: str) -> Any:
    """The value of a private field as the side table keeps it, as the snapshot would give it."""
    field = next((one for one in model._meta.concrete_fields if one.name == name), None)
    texts = (models.CharField, models.TextField, models.FileField)
    # of a field that is gone since: as it was kept
    return canonical.from_plain(text, is_text=field is None or isinstance(field, texts))


def kept_uid(kind: str, uid: str | None) -> str | None:
    """The uid that answers for one that was merged away; None when it never was. One query."""
    return kept_uids([kind], [uid]).get(uid) if uid else None


def kept_uids(kinds: Iterable[str], old: Iterable[str]) -> dict[str, str]:
    """Merged uid → the uid that answers for it. One query, none when nothing is asked."""
    wanted = list(old)
    if not wanted:
        return {}
    return dict(
        MergedSubject.objects.filter(kind__in=list(kinds), old_uid__in=wanted).values_list(
            "old_uid", "uid"
        )
    )


def typed_kept_uid(kind: str, text: str) -> str | None:
    """The same for a uid as somebody typed it; None for what is none."""
    return kept_uid(kind, uids.normalise(text))

"""What the database and the framework guard: constraints, triggers, middleware. Nothing of these
can be switched while it works, so each is taken away before the tests start."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models
from django.db.backends.utils import CursorWrapper

from ocop_registry.database import triggers
from tests.mutations import switch
from tests.mutations.guards import Guard
from tests.support.databases import Database, Run

OWN = ("accounts", "journal", "places", "producers", "products", "certifications", "jobs")
MIDDLEWARE = {
    "django.middleware.csrf.CsrfViewMiddleware": ("tests/security/", "tests/test_authorisation"),
    "ocop_registry.headers.HeadersMiddleware": ("tests/security/", "tests/api/"),
    "csp.middleware.CSPMiddleware": ("tests/security/",),
    "django.middleware.security.SecurityMiddleware": ("tests/security/",),
    "django.middleware.clickjacking.XFrameOptionsMiddleware": ("tests/security/",),
    "axes.middleware.AxesMiddleware": ("tests/accounts/", "tests/security/"),
}


def guards() -> list[Guard]:
    """Every constraint and trigger of the project's own tables, and the guarding middleware."""
    return [
        *(Guard(f"constraint/{name}", "database", 0) for name in sorted(_constraints())),
        *(Guard(f"trigger/{one.name}", "database", 0) for one in _triggers()),
        *(Guard(f"middleware/{name}", "request", 0) for name in MIDDLEWARE),
    ]


def tests_of(name: str) -> tuple[str, ...]:
    """Where the tests lie that ought to notice a lost middleware."""
    return MIDDLEWARE.get(name.removeprefix("middleware/"), ())


def break_before(name: str, monkeypatch: Any) -> None:
    """Have every database that this process is going to copy lack the constraint or trigger; take
    the middleware out."""
    kind, _, what = name.partition("/")
    if kind == "middleware":
        monkeypatch.setattr(
            settings, "MIDDLEWARE", [one for one in settings.MIDDLEWARE if one != what]
        )
    elif kind in {"constraint", "trigger"}:
        take_away = _without_constraint if kind == "constraint" else _without_trigger
        copy = Run.copy

        def copied(run: Run, label: str) -> Database:
            database = copy(run, label)
            with database.here():
                take_away(what)
            return database

        monkeypatch.setattr(Run, "copy", copied)


def _constraints() -> dict[str, tuple[type[models.Model], Any]]:
    return {
        one.name: (model, one)
        for model in apps.get_models()
        if model._meta.app_label in OWN
        for one in model._meta.constraints
    }


def _triggers() -> list[triggers.Trigger]:
    """Those of this engine."""
    return [one for one in triggers._registered.values() if one.statements(connection.vendor)]


def _without_constraint(name: str) -> None:
    model, constraint = _REMEMBERED.setdefault(name, _constraints().get(name))
    model._meta.constraints = [one for one in model._meta.constraints if one.name != name]
    triggers.drop()  # rebuilding a table on SQLite fails over them
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    triggers.install()


_REMEMBERED: dict[str, Any] = {}


def _without_trigger(name: str) -> None:
    trigger = next(one for one in _triggers() if one.name == name)
    with connection.cursor() as cursor:
        cursor.execute(triggers._drop_statement(connection, trigger))


# --- which test breaks which of them --------------------------------------------------------------
def listen() -> None:
    """From now on, whatever a constraint or trigger refuses is noted as reached."""
    for name in ("_execute", "_executemany"):
        setattr(CursorWrapper, name, _noting(getattr(CursorWrapper, name)))
    for kind in (models.CheckConstraint, models.UniqueConstraint):
        kind.validate = _noting_validation(kind.validate)  # type: ignore[method-assign]


def _noting(execute: Any) -> Any:
    def noted(self: CursorWrapper, *args: Any, **kwargs: Any) -> Any:
        try:
            return execute(self, *args, **kwargs)
        except IntegrityError as error:
            switch.reached.update(_named_in(str(error)))
            raise

    return noted


def _noting_validation(validate: Any) -> Any:
    def noted(self: Any, *args: Any, **kwargs: Any) -> None:
        try:
            validate(self, *args, **kwargs)
        except ValidationError:
            switch.reached.add(f"constraint/{self.name}")
            raise

    return noted


def _named_in(message: str) -> Iterator[str]:
    """The constraints or triggers that a refusal of the database may come from."""
    for name, (model, constraint) in _constraints().items():
        if name in message or _columns(model, constraint) in message:
            yield f"constraint/{name}"
    for trigger in _triggers():
        raised = re.search(r"RAISE\(ABORT, '(.*?)'\)", " ".join(trigger.sqlite))
        if trigger.name in message or (raised and raised[1] in message):
            yield f"trigger/{trigger.name}"


def _columns(model: type[models.Model], constraint: Any) -> str:
    """How SQLite names a plain unique constraint."""
    names = getattr(constraint, "fields", ()) or ("?",)
    if names == ("?",):
        return "?" * 9
    table = model._meta.db_table
    return ", ".join(f"{table}.{model._meta.get_field(name).column}" for name in names)

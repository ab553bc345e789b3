"""What the database itself refuses about results and certifications; see the named sentences."""

from ocop_registry.database.triggers import Trigger

# `law.validity.last_day` in SQL, by database.
LAST_DAY = {
    "sqlite": """min(
    max(coalesce({row}.in_force_until, '9999-12-31'), coalesce({row}.extended_until, '0001-01-01')),
    coalesce(date({row}.ended_on, '-1 day'), '9999-12-31'))""",
    "postgresql": (
        "least(greatest(coalesce({row}.in_force_until, 'infinity'), {row}.extended_until),"
        " {row}.ended_on - 1)"
    ),
}

_OVERLAP = """SELECT 1 FROM certifications_certification other
    WHERE other.product_id = NEW.product_id AND other.id <> {own_id}
      AND other.issued_on IS NOT NULL AND NEW.issued_on IS NOT NULL
      AND other.in_force_from <= {other_last} AND NEW.in_force_from <= {new_last}
      AND other.in_force_from <= {new_last} AND NEW.in_force_from <= {other_last}"""


def _overlap(last: str, own_id: str) -> str:
    return _OVERLAP.format(
        own_id=own_id, other_last=last.format(row="other"), new_last=last.format(row="NEW")
    )


_OVERLAP_TEXT = (
    "certification_periods_overlap: two certifications of one product would be in force on the"
    " same day"
)


def _sqlite_overlap(event: str, own_id: str) -> Trigger:
    name = f"certification_periods_{event}"
    return Trigger(
        name=name,
        table="certifications_certification",
        sqlite=[
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON certifications_certification WHEN"
            f" EXISTS ({_overlap(LAST_DAY['sqlite'], own_id)}) BEGIN SELECT RAISE(ABORT,"
            f" '{_OVERLAP_TEXT}'); END"
        ],
    )


# The product row is locked first: two transactions that certify one product at once would not see
# each other's rows.
_OVERLAP_FUNCTION = f"""
CREATE OR REPLACE FUNCTION certification_periods_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM products_product WHERE id = NEW.product_id FOR NO KEY UPDATE;
    IF EXISTS ({_overlap(LAST_DAY["postgresql"], "NEW.id")}) THEN
        RAISE EXCEPTION '{_OVERLAP_TEXT}'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'certification_periods_overlap';
    END IF;
    RETURN NEW;
END $$
"""

_FROZEN = """SELECT 1 FROM certifications_application application
    JOIN certifications_round round ON round.id = application.round_id
    WHERE application.id IN ({applications}) AND round.status IN ('approved', 'decided')"""
_FROZEN_TEXT = (
    "result_frozen: the results of an approved round are not changed; take the round one step back"
    " first"
)


def _sqlite_frozen(event: str, applications: str) -> Trigger:
    name = f"result_frozen_{event}"
    return Trigger(
        name=name,
        table="certifications_result",
        sqlite=[
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON certifications_result WHEN EXISTS"
            f" ({_FROZEN.format(applications=applications)}) BEGIN SELECT RAISE(ABORT,"
            f" '{_FROZEN_TEXT}'); END"
        ],
    )


# The round is locked against a change of its status until this ends: an approval at the same moment
# waits, or is seen. NEW is null on DELETE, and `x IN (a, NULL)` still finds a.
_FROZEN_FUNCTION = f"""
CREATE OR REPLACE FUNCTION result_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM certifications_round WHERE id IN (
        SELECT round_id FROM certifications_application WHERE id IN (OLD.application_id, NEW.application_id)
    ) ORDER BY id FOR SHARE;
    IF EXISTS ({_FROZEN.format(applications="OLD.application_id, NEW.application_id")}) THEN
        RAISE EXCEPTION '{_FROZEN_TEXT}' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'result_frozen';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$
"""  # noqa: S608 (no value from outside)

TRIGGERS = [
    _sqlite_overlap("insert", own_id="coalesce(NEW.id, -1)"),
    _sqlite_overlap("update", own_id="OLD.id"),
    Trigger(
        name="certification_periods_overlap",
        table="certifications_certification",
        postgresql=[
            _OVERLAP_FUNCTION,
            (
                "CREATE TRIGGER certification_periods_overlap BEFORE INSERT OR UPDATE ON"
                " certifications_certification FOR EACH ROW EXECUTE FUNCTION"
                " certification_periods_overlap()"
            ),
        ],
    ),
    _sqlite_frozen("update", "OLD.application_id, NEW.application_id"),
    _sqlite_frozen("delete", "OLD.application_id"),
    Trigger(
        name="result_frozen",
        table="certifications_result",
        postgresql=[
            _FROZEN_FUNCTION,
            (
                "CREATE TRIGGER result_frozen BEFORE UPDATE OR DELETE ON certifications_result "
                "FOR EACH ROW EXECUTE FUNCTION result_frozen()"
            ),
        ],
    ),
]

"""Which tests say the same on every database, and run on SQLite alone.

A test that asks for no database cannot know which one there is. Of those that ask for one, the
modules named here look at

- what is made of rows once they are read: papers, workbooks, markup, headers, who may open what, the
  words of pages;
- what an act refuses, and why: the rules of a room, asked of objects that are read by their keys.

What differs from one database to the other runs on both: whatever searches, folds, sorts, filters,
counts, locks, races, is killed or is held up by a constraint or trigger, days and numbers of any
precision, imports, the API, the journal and its proofs; and, so that every act and page is used on
both, the random walks through all acts, the decisions with what they end, opening every page
(`staff/test_permissions.py`) and sending junk to every form (`security/test_fuzz.py`).
`--every-test` asks all of them on PostgreSQL, too.
"""

from collections.abc import Collection

# Fixtures that lend a database.
LENDING = frozenset(
    {"db", "registry", "registry_of_formulas", "fresh_database", "demo_database", "live_site"}
    | {"demo_site", "demo_tour", "historic"}
)

# Folders and modules, below tests/, whose answers do not depend on the engine.
READ_ONLY = (
    "accounts/test_sign_in.py",
    "api/test_document.py",
    "api/test_english.py",
    "browser/",
    "certifications/council/test_leaks.py",
    "certifications/papers/",
    "certifications/schemes/",
    "certifications/staff/applications/",
    "certifications/staff/certificates/",
    "certifications/staff/council/",
    "certifications/staff/decisions/",
    "certifications/staff/imports/",
    "certifications/staff/merging/",
    "certifications/staff/papers/",
    "certifications/staff/results/",
    "certifications/staff/rounds/",
    "excel/",
    "products/test_images.py",
    "public/test_english.py",
    "public/test_privacy.py",
    "public/test_scorecards.py",
    "security/test_headers.py",
    "security/test_scripts.py",
    "security/test_secrets.py",
    "security/test_sessions.py",
    "security/test_uploads.py",
    "test_authorisation.py",
    "test_twins.py",
)
RULES = (
    "accounts/test_managing.py",
    "accounts/test_two_people.py",
    "certifications/applications/test_dossier.py",
    "certifications/applications/test_evidence.py",
    "certifications/applications/test_fitting.py",
    "certifications/certificates/test_erasing.py",
    "certifications/certificates/test_held_back.py",
    "certifications/certificates/test_prepared_acts.py",
    "certifications/certificates/test_transition.py",
    "certifications/council/test_conflicts.py",
    "certifications/council/test_members.py",
    "certifications/council/test_written_opinion.py",
    "certifications/imports/test_odd_cells.py",
    "certifications/imports/test_recognised_by.py",
    "certifications/imports/test_register_faults.py",
    "certifications/imports/test_uids.py",
    "certifications/results/test_grounds.py",
    "certifications/results/test_typed.py",
    "certifications/rounds/",
    "certifications/test_two_people_everywhere.py",
    "certifications/test_workflow.py",
)


def same_on_every_engine(path: str, fixtures: Collection[str], *, marked: bool) -> bool:
    """Whether a test need not run on a second database. `path`: its module, from the project's
    folder; `marked`: whether a marker asks for a database."""
    if not marked and LENDING.isdisjoint(fixtures):
        return True
    return path.removeprefix("tests/").startswith((*READ_ONLY, *RULES))

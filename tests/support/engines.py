"""Which tests say the same on every database, and run on SQLite alone.

A test that asks for no database cannot know which one there is. Of those that ask for one, the
modules named here look at what is made of rows once they are read: papers, workbooks, markup,
headers, who may open what, the words of staff pages. Whatever writes, locks, searches, sorts,
counts, imports or is held up by a constraint or trigger runs on both; so do opening every page
(`staff/test_permissions.py`) and sending junk to every form (`security/test_fuzz.py`).
"""

from collections.abc import Collection

# Fixtures that lend a database.
LENDING = frozenset(
    {"db", "registry", "registry_of_formulas", "fresh_database", "demo_database", "live_site"}
    | {"demo_site", "demo_tour", "historic"}
)

# Folders and modules, below tests/, whose answers do not depend on the engine.
ONE_ENGINE = (
    "accounts/test_sign_in.py",
    "api/test_document.py",
    "api/test_english.py",
    "browser/",
    "certifications/council/test_leaks.py",
    "certifications/papers/",
    "certifications/staff/applications/",
    "certifications/staff/certificates/",
    "certifications/staff/council/",
    "certifications/staff/decisions/",
    "certifications/staff/imports/",
    "certifications/staff/merging/",
    "certifications/staff/papers/",
    "certifications/staff/rounds/",
    "excel/",
    "products/test_images.py",
    "public/test_english.py",
    "public/test_scorecards.py",
    "security/test_headers.py",
    "security/test_scripts.py",
    "security/test_sessions.py",
    "security/test_uploads.py",
    "test_authorisation.py",
)


def same_on_every_engine(path: str, fixtures: Collection[str], *, marked: bool) -> bool:
    """Whether a test need not run on a second database. `path`: its module, from the project's
    folder; `marked`: whether a marker asks for a database."""
    if not marked and LENDING.isdisjoint(fixtures):
        return True
    return path.removeprefix("tests/").startswith(ONE_ENGINE)

"""Every list of the site that has its files: the page links an Excel and a CSV file of the same
rows (`tests/test_twins.py`)."""

from tests.support.policy import MODELS, PAGES, Rule
from tests.support.policy_open import OPEN

TABLE: dict[str, Rule] = {f"admin:{name}": rule for name, rule in (PAGES | MODELS).items()} | OPEN

_OWN = (
    "round_list", "round_page", "round_history", "round_results", "round_council", "round_sheets", "own_sheets", "dossier_late",
    "commune_dossiers", "returned_list", "order_list", "incomplete_list", "import_list", "job_list", "duplicates", "ptnt_ocop",
    "decision_page", "prepared_list", "scheme_list", "scheme_page",
)  # fmt: skip
_PUBLIC = (
    "public:products", "public:producer", "public:provinces", "public:province", "public:place", "scheme_list", "scheme_page",
)  # fmt: skip
# Address → the filter it is asked with.
LISTS: dict[str, str] = {
    **{f"admin:{name}": "" for name in _OWN},
    **{f"admin:{name}": "" for name in MODELS if name.endswith("_changelist")},
    **{
        f"admin:{name}": ""
        for name, rule in MODELS.items()
        if name.endswith("_history") and rule.get != "never"
    },
    **dict.fromkeys(_PUBLIC, ""),
    "admin:search": "?q=che",
    "admin:scheme_diff": "?cu=148-2023&moi=26-2026",
    "admin:places_place_changelist": "?level__exact=province",
    "public:products": "?standing=all",
    "public:places": "?q=kim+lu",
}
# Addresses named like a list that have no files, and why.
WITHOUT = {
    "admin:app_list": "leads home",
    "admin:figure_list": (
        "its files are tested with its figures (tests/certifications/staff/figures/test_figure_pages.py)"
    ),
    "admin:template_list": "a handful of Word files to download, not rows",
}

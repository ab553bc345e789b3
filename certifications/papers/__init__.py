"""Papers of an approved round, to print and sign: the results table and the annex of the
decision."""

from certifications.papers.content import (
    Column,
    Paper,
    Section,
    annex_of_decision,
    annex_of_round,
    results_table,
)
from certifications.papers.workbook import workbook

__all__ = [
    "Column",
    "Paper",
    "Section",
    "annex_of_decision",
    "annex_of_round",
    "results_table",
    "workbook",
]

"""Recognitions of before: old lists read row by row into historic decisions and certifications,
nothing guessed."""

from certifications.historic.recording import Report, record_file

__all__ = ["Report", "record_file"]

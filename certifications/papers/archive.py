"""All papers of a round in one zip archive, in folders in the order of the work."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from certifications.papers.catalogue import catalogue
from certifications.papers.facts import Facts
from certifications.papers.word.template import DAY_ZERO
from ocop_registry.journal.acts import Progress


def archive(facts: Facts, progress: Progress | None = None) -> bytes:
    """The archive, everything made for it anew. Its files are packed already, so they are only put
    together. `progress` hears of papers made and papers in all."""
    content = BytesIO()
    entries = [
        (f"{group.folder}/{entry.file}", entry)
        for group in catalogue(facts)
        for entry in group.entries
        if entry.archived
    ]
    with ZipFile(content, "w", ZIP_STORED) as package:
        for number, (name, entry) in enumerate(entries):
            if progress is not None:
                progress(number, len(entries))
            package.writestr(ZipInfo(name, DAY_ZERO), entry.make())
    return content.getvalue()

"""All papers of a round in one zip archive, in folders in the order of the work."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from certifications.papers.catalogue import catalogue
from certifications.papers.facts import Facts
from certifications.papers.word.template import DAY_ZERO


def archive(facts: Facts) -> bytes:
    """The archive, everything made for it anew. Its files are packed already, so they are only put
    together."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_STORED) as package:
        for group in catalogue(facts):
            for entry in group.entries:
                if entry.archived:
                    package.writestr(
                        ZipInfo(f"{group.folder}/{entry.file}", DAY_ZERO), entry.make()
                    )
    return content.getvalue()

"""Excel in, on the staff site: sending a file, its preview, mending it, writing it, taking it
back."""

from certifications.staff.imports import acts, columns, files, lists, near_misses, preview


def urls() -> list:
    return [
        *(*lists.urls(), *preview.urls(), *columns.urls()),
        *(*acts.urls(), *files.urls(), *near_misses.urls()),
    ]

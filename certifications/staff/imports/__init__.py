"""Excel in, on the staff site: sending a file, its preview, mending it, writing it, taking it
back."""

from certifications.staff.imports import acts, columns, files, lists, preview


def urls() -> list:
    return [*lists.urls(), *preview.urls(), *columns.urls(), *acts.urls(), *files.urls()]

"""Excel in, on the staff site: sending a file, its preview, mending it, writing it, taking it
back."""

from certifications.staff.imports import acts, files, lists, preview


def urls() -> list:
    return [*lists.urls(), *preview.urls(), *acts.urls(), *files.urls()]

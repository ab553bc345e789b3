"""A paper's row as it is printed, in templates."""

from django import template

from certifications.papers.content import printed

register = template.Library()
register.filter(printed)

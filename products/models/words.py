"""The words by which the register is searched, and how many rows bear each: what tells a search
whether to enter an index or to read along the order of the list."""

from django.db import models

LONGEST = 250  # characters; longer pairs are found, but not counted


class PublicWord(models.Model):
    """A word of the search keys of one kind, or two that stand side by side ("mat ong"), none of
    them a number. `rows`: how many bear it, whatever their standing. The word "" counts all rows."""

    kind = models.CharField(max_length=16)
    word = models.CharField(max_length=LONGEST, blank=True)
    rows = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "word"], name="register_word_once")]

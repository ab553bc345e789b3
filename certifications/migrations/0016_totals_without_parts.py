"""A result may be a total alone, where the paper prints no parts."""

from django.db import migrations, models
from django.db.models import Q

SCORED = Q(
    disqualified=False, disqualified_reason="", total__isnull=False, marks_met__isnull=False,
    final_stars__isnull=False,
)  # fmt: skip
PARTS = Q(part_a__isnull=True, part_b__isnull=True, part_c__isnull=True) | Q(
    part_a__isnull=False, part_b__isnull=False, part_c__isnull=False
)
OUT = Q(
    disqualified=True, total__isnull=True, part_a__isnull=True, part_b__isnull=True,
    part_c__isnull=True, marks_met__isnull=True, final_stars__isnull=True,
) & ~Q(disqualified_reason="")  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("certifications", "0015_parts_of_a_row")]

    operations = [
        migrations.RemoveConstraint("result", "result_scored_or_disqualified"),
        migrations.AddConstraint(
            "result",
            models.CheckConstraint(
                condition=OUT | SCORED & PARTS, name="result_scored_or_disqualified"
            ),
        ),
    ]

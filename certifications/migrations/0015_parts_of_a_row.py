"""One row of a sheet may tell several rows: recognitions of more years than a row can hold."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certifications", "0014_decisions_by_two_people")]

    operations = [
        migrations.AddField(
            "importrow", "part", models.PositiveSmallIntegerField("phần của dòng", default=0)
        ),
        migrations.RemoveConstraint("importrow", "import_row_once"),
        migrations.AddConstraint(
            "importrow",
            models.UniqueConstraint(
                fields=["imported", "sheet", "number", "part"], name="import_row_once"
            ),
        ),
    ]

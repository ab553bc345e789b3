"""Erasing as an act of two people; what merges keep to be taken back holds no private values: the
journal tells those, until they are erased."""

from django.db import migrations, models

# As they stood when this was written; later merges leave out what the classes of the fields say.
PRIVATE = {
    "producers.producer": {
        *("tax_code", "registration_number", "address", "phone", "email"),
        *("representative_name", "representative_gender", "representative_ethnicity"),
        *("woman_led", "minority_led"),
    },
    "certifications.preparedact": {"values", "record"},
}


def strip(apps, schema_editor):
    prepared = apps.get_model("certifications", "PreparedAct")
    for one in prepared.objects.exclude(record=None).iterator():
        for rows in one.record.values():
            for row in rows.values():
                for name in PRIVATE.get(row["model"], ()):
                    row["fields"].pop(name, None)
        prepared.objects.filter(pk=one.pk).update(record=one.record)


class Migration(migrations.Migration):
    dependencies = [("certifications", "0010_month_or_quarter_of_issue")]

    operations = [
        migrations.AlterField(
            model_name="preparedact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("extend", "Gia hạn"),
                    ("revoke", "Thu hồi"),
                    ("correct", "Đính chính"),
                    ("change", "Sửa thông tin đã công nhận"),
                    ("merge", "Gộp"),
                    ("unmerge", "Hoàn tác gộp"),
                    ("erase", "Xóa dữ liệu cá nhân"),
                ],
                max_length=10,
                verbose_name="việc",
            ),
        ),
        migrations.RunPython(strip, migrations.RunPython.noop),
    ]

"""Words are found by an index of words on both databases (before: of trigrams, on PostgreSQL), names
by their beginning. All rows of today are made anew by who reads first, and the words counted."""

from datetime import date

from django.db import migrations, models

TABLES = ("products_producttoday", "products_producertoday")
_WORDS = "array_to_tsvector(string_to_array(btrim(search_key), ' '))"


def create(apps, schema_editor):
    run = schema_editor.execute
    for table in TABLES:
        index = f"{table}_words"
        if schema_editor.connection.vendor == "postgresql":
            run(f"DROP INDEX IF EXISTS {index}")
            run(f"CREATE INDEX {index} ON {table} USING gin ({_WORDS}) WITH (fastupdate = off)")
        else:
            run(
                f"CREATE VIRTUAL TABLE {index} USING fts5(search_key, content='{table}',"
                " content_rowid='entry_id', detail='none', columnsize=0,"
                " tokenize='unicode61 remove_diacritics 0')"
            )
            run(f"INSERT INTO {index}({index}) VALUES ('rebuild')")


def drop(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        schema_editor.execute(f"DROP {'INDEX' if postgresql else 'TABLE'} {table}_words")


def hold_no_day(apps, schema_editor):
    apps.get_model("products", "RegisterDay").objects.filter(pk=1).update(day=date(1900, 1, 1))


def _called(model_name):
    field = models.BinaryField(default=b"", max_length=1000)
    return [
        migrations.RemoveField(model_name, "name_key"),
        migrations.AddField(model_name, "called", field, preserve_default=False),
    ]


class Migration(migrations.Migration):
    dependencies = [("products", "0006_words_by_trigram")]
    operations = [
        migrations.RemoveIndex("producttoday", "product_today_name_key"),
        migrations.RemoveIndex("producertoday", "producer_today_name_key"),
        *_called("producttoday"),
        *_called("producertoday"),
        migrations.AddIndex("producttoday", models.Index(fields=["valid", "called", "sort_key", "uid"], name="product_today_called")),
        migrations.AddIndex("producttoday", models.Index(fields=["called", "sort_key", "uid"], name="product_today_ever_called")),
        migrations.AddIndex("producertoday", models.Index(fields=["called", "sort_key", "uid"], name="producer_today_called")),
        migrations.CreateModel(
            name="PublicWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("word", models.CharField(blank=True, max_length=250)),
                ("rows", models.PositiveIntegerField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["kind", "word"], name="register_word_once")]},
        ),
        migrations.RunPython(hold_no_day, migrations.RunPython.noop),
        migrations.RunPython(create, drop),
    ]

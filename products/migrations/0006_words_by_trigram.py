"""On PostgreSQL, parts of words are found by an index of trigrams. SQLite reads the narrow rows."""

from django.db import migrations

TABLES = ("products_producttoday", "products_producertoday")


def create(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table in TABLES:
        schema_editor.execute(
            f"CREATE INDEX {table}_words ON {table} USING gin (search_key gin_trgm_ops)"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP INDEX {table}_words")


class Migration(migrations.Migration):
    dependencies = [("products", "0005_rows_of_today")]
    operations = [migrations.RunPython(create, drop)]

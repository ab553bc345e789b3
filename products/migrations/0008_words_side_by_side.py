"""The index of words finds two that stand side by side, too; and what many rows bear is read in the
order of uids, which has nothing to do with any word."""

from django.db import migrations, models

TABLES = ("products_producttoday", "products_producertoday")
FUNCTION = "register_words_and_pairs"
_WORDS = "array_to_tsvector(string_to_array(btrim(search_key), ' '))"
# In the language that is quickest here. Told to be cheap: it is asked of no row that the index found.
_FUNCTION = f"""
CREATE FUNCTION {FUNCTION}(search_key text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1 AS $$
DECLARE
    words text[] := string_to_array(btrim(search_key), ' ');
    single int := cardinality(words);
BEGIN
    FOR place IN 1 .. single - 1 LOOP
        words := words || (words[place] || ' ' || words[place + 1]);
    END LOOP;
    RETURN array_to_tsvector(words);
END $$"""


def _on_postgresql(run, function, indexed):
    run("SET LOCAL statement_timeout = 0")
    for statement in function:
        run(statement)
    for table in TABLES:
        run(f"DROP INDEX {table}_words")
        run(f"CREATE INDEX {table}_words ON {table} USING gin ({indexed}) WITH (fastupdate = off)")


def _on_sqlite(run, detail):
    for table in TABLES:
        index = f"{table}_words"
        run(f"DROP TABLE {index}")
        run(
            f"CREATE VIRTUAL TABLE {index} USING fts5(search_key, content='{table}',"
            f" content_rowid='entry_id', detail='{detail}', columnsize=0,"
            " tokenize='unicode61 remove_diacritics 0')"
        )
        run(f"INSERT INTO {index}({index}) VALUES ('rebuild')")


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _on_postgresql(schema_editor.execute, [_FUNCTION], f"{FUNCTION}(search_key)")
    else:
        _on_sqlite(schema_editor.execute, "full")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _on_postgresql(schema_editor.execute, [], _WORDS)
        schema_editor.execute(f"DROP FUNCTION {FUNCTION}(text)")
    else:
        _on_sqlite(schema_editor.execute, "none")


class Migration(migrations.Migration):
    dependencies = [("products", "0007_words_by_index")]
    operations = [
        migrations.RunPython(create, drop),
        migrations.AddIndex(
            "producttoday", models.Index(fields=["valid", "uid"], name="product_today_chance")
        ),
        migrations.AddIndex("producttoday", models.Index(fields=["uid"], name="product_today_uid")),
    ]

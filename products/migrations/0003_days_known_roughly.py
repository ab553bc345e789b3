from datetime import date

from django.db import migrations, models
from django.db.models import F

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)


def keep_true(apps, schema_editor):
    """A day that is known is its own first and last; of the others nothing is known until
    `rebuild_register` has read them anew."""
    states = apps.get_model("products", "PublicState").objects
    states.exclude(recognised_on=FIRST_DAY).update(
        recognised_last=F("recognised_on"), expires_last=F("expires_on")
    )
    states.filter(recognised_on=FIRST_DAY, held_stars__gt=0).update(recognised_last=LAST_DAY)


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0002_yearly_figures'),
    ]

    operations = [
        migrations.AddField(
            model_name='publicstate',
            name='expires_last',
            field=models.DateField(default=date(9999, 12, 31)),
        ),
        migrations.AddField(
            model_name='publicstate',
            name='recognised_last',
            field=models.DateField(default=date(1900, 1, 1)),
        ),
        migrations.RunPython(keep_true, migrations.RunPython.noop, elidable=True),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0015_call_back_is_in_danger")]

    operations = [
        migrations.AddField(
            model_name="inquiry",
            name="is_hung_up",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Also in an emergency.",
                verbose_name="hung up before the end",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="is_left_unread",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Something of the script that must be read was not, since the contact ended.",
                verbose_name="not read: there was no time",
            ),
        ),
    ]

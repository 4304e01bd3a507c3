"""How often an account was signed out everywhere: sessions from before the last time are nobody's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="signed_out",
            field=models.IntegerField(default=0),
        ),
    ]

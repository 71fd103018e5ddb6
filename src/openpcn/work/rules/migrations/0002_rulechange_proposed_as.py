from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rules", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="rulechange",
            name="proposed_as",
            field=models.CharField(default="", help_text="role; empty for the command line", max_length=40),
        ),
    ]

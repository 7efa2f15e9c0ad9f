from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('interactions', '0004_board'),
    ]

    operations = [
        migrations.AddField(
            model_name='pairing',
            name='one_asked_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='pairing',
            name='other_asked_on',
            field=models.DateField(blank=True, null=True),
        ),
    ]

from django.db import migrations

CREATE = """
CREATE TABLE web_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX web_cache_expires ON web_cache (expires);
"""


class Migration(migrations.Migration):
    """The table of the database cache, where rate limits live (they must hold when Redis is down)."""

    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP TABLE web_cache")]

"""Triggers that refuse to change or delete an audit event, whoever asks the database."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER access_auditevent_no_update BEFORE UPDATE ON access_auditevent
    BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END
    """,
    """
    CREATE TRIGGER access_auditevent_no_delete BEFORE DELETE ON access_auditevent
    BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION access_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit events are never changed or deleted'; END $$
    """,
    """
    CREATE TRIGGER access_auditevent_no_change BEFORE UPDATE OR DELETE ON access_auditevent
    FOR EACH ROW EXECUTE FUNCTION access_auditevent_refuse()
    """,
    """
    CREATE TRIGGER access_auditevent_no_truncate BEFORE TRUNCATE ON access_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION access_auditevent_refuse()
    """,
]
UNDONE = {
    "sqlite": [
        "DROP TRIGGER access_auditevent_no_update",
        "DROP TRIGGER access_auditevent_no_delete",
    ],
    "postgresql": [
        "DROP TRIGGER access_auditevent_no_change ON access_auditevent",
        "DROP TRIGGER access_auditevent_no_truncate ON access_auditevent",
        "DROP FUNCTION access_auditevent_refuse",
    ],
}


def refuse(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    for statement in UNDONE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_grants_and_audit")]
    operations = [migrations.RunPython(refuse, allow)]

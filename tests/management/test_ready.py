import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db
@pytest.mark.parametrize("command", [["import_articles", "page.txt"], ["load_seeds"], ["resolve_links"]])
def test_a_command_before_the_tables_says_what_to_do(command):
    MigrationRecorder(connection).migration_qs.filter(app="articles").last().delete()
    with pytest.raises(CommandError, match=r"run `python manage.py migrate`"):
        call_command(*command)

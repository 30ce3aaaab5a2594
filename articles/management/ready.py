from django.core.management import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def check_tables():
    """Raises CommandError, saying what to do, where the tables are not those that the code expects."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The archive's tables are not made yet, or not up to date: run `python manage.py migrate`.")

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Archive"

    def ready(self):
        from articles.importers.filling import before_migrating

        pre_migrate.connect(before_migrating, sender=self)

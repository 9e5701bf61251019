"""The app: what editors work with."""

from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Editorial: adapting, reviewing, national publishing, the matrix, and what else editors do with texts."""

    name = "editorial"
    label = "editorial"
    verbose_name = "Editorial"

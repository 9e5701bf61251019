"""What people search for in vain, and operators say: suggestions of examples, once it is known of nobody."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from content_models.example_phrases import LONGEST_PHRASE
from tenants.models import Tenant

MIN_DAYS = 8
"""On so many different days a sentence must have been searched for before anybody can read it."""


class UnansweredSearch(models.Model):
    """A sentence that search had no sure answer to, on fewer than `MIN_DAYS` days: not the sentence, its keyed digest.

    The digest is of the tenant and the language, too, and is the key: no number tells what came before what.
    """

    digest = models.CharField(_("digest"), max_length=64, primary_key=True, help_text=_("HMAC-SHA256."))
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    days = ArrayField(models.DateField(), verbose_name=_("days"), help_text=_("By the tenant’s clock, in order."))

    class Meta:
        verbose_name = _("unanswered search")
        verbose_name_plural = _("unanswered searches")
        constraints = [
            models.CheckConstraint(condition=models.Q(days__len__lt=MIN_DAYS), name="unanswered_search_is_rare")
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class SuggestionStatus(models.TextChoices):
    """What editors did with a suggestion."""

    OPEN = "OPEN", _("Waiting")
    ADDED = "ADDED", _("Added")
    DISCARDED = "DISCARDED", _("Discarded")


class ExampleSuggestion(models.Model):
    """A phrase that an item may be taught by.

    A state's are what people searched for there, and what its operators said. The library's are what its editors
    decided about phrases of the states.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    locale = models.CharField(_("language"), max_length=20, help_text=_("BCP 47 tag, such as es-MX."))
    words = models.CharField(_("words"), max_length=LONGEST_PHRASE, help_text=_("Folded: the same for equal phrases."))
    phrase = models.CharField(_("phrase"), max_length=LONGEST_PHRASE)
    days = models.PositiveIntegerField(_("days"), default=0, help_text=_("On how many it was searched for in vain."))
    operators = models.PositiveIntegerField(_("operators"), default=0, help_text=_("How often operators suggested it."))
    meant = models.JSONField(_("meant"), default=dict, blank=True, help_text=_("How often for which item, by its key."))
    last_on = models.DateField(_("last time"), help_text=_("By the tenant’s clock."))
    status = models.CharField(
        _("status"), max_length=10, choices=SuggestionStatus.choices, default=SuggestionStatus.OPEN
    )

    class Meta:
        verbose_name = _("suggested example")
        verbose_name_plural = _("suggested examples")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "locale", "words"], name="example_suggestion_once"),
            models.CheckConstraint(
                condition=models.Q(days=0) | models.Q(days__gte=MIN_DAYS), name="example_suggestion_of_many_days"
            ),
        ]

    def __str__(self) -> str:
        return self.phrase

"""Rules about where people are sent: every referral reaches an office, and who needs a person gets one."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content_models.choices import NodeKind, OrganizationKind, Urgency
from content_models.kinds import ItemKind
from content_models.script_graph import graph_of, reachable_from
from content_models.shapes.documents import ScriptItem
from delivery.referrals import referrals_of
from delivery.view import StateView

from .finding import Finding, Severity


def reaches_an_office(view: StateView) -> Iterator[Finding]:
    """Find referrals to kinds without any office, and name the substitute where the state has none of its own."""
    for referral in referrals_of(view):
        kind = str(OrganizationKind(referral.kind).label)
        hits = view.directory.offices_for(referral.kind)
        if not hits:
            message = _(
                "Nobody answers for “%(kind)s”: there is no office of this kind and no help line. Add an office, or a "
                "help line in the settings of the state."
            )
            yield Finding(
                Severity.ERROR, "REFERRAL_WITHOUT_OFFICE", view.tenant.code, referral.where, message % {"kind": kind}
            )
        for hit in hits:
            substitution = view.directory.substitution_of(hit.item)
            if substitution is not None:
                message = _("There is no office of the kind “%(kind)s”: “%(office)s” stands in for it. %(reason)s.")
                values = {"kind": kind, "office": hit.item["name"], "reason": substitution.reason.label}
                yield Finding(Severity.NOTICE, "OFFICE_SUBSTITUTED", view.tenant.code, referral.where, message % values)


def hands_over(view: StateView) -> Iterator[Finding]:
    """Find scripts for emergencies in which no answer leads to a person."""
    for script in view.all(ItemKind.SCRIPT):
        if script["urgency"] == Urgency.EMERGENCY and not _reaches_a_person(script):
            message = _("“%(script)s” is for emergencies, but nothing leads to a hand-over to another person. Add one.")
            values = {"script": script["title"]}
            yield Finding(Severity.ERROR, "SCRIPT_WITHOUT_HANDOFF", view.tenant.code, script["path"], message % values)


def _reaches_a_person(script: ScriptItem) -> bool:
    nodes = {node.key: node for node in graph_of(script["nodes"])}
    return any(nodes[key].kind == NodeKind.HANDOFF for key in reachable_from(nodes, script["start"]))

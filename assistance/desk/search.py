"""Search over what a state serves, asked while a caller speaks; and what would have been the right answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from assistance.operators.rights import Answering
from content_models.choices import Role
from content_models.kinds import ItemKind
from content_models.personal_data import words_of
from content_models.shapes.documents import OfficeItem
from delivery.directory import distance_meters
from delivery.search.results import SearchHit
from delivery.state_view import StateView
from delivery.suggestions import suggest_example
from publishing.errors import SuggestionRefused
from tenants.limits import Limit, LimitReached, take

from .answers import Answer, Refused, Sent, answers, sent
from .content import view_of

LONGEST_QUERY = 2_000
OTHER_KINDS = [ItemKind.GUIDANCE, ItemKind.TERM, ItemKind.ORGANIZATION, ItemKind.OFFICE]
MOST_OF_A_KIND = 5
SHOWN_AT_ONCE = 4
"""So many of a kind the desk shows at once."""
LIKELY_FOR_OTHERS = 0.5
"""A script for somebody else is shown, too, where it is meant with this probability among all scripts."""
LIKELY = 0.1
"""Below it among all scripts, those for whoever calls are only the most similar."""
AMONG = 50
"""Among so many of the likeliest of the other kinds those that are shown are looked for."""

SUGGESTED = Limit("desk.suggested", most=1, seconds=365 * 24 * 60 * 60)
"""One operator's suggestion of the same words is counted once, however often it is sent."""
SUGGESTING = Limit("desk.suggestions", most=60, seconds=60 * 60)


@answers("POST", reads_rows=False)
def search(request: HttpRequest, operator: Answering, *, code: str) -> Answer:
    """Answer with what a caller may mean: scripts for the caller's role first, then what stands beside them.

    It is a `POST`, so that what callers say is in no log of addresses; nothing of it is kept.
    """
    given = sent(request)
    query, role = given.get("query"), given.get("role")
    if not isinstance(query, str) or len(query) > LONGEST_QUERY:
        raise Refused("INVALID", field="query")
    if role is not None and role not in Role.values:
        raise Refused("INVALID", field="role")
    near = _near(given)
    view = view_of(operator, code, given.get("locale"))
    scripts = view.search(query, [ItemKind.SCRIPT], role)
    anybodys = scripts if role is None else view.search(query, [ItemKind.SCRIPT])
    others = view.search(query, [*OTHER_KINDS], now=timezone.now())
    of_scripts = _with_likely(scripts.hits[:MOST_OF_A_KIND], anybodys.hits)
    is_theirs = of_scripts[:1] == list(scripts.hits[:1])
    found = [*of_scripts, *_of_each_kind(view, others.hits[:AMONG], near)]
    return {
        "results": [
            {
                "kind": hit.kind,
                "key": hit.key,
                "title": view[hit.key]["title"],
                "snippet": hit.snippet,
                "probability": round(hit.probability, 4),
            }
            for hit in found
        ],
        "confidence": round((scripts if is_theirs else anybodys).confidence or others.confidence, 4),
        "isDanger": scripts.is_danger or others.is_danger,
        "isCertainDanger": scripts.is_certain_danger or others.is_certain_danger,
    }


@answers("POST")
def suggest(request: HttpRequest, operator: Answering) -> Answer:
    """Suggest that what a caller said means an item, so that editors let search learn it."""
    given = sent(request)
    sentence, kind, key = (given.get(name) for name in ("sentence", "kind", "key"))
    if not isinstance(sentence, str) or not sentence.strip():
        raise Refused("INVALID", field="sentence")
    view = view_of(operator, given.get("state"), given.get("locale"))
    item = view.item(key) if isinstance(key, str) else None
    if item is None or item["kind"] != kind:
        raise Refused("NOT_FOUND")
    take(SUGGESTING.of("user", operator.user_id))
    try:
        with transaction.atomic():  # what is refused is not counted
            take(SUGGESTED.of("user", operator.user_id, view.tenant.id, view.locale, words_of(sentence)))
            suggest_example(view=view, phrase=sentence, key=item["key"])
    except LimitReached:
        return {}
    except SuggestionRefused as refused:
        raise Refused("INVALID", field="sentence", message=refused.message) from refused
    return {}


def _with_likely(hits: Sequence[SearchHit], anybodys: Sequence[SearchHit]) -> list[SearchHit]:
    """Return the scripts for a role, and last of those shown the likeliest of all, if it is hardly in doubt.

    Who calls for another person, such as the family of somebody in prison, says what is theirs. It comes first where,
    among all scripts, none for the role is likely: who is accused may be the victim of another crime.

    Args:
        hits: those for the role, whose probabilities are of these alone.
        anybodys: those of all roles.
    """
    keys = {hit.key for hit in hits[:SHOWN_AT_ONCE]}
    others = [hit for hit in anybodys[:1] if hit.probability >= LIKELY_FOR_OTHERS and hit.key not in keys]
    of_all = {hit.key: hit.probability for hit in anybodys}
    if others and all(of_all.get(hit.key, 0) < LIKELY for hit in hits):
        return [*others, *hits]
    return [*hits[: SHOWN_AT_ONCE - len(others)], *others, *hits[SHOWN_AT_ONCE - len(others) :]]


def _of_each_kind(view: StateView, hits: Sequence[SearchHit], near: tuple[float, float] | None) -> list[SearchHit]:
    """Return some hits of each kind, kinds in their order; offices the nearest first, if a place is given."""
    found = []
    for kind in OTHER_KINDS:
        of_kind = [hit for hit in hits if hit.kind == kind]
        if kind == ItemKind.OFFICE and near is not None:
            of_kind.sort(key=lambda hit: _meters(view, hit, near))
        found += of_kind[:MOST_OF_A_KIND]
    return found


def _meters(view: StateView, hit: SearchHit, near: tuple[float, float]) -> float:
    office: OfficeItem = view[hit.key]  # type: ignore[assignment]  # the kind says so
    latitude, longitude = office["latitude"], office["longitude"]
    return float("inf") if latitude is None or longitude is None else distance_meters(near, (latitude, longitude))


def _near(given: Sent) -> tuple[float, float] | None:
    near = given.get("near")
    if near is None:
        return None
    if not isinstance(near, dict):
        raise Refused("INVALID", field="near")
    return _degrees(near.get("latitude"), 90), _degrees(near.get("longitude"), 180)


def _degrees(value: object, most: int) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > most:
        raise Refused("INVALID", field="near")
    return float(value)

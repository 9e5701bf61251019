"""The pages of guides: the list, the questions, the outcome, and what is said of a guide that there is not."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils import translation

from content_models.kinds import ItemKind
from content_models.languages import interface_language
from content_models.paths import GUIDES_PATH
from content_models.shapes.documents import GuidanceItem, Item
from content_models.shapes.parts import RichText
from delivery.guides import GuideItem, was_guide
from delivery.view import Resolution
from tenants.days import day_of

from .footnotes import Footnotes
from .guides import (
    ANSWER,
    GuidePage,
    deadlines_met,
    hands_over_to_emergency,
    page_of,
    topic_of,
)
from .navigation import emergencies
from .offices import Instead, instead_of, places_now, services_named
from .rendering import emergency_number, languages_of, moved_with_query, respond, womens_line
from .sending import cards_to_send, script_of_end, sending
from .visit import Visit
from .words import words_in


def render_guides(visit: Visit) -> HttpResponse:
    """Return the list of the state's guides."""
    languages = languages_of(visit, lambda _view: GUIDES_PATH)
    return respond(visit, "portal/guides.html", {"guides": guides_listed(visit), "languages": languages})


def guides_listed(visit: Visit) -> list[dict[str, Any]]:
    """Return the state's guides in published order, each with its address."""
    return [{**guide, "href": visit.link(guide["path"])} for guide in visit.view.guides()]


def render_guide(visit: Visit, slug: str, query: QueryDict) -> HttpResponse:
    """Return the page of a guide to which the answers of an address lead.

    No cache keeps it and it can be left quickly, as answers say what has happened to somebody.
    """
    script = visit.view.by_slug(ItemKind.SCRIPT, slug)
    guide = visit.view.guide(script["key"]) if script else None
    if guide is None:
        return _missing(visit, slug, query, script)
    with translation.override(interface_language(visit.view.locale)):
        page, found = page_of(visit, guide, query)
        notes = Footnotes()
        first, _gap, further = page.node["text"]["plainText"].partition("\n\n")
        kind, topic = page.node["organizationKind"], topic_of(visit, guide)
        is_emergency = page.is_outcome and hands_over_to_emergency(page.node)
        texts = [page.node["text"], *_repeated_texts(page)]
        instead = _instead_of(visit, page, topic)
        context: dict[str, Any] = {
            "page": page,
            "item": guide,
            "title": guide["title"],
            "question": first,
            "question_further": further,
            "notes": notes.numbers(page.node["legalReferences"]),
            "places": [places_now(visit, kind)] if kind and not is_emergency else [],
            "topic": topic and {**topic, "href": visit.link(topic["path"])},
            "languages": languages_of(visit, lambda view: _path_in(view.guide(guide["key"]), page)),
            "entry_href": visit.link(topic["path"] if topic and page.is_from_topic else GUIDES_PATH),
            "services": services_named(visit, texts),
            "instead": instead,
            "sections": (),
            "is_guide": True,
        }
        if is_emergency:
            context |= {
                "emergency": emergency_number(visit.tenant.phones),
                "womens_line": womens_line(visit.tenant.phones) if guide.get("isSensitive") else None,
            }
        if page.is_outcome:
            context["blocks"] = deadlines_met(visit, guide, found, notes)
            if topic and not kind:
                context["places"] = [places_now(visit, one) for one in topic["officeKinds"][:1]]
            cards = cards_to_send(context["places"])
            read_on = visit.address("/" if guide.get("isSensitive") else guide["path"])
            context |= sending(guide, texts, context["blocks"], cards, instead=instead, link=read_on)
            context |= {"read_on": read_on, "printed_on": day_of(visit.view.tenant, visit.now)}
        blocks = context.get("blocks", ())
        context["words"] = words_in(visit, texts, (block["event"] for block in blocks))
        context["footnotes"] = notes.listed
        context["is_compared"] = all(note.is_verified for note in notes.listed) and not any(
            block["verified"] is False for block in blocks
        )
        return respond(
            visit,
            "portal/guide_outcome.html" if page.is_outcome else "portal/guide.html",
            context,
            is_sensitive=True,
            hides_query=bool(guide.get("isSensitive")),
            page_script=script_of_end() if page.is_outcome else "",
        )


def _path_in(guide: GuideItem | None, page: GuidePage) -> str | None:
    return None if guide is None else guide["path"] + page.query


def _repeated_texts(page: GuidePage) -> list[RichText]:
    """Return what the end repeats of the way there."""
    return [turn.text for turn in page.previous_turns if turn.text] if page.is_outcome else []


def _instead_of(visit: Visit, page: GuidePage, topic: GuidanceItem | None) -> Instead | None:
    """Return to whom to turn instead of an office that is named here, and that the state does not have."""
    kind = page.node["organizationKind"]
    kinds, others = [kind] if kind else [], topic["officeKinds"] if topic else []
    texts = [page.node["text"], *_repeated_texts(page)]
    found = (instead_of(visit, text["plainText"], kinds, others) for text in texts)
    return next((instead for instead in found if instead), None)


def _missing(visit: Visit, slug: str, query: QueryDict, script: Item | None) -> HttpResponse:
    """Return what is said of a guide that the state does not have, or not any more: where else to look."""
    stands = _stands(visit, slug)
    if stands.redirect_to:
        moved = visit.view.resolve(stands.redirect_to).item
        guide = visit.view.guide(moved["key"]) if moved else None
        if guide:
            return moved_with_query(visit.link(guide["path"]), query)
    key = script["key"] if script else stands.former.key if stands.former else None
    was_public = key is not None and was_guide(key)  # an operators' script reads as absent
    topic = topic_of(visit, script) if was_public and script and script["kind"] == "SCRIPT" else None
    context = {
        "topic": topic and {**topic, "href": visit.link(topic["path"])},
        "was_walking": ANSWER in query,
        "guides": guides_listed(visit),
        "emergencies": emergencies(visit),
    }
    status = HTTPStatus.GONE if was_public else HTTPStatus.NOT_FOUND
    return respond(visit, "portal/guide_missing.html", context, status, is_sensitive=True, hides_query=True)


def _stands(visit: Visit, slug: str) -> Resolution:
    """Return what has become of a script that had this slug in one of the state's sections."""
    found = (visit.view.resolve(f"{section['path']}{slug}/") for section in visit.view.all(ItemKind.SECTION))
    return next(
        (one for one in found if one.redirect_to or (one.former and one.former.kind == ItemKind.SCRIPT)), Resolution()
    )

"""Cards: content of a state in a conversation, in the person's language. Whoever sends one only names it.

What a card says is taken from what the state serves when it is sent, and stays as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.utils import translation
from django.utils.translation import gettext

from assistance.models import ScriptSnapshot
from content_models.choices import Channel, NodeKind, Urgency
from content_models.kinds import ItemKind
from content_models.languages import interface_language
from content_models.postal_address import address_in_one_line
from content_models.rich_text import to_plain_text
from content_models.script_walk import words_of_node, words_of_option
from content_models.shapes.blocks import ScriptNode
from content_models.shapes.documents import GuidanceItem, OfficeItem
from delivery import state_view
from delivery.pinned_scripts import restored
from delivery.search.results import SURE
from delivery.state_view import LocaleNotServed, NotVisible, StateView
from tenants.models import Tenant
from tenants.phones import EMERGENCY_NUMBER
from tenants.scope import tenant_scope
from tenants.viewer import Viewer

from .addresses import public_origin
from .errors import invalid

GUIDANCE, NODE, OFFICE = "guidance", "node", "office"
CALL = "call"
"""The card that leads to where somebody asks to be called: no content of a state, so it has no key."""

CRISIS = "crisis"
"""The card that answers whoever writes of wanting to die; its key is that of the emergency number, if there is one."""

LONGEST_TEXT = 4_000
_EMERGENCY = re.compile(rf"(?<!\d){EMERGENCY_NUMBER}(?!\d)")


def card_of(given: object, *, viewer: Viewer, language: str) -> dict[str, Any]:
    """Return a card as it is stored: `kind`, `key`, `title`, `text`, `url` and `phone`.

    That of a node has its `node` and `digest`, too, and where it asks something the `answers`.

    Args:
        given: `{"kind", "key"}`, of a node `node` and `digest` besides.
        viewer: whoever sends it, with the one state whose content it is.
        language: BCP 47 tag; where the state does not serve it, its first language.
    Raises:
        ChatRefused: `INVALID`, with the field: the state has no such thing, or no words for a chat.
    """
    if not isinstance(given, Mapping) or not isinstance(given.get("key"), str):
        raise invalid("card")
    view, key = view_of(viewer, language), given["key"]
    match given.get("kind"):
        case "guidance":
            return guidance_card(view, key)
        case "office":
            return _office_card(view, key)
        case "node":
            return _node_card(view, key, given.get("node"), given.get("digest"))
    raise invalid("card.kind")


def guidance_card(view: StateView, key: str) -> dict[str, Any]:
    """Return the card of a guidance page.

    Raises:
        ChatRefused: `INVALID`: the state does not serve it.
    """
    item = view.item(key)
    if item is None or item["kind"] != ItemKind.GUIDANCE:
        raise invalid("card.key")
    page = cast(GuidanceItem, item)
    text = page["firstStep"] or page["summary"]
    return _card(GUIDANCE, key, page["title"], text, url=_url(view, page.get("path")), phone=_emergency_in(text))


def call_card(view: StateView) -> dict[str, Any]:
    """Return the card that answers a wish to be called; each page leads from it to where a call is asked for."""
    with translation.override(interface_language(view.locale)):
        title = gettext("You can be called")
        text = gettext("Leave your number and choose the day and the hour. You can go on writing here, too.")
    return _card(CALL, "", title, text)


def crisis_card(view: StateView) -> dict[str, Any]:
    """Return the card that answers whoever writes of wanting to die: as on the search page, and what to do besides."""
    with translation.override(interface_language(view.locale)):
        title = gettext("Call %(number)s") % {"number": EMERGENCY_NUMBER}
        said = gettext(
            "Thank you for saying it. You do not have to go through this alone. If you or somebody else thinks of"
            " taking their own life, call 911 now."
        )
        text = "\n".join((said, *_without_calling()))
    return _card(CRISIS, emergency_office_key(view) or "", title, text, phone=EMERGENCY_NUMBER)


def _emergency_in(text: str) -> str | None:
    """Return the emergency number if a text says to call it, so that the card dials it."""
    return EMERGENCY_NUMBER if _EMERGENCY.search(text) else None


def _without_emergency_number(name: str) -> str:
    """Return the name of an office, of which the number stands below."""
    rest = " ".join(_EMERGENCY.sub("", name).replace("()", "").split())
    return rest.strip(" -–·:") or name


def _office_card(view: StateView, key: str) -> dict[str, Any]:
    item = view.item(key)
    if item is None or item["kind"] != ItemKind.OFFICE:
        raise invalid("card.key")
    office = cast(OfficeItem, item)
    phones = office["phones"]
    url, number = _url(view, office.get("path")), phones[0]["display"] if phones else None
    if _is_emergency_number(office):  # what to do, to somebody who may be in danger
        name = _without_emergency_number(office["name"])
        return _card(OFFICE, key, name, _call_emergency(view), url=url, phone=number)
    parts = (
        address_in_one_line(office),
        " · ".join(part for part in (office["hoursText"], unconfirmed_of(view, office)) if part),  # read as one
        _caution(view, office),
        _further_phones(view, office),
    )
    return _card(
        OFFICE,
        key,
        office["name"],
        "\n".join(part for part in parts if part),
        url=url,
        phone=number,
    )


def _call_emergency(view: StateView) -> str:
    with translation.override(interface_language(view.locale)):
        return "\n".join((gettext("Call now."), *_without_calling()))


def _without_calling() -> tuple[str, ...]:
    """Return what to do who cannot speak, or cannot call, in the active language."""
    return (
        gettext("If you cannot speak, call and leave the call open, or write to somebody near you."),
        gettext("If you cannot call, write here where you are."),
    )


MOST_FURTHER_PHONES = 2


def _further_phones(view: StateView, office: OfficeItem) -> str:
    """Return the numbers behind the one that the card dials; empty: there is one at most."""
    further = office["phones"][1 : 1 + MOST_FURTHER_PHONES]
    if not further:
        return ""
    numbers = (f"{one['display']} ({one['label']})" if one["label"] else one["display"] for one in further)
    with translation.override(interface_language(view.locale)):
        return gettext("Other telephones: %(numbers)s") % {"numbers": " · ".join(numbers)}


def unconfirmed_of(view: StateView, office: OfficeItem) -> str:
    """Return what of an office nobody has confirmed, in words; empty: nothing is left to confirm."""
    with translation.override(interface_language(view.locale)):
        if office["needsConfirmation"]:
            return gettext("Not confirmed yet")  # its hours, too
        return "" if office["hoursText"] or office["schedule"] else gettext("Hours not confirmed")


def _caution(view: StateView, office: OfficeItem) -> str:
    """Return what to do before going to an office of which something is not confirmed; empty: nothing is to be done."""
    is_line = bool(office["phones"]) and office["municipality"] is None and not address_in_one_line(office)
    if is_line or not unconfirmed_of(view, office):
        return ""
    with translation.override(interface_language(view.locale)):
        return gettext("Call before you go.") if office["phones"] else gettext("We know no telephone of it.")


def _node_card(view: StateView, key: str, node_key: object, digest: object) -> dict[str, Any]:
    """Return the card of a node of a script, as it was when the run was pinned."""
    if not isinstance(node_key, str):
        raise invalid("card.node")
    script: Any = view.item(key)
    if isinstance(digest, str) and digest:
        with tenant_scope([view.tenant.id]):
            stored = ScriptSnapshot.objects.for_tenant(view.tenant.id).filter(digest=digest, key=key).first()
        if stored is None and (script is None or view.pinned_script(script).digest != digest):
            raise invalid("card.digest")  # the present one is perhaps not stored yet
        if stored is not None and (script is None or stored.locale == script["servedLocale"]):
            script = restored(stored.document)
    if script is None or "nodes" not in script:
        raise invalid("card.key")
    node = next((one for one in script["nodes"] if one["key"] == node_key), None)
    words = None if node is None else words_in_chat(view, node)
    if node is None or words is None:
        raise invalid("card.node")
    text, phone = words
    answers = _answers_in_chat(node)
    card = {**_card(NODE, key, script["title"], text, phone=phone), "node": node_key, "digest": digest or None}
    return {**card, "answers": answers} if answers else card


MOST_ANSWERS = 9
LONGEST_ANSWER = 200


def _answers_in_chat(node: ScriptNode) -> list[str]:
    """Return what can be answered to the question of a node, in the words of a chat; empty: it asks nothing."""
    if node["kind"] != NodeKind.QUESTION:
        return []
    labels = (words_of_option(option, Channel.CHAT) or option["label"] for option in node["options"])
    return [label[:LONGEST_ANSWER] for label in labels][:MOST_ANSWERS]


def words_in_chat(view: StateView, node: ScriptNode) -> tuple[str, str | None] | None:
    """Return what a node says in a chat, and a number to call with it; None: it has no words for a chat."""
    if node["kind"] == NodeKind.HANDOFF and not _is_written(node):
        return _call_instead(view, node["organizationKind"])
    words = words_of_node(node, Channel.CHAT)
    return None if words is None else (to_plain_text(words["ast"]), None)


def _is_written(node: ScriptNode) -> bool:
    """Whether a node has words that were written to be read, and not only what is said on the telephone."""
    return any(wording["channel"] in (Channel.CHAT, Channel.WEB) for wording in node["wordings"])


def _call_instead(view: StateView, kind: str | None) -> tuple[str, str] | None:
    """Return whom to call, and the number, where a call is put through by telephone (“stay on the line”).

    None: nobody of this kind has a telephone.
    """
    hits = view.directory.callable_first([kind], view.directory.offices_for(kind)) if kind else ()
    office = next((hit.item for hit in hits if hit.item["phones"]), None)
    if office is None:
        return None
    with translation.override(interface_language(view.locale)):
        return gettext("Call now: %(office)s") % {"office": office["name"]}, office["phones"][0]["display"]


def view_of(viewer: Viewer, language: str) -> StateView:
    """Return what the one state of a viewer serves; in its first language where it does not serve this one.

    Raises:
        ChatRefused: `INVALID`: it serves nothing.
    """
    [code] = viewer.tenants
    try:
        return state_view.for_viewer(viewer, code, language)
    except (LocaleNotServed, ValueError):
        return state_view.for_viewer(viewer, code)
    except NotVisible as error:
        raise invalid("card.key") from error


def _url(view: StateView, path: str | None) -> str | None:
    """Return the address of a page of the state's site, for whoever reads the card, and wherever."""
    site = Tenant.objects.select_related("site").get(pk=view.tenant.id).site
    if site is None or not path:
        return None
    prefix = "" if view.locale == view.tenant.default_locale else f"/{view.locale}"
    return f"{public_origin(site)}{prefix}{path}"


def _card(
    kind: str, key: str, title: str, text: str, *, url: str | None = None, phone: str | None = None
) -> dict[str, Any]:
    return {"kind": kind, "key": key, "title": title, "text": text[:LONGEST_TEXT], "url": url, "phone": phone}


LEAST_IN_DANGER = 0.2
"""How likely a page must be that says what to do at once, where another one is likely: in danger, rather too many."""


def suggested_cards(
    *, view: StateView, text: str, role: str, now: datetime, is_in_danger: bool = False
) -> list[dict[str, Any]]:
    """Return the card of the guidance that is more likely meant than not, and none where there is no such page.

    No second one is sent, however likely it is: of 3,787 sentences about pages by the writers who are learned from,
    each asked of a model that knew neither its writer nor those of the same sixth (as in `benchmarks.search_mixture`),
    the first page was meant in 93 of 100 where it was sent, a further one of 0.2 to 0.25 in 22, from 0.25 on in 35; and
    there is no threshold above which even half of the further ones were meant.

    Args:
        view: what the state serves in the language of the conversation.
        role: of whoever writes; empty: not known.
        now: the clock.
        is_in_danger: then what is to be done at once, and no more than one, so that the emergency number stays in
            sight; where that does not dial it, or nothing is likely, the card of the number, too.
    """
    if is_in_danger:
        return _with_emergency_number(view, _found_cards(view, text, role, now, is_in_danger=True))
    return _found_cards(view, text, role, now)


def _with_emergency_number(view: StateView, cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return cards of which one dials the emergency number, if the state knows it: whatever the person wrote."""
    if any(card["phone"] == EMERGENCY_NUMBER for card in cards):
        return cards
    card = emergency_card(view)
    return cards if card is None else [*cards, card]


def emergency_card(view: StateView) -> dict[str, Any] | None:
    """Return the card of the emergency number, and what to do who cannot call; None: the state does not know it."""
    key = emergency_office_key(view)
    return None if key is None else _office_card(view, key)


def emergency_office_key(view: StateView) -> str | None:
    """Return the key of the office of a state's directory that is the emergency number; None: it has none."""
    return next((one["key"] for one in view.all(ItemKind.OFFICE) if _is_emergency_number(one)), None)


def _is_emergency_number(office: OfficeItem) -> bool:
    return [phone["dial"] for phone in office["phones"]] == [EMERGENCY_NUMBER]


def _found_cards(
    view: StateView, text: str, role: str, now: datetime, *, is_in_danger: bool = False
) -> list[dict[str, Any]]:
    hits = view.search(text, [ItemKind.GUIDANCE], role or None, now=now).hits if text else ()
    if not hits or hits[0].probability < SURE:
        return []
    if not is_in_danger:
        return [guidance_card(view, hits[0].key)]
    keys = (hit.key for hit in hits if hit.probability >= LEAST_IN_DANGER and _is_immediate(view, hit.key))
    return [guidance_card(view, key) for key in keys][:1]


def _is_immediate(view: StateView, key: str) -> bool:
    page = cast(GuidanceItem | None, view.item(key))
    return page is not None and page["urgency"] == Urgency.EMERGENCY

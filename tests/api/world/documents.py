"""Documents as editors' pages become them, with the least that each kind needs."""

from __future__ import annotations

import uuid
from typing import Any

from content_models.keys import HOME_KEY

Document = dict[str, Any]


def key(name: str) -> str:
    """The key of a page that the tests call `name`."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://tests.example/{name}"))


def rich(text: str) -> Document:
    """Rich text of one paragraph."""
    return {"ast": [{"type": "paragraph", "children": [{"type": "text", "text": text}]}] if text else []}


def reference(law: str | None, article: str | None, text: str, *, verified: bool = True) -> Document:
    """A legal reference."""
    return {"law": law, "article": article, "text": text, "verified": verified}


def phone(display: str, **details: Any) -> Document:
    """A telephone number."""
    return {
        "display": display,
        "dial": display.replace(" ", ""),
        "e164": None,
        "extension": None,
        "label": None,
        "languages": [],
        **details,
    }


def document(kind: str, slug: str, title: str, /, **fields: Any) -> Document:
    """What every document says, and `fields`."""
    return {
        "kind": kind,
        "key": HOME_KEY if kind == "HOME" else key(slug),
        "slug": slug,
        "title": title,
        "locale": "es-MX",
        "inForceOn": None,
        "reviewedOn": None,
        "reviewDueOn": None,
        "legalReviewer": None,
        "order": 0,
        "isSensitive": False,
        "searchText": title,
        **fields,
    }


def said(*phrases: str, **fields: Any) -> Document:
    """What people say when they need an item."""
    return {"voice": "TYPED", "source": "STARTER", "isDanger": False, "phrases": list(phrases), **fields}


def section(name: str, title: str, /, **fields: Any) -> Document:
    """A section."""
    return document("SECTION", name, title, **{"introduction": rich(""), "urgentNotice": None, "role": None, **fields})


def guidance(name: str, title: str, /, **fields: Any) -> Document:
    """A guidance page."""
    return document(
        "GUIDANCE",
        name,
        title,
        **{
            "roles": ["VICTIM"],
            "stage": "BEFORE",
            "urgency": "NORMAL",
            "question": title,
            "firstStep": "Respira.",
            "summary": "",
            "body": [],
            "legalReferences": [],
            "termKeys": [],
            "relatedKeys": [],
            "officeKinds": [],
            "examples": [],
            **fields,
        },
    )


def term(name: str, title: str, definition: str, /, **fields: Any) -> Document:
    """A term of the glossary."""
    return document(
        "TERM",
        name,
        title,
        **{
            "term": title,
            "definition": rich(definition),
            "synonyms": [],
            "relatedKeys": [],
            "legalReferences": [],
            "stage": None,
            "examples": [],
            **fields,
        },
    )


def organization(name: str, title: str, kind: str, /, **fields: Any) -> Document:
    """An organization, or a kind of them."""
    return document(
        "ORGANIZATION",
        name,
        title,
        **{
            "name": title,
            "organizationKind": kind,
            "alsoCalled": [],
            "whatItDoes": [],
            "goWhen": [],
            "servesRoles": [],
            "isEmergency": False,
            "description": rich(""),
            "website": None,
            "email": None,
            "source": None,
            "verified": False,
            "examples": [],
            **fields,
        },
    )


def office(name: str, title: str, kind: str, /, **fields: Any) -> Document:
    """An office."""
    return document(
        "OFFICE",
        name,
        title,
        **{
            "name": title,
            "organizationKey": None,
            "organizationKind": kind,
            "services": [],
            "address": None,
            "municipality": None,
            "latitude": None,
            "longitude": None,
            "phones": [],
            "email": None,
            "website": None,
            "timeZone": "America/Mexico_City",
            "schedule": None,
            "hoursText": None,
            "languages": [],
            "accessibility": [],
            "areasServed": [],
            "note": None,
            "isConfidential": False,
            "needsConfirmation": False,
            "assuredOn": None,
            "source": None,
            "sourceQuality": None,
            "verified": False,
            **fields,
        },
    )


def schedule(osm: str, *periods: tuple[list[str], str, str]) -> Document:
    """Opening hours; the notation says whether they hold on holidays."""
    return {
        "isAlwaysOpen": osm == "24/7",
        "periods": [{"days": days, "opensAt": opens, "closesAt": closes} for days, opens, closes in periods],
        "holidays": "CLOSED" if osm.endswith("; PH off") else "OPEN",
        "osm": osm,
    }


def node(name: str, kind: str, text: str, /, **fields: Any) -> Document:
    """A node of a script."""
    return {
        "id": key(f"node {name}"),
        "key": name,
        "kind": kind,
        "text": rich(text),
        "wordings": [],
        "options": [],
        "organizationKind": None,
        "deadlines": [],
        "legalReferences": [],
        "verified": True,
        **fields,
    }


def option(name: str, label: str, to: str, *, web: str = "") -> Document:
    """An answer that leads to another node."""
    wordings = [{"channel": "WEB", "label": web}] if web else []
    return {"id": key(f"option {name}"), "key": name, "label": label, "to": to, "wordings": wordings}


def web(text: str) -> Document:
    """What the website shows at a node."""
    return {"channel": "WEB", "text": rich(text)}


def script(name: str, title: str, nodes: list[Document], /, **fields: Any) -> Document:
    """A script."""
    return document(
        "SCRIPT",
        name,
        title,
        **{
            "role": "THIRD_PARTY",
            "urgency": "EMERGENCY",
            "topicKey": None,
            "channels": [],
            "openingPhrases": [],
            "preamble": [],
            "start": nodes[0]["key"],
            "nodes": nodes,
            "legalReferences": [],
            "examples": [],
            **fields,
        },
    )


def notice(name: str, title: str, /, **fields: Any) -> Document:
    """A notice."""
    return document(
        "NOTICE",
        name,
        title,
        **{"text": rich(title), "severity": "INFO", "startsAt": None, "endsAt": None, **fields},
    )


def block(type_name: str, name: str, /, **fields: Any) -> Document:
    """A block of a body."""
    return {"id": key(f"block {name}"), "type": type_name, "legalReferences": [], "verified": False, **fields}

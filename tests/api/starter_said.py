"""The reference files as the API tells them: its answers, written back in the files' own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from api.endpoint import Endpoint
from content_models import vocabulary
from content_models.stable_ids import key_of
from tests.api.client import send
from tests.api.starter_fields import reference_file

Ask = Callable[[str, str], Any]
"""Ask for a selection of `State`, in the state with this code; returns the state's answer."""

REFERENCES = "legalReferences { law article text verified }"
ROLES = {value: word for word, value in vocabulary.ROLES.items()}
STAGES = {value: word for word, value in vocabulary.STAGES.items()}
URGENCIES = {value: word for word, value in vocabulary.URGENCIES.items()}
KINDS = {value: word for word, value in vocabulary.ORGANIZATION_KINDS.items()}
NODE_KINDS = {value: word for word, value in vocabulary.NODE_KINDS.items()}
QUALITIES = {value: word for word, value in vocabulary.SOURCE_QUALITIES.items()}

GUIDANCE = f"""guidance(first: 100) {{ edges {{ node {{
  key title question firstStep stage urgency officeKinds {REFERENCES} related {{ key }}
  roles {{ role }}
  body {{ __typename verified {REFERENCES}
    ... on TextBlock {{ text {{ plainText }} }}
    ... on DeadlineBlock {{ text {{ plainText }} amount amountMax unit event countsBack whoMustAct consequence }}
    ... on OfficesBlock {{ organizationKind }} }} }} }} }}"""
VOCABULARY = f"""roles {{ role name tagline definition audienceNote {REFERENCES} }}
  stages {{ stage name }} urgencies {{ urgency name }}"""
TERMS = f"""glossary(first: 100, after: %s) {{ pageInfo {{ hasNextPage endCursor }} edges {{ node {{
  key term definition {{ plainText }} synonyms stage related {{ key }} {REFERENCES} }} }} }}"""
SCRIPTS = f"""scripts(first: 100) {{ edges {{ node {{
  key title role urgency openingPhrases topic {{ key }} start {{ key }} {REFERENCES} preamble {{ plainText }}
  nodes {{ key kind text {{ plainText }} options {{ label to }} organizationKind verified {REFERENCES} }} }} }} }}"""
KIND = """resolve(path: "/directorio/%s/") { item { ... on Organization {
  kind name alsoCalled servesRoles whatItDoes goWhen isEmergency source verified } } }"""
OFFICES = """offices(first: 100) { pageInfo { hasNextPage } edges { node {
  key name kind municipality address { text } phones { display } email hoursText website latitude longitude
  source sourceQuality verified needsConfirmation note } } }"""
STATE = """code inegiCode officialName name slug capital timeZone
  languages { tag name iso6393 isServed isVerified }"""
SECTIONS = "sections { slug title servedLocale }"


def asker(raw_key: str) -> Ask:
    """Ask over WSGI, as any client does: `POST /graphql` with a key."""
    endpoint = Endpoint(_nothing_behind)
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/graphql-response+json",
        "Authorization": f"Bearer {raw_key}",
    }

    def ask(code: str, selection: str) -> Any:
        query = f"{{ state(code: {code}) {{ {selection} }} }}"
        answer = send(endpoint, body=json.dumps({"query": query}).encode(), headers=headers).json
        assert "errors" not in answer, answer["errors"]
        return answer["data"]["state"]

    return ask


def _nothing_behind(_environ: Any, _start_response: Any) -> list[bytes]:
    raise AssertionError("the endpoint answers /graphql itself")


def told_topics(ask: Ask) -> Any:
    """`roles_topics.json`, as Tabasco tells it."""
    ids = _ids("topic", reference_file("roles_topics.json")["topics"])
    pages, words = _nodes(ask("TAB", GUIDANCE)["guidance"]), ask("TAB", VOCABULARY)
    return {
        "language": _locale(ask),
        "roles": [_role(role) for role in words["roles"]],
        "stages": [{"id": STAGES[stage["stage"]], "name": stage["name"]} for stage in words["stages"]],
        "urgency_scale": [URGENCIES[urgency["urgency"]] for urgency in words["urgencies"]],
        "urgency_display": {URGENCIES[urgency["urgency"]]: urgency["name"] for urgency in words["urgencies"]},
        "topics": [_topic(page, ids) for page in pages],
    }


def told_glossary(ask: Ask) -> Any:
    """`glossary.json`, as Tabasco tells it."""
    ids = _ids("term", reference_file("glossary.json")["terms"])
    return {
        "title": _section(ask, "glosario"),
        "language": _locale(ask),
        "terms": [_term(page, ids) for page in _terms(ask)],
    }


def told_scripts(ask: Ask) -> Any:
    """`scripts.json`, as Tabasco tells it."""
    files = reference_file("scripts.json"), reference_file("roles_topics.json")
    ids, topics = _ids("script", files[0]["scripts"]), _ids("topic", files[1]["topics"])
    scripts = _nodes(ask("TAB", SCRIPTS)["scripts"])
    preambles = {tuple(part["plainText"] for part in script["preamble"]) for script in scripts}
    assert len(preambles) == 1
    names = [name for name in files[0]["preamble"] if name not in ("source", "verified", "operator")]
    return {
        "title": _section(ask, "guiones"),
        "language": _locale(ask),
        "preamble": dict(zip(names, preambles.pop(), strict=True)),
        "scripts": [_script(script, ids, topics) for script in scripts],
    }


def told_directory(ask: Ask) -> Any:
    """`institutions.json`, as all states together tell it; national offices as each of them does."""
    file = reference_file("institutions.json")
    told: dict[str, Any] = {"language": _locale(ask)}
    told["institution_types"] = [_kind(ask("TAB", KIND % word)["resolve"]["item"]) for word in KINDS.values()]
    lists = [name for name, value in file.items() if name != "institution_types" and isinstance(value, list)]
    ids = {name: _ids("office", file[name]) for name in lists}
    national = {entry["id"] for entry in file[lists[0]] if entry["state"] == "nacional"}
    told |= {name: [] for name in lists}
    for state in reference_file("states.json")["states"]:
        connection = ask(state["iso_3166_2"].removeprefix("MX-"), OFFICES)["offices"]
        assert not connection["pageInfo"]["hasNextPage"]
        offices = {office["key"]: office for office in _nodes(connection)}
        for name in lists:
            here = [_office(offices[key], identity) for key, identity in ids[name].items() if key in offices]
            told[name] += [
                {**office, "state": "nacional" if office["id"] in national else state["id"]}
                for office in here
                if office["id"] not in national or state["id"] == "tabasco"
            ]
    return told


def told_states(ask: Ask) -> Any:
    """`states.json`, as each state tells its part."""
    states = reference_file("states.json")["states"]
    tags = {language["bcp47"]: language["id"] for state in states for language in state["indigenous_languages"]}
    codes = [state["iso_3166_2"].removeprefix("MX-") for state in states]
    return {"language": _locale(ask), "states": [_state(ask(code, STATE), tags) for code in codes]}


def _locale(ask: Ask) -> str:
    (locale,) = {section["servedLocale"] for section in ask("TAB", SECTIONS)["sections"]}
    return str(locale)


def _section(ask: Ask, slug: str) -> str:
    return next(str(section["title"]) for section in ask("TAB", SECTIONS)["sections"] if section["slug"] == slug)


def _terms(ask: Ask) -> Iterator[Any]:
    after = "null"
    while after:
        connection = ask("TAB", TERMS % after)["glossary"]
        yield from _nodes(connection)
        page = connection["pageInfo"]
        after = json.dumps(page["endCursor"]) if page["hasNextPage"] else ""


def _nodes(connection: Any) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


def _ids(kind: str, records: list[Any]) -> dict[str, str]:
    """Reference ids by key: keys are the stable address, and derive from the ids."""
    return {str(key_of(kind, record["id"])): record["id"] for record in records}


def _cited(holder: Any) -> tuple[tuple[Any, ...], ...]:
    """What a page, block or node cites, in place of one string of the file: law, article, text."""
    return tuple((reference["law"], reference["article"], reference["text"]) for reference in holder["legalReferences"])


def _is_verified(holder: Any) -> bool:
    """Whether what is cited was verified, all of it alike."""
    (verified,) = {reference["verified"] for reference in holder["legalReferences"]}
    return bool(verified)


def _role(role: Any) -> Any:
    definition = {"text": role["definition"], "source": _cited(role), "verified": _is_verified(role)}
    return {
        "id": ROLES[role["role"]],
        "name": role["name"],
        "tagline": role["tagline"],
        "legal_definition": definition,
        "audience_note": role["audienceNote"],
    }


def _topic(page: Any, ids: dict[str, str]) -> Any:
    points: list[Any] = []
    for block in page["body"]:
        if block["__typename"] == "OfficesBlock":
            continue
        text = block["text"]["plainText"]
        if block["__typename"] == "DeadlineBlock" and points and text in points[-1]["text"]:
            continue  # a further deadline of the same key point
        assert block["verified"] is _is_verified(block)
        points.append({"text": text, "source": _cited(block), "verified": block["verified"]})
    (role,) = page["roles"]
    offices = [KINDS[block["organizationKind"]] for block in page["body"] if block["__typename"] == "OfficesBlock"]
    assert offices == [KINDS[kind] for kind in page["officeKinds"]]
    return {
        "id": ids[page["key"]],
        "role": ROLES[role["role"]],
        "title": page["title"],
        "citizen_question": page["question"],
        "stage": STAGES[page["stage"]],
        "urgency": URGENCIES[page["urgency"]],
        "first_step": page["firstStep"] or None,
        "key_points": points,
        "legal_basis": list(_cited(page)),
        "institution_types": offices,
        "related_topics": [ids[related["key"]] for related in page["related"]],
    }


def _term(page: Any, ids: dict[str, str]) -> Any:
    return {
        "id": ids[page["key"]],
        "term": page["term"],
        "definition": page["definition"]["plainText"],
        "citizen_synonyms": page["synonyms"],
        "legal_basis": _cited(page),
        "related": [ids[related["key"]] for related in page["related"]],
        "stage": STAGES[page["stage"]],
        "verified": _is_verified(page),
    }


def _script(page: Any, ids: dict[str, str], topics: dict[str, str]) -> Any:
    handoffs = {node["key"] for node in page["nodes"] if node["kind"] == "HANDOFF"}  # curated: not in the file
    return {
        "id": ids[page["key"]],
        "role": ROLES[page["role"]],
        "title": page["title"],
        "opening_phrases": page["openingPhrases"],
        "urgency": URGENCIES[page["urgency"]],
        "topic_id": topics[page["topic"]["key"]],
        "start": page["start"]["key"],
        "legal_basis": list(_cited(page)),
        "nodes": [_node(node, handoffs) for node in page["nodes"] if node["key"] not in handoffs],
    }


def _node(node: Any, handoffs: set[str]) -> Any:
    return {
        "id": node["key"],
        "kind": NODE_KINDS[node["kind"]],
        "text": node["text"]["plainText"],
        "options": [option for option in node["options"] if option["to"] not in handoffs],
        "legal_basis": list(_cited(node)),
        "institution_type": KINDS[node["organizationKind"]] if node["organizationKind"] else None,
        "verified": node["verified"],
    }


def _kind(kind: Any) -> Any:
    return {
        "id": KINDS[kind["kind"]],
        "name": kind["name"],
        "also_called": kind["alsoCalled"],
        "serves_roles": [ROLES[role] for role in kind["servesRoles"]],
        "what_it_does": kind["whatItDoes"],
        "go_when": kind["goWhen"],
        "is_emergency": kind["isEmergency"],
        "source": kind["source"],
        "verified": kind["verified"],
    }


def _office(office: Any, identity: str) -> Any:
    return {
        "id": identity,
        "institution_type": KINDS[office["kind"]],
        "name": office["name"],
        "municipality": office["municipality"],
        "address": office["address"] and office["address"]["text"],
        "phones": [phone["display"] for phone in office["phones"]],
        "email": office["email"],
        "hours": office["hoursText"],
        "website": office["website"],
        "lat": office["latitude"],
        "lon": office["longitude"],
        "source": office["source"],
        "source_quality": QUALITIES[office["sourceQuality"]],
        "verified": office["verified"],
        "needs_confirmation": office["needsConfirmation"],
        "note": office["note"],
    }


def _state(state: Any, tags: dict[str, str]) -> Any:
    languages = [language for language in state["languages"] if not language["isServed"]]
    return {
        "id": state["slug"],
        "inegi_code": state["inegiCode"],
        "iso_3166_2": f"MX-{state['code']}",
        "official_name": state["officialName"],
        "short_name": state["name"],
        "slug": state["slug"],
        "capital": state["capital"],
        "timezone": state["timeZone"],
        "indigenous_languages": [
            {
                "id": tags[language["tag"]],
                "name": language["name"],
                "iso639_3": language["iso6393"],
                "bcp47": language["tag"],
                "verified": language["isVerified"],
            }
            for language in languages
        ],
    }

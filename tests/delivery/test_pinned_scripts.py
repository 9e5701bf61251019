"""The digest of a script: what changes it, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from content_models.rich_text.marking import unmark
from delivery.pinned_scripts import digest_of, pinned, restored


def rich(*inline: dict[str, Any]) -> dict[str, Any]:
    return {"ast": [{"type": "paragraph", "children": list(inline)}], "html": "…", "plainText": "…"}


def words(text: str, **styles: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, **styles}


DEADLINES: dict[str, Any] = {
    "d1": {
        "id": "d1", "key": "d1", "type": "DeadlineBlock", "text": rich(words("Tienes 5 días.")), "amount": 5,
        "amountMax": None, "unit": "DAYS", "event": "la notificación", "whoMustAct": None, "consequence": None,
        "legalReferences": [{"law": "CNPP", "article": "258", "text": "CNPP art. 258", "verified": True}],
        "verified": True, "locale": "es-MX", "isFallback": False, "origin": "LIBRARY",
    },
    "d2": {"id": "d2", "text": rich(words("Otro.")), "amount": 9, "legalReferences": []},
}  # fmt: skip
SCRIPT: dict[str, Any] = {
    "kind": "SCRIPT", "key": "k", "slug": "guion", "title": "Guion", "locale": "es-MX", "servedLocale": "es-MX",
    "isFallback": False, "origin": "LIBRARY", "publishedAt": "2026-11-02T18:00:00Z", "path": "/guiones/guion/",
    "version": "v1", "reviewedOn": None, "isSensitive": False, "searchText": "guion", "role": "VICTIM",
    "urgency": "HIGH", "channels": ["PHONE"], "openingPhrases": ["Ayuda"], "topicKey": "t", "start": "a",
    "legalReferences": [], "glossaryChoices": [],
    "preamble": [{"id": "p", "key": "saludo", "text": rich(words("Gracias."))}],
    "nodes": [
        {
            "id": "n", "key": "a", "kind": "QUESTION", "text": rich(words("¿Denunció?")),
            "wordings": [{"channel": "WEB", "text": rich(words("¿Denunciaste?"))}],
            "options": [{"id": "o", "key": "si", "label": "Sí", "to": "b",
                         "wordings": [{"channel": "WEB", "label": "Ya"}]}],
            "organizationKind": None, "deadlines": ["d1", "gone"], "verified": True, "locale": "es-MX",
            "isFallback": False, "origin": "LIBRARY",
            "legalReferences": [{"law": "CNPP", "article": "221", "text": "CNPP art. 221", "verified": True}],
        }
    ],
}  # fmt: skip

SUMMARY = {"digest": "0" * 64, "phrases": 1, "dangers": 0}


def digest(change: Callable[[dict[str, Any], dict[str, Any]], object]) -> str:
    script, deadlines = deepcopy(SCRIPT), deepcopy(DEADLINES)
    change(script, deadlines)
    return pinned(script, deadlines).digest  # type: ignore[arg-type]  # a shortened script


TERM = {"type": "term", "key": "t", "path": "/t/"}
UNCHANGED = digest(lambda _script, _deadlines: None)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s, d: s.update(title="Otro"), id="title"),
        pytest.param(lambda s, d: s["preamble"][0].update(key="operator"), id="preamble_is_not_said"),
        pytest.param(lambda s, d: s.update(locale="yua"), id="language"),
        pytest.param(lambda s, d: s.update(key="j"), id="key"),
        pytest.param(lambda s, d: s.update(start="b"), id="start"),
        pytest.param(lambda s, d: s["preamble"].clear(), id="preamble"),
        pytest.param(lambda s, d: s["nodes"][0].update(text=rich(words("¿Sí?"))), id="words"),
        pytest.param(lambda s, d: s["nodes"][0].update(text=rich(words("¿Denunció?", bold=True))), id="emphasis"),
        pytest.param(lambda s, d: s["nodes"][0]["wordings"].clear(), id="words of a channel"),
        pytest.param(lambda s, d: s["nodes"][0].update(kind="WARNING"), id="kind"),
        pytest.param(lambda s, d: s["nodes"][0].update(organizationKind="COURT"), id="referral"),
        pytest.param(lambda s, d: s["nodes"][0]["options"][0].update(label="No"), id="answer"),
        pytest.param(lambda s, d: s["nodes"][0]["options"][0].update(to="c"), id="target"),
        pytest.param(lambda s, d: s["nodes"][0]["options"][0]["wordings"].clear(), id="answer of a channel"),
        pytest.param(lambda s, d: s["nodes"][0]["legalReferences"].clear(), id="citation"),
        pytest.param(lambda s, d: s["nodes"][0]["deadlines"].clear(), id="deadline taken away"),
        pytest.param(lambda s, d: d.pop("d1"), id="deadline hidden"),
        pytest.param(lambda s, d: d["d1"].update(amount=3), id="amount of a deadline"),
        pytest.param(lambda s, d: d["d1"].update(countsBack=True), id="a deadline that counts back"),
        pytest.param(lambda s, d: d["d1"].update(text=rich(words("Tienes 3 días."))), id="words of a deadline"),
        pytest.param(lambda s, d: d["d1"]["legalReferences"].clear(), id="citation of a deadline"),
    ],
)
def test_changes_with_whatever_a_person_is_told(change: Callable[[Any, Any], object]) -> None:
    assert digest(change) != UNCHANGED


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s, d: s.update(publishedAt="2027-01-01T00:00:00Z", version="v2"), id="publication"),
        pytest.param(lambda s, d: s.update(slug="x", path="/x/"), id="place"),
        pytest.param(lambda s, d: s.update(reviewedOn="2026-01-01"), id="review"),
        pytest.param(lambda s, d: s.update(channels=[], role="ACCUSED", openingPhrases=[]), id="how it is found"),
        pytest.param(lambda s, d: s.update(examplesSummary=SUMMARY), id="what people say"),
        pytest.param(lambda s, d: s["nodes"][0].update(verified=False, origin="ADAPTED"), id="whose it is"),
        pytest.param(lambda s, d: s["nodes"][0]["legalReferences"][0].update(verified=False), id="who checked it"),
        pytest.param(lambda s, d: s["nodes"][0]["deadlines"].remove("gone"), id="a deadline that is not there"),
        pytest.param(lambda s, d: d["d1"].update(countsBack=False), id="a deadline that counts from then on"),
        pytest.param(lambda s, d: d["d2"].update(amount=1), id="a deadline that no node names"),
        pytest.param(lambda s, d: s.update(dict(reversed(list(s.items())))), id="order of keys"),
        pytest.param(
            lambda s, d: s["nodes"][0].update(
                text=rich(
                    words("¿"), {"type": "term", "key": "t", "path": "/t/", "children": [words("Denunció")]}, words("?")
                )
            ),
            id="a term of the glossary",
        ),
    ],
)
def test_stays_with_whatever_a_person_is_not_told(change: Callable[[Any, Any], object]) -> None:
    assert digest(change) == UNCHANGED


def test_the_document_has_its_digest_and_is_whole_again() -> None:
    found = pinned(SCRIPT, DEADLINES)  # type: ignore[arg-type]  # a shortened script

    assert digest_of(found.document) == found.digest
    assert list(found.document["deadlineBlocks"]) == ["d1"]
    again = restored(found.document)
    assert again["nodes"][0]["text"] == {
        "ast": SCRIPT["nodes"][0]["text"]["ast"],
        "html": "<p>¿Denunció?</p>",
        "plainText": "¿Denunció?",
    }
    assert again["deadlineBlocks"]["d1"]["text"]["plainText"] == "Tienes 5 días."
    assert again["deadlineBlocks"]["d1"]["countsBack"] is False
    assert digest_of(found.document) == pinned(again, again["deadlineBlocks"]).digest  # type: ignore[arg-type]


def test_one_that_was_pinned_before_the_mark_counts_back_by_its_words() -> None:
    before = {**DEADLINES["d1"], "event": "antes de la cita"}
    marked = {**before, "countsBack": True}

    found = [pinned(SCRIPT, {"d1": one}) for one in (before, marked)]  # type: ignore[dict-item, arg-type]  # shortened

    assert found[0].digest == found[1].digest
    assert [restored(one.document)["deadlineBlocks"]["d1"]["countsBack"] for one in found] == [True, True]


def test_without_marks_a_text_is_as_if_nothing_had_been_marked() -> None:
    term = {"type": "term", "key": "t", "children": [words("juez", bold=True)]}
    link = {"type": "link", "url": "https://example.org", "children": [words("aquí")]}
    before = rich(words("Pida un "), term, words(" ya", bold=True), words(", "), link, words("."))["ast"]

    after = rich(words("Pida un "), words("juez ya", bold=True), words(", "), link, words("."))["ast"]
    assert unmark(before) == after
    assert unmark(after) == after

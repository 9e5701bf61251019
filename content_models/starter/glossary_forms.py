"""Which words of the glossary are ambiguous, and what they mean on single pages: curated in `glossary_forms.json`.

A surface form such as “arresto” may name two legal institutions, or be an ordinary word. Each decision has its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from content_models.json_fields import Fields
from content_models.starter_errors import StarterErrorCode

from .records import GlossaryChoice, GlossaryForms, Script, Term, Topic

FILE = Path(__file__).resolve().parent / "glossary_forms.json"


def read_glossary_forms(
    terms: Iterable[Term], topics: Iterable[Topic], scripts: Iterable[Script], path: Path = FILE
) -> GlossaryForms:
    """The curated decisions, checked against the records that they name.

    Raises:
        StarterError: the file or a field is wrong, or names a term, form, topic, script or node that does not exist.
    """
    file = Fields.of_file(path)
    file.only(("about", "ambiguous", "choices", "relations"))
    names_by_term = {term.id: (term.term, *term.synonyms) for term in terms}
    ambiguous: dict[str, tuple[str, ...]] = {}
    for item in file.items("ambiguous"):
        item.only(("term", "forms", "reason"))
        item.text("reason")
        term = item.one_of("term", names_by_term)
        ambiguous[term] = (*ambiguous.get(term, ()), *_forms(item, names_by_term[term]))
    nodes = {script.id: tuple(node.id for node in script.nodes) for script in scripts}
    of_topics: dict[str, tuple[GlossaryChoice, ...]] = {topic.id: () for topic in topics}
    of_scripts: dict[str, tuple[GlossaryChoice, ...]] = dict.fromkeys(nodes, ())
    for item in file.items("choices"):
        item.only(("form", "term", "reason"), optional=("topic", "script", "node"))
        item.text("reason")
        if "script" in item.values:
            script = item.one_of("script", of_scripts)
            of_scripts[script] += (_choice(item, names_by_term, nodes[script]),)
        else:
            of_topics[item.one_of("topic", of_topics)] += (_choice(item, names_by_term, ()),)
    return GlossaryForms(ambiguous, of_topics, of_scripts, _relations(file, of_topics, names_by_term))


def _relations(file: Fields, topics: Iterable[str], terms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    relations: dict[str, tuple[str, ...]] = dict.fromkeys(topics, ())
    for item in file.items("relations"):
        item.only(("topic", "terms"))
        relations[item.one_of("topic", relations)] += item.some_of("terms", terms)
    return relations


def _forms(item: Fields, names: Sequence[str]) -> tuple[str, ...]:
    forms = item.texts("forms")
    lowered = {name.casefold() for name in names}
    for position, form in enumerate(forms):
        if form.casefold() not in lowered:
            raise item.error(StarterErrorCode.TARGET_MISSING, f"forms[{position}]", form)
    return forms


def _choice(item: Fields, terms: Iterable[str], nodes: Iterable[str]) -> GlossaryChoice:
    term = None if item.values["term"] is None else item.one_of("term", terms)
    node = item.one_of("node", nodes) if "node" in item.values else None
    return GlossaryChoice(item.text("form"), term, node)

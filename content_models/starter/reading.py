"""Read and check all reference files. Either everything is right, or a `StarterError` says where it is not."""

from __future__ import annotations

from pathlib import Path

from content_models.json_fields import DATA, Fields
from content_models.vocabulary import roles_in, stages_in, urgencies_in

from .deadlines import FILE as DEADLINES
from .directory import read_kinds, read_offices
from .examples import read_examples, with_examples
from .glossary_forms import read_glossary_forms
from .guidance import read_terms, read_topics
from .handoffs import FILE as HANDOFFS
from .handoffs import with_handoffs
from .records import Reference
from .script_deadlines import with_deadlines
from .script_graphs import read_scripts
from .states import read_states
from .walks import with_walks
from .web_wording import with_web_wording

TOPICS, TERMS, SCRIPTS = "roles_topics.json", "glossary.json", "scripts.json"
DIRECTORY, STATES = "institutions.json", "states.json"
FILES = (TOPICS, TERMS, SCRIPTS, DIRECTORY, STATES)


def read_reference(folder: Path = DATA, deadlines: Path = DEADLINES, handoffs: Path = HANDOFFS) -> Reference:
    """Read the five reference files and what is curated beside them, checked against each other.

    Args:
        folder: where the five files are.
        deadlines: the curated decisions about key points.
        handoffs: the curated decisions about who takes a call over.
    Raises:
        StarterError: the first thing that is wrong: file, record, field and a stable code.
    """
    topics_file = Fields.of_file(folder / TOPICS)
    states = read_states(Fields.of_file(folder / STATES))
    topics = read_topics(topics_file, deadlines)
    glossary = Fields.of_file(folder / TERMS)
    directory = Fields.of_file(folder / DIRECTORY)
    scripts_file = Fields.of_file(folder / SCRIPTS)
    preamble, scripts = read_scripts(scripts_file, {topic.id for topic in topics})
    terms = read_terms(glossary)
    examples = read_examples()
    return Reference(
        roles=roles_in(topics_file),
        stages=stages_in(topics_file),
        urgencies=urgencies_in(topics_file),
        topics=with_examples("topic", topics, examples),
        terms=with_examples("term", terms, examples),
        glossary_title=glossary.text("title"),
        scripts_title=scripts_file.text("title"),
        preamble=preamble,
        scripts=with_examples(
            "script",
            with_walks(with_deadlines(with_web_wording(with_handoffs(scripts, handoffs)), topics)),
            examples,
        ),
        kinds=with_examples("organization", read_kinds(directory), examples),
        offices=read_offices(directory, states),
        states=states,
        glossary_forms=read_glossary_forms(terms, topics, scripts),
    )

"""The examples of what a state serves: what people say when they need an item, and the item's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from content_models.rich_text import to_plain_text
from content_models.shapes.documents import ItemDocument
from content_models.shapes.parts import Examples

from .search.phrases import TAUGHT_KINDS, Phrase
from .view import StateView

OWN_WORDS = (
    "title",
    "question",
    "firstStep",
    "summary",
    "synonyms",
    "alsoCalled",
    "whatItDoes",
    "goWhen",
    "openingPhrases",
)
"""Fields that say in the content's words what an item is for."""


def examples_of(view: StateView) -> dict[str, dict[str, list[Phrase]]]:
    """Return the examples of all items that a state serves, by kind and key: national ones, and what it adds."""
    return {
        str(kind): {key: phrases_of(view, view.document(key)) for key in view.keys_of(kind)} for kind in TAUGHT_KINDS
    }


def phrases_of(
    view: StateView,
    document: ItemDocument,
    own: Sequence[Examples] | None = None,
    *,
    said: Sequence[Examples] | None = None,
) -> list[Phrase]:
    """Return the examples of an item of a view.

    Args:
        document: as the view has it, or as a draft says.
        own: what the state adds to it; None: as is published.
        said: the examples of the item itself; None: as are published.
    Raises:
        StoreUnavailable: the database does not answer.
    """
    key = document["key"]
    said = view.examples.of_item(key) if said is None else said
    phrases = _phrases(document, [*said, *(view.examples.added(key) if own is None else own)])
    topic = document["topicKey"] if document["kind"] == "SCRIPT" else None
    if topic is None or view.path_of(topic) is None:
        return phrases
    # Who needs a topic would need its script if they called; it is not the other way round.
    of_topic = _phrases(view.document(topic), [*view.examples.of_item(topic), *view.examples.added(topic)])
    return [*phrases, *(phrase._replace(is_said=False) for phrase in of_topic)]


def _phrases(document: ItemDocument, groups: Sequence[Examples]) -> list[Phrase]:
    fields: Mapping[str, object] = {**document}
    said = [Phrase(phrase, group["isDanger"]) for group in groups for phrase in group["phrases"]]
    return [*said, *(Phrase(text, is_said=False) for text in _own_words(fields))]


def _own_words(fields: Mapping[str, object]) -> Iterator[str]:
    for name in OWN_WORDS:
        value = fields.get(name)
        yield from [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)] if value else []
    definition = fields.get("definition")
    if isinstance(definition, Mapping):
        yield to_plain_text(definition["ast"])

"""What changes from one version of an adaptation to another, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_models.adaptable_forms import label_of_piece
from content_models.documents.adaptation import operations_of
from content_models.documents.examples import examples_of_page
from content_models.kinds import ItemKind
from content_models.models import AdaptationPage
from content_models.overlay import WHOLE, Hide, Insert, Operation, Set
from content_models.shapes.parts import Examples
from editorial.adapting.draft import hides_text, operations_of_page
from editorial.adapting.draft_operations import walks_from_stream
from editorial.adapting.types import Workbench
from editorial.change_rows import ChangeRow
from editorial.comparing import changes_between
from editorial.phone_doubts import doubted_rows

from .editing_context import EditingContext
from .rows import labels_of


class Words(NamedTuple):
    """One sentence for each kind of change."""

    page_hidden: str | Promise
    hidden: str | Promise
    added: str | Promise
    changed: str | Promise
    page_shown: str | Promise
    removed: str | Promise
    undone: str | Promise
    phrases: str | Promise
    walk_kept: str | Promise
    walk_gone: str | Promise


FUTURE = Words(
    page_hidden=gettext_lazy("The whole page will be hidden."),
    hidden=gettext_lazy("“%(piece)s” will be hidden."),
    added=gettext_lazy("“%(piece)s” will be added."),
    changed=gettext_lazy("“%(piece)s” will say something else."),
    page_shown=gettext_lazy("The whole page will be shown again."),
    removed=gettext_lazy("A part that was added will be removed."),
    undone=gettext_lazy("“%(piece)s” will be as in the national library again."),
    phrases=gettext_lazy("Search will learn from other phrases of people here: %(added)d more, %(removed)d less."),
    walk_kept=gettext_lazy("The test walk “%(walk)s” will be replayed before each publish."),
    walk_gone=gettext_lazy("The test walk “%(walk)s” will not be replayed any more."),
)
"""Of a draft that is not published."""

PAST = Words(
    page_hidden=gettext_lazy("Hid the whole page."),
    hidden=gettext_lazy("Hid “%(piece)s”."),
    added=gettext_lazy("Added “%(piece)s”."),
    changed=gettext_lazy("Changed “%(piece)s”."),
    page_shown=gettext_lazy("Showed the whole page again."),
    removed=gettext_lazy("Removed a part that had been added: “%(piece)s”."),
    undone=gettext_lazy("Undid the change: “%(piece)s” as in the national library again."),
    phrases=gettext_lazy("Changed what people say here: %(added)d phrases more, %(removed)d less."),
    walk_kept=gettext_lazy("Recorded the test walk “%(walk)s”."),
    walk_gone=gettext_lazy("Took out the test walk “%(walk)s”."),
)
"""Of what somebody did."""


def published_of(bench: Workbench) -> AdaptationPage | None:
    """Return the page as it is stored, beside its draft; None where nothing is to be published. One query."""
    if bench.page is None or not bench.has_draft_changes:
        return None
    return AdaptationPage.objects.get(pk=bench.page.pk)


def is_hidden_now(bench: Workbench, published: AdaptationPage | None) -> bool:
    """Whether citizens do not see the text, whatever the draft says.

    Args:
        published: `published_of(bench)`.
    """
    return bench.is_published and (bench.is_hidden if published is None else hides_text(published))


def pieces_hidden_now(bench: Workbench, published: AdaptationPage | None) -> frozenset[str]:
    """Return the addresses of the pieces that citizens do not see, whatever the draft says.

    Args:
        published: `published_of(bench)`.
    """
    if published is None:
        return frozenset(piece.address for piece in bench.pieces if piece.is_hidden)
    if not published.live:
        return frozenset()
    return frozenset(one["target"] or "" for one in operations_of(published)["operations"] if one["op"] == "hide")


def has_something_to_publish(bench: Workbench) -> bool:
    """Whether there is something to send, to decide about, or to publish."""
    is_awaited = bench.moderation is not None and not bench.moderation.is_sent_back
    return bench.has_draft_changes or is_awaited or bench.schedule is not None


def readable_changes(editing: EditingContext, bench: Workbench, published: AdaptationPage | None) -> list[ChangeRow]:
    """Return what citizens would read otherwise if the draft were published: old and new, in words."""
    if published is None or bench.effective_item is None:
        return []
    key, view = str(bench.library_item["key"]), editing.view
    before = view.composed_with(key, view.adaptation_with(key, operations_of(published) if published.live else None))
    if before is None:
        return []
    kind = ItemKind(bench.library_item["kind"])
    changes = list(changes_between(kind, before, bench.effective_item, title_of=_titles(editing)))
    return doubted_rows(changes, kind, editing.tenant)


def _titles(editing: EditingContext) -> Callable[[str], str | None]:
    def title_of(key: str) -> str | None:
        item = editing.view.item(key)
        return None if item is None else str(item["title"])

    return title_of


def unpublished_changes(editing: EditingContext, bench: Workbench, published: AdaptationPage | None) -> list[str]:
    """Return one sentence for each change of the draft that is not published."""
    if bench.page is None or published is None:
        return []
    locale = str(bench.library_item["locale"])
    before = operations_of_page(published, locale) if published.live else ()
    said = _phrases(examples_of_page(published)) if published.live else []
    walks = _walks(published) if published.live else {}
    lines = sentences(before, operations_of_page(bench.page, locale), called_in(bench), FUTURE)
    return [
        *lines,
        *sentences_of_phrases(said, _phrases(bench.own_examples), FUTURE),
        *sentences_of_walks(walks, _walks(bench.page), FUTURE),
    ]


def consequences_of(editing: EditingContext, bench: Workbench, published: AdaptationPage | None) -> list[str]:
    """Return which texts refer to one that would be hidden: whoever decides about it answers for them, too.

    It is no change of its own: the changes are counted without it.
    """
    if published is None or not bench.is_hidden or is_hidden_now(bench, published):
        return []
    titles = editing.view.titles_referring_to(str(bench.library_item["key"]))
    named = ", ".join(_("“%(title)s”") % {"title": title} for title in titles)
    return [_("These refer to it, and will do so without a link: %(names)s.") % {"names": named}] if titles else []


def is_read_otherwise(bench: Workbench, published: AdaptationPage | None) -> bool:
    """Whether publishing a draft changes what is read, and not only phrases of people or test walks.

    Args:
        published: `published_of(bench)`.
    """
    if bench.page is None or published is None:
        return True
    locale = str(bench.library_item["locale"])
    before = operations_of_page(published, locale) if published.live else ()
    return _by_id(before) != _by_id(operations_of_page(bench.page, locale))


def sentences_of_phrases(before: Collection[str], after: Collection[str], words: Words) -> list[str]:
    """Return a sentence if people say something else in one version of an adaptation than in another."""
    added, removed = set(after) - set(before), set(before) - set(after)
    return [str(words.phrases) % {"added": len(added), "removed": len(removed)}] if added or removed else []


def sentences_of_walks(before: Mapping[str, str], after: Mapping[str, str], words: Words) -> list[str]:
    """Return a sentence for each test walk that is another, or gone, in the later of two versions."""
    kept = [str(words.walk_kept) % {"walk": name} for name, does in after.items() if before.get(name) != does]
    return kept + [str(words.walk_gone) % {"walk": name} for name in before if name not in after]


def _walks(page: AdaptationPage) -> dict[str, str]:
    return walks_from_stream(page.walks.get_prep_value())


def _phrases(groups: Iterable[Examples]) -> list[str]:
    return [phrase for group in groups for phrase in group["phrases"]]


def sentences(
    before: Iterable[Operation], after: Iterable[Operation], labels: Mapping[str, str], words: Words
) -> list[str]:
    """Return one sentence for each operation in which two versions of an adaptation are different.

    Args:
        labels: what editors call the pieces, by address and by the operation that changes them: `called_in(bench)`.
    """
    old, new = _by_id(before), _by_id(after)
    changed = [
        str(_words_for(operation, words, is_new=identifier not in old)) % {"piece": _label(operation, labels)}
        for identifier, operation in new.items()
        if old.get(identifier) != operation
    ]
    gone = [operation for identifier, operation in old.items() if identifier not in new]
    return changed + [str(_words_for_gone(one, words)) % {"piece": _label(one, labels)} for one in gone]


def _by_id(operations: Iterable[Operation]) -> dict[str, Operation]:
    return {one.id: one for one in operations}


def called_in(bench: Workbench) -> dict[str, str]:
    """Return what editors call the pieces, by address and by the operation that changes them."""
    labels = labels_of(bench)
    labels |= {piece.operation_id: labels[piece.address] for piece in bench.pieces if piece.operation_id}
    return labels | {lost.operation_id: lost.label for lost in bench.unresolved}


def _label(operation: Operation, labels: Mapping[str, str]) -> str:
    """What editors call the piece; what no longer stands in the text is called by its type."""
    if operation.id in labels:
        return labels[operation.id]
    return labels.get(operation.address) or _type_of(operation)


def _type_of(operation: Operation) -> str:
    if isinstance(operation, Set | Hide):
        return _("a part that is no longer there")
    return str(label_of_piece(operation.block_type))


def _words_for(operation: Operation, words: Words, *, is_new: bool) -> Any:
    if isinstance(operation, Hide):
        return words.page_hidden if operation.address == WHOLE else words.hidden
    return words.added if isinstance(operation, Insert) and is_new else words.changed


def _words_for_gone(operation: Operation, words: Words) -> Any:
    if operation.address == WHOLE:
        return words.page_shown
    return words.removed if isinstance(operation, Insert) else words.undone

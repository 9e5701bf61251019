"""Finding what the library has changed, or withdrawn, of what states had changed: from the store, for all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, cast

import orjson
from django.db import connection
from django.db.models import Max

from content_models.kinds import ItemKind
from content_models.overlay import Adaptation, LocaleChain, Operation, Origin, effective
from content_models.overlay import Edition as LibraryEdition
from content_models.piece_labels import PieceLabel
from content_models.shapes.documents import AdaptationFields, ItemDocument, ScriptDocument
from content_models.shapes.parts import JsonObject
from content_models.walk_checks import BrokenWalk
from publishing.adaptations import operations_in
from publishing.broken_walks import ScriptInState
from publishing.incomplete_scripts import Incomplete, incomplete_by
from publishing.models import ContentItem, Edition, Pin, ReviewReason
from publishing.served_languages import served_languages
from tenants.models import LIBRARY_ID

from .changed_pieces import base_of, changed_since_base, originals, written
from .labels import labels_of_stored
from .settled_withdrawals import FORESEEN, settled_withdrawals

_EDITIONS = """
WITH wanted AS (
  SELECT DISTINCT key, locale, number
    FROM unnest(%(key)s::text[], %(locale)s::text[], %(number)s::bigint[]) AS one (key, locale, number)
), known AS (
  SELECT key, locale, min(number) AS oldest FROM publishing_edition
    JOIN (SELECT DISTINCT key, locale FROM wanted) AS text USING (key, locale) GROUP BY key, locale
)
SELECT key, locale, number, is_urgent,
       CASE WHEN wanted.number IS NOT NULL OR number = oldest THEN edition.document::text END
  FROM publishing_edition edition JOIN known USING (key, locale) LEFT JOIN wanted USING (key, locale, number)
 WHERE is_urgent OR number = oldest OR wanted.number IS NOT NULL
"""


class TextRef(NamedTuple):
    """One state's text in one language."""

    tenant_id: int
    key: str
    locale: str


class Numbered(NamedTuple):
    """One edition of the library."""

    key: str
    locale: str
    number: int


@dataclass(frozen=True, slots=True)
class LibraryText:
    """What the library serves of a text in one language, or served last.

    Attributes:
        document: empty where the edition has it.
        withdrawal: the library's version with which the text was withdrawn in its last language; 0 while it is served.
    """

    key: str
    locale: str
    kind: str
    number: int
    document: JsonObject
    withdrawal: int = 0


@dataclass(frozen=True, slots=True)
class AffectedAdaptation:
    """One state's adaptation in one language, beside the edition that the state is served, or was before it went.

    Attributes:
        addresses: what the library has changed of it since, in the order of its operations; of a text that it has
            withdrawn, all that the state wrote, unless its people have settled that.
        from_number: the oldest edition that one of these operations was made against.
        bases: of all its operations, by address: the edition each was made against.
        labels: what editors call the addresses concerned.
        is_urgent: whether one of the editions in between is an urgent legal correction.
        withdrawal: the library's version with which it withdrew the text; 0 while it serves it.
        problems: sentences about what the state's changes leave incomplete in a script; whatever causes them is
            concerned, though the library may have changed nothing of its piece.
        walks: the test walks that break in a script as the state serves it, and not in the library's.
    """

    ref: TextRef
    kind: str
    title: str
    number: int
    addresses: tuple[str, ...] = ()
    from_number: int = 0
    bases: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, PieceLabel] = field(default_factory=dict)
    is_urgent: bool = False
    withdrawal: int = 0
    problems: tuple[str, ...] = ()
    walks: tuple[BrokenWalk, ...] = ()

    @property
    def reason(self) -> ReviewReason:
        """Why there is a review of it, once an address is concerned."""
        return ReviewReason.WITHDRAWN if self.withdrawal else ReviewReason.CHANGED

    @property
    def reasons(self) -> tuple[ReviewReason, ...]:
        """Why there are reviews of it."""
        concerned = {self.reason: self.addresses, ReviewReason.WALK: self.walks}
        return tuple(reason for reason, found in concerned.items() if found)


@dataclass(frozen=True, slots=True)
class _Adapted:
    ref: TextRef
    operations: tuple[Operation, ...]
    document: AdaptationFields


def affected_adaptations(
    keys: Collection[str],
    tenant_ids: Collection[int],
    *,
    coming: Mapping[tuple[str, str], JsonObject] | None = None,
    going: Collection[tuple[str, str]] = (),
) -> dict[TextRef, AffectedAdaptation]:
    """Every live adaptation of some texts, with what is concerned of it; often nothing.

    The scope must hold the states. Five statements at most, and one when nobody adapts the texts.

    Args:
        coming: documents by key and language as if they were the library's next editions, served by all: what would be
            concerned if they were published.
        going: keys and languages as if the library had withdrawn them: what would be concerned then.
    """
    adapted = _adaptations(keys, tenant_ids)
    if not adapted:
        return {}
    adapted_keys = {one.ref.key for one in adapted}
    newest = _present(adapted_keys, going)
    for (key, locale), new in (coming or {}).items():
        if key not in adapted_keys:
            continue
        others = {tag: text for tag, text in newest.get(key, {}).items() if not text.withdrawal}
        number = (others[locale].number if locale in others else _latest_number(key, locale)) + 1
        newest[key] = {**others, locale: LibraryText(key, locale, str(new["kind"]), number, new)}
    pins = {} if coming else _pins(adapted_keys, tenant_ids)
    languages = served_languages([LIBRARY_ID])[LIBRARY_ID]
    beside = []
    for one in adapted:
        present = _in_language(newest.get(one.ref.key, {}), one.ref.locale, languages)
        if present is not None:
            beside.append((one, _pinned(present, pins.get(TextRef(one.ref.tenant_id, present.key, present.locale)))))
    editions, urgent = _editions(beside)
    found = {}
    for one, served in beside:
        if served.number:
            documents = editions[served.key, served.locale]
            document = served.document or documents.get(served.number)
            if document:
                present = replace(served, document=document)
                incomplete = _incomplete(one.ref, adapted, served.kind, document)
                affected = _affected(one, present, documents, urgent, incomplete)
                walks = () if served.withdrawal else _broken_walks(one.ref, adapted, present, documents)
                found[one.ref] = replace(affected, walks=walks)
    return _without_settled(found, tenant_ids)


def _without_settled(
    found: dict[TextRef, AffectedAdaptation], tenant_ids: Collection[int]
) -> dict[TextRef, AffectedAdaptation]:
    """Nothing is concerned of a withdrawn text about which the state's people have decided. One statement if any is."""
    withdrawn = {adaptation.ref.key for adaptation in found.values() if adaptation.withdrawal}
    settled = settled_withdrawals(withdrawn, tenant_ids) if withdrawn else frozenset()
    return {ref: replace(one, addresses=()) if (*ref, one.withdrawal) in settled else one for ref, one in found.items()}


def _latest_number(key: str, locale: str) -> int:
    """The number of the latest edition of a text that the library does not serve now; 0 of a new one."""
    editions = Edition.objects.filter(tenant_id=LIBRARY_ID, key=key, locale=locale)
    return editions.aggregate(latest=Max("number"))["latest"] or 0


def _incomplete(ref: TextRef, adapted: Collection[_Adapted], kind: str, document: JsonObject) -> Incomplete:
    """What the state's changes, in all its languages, leave incomplete in the edition of a script that it is served."""
    if kind != ItemKind.SCRIPT:
        return Incomplete()
    mine = {one.ref.locale: one.operations for one in adapted if one.ref[:2] == ref[:2]}
    tags = (ref.locale, *sorted(set(mine) - {ref.locale}))
    parsed = [Adaptation(ref.key, mine[tag]) for tag in tags]
    script = cast(ItemDocument, document)
    locale = script["locale"]
    edition = LibraryEdition(ref.key, kind, Origin.LIBRARY, {locale: script})
    chain = LocaleChain(ref.locale, (locale,), tags)
    return incomplete_by(Adaptation.in_languages(parsed), script, lambda one: effective(edition, one, chain))


def _broken_walks(
    ref: TextRef, adapted: Collection[_Adapted], served: LibraryText, documents: Mapping[int, JsonObject]
) -> tuple[BrokenWalk, ...]:
    """Return the test walks that the state's changes, in all its languages, break in the edition that it is served.

    Not those of the library that they broke in the edition they were made against: the state was warned of these.
    """
    if served.kind != ItemKind.SCRIPT:
        return ()
    state = ScriptInState({one.ref.locale: one.document for one in adapted if one.ref[:2] == ref[:2]})
    earlier = [cast(ScriptDocument, documents[number]) for number in sorted(documents) if number < served.number]
    operations = [operation for one in adapted if one.ref[:2] == ref[:2] for operation in originals(one.operations)]
    base = min((base_of(one, served.number, documents) for one in operations), default=served.number)
    made_against = cast(ScriptDocument, served.document if base == served.number else documents[base])
    known = {walk["name"] for walk in made_against.get("walks", ())} - {walk["name"] for walk in state.walks}
    warned = known & {walk.name for walk in state.broken_only_here(made_against)} if known else set()
    broken = state.broken_only_here(cast(ScriptDocument, served.document), earlier)
    return tuple(walk for walk in broken if walk.name not in warned)


def _affected(
    one: _Adapted,
    served: LibraryText,
    documents: Mapping[int, JsonObject],
    urgent: Mapping[tuple[str, str], Collection[int]],
    incomplete: Incomplete,
) -> AffectedAdaptation:
    earlier = {number: document for number, document in documents.items() if number < served.number}
    if served.withdrawal:
        touched = dict(written(one.operations, number=served.number, editions=earlier))
    else:
        touched = dict(changed_since_base(one.operations, number=served.number, now=served.document, editions=earlier))
    bases: dict[str, int] = {}
    for operation in originals(one.operations):
        base = base_of(operation, served.number, earlier)
        bases[operation.address] = min(base, bases.get(operation.address, base))
    lost = [] if served.withdrawal else [address for address in incomplete.addresses if address in bases]
    touched |= {address: bases[address] for address in lost if address not in touched}
    oldest = min(touched.values(), default=served.number)
    return AffectedAdaptation(
        one.ref,
        served.kind,
        str(served.document["title"]),
        served.number,
        tuple(touched),
        oldest,
        bases,
        labels_of_stored(served.kind, touched, one.operations, served.document, earlier) if touched else {},
        any(oldest < number <= served.number for number in urgent.get((served.key, served.locale), ()))
        and not served.withdrawal,
        served.withdrawal,
        incomplete.problems if lost else (),
    )


def _adaptations(keys: Collection[str], tenant_ids: Collection[int]) -> list[_Adapted]:
    rows = (
        ContentItem.objects.live()
        .filter(kind=ItemKind.ADAPTATION, tenant_id__in=tenant_ids, document__adaptsKey__in=list(keys))
        .values_list("tenant_id", "locale", "document")
    )
    return [
        _Adapted(
            TextRef(tenant_id, str(document["adaptsKey"]), locale),
            operations_in(document["operations"], locale),
            cast(AdaptationFields, document),
        )
        for tenant_id, locale, document in rows
    ]


def _present(keys: Collection[str], going: Collection[tuple[str, str]]) -> dict[str, dict[str, LibraryText]]:
    """What the library serves of some texts, by key and language; of a text that it serves in none, what it served."""
    rows = ContentItem.objects.for_tenant(LIBRARY_ID).filter(key__in=keys)
    texts: dict[str, list[LibraryText]] = defaultdict(list)
    for is_live, version, *row in rows.values_list(
        "is_live", "version", "key", "locale", "kind", "edition", "document"
    ):
        text = LibraryText(*row)
        is_going = (text.key, text.locale) in going
        withdrawal = FORESEEN if is_live and is_going else 0 if is_live else version
        texts[text.key].append(replace(text, document={} if withdrawal else text.document, withdrawal=withdrawal))
    return {key: {text.locale: text for text in _of_one_kind(found)} for key, found in texts.items()}


def _of_one_kind(texts: Iterable[LibraryText]) -> list[LibraryText]:
    """Those that are served; if none is, all of them, with the moment in which the last of them went."""
    texts = list(texts)
    served = [text for text in texts if not text.withdrawal]
    last = max(text.withdrawal for text in texts)
    return served or [replace(text, withdrawal=last) for text in texts]


def _pins(keys: Collection[str], tenant_ids: Collection[int]) -> dict[TextRef, int]:
    pins = Pin.objects.holding().filter(key__in=keys, tenant_id__in=tenant_ids)
    return {TextRef(pin.tenant_id, pin.key, pin.locale): pin.number or 0 for pin in pins}


def _in_language(texts: Mapping[str, LibraryText], locale: str, languages: tuple[str, ...]) -> LibraryText | None:
    """The library's text that an adaptation in a language is compared with: in that language, or the leading one."""
    order = (locale, *languages, *sorted(texts))
    return next((texts[tag] for tag in order if tag in texts), None)


def _pinned(present: LibraryText, pin: int | None) -> LibraryText:
    """Return the same text in the edition that a state is pinned to; a withdrawn text has no pins."""
    if pin is None or pin == present.number or present.withdrawal:
        return present
    return replace(present, number=pin, document={})


def _editions(
    beside: Collection[tuple[_Adapted, LibraryText]],
) -> tuple[dict[tuple[str, str], dict[int, JsonObject]], dict[tuple[str, str], set[int]]]:
    """The documents of the editions that operations were made against, and of the oldest; the urgent ones' numbers."""
    wanted = {
        Numbered(served.key, served.locale, int(number))
        for one, served in beside
        for number in (served.number, *(operation.base for operation in one.operations))
    }
    documents: dict[tuple[str, str], dict[int, JsonObject]] = defaultdict(dict)
    urgent: dict[tuple[str, str], set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_EDITIONS, {name: [getattr(one, name) for one in wanted] for name in Numbered._fields})
        for key, locale, number, is_urgent, document in cursor.fetchall():
            if is_urgent:
                urgent[key, locale].add(number)
            if document is not None:
                documents[key, locale][number] = orjson.loads(document)
    return documents, urgent

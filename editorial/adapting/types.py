"""What goes into adapting a text, and what an editor sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from wagtail.blocks import Block
from wagtail.models import TaskState

from content_models.models import AdaptationPage
from content_models.overlay import Operation, Origin
from content_models.shapes.documents import Item
from content_models.shapes.parts import Examples
from tenants.models import Tenant, User


@dataclass(frozen=True, slots=True)
class AdaptationTarget:
    """A national text that somebody works on for a state, in one language.

    Attributes:
        key: of the national text.
        locale: BCP 47 tag.
    """

    tenant: Tenant
    key: str
    locale: str
    by: User


class PieceKind(StrEnum):
    """What a piece of a text is."""

    FIELD = "field"
    BLOCK = "block"
    NODE = "node"
    LIST_ITEM = "list_item"


class Can(StrEnum):
    """What may be done with a piece; the user's rights are another matter."""

    ADAPT = "adapt"
    HIDE = "hide"
    INSERT = "insert"
    UNDO = "undo"


class OperationKind(StrEnum):
    """What is done with a piece."""

    SET = "set"
    REPLACE = "replace"
    INSERT = "insert"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class OperationInput:
    """One change, as an editor asks for it.

    Attributes:
        target: id of a block, node or list item; for `INSERT` also the name of a list field, whose beginning
            (`is_before`) or end is meant; None for `SET`, and for hiding the whole text.
        field: the field to set, by its name in documents, such as `firstStep`.
        block_type: what is inserted; not needed for a replacement.
        value: as the block of the form stores it: `form_of(...).block.get_prep_value(cleaned)`.
        base: the library's edition that the editor saw; None leaves it unchecked.
        new_nodes: ids of nodes that do not exist yet: each to which an answer of the value leads is made beside it,
            without words.
    """

    kind: OperationKind
    target: str | None = None
    field: str | None = None
    is_before: bool = False
    block_type: str | None = None
    value: Any = None
    base: int | None = None
    new_nodes: tuple[str, ...] = ()

    @property
    def hides_item(self) -> bool:
        """Whether it hides the whole text."""
        return self.kind is OperationKind.HIDE and not self.target


@dataclass(frozen=True, slots=True)
class Choice:
    """A type of block that can be inserted, and what editors call it."""

    block_type: str
    label: str | Promise


@dataclass(frozen=True, slots=True)
class Piece:
    """One field, block, script node or list item of a text, as the state's draft has it.

    Attributes:
        address: the name of the field, or the id of the block, node or item.
        parent: the address of the block or node that a list item is part of; empty for all others.
        label: what editors call it.
        block_type: of the form that adapts it; None for a field.
        library_value: as the library has it, in the form of documents, rich text completed (`ast`, `html`,
            `plainText`); None for the state's own additions.
        effective_value: as the state would serve it; for a hidden piece what it would serve without hiding.
        origin: `LIBRARY`, `ADAPTED` or `LOCAL`.
        operation_id: of the operation that `undo` takes back: of hiding first, of another change then.
        can: what may be done with it.
        insertable: what can stand before or after it.
        is_outdated: the library has changed this piece since the state changed it.
    """

    address: str
    kind: PieceKind
    label: str
    block_type: str | None
    library_value: Any
    effective_value: Any
    origin: Origin
    is_hidden: bool
    operation_id: str | None
    can: frozenset[Can]
    parent: str = ""
    insertable: tuple[Choice, ...] = ()
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """An empty list, where something can be inserted: `target` is its name."""

    target: str
    label: str
    insertable: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A change whose target the library has since removed. Its text is kept, and served at the end where it fits.

    `value` is in the form of documents, rich text completed; None for hiding.
    """

    operation_id: str
    kind: OperationKind
    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class WithdrawnText:
    """What a state wrote into a national text that the library has withdrawn. It is not served until the text is again.

    Attributes:
        title: of the state's adaptation, which names the text.
        texts: what the state wrote, as its latest draft says.
    """

    title: str
    texts: tuple[Unresolved, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """What will be published by itself.

    Attributes:
        go_live_at: when; it may have passed by a little, or by more where something keeps it back.
        expire_at: until when it then holds; None for always.
        problem: the sentence that says why it could not be published as things are; empty when it could.
    """

    go_live_at: datetime
    expire_at: datetime | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Moderation:
    """An adaptation that was sent to the state's publishers.

    Attributes:
        is_sent_back: they asked for changes, so that it is its editors' turn; else it waits for them.
        by: the name of the user who asked for changes.
        comment: what they said.
        can_cancel: whether the user may take it back.
        can_decide: whether the user may approve it.
        sent_by: the name of the user who sent it.
        message: what they wrote to whoever reviews it.
        returned: for whoever may approve it, how it was sent back before, where it was.
    """

    is_sent_back: bool
    by: str
    comment: str
    can_cancel: bool
    can_decide: bool = False
    sent_by: str = ""
    message: str = ""
    returned: TaskState | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What was done with a version besides writing: published, planned, withdrawn, sent for review.

    Attributes:
        by: the name of the user who did it; empty for the system.
    """

    sentence: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """What an adaptation was at one time.

    Attributes:
        number: of Wagtail's revision.
        by: the name of the user who saved it; empty for the system.
        is_latest: whether it is the draft of now.
        is_live: whether it is what citizens see.
        phrases: what people say, as it had them.
        walks: the state's test walks, by name.
        go_live_at: when it will be published by itself.
        acts: what was done with it besides writing, the earliest first.
    """

    number: int
    saved_at: datetime
    by: str
    operations: tuple[Operation, ...]
    is_latest: bool
    is_live: bool
    go_live_at: datetime | None
    acts: tuple[Act, ...] = ()
    phrases: tuple[str, ...] = ()
    walks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConcurrentChange:
    """What was saved in one piece while somebody else, or the same person in another window, wrote it.

    Attributes:
        revision: the draft's latest, which has this; who saves in its place names it.
        by: the name of the user who saved it; empty for the system.
        is_own: whether the same person saved it.
        value: as the draft has the piece now, in the form of documents; None where it has it no more.
        is_hidden: whether the draft hides it now.
    """

    revision: int
    by: str
    saved_at: datetime
    is_own: bool
    value: Any
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbench:
    """A national text as one state's draft has it.

    Attributes:
        page: the adaptation's latest draft; None while there is none.
        library_item: as the library serves it, composed for the state.
        effective_item: as the state would serve it; None when the draft hides the whole text.
        pieces: in reading order, hidden ones included.
        hide_operation_id: of the operation that hides the whole text.
        problems: sentences that say why the draft cannot be published, such as a script's unreachable node;
            `problem_nodes`, for each, the key of the node that it is about, and `problem_hidden` that of the
            hidden node that one of its answers leads to.
        revision: what the next change must name as `expected_revision`; None while there is none.
        base: the library's edition that is shown; forms give it back in `OperationInput.base`.
        is_published: whether an adaptation of this text is published.
        schedule: what will be published by itself; None when nothing will.
        live_until: when what is published ends by itself; None when it does not.
        has_expired: whether it has ended by itself, so that the state serves the library's text again.
        moderation: its state in the workflow; None when it was not sent.
        is_locked: whether the user may not change it: it waits for approval, or somebody has locked it.
        national_phrases: what people say when they need it, by the library; None: texts of its kind have none.
        own_examples: what the draft adds.
    """

    page: AdaptationPage | None
    library_item: Item
    effective_item: Item | None
    pieces: tuple[Piece, ...]
    slots: tuple[Slot, ...]
    unresolved: tuple[Unresolved, ...]
    problems: tuple[str, ...]
    hide_operation_id: str | None
    revision: int | None
    base: int
    is_published: bool
    has_draft_changes: bool
    schedule: Schedule | None = None
    live_until: datetime | None = None
    has_expired: bool = False
    moderation: Moderation | None = None
    is_locked: bool = False
    national_phrases: tuple[str, ...] | None = None
    own_examples: tuple[Examples, ...] = ()
    problem_nodes: tuple[str, ...] = ()
    problem_hidden: tuple[str, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """Whether the draft hides the whole text."""
        return self.hide_operation_id is not None

    @property
    def is_adapted(self) -> bool:
        """Whether anything is different here from the library's text, whichever language it was changed in."""
        differs = any(piece.origin is not Origin.LIBRARY or piece.is_hidden for piece in self.pieces)
        return differs or self.effective_item is None or bool(self.unresolved)

    def piece(self, address: str) -> Piece | None:
        """The piece with this address."""
        return next((piece for piece in self.pieces if piece.address == address), None)


@dataclass(frozen=True, slots=True)
class PieceForm:
    """The form for one piece: the original block of the page it comes from.

    Attributes:
        block: for `wagtail.blocks.base.BlockField(block)`.
        value: the native value that the form begins with.
        base: the library's edition that the value is from, for `OperationInput.base`.
        given: the change that this form makes, without a value.
    """

    block: Block
    value: Any
    label: str
    base: int
    given: OperationInput


@dataclass(frozen=True, slots=True)
class Rights:
    """What a user may do with a state's adaptations."""

    can_edit: bool
    can_publish: bool

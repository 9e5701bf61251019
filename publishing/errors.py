"""What keeps something from being published or read. Each error has a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content_models.walk_checks import BrokenWalk


class ErrorCode(StrEnum):
    """Stable codes for programs."""

    PATH_TAKEN = "PATH_TAKEN"
    SLUG_TAKEN = "SLUG_TAKEN"
    FOREIGN_REFERENCE = "FOREIGN_REFERENCE"
    LOST_REFERENCE = "LOST_REFERENCE"
    CONTENT_INCOMPLETE = "CONTENT_INCOMPLETE"
    TREE_UNKNOWN = "TREE_UNKNOWN"
    NOT_IN_TRANSACTION = "NOT_IN_TRANSACTION"
    STATE_NOT_VISIBLE = "STATE_NOT_VISIBLE"
    LOCALE_NOT_SERVED = "LOCALE_NOT_SERVED"
    STORE_AWAY = "STORE_AWAY"
    STORE_BUSY = "STORE_BUSY"
    TENANT_INVALID = "TENANT_INVALID"
    ADAPTATION_FORBIDDEN = "ADAPTATION_FORBIDDEN"
    NOT_ADAPTABLE = "NOT_ADAPTABLE"
    ADAPTATION_INVALID = "ADAPTATION_INVALID"
    ADAPTATION_UNCHANGED = "ADAPTATION_UNCHANGED"
    ADAPTATION_LOCKED = "ADAPTATION_LOCKED"
    ADAPTATION_TWICE = "ADAPTATION_TWICE"
    TARGET_GONE = "TARGET_GONE"
    NOTHING_TO_SEND = "NOTHING_TO_SEND"
    NOT_WAITING = "NOT_WAITING"
    STALE_ADAPTATION = "STALE_ADAPTATION"
    HIDDEN_BUT_REFERRED = "HIDDEN_BUT_REFERRED"
    SCRIPT_UNREACHABLE = "SCRIPT_UNREACHABLE"
    ADAPTED_FROM_OLD_BASE = "ADAPTED_FROM_OLD_BASE"
    LIBRARY_PAGE_ADAPTED = "LIBRARY_PAGE_ADAPTED"
    REVIEW_UNKNOWN = "REVIEW_UNKNOWN"
    REVIEW_CLOSED = "REVIEW_CLOSED"
    REVIEW_OUTDATED = "REVIEW_OUTDATED"
    PIECE_SETTLED = "PIECE_SETTLED"
    NOT_DECIDABLE_SO = "NOT_DECIDABLE_SO"
    ADOPTION_FORBIDDEN = "ADOPTION_FORBIDDEN"
    SETTINGS_CHANGED = "SETTINGS_CHANGED"
    STATE_NOT_READY = "STATE_NOT_READY"
    STATES_FORBIDDEN = "STATES_FORBIDDEN"
    ADOPTION_INVALID = "ADOPTION_INVALID"
    ADOPTION_STALE = "ADOPTION_STALE"
    HOLIDAY_FORBIDDEN = "HOLIDAY_FORBIDDEN"
    HOLIDAY_CHANGED = "HOLIDAY_CHANGED"
    HOLIDAY_INVALID = "HOLIDAY_INVALID"
    HOLIDAY_UNKNOWN = "HOLIDAY_UNKNOWN"
    OFFICE_UNKNOWN = "OFFICE_UNKNOWN"
    OFFICE_CHANGED = "OFFICE_CHANGED"
    OFFICE_LOCKED = "OFFICE_LOCKED"
    OFFICE_REFUSED = "OFFICE_REFUSED"
    ADAPTATION_PLANNED = "ADAPTATION_PLANNED"
    SCHEDULE_IN_PAST = "SCHEDULE_IN_PAST"
    EXPIRY_BEFORE_GO_LIVE = "EXPIRY_BEFORE_GO_LIVE"
    NOTHING_TO_SCHEDULE = "NOTHING_TO_SCHEDULE"
    NO_SUCH_VERSION = "NO_SUCH_VERSION"
    PLACE_GONE = "PLACE_GONE"
    PLACE_TAKEN = "PLACE_TAKEN"
    MARKING_FORBIDDEN = "MARKING_FORBIDDEN"
    MARKING_WITHOUT_REASON = "MARKING_WITHOUT_REASON"
    MARKING_DUE_IN_PAST = "MARKING_DUE_IN_PAST"
    CITATIONS_CHANGED = "CITATIONS_CHANGED"
    NOTHING_TO_GO_BACK_TO = "NOTHING_TO_GO_BACK_TO"
    EDITION_NOT_KEPT = "EDITION_NOT_KEPT"
    EDITION_UNKNOWN = "EDITION_UNKNOWN"
    EDITION_CHANGED = "EDITION_CHANGED"
    DRAFT_CHANGED = "DRAFT_CHANGED"
    NATIONAL_PAGE_LOCKED = "NATIONAL_PAGE_LOCKED"
    URGENT_CANNOT_WAIT = "URGENT_CANNOT_WAIT"
    URGENT_IN_REVIEW = "URGENT_IN_REVIEW"
    WITHDRAWN_SINCE = "WITHDRAWN_SINCE"
    PLANNED_SINCE = "PLANNED_SINCE"
    URGENT_REASON_MISSING = "URGENT_REASON_MISSING"
    STILL_NEEDED = "STILL_NEEDED"
    WALKS_BROKEN = "WALKS_BROKEN"
    REPORT_REFUSED = "REPORT_REFUSED"
    SUGGESTION_REFUSED = "SUGGESTION_REFUSED"
    SUGGESTION_UNKNOWN = "SUGGESTION_UNKNOWN"
    IMPORT_FILE_REFUSED = "IMPORT_FILE_REFUSED"
    IMPORT_UNKNOWN = "IMPORT_UNKNOWN"
    IMPORT_FORBIDDEN = "IMPORT_FORBIDDEN"
    IMPORT_BUSY = "IMPORT_BUSY"
    IMPORT_NOT_READY = "IMPORT_NOT_READY"
    IMPORT_CHANGED = "IMPORT_CHANGED"


class DomainError(Exception):
    """Something that the rules of the project refuse.

    Attributes:
        code: stable, for programs.
        field: the form field it is about; empty when it is about the whole.
    """

    code: ClassVar[ErrorCode]
    sentence: ClassVar[str | Promise]
    field: str = ""

    def __init__(self, **details: Any) -> None:
        super().__init__(self.code, details)
        self.details = details

    @property
    def message(self) -> str:
        """The sentence for people, in the active language."""
        return str(self.sentence) % self.details

    def __str__(self) -> str:
        return self.message


class PathTaken(DomainError):
    """A page would take the place of another; `details` say which: `key`, `kind`, `page_id`, `tenant_id`."""

    code = ErrorCode.PATH_TAKEN
    field = "slug"
    sentence = _(
        "“%(path)s” is already the address of “%(title)s”. Give this page another slug, or move it to another section."
    )


class LibraryPathTaken(PathTaken):
    """A state's page would hide a national one."""

    sentence = _(
        "“%(path)s” is already the address of the national page “%(title)s”. Give this page another slug, "
        "or adapt the national page instead."
    )


class SlugTaken(DomainError):
    """Two items of one kind would have one slug."""

    code = ErrorCode.SLUG_TAKEN
    field = "slug"
    sentence = _(
        "“%(title)s” already has the slug “%(slug)s”. Slugs are unique among all pages of a kind: choose another one."
    )


class ReferenceRefused(DomainError):
    """A page refers to what it cannot; the sentence names its fields."""


class ForeignReference(ReferenceRefused):
    """A page refers to what belongs to another state."""

    code = ErrorCode.FOREIGN_REFERENCE
    sentence = _(
        "What was chosen in %(fields)s belongs to another state. Use your own state’s or the national library’s."
    )


class LostReference(ReferenceRefused):
    """A page refers to what has been deleted."""

    code = ErrorCode.LOST_REFERENCE
    sentence = _(
        "What was chosen in %(fields)s is no longer there. Choose it again, or take the link out, and publish then."
    )


class ContentIncomplete(DomainError):
    """A page cannot become a document as it is."""

    code = ErrorCode.CONTENT_INCOMPLETE
    sentence = "%(sentence)s"

    def __init__(self, *, sentence: str | Promise, paths: Sequence[str]) -> None:
        super().__init__(sentence=sentence, paths=tuple(paths))


class TreeUnknown(DomainError):
    """A page stands in no tenant's tree."""

    code = ErrorCode.TREE_UNKNOWN
    sentence = _("“%(title)s” stands in no state’s tree. Move it under a state’s or the library’s home first.")


class NotInTransaction(DomainError):
    """Somebody publishes without the transaction that holds page and store together."""

    code = ErrorCode.NOT_IN_TRANSACTION
    sentence = _("Pages are published, moved and deleted within a transaction only: use publishing.services.")


class TenantInvalid(DomainError):
    """A state's settings cannot be like this."""

    code = ErrorCode.TENANT_INVALID
    sentence = "%(sentence)s"


class AdoptionForbidden(DomainError):
    """The user may read this state's texts, but not decide what it adopts."""

    code = ErrorCode.ADOPTION_FORBIDDEN
    sentence = _("Only publishers of %(state)s decide when it adopts what the national library publishes.")


class AdoptionInvalid(DomainError):
    """There is no such way of adopting."""

    code = ErrorCode.ADOPTION_INVALID
    sentence = _("Choose whether national changes are served at once or after your own review.")


class AdoptionStale(DomainError):
    """The library has published another edition since the one that is to be accepted."""

    code = ErrorCode.ADOPTION_STALE
    sentence = _(
        "The national library has published another edition of this text since you opened it. Nothing has been "
        "accepted: look at the new one and accept it then."
    )


class HolidayForbidden(DomainError):
    """The user may read this state's holidays, but not change them."""

    code = ErrorCode.HOLIDAY_FORBIDDEN
    sentence = _("Only publishers of %(state)s change its holidays and closures.")


class HolidayUnknown(DomainError):
    """There is no such holiday, or it is another state's: the answer is the same."""

    code = ErrorCode.HOLIDAY_UNKNOWN
    sentence = _("There is no such holiday.")


class HolidayChanged(DomainError):
    """Somebody else has changed the holiday since the form about it was opened."""

    code = ErrorCode.HOLIDAY_CHANGED
    sentence = _(
        "%(who)s changed this on %(when)s, while you had it open. Nothing has been saved: look at what has changed, "
        "and send yours again."
    )

    def __init__(self, *, who: str, at: datetime) -> None:
        when = date_format(timezone.localtime(at), "DATETIME_FORMAT")
        super().__init__(who=who or gettext("Somebody"), when=when)


class HolidayInvalid(DomainError):
    """A holiday or closure cannot be like this."""

    code = ErrorCode.HOLIDAY_INVALID
    sentence = "%(sentence)s"

    @classmethod
    def no_office(cls) -> HolidayInvalid:
        """The office that it names is not a published one of the state."""
        return cls(sentence=_("Choose one of the state’s own published offices."))

    @classmethod
    def twice(cls, *, name: str, day: date) -> HolidayInvalid:
        """The same day has been entered already."""
        sentence = _("“%(name)s” on %(day)s is in the list already. Change it there instead of adding it again.")
        return cls(sentence=sentence % {"name": name, "day": date_format(day, "SHORT_DATE_FORMAT")})


class SuggestionRefused(DomainError):
    """A phrase is not to be kept, or the item that it is to mean is none that search finds by phrases."""

    code = ErrorCode.SUGGESTION_REFUSED
    sentence = "%(sentence)s"

    @classmethod
    def no_item(cls) -> SuggestionRefused:
        """The state serves no such item, or none that has examples."""
        return cls(sentence=_("There is no such text any more. Choose another one."))

    @classmethod
    def no_words(cls) -> SuggestionRefused:
        """There is not one word in it, or characters that nobody can see."""
        return cls(sentence=_("Write the phrase in words, as it was said."))


class ReportRefused(DomainError):
    """A report of a text says what no report says."""

    code = ErrorCode.REPORT_REFUSED
    field = "digest"
    sentence = _("This report cannot be read. Open the text again, and report it from there.")


class SuggestionUnknown(DomainError):
    """There is no such suggestion any more, or it is not theirs: the answer is the same."""

    code = ErrorCode.SUGGESTION_UNKNOWN
    sentence = _("This phrase is not in the list any more.")


class NotVisible(DomainError):
    """The viewer may not see this state, or there is none: the answer is the same."""

    code = ErrorCode.STATE_NOT_VISIBLE
    sentence = _("There is no such state for you.")


class LocaleNotServed(DomainError):
    """The state has no content in this language."""

    code = ErrorCode.LOCALE_NOT_SERVED
    sentence = _("This state does not serve the language “%(locale)s”. It serves: %(served_list)s.")

    def __init__(self, *, locale: str, served: Sequence[str]) -> None:
        self.locale = locale
        self.served = tuple(served)
        super().__init__(locale=locale, served=self.served, served_list=", ".join(served))


class StoreBusy(DomainError):
    """Others have held what is to be changed for longer than anybody waits."""

    code = ErrorCode.STORE_BUSY
    sentence = _(
        "Something else is being published at this moment. Wait a little and try again; nothing has been changed."
    )


class StillNeeded(DomainError):
    """What is to be deleted is referred to by what cannot be without it."""

    code = ErrorCode.STILL_NEEDED
    sentence = _("This cannot be deleted, as other things still need it. Nothing has been changed.")


class StoreUnavailable(DomainError):
    """The database does not answer, and what was asked for is not cached."""

    code = ErrorCode.STORE_AWAY
    sentence = _("The content cannot be read right now. Try again in a few seconds.")


class AdaptationTwice(DomainError):
    """Two pages adapt one text: a copy, perhaps."""

    code = ErrorCode.ADAPTATION_TWICE
    sentence = _("“%(title)s” already adapts this national text. Delete this copy.")


class ScriptUnreachable(DomainError):
    """As changed, a conversation could get lost in the script; the sentence names the node."""

    code = ErrorCode.SCRIPT_UNREACHABLE
    sentence = _("As changed, the script cannot be published. %(problems)s The draft is kept.")

    def __init__(self, *, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems=" ".join(problems))


class WalksBroken(DomainError):
    """Test walks through the script would no longer come through; the sentence names states, nodes and walks.

    Attributes:
        broken: for each, the name of the state (empty: the script as it is) and what is wrong with the walk.
    """

    code = ErrorCode.WALKS_BROKEN
    field = "walks"
    sentence = _(
        "Test walks no longer come through. %(walks)s Lead them on, record them anew, or take them out (a state’s: "
        "where the state adapts the script, under “Chart and player of this draft”). The draft is kept."
    )

    def __init__(self, *, broken: Sequence[tuple[str, BrokenWalk]]) -> None:
        self.broken = tuple(broken)
        super().__init__(walks=" ".join(_broken_in_words(state, walk) for state, walk in broken))


def _broken_in_words(state: str, walk: BrokenWalk) -> str:
    values = {"state": state, "walk": walk.name, "why": walk.message}
    return gettext("%(state)s: “%(walk)s”: %(why)s.") % values if state else walk.sentence


class LibraryPageAdapted(DomainError):
    """States have adapted the library page that is to be deleted."""

    code = ErrorCode.LIBRARY_PAGE_ADAPTED
    sentence = _(
        "“%(title)s” is adapted by: %(states)s. Deleting it would lose what their changes are about. Unpublish it "
        "instead: they keep their texts."
    )

    def __init__(self, *, title: str, states: Sequence[str]) -> None:
        self.states = tuple(states)
        super().__init__(title=title, states=", ".join(states))


class UrgentReasonMissing(DomainError):
    """An urgent legal correction of which nobody says why."""

    code = ErrorCode.URGENT_REASON_MISSING
    sentence = _("Say why it cannot wait: the states that review it read it, and it stays in the history.")
    field = "reason"

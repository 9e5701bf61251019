"""What keeps a file of offices from being read or imported."""

from __future__ import annotations

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.errors import DomainError, ErrorCode


class FileRefused(DomainError):
    """A file cannot be read as a table of offices; the sentence says where, and what to do."""

    code = ErrorCode.IMPORT_FILE_REFUSED
    field = "file"
    sentence = "%(sentence)s"

    @classmethod
    def damaged(cls) -> FileRefused:
        """It is no spreadsheet, or not a whole one."""
        return cls(
            sentence=gettext(
                "This file cannot be opened as a spreadsheet. Open it in your program, save it again as “Excel "
                "(.xlsx)”, and upload that one."
            )
        )

    @classmethod
    def formula(cls, place: str) -> FileRefused:
        """A cell is carried out by a spreadsheet.

        Args:
            place: “row 7, column C”, perhaps with what stands there.
        """
        sentence = gettext(
            "There is a formula in %(place)s, and what it shows may change. Copy the column, paste it as values "
            "(“Pegado especial → Valores”), and upload the file again. If it is no formula, begin the cell with "
            "another sign."
        )
        return cls(sentence=sentence % {"place": place})

    @classmethod
    def fault(cls, place: str) -> FileRefused:
        """A cell shows that a formula failed, or that its column is too narrow."""
        sentence = gettext(
            "In %(place)s the spreadsheet has no value but an error. Write what belongs there, or empty the "
            "cell; if it shows “####”, make the column wider and save the file again. Look for others of its kind too."
        )
        return cls(sentence=sentence % {"place": place})

    @classmethod
    def too_large(cls) -> FileRefused:
        """It is, or becomes, larger than any directory."""
        return cls(
            sentence=gettext(
                "This file is far too large for a list of offices. Leave only the sheet with the offices, without "
                "pictures, and upload it again."
            )
        )

    @classmethod
    def too_many_rows(cls, most: int) -> FileRefused:
        """There are more rows than a state has offices."""
        sentence = gettext(
            "This file goes beyond row %(most)s. An import has at most %(most)s rows: delete the rows that are empty "
            "or not of offices, or divide the file."
        )
        return cls(sentence=sentence % {"most": intcomma(most)})

    @classmethod
    def too_many_columns(cls, most: int) -> FileRefused:
        """There are more columns than anybody can assign."""
        sentence = gettext("This file has more than %(most)s columns. Leave only those of the offices.")
        return cls(sentence=sentence % {"most": most})


class ImportUnknown(DomainError):
    """There is no such import, or it is another state's: the answer is the same."""

    code = ErrorCode.IMPORT_UNKNOWN
    sentence = _("There is no such import.")


class ImportForbidden(DomainError):
    """The person may see the import, but not do this with it."""

    code = ErrorCode.IMPORT_FORBIDDEN
    sentence = _("Only publishers of %(state)s do this. Ask one of them.")


class ImportBusy(DomainError):
    """Another import of the state is being worked on."""

    code = ErrorCode.IMPORT_BUSY
    sentence = _(
        "%(who)s is working with “%(file)s” at this moment. One import of a state is done after the other: wait until "
        "it has ended, and try again. Nothing of yours is lost."
    )


class ImportBusyUnnamed(ImportBusy):
    """The same, while nobody can see yet who it is."""

    sentence = _(
        "Somebody else of your state is working with a file of offices at this moment. One import of a state is done "
        "after the other: wait until it has ended, and try again. Nothing of yours is lost."
    )


class ImportNotReady(DomainError):
    """The import is not in the state in which this can be done; the sentence says what is missing."""

    code = ErrorCode.IMPORT_NOT_READY
    sentence = "%(sentence)s"


class ImportChanged(DomainError):
    """The directory has changed since the preview was made."""

    code = ErrorCode.IMPORT_CHANGED
    sentence = _(
        "The directory has changed since this preview was made, and nothing has been imported. The preview shows it as "
        "it is now: look at it, and import then."
    )

"""What keeps a page from becoming a document."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class ContentErrorCode(StrEnum):
    """Stable codes for programs."""

    MISSING_IDS = "MISSING_IDS"
    MISSING_FILE = "MISSING_FILE"
    PHONE_INVALID = "PHONE_INVALID"
    SCHEDULE_INVALID = "SCHEDULE_INVALID"


class DocumentIncomplete(Exception):
    """A page cannot be published as it is.

    Attributes:
        code: stable, for programs.
        message: a sentence for the editor, in the active language.
        paths: where in the page, such as `body.2.steps.0`.
    """

    messages = {
        ContentErrorCode.MISSING_IDS: _("Blocks without an id: %(paths)s. Open the page in the editor and save it."),
        ContentErrorCode.MISSING_FILE: _("An image or file is gone: %(paths)s. Choose another, or remove the block."),
        ContentErrorCode.PHONE_INVALID: _("This is not a telephone number: %(paths)s. Correct it."),
        ContentErrorCode.SCHEDULE_INVALID: _("The opening hours cannot be read: %(paths)s. Correct them."),
    }

    def __init__(self, code: ContentErrorCode, paths: Sequence[str]) -> None:
        super().__init__(code, tuple(paths))
        self.code = code
        self.paths = tuple(paths)

    @property
    def message(self) -> Any:
        """The sentence for people."""
        return self.messages[self.code] % {"paths": ", ".join(self.paths)}

    def __str__(self) -> str:
        return str(self.message)

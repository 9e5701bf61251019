"""What keeps a page from standing where it is put. Each sentence names what stands there, and the way out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .errors import DomainError, ErrorCode, LibraryPathTaken, SlugTaken


class PathOfTheSite(DomainError):
    """A page would stand where the site itself answers: its search, the admin, the API."""

    code = ErrorCode.PATH_TAKEN
    field = "slug"
    sentence = _("“%(path)s” is an address of the site itself, so nobody would see this page. Give it another slug.")


class NationalSectionStands(LibraryPathTaken):
    """A state's section would hide the national one whose pages it stands among."""

    sentence = _(
        "“%(path)s” is the national section “%(title)s”, which the state shows already. Leave this one a draft: it "
        "only holds the state’s own pages, and each of them is published by itself."
    )


class LibrarySlugTaken(SlugTaken):
    """A state's page would have the slug of a national one of its kind."""

    sentence = _(
        "The national page “%(title)s” already has the slug “%(slug)s”. Slugs are unique among all pages of a kind: "
        "give this page another slug, or adapt the national page instead."
    )


class PlaceGone(DomainError):
    """The state serves no section there (any more)."""

    code = ErrorCode.PLACE_GONE
    field = "path"
    sentence = _("There is no section at “%(path)s” any more. Choose another one.")


class PlaceTaken(DomainError):
    """A page that is no section stands in the state's tree where the section would have to."""

    code = ErrorCode.PLACE_TAKEN
    field = "path"
    sentence = _(
        "The state’s own page “%(title)s” stands at “%(path)s” and is no section, so nothing can be added below it. "
        "Give that page another slug first."
    )

"""Which role may do what in the administration. National administrators may do everything but `Act.NOTHING`."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody works as: in the groups of a state, or of the library."""

    STATE_EDITOR = "state editor"
    STATE_PUBLISHER = "state publisher"
    LIBRARY_EDITOR = "library editor"
    LIBRARY_PUBLISHER = "library publisher"


class Act(StrEnum):
    """What an address of the administration is for."""

    ENTER = "sign in and out, and see the start page and one's own account"
    READ = "see texts, files and their histories"
    EDIT = "write texts and files"
    PUBLISH = "publish, withdraw, order and lock texts"
    CHOOSE = "choose a page, image or file in a form"
    ADAPT = "see how a state adapts national texts, and adapt them"
    REVIEW = "see and decide reviews"
    KEEP_CALENDAR = "see and keep a state's holidays and closures"
    MANAGE_KEYS = "manage API clients and keys"
    TRANSLATE = "translate national texts"
    SEE_ALL_STATES = "see how all states stand to the national texts"
    SEE_AUDIT = "see and check the audit log"
    ADMINISTER = "administer what all states share"
    NOTHING = "nothing: closed to everybody"


_PUBLISHERS = frozenset({Role.STATE_PUBLISHER, Role.LIBRARY_PUBLISHER})
_LIBRARY = frozenset({Role.LIBRARY_EDITOR, Role.LIBRARY_PUBLISHER})
_ALL = frozenset(Role)

ROLES: dict[Act, frozenset[Role]] = {
    Act.READ: _ALL,
    Act.EDIT: _ALL,
    Act.PUBLISH: _PUBLISHERS,
    Act.CHOOSE: _ALL,
    Act.ADAPT: _ALL,
    Act.REVIEW: _ALL,
    Act.KEEP_CALENDAR: _ALL,
    Act.MANAGE_KEYS: frozenset({Role.STATE_PUBLISHER}),
    Act.TRANSLATE: _LIBRARY,
    Act.SEE_ALL_STATES: _LIBRARY,
    Act.SEE_AUDIT: frozenset(),
    Act.ADMINISTER: frozenset(),
    Act.NOTHING: frozenset(),
}
"""Who may do each act; `ENTER` is everybody's, signed in or not, with a role or without."""

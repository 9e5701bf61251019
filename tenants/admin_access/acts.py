"""Who may do what: the one table that the administration, GraphQL's mutations and the desk ask.

National administrators may do everything but `Act.NOTHING`; all others only for their own state, or for the library.
`docs/access.md` shows the table.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tenants.models import LIBRARY_ID, StaffRole, User


class Role(StrEnum):
    """What somebody works as: for a state, or for the library."""

    STATE_COORDINATOR = "state coordinator"
    STATE_PUBLISHER = "state publisher"
    STATE_EDITOR = "state editor"
    STATE_TRANSLATOR = "state translator"
    STATE_SUPERVISOR = "state supervisor"
    STATE_OPERATOR = "state operator"
    STATE_TRAINEE = "state trainee"
    LIBRARY_PUBLISHER = "library publisher"
    LIBRARY_EDITOR = "library editor"
    LIBRARY_TRANSLATOR = "library translator"


class Act(StrEnum):
    """What an address of the administration is for, or what a service does."""

    ENTER = "sign in and out, and see the start page and one's own account"
    READ = "see texts, files and their histories"
    EDIT = "write texts and files"
    PUBLISH = "publish, withdraw, order and lock texts"
    CHOOSE = "choose a page, image or file in a form"
    ADAPT = "see how a state adapts national texts, and adapt them"
    REVIEW = "see and decide reviews"
    SEE_SEARCHES = "see what people searched for in vain, and add it to texts"
    KEEP_CALENDAR = "see and keep a state's holidays and closures"
    IMPORT_OFFICES = "import and export a state's offices as files"
    MANAGE_KEYS = "manage API clients and keys"
    MANAGE_PEOPLE = "invite people, change their roles and close their accounts"
    MANAGE_SETTINGS = "change a state's settings"
    SEE_AUDIT = "see and check the audit log"
    ASSIGN = "say who answers citizens of which state"
    SEE_COUNTS = "see how many people asked, and how often something was read"
    ANSWER = "answer citizens"
    SUPERVISE = "watch over those who answer citizens"
    TRANSLATE = "translate national texts"
    SEE_ALL_STATES = "see how all states stand to the national texts"
    ADMINISTER = "administer what all states share"
    NOTHING = "nothing: closed to everybody"


_COORDINATORS = frozenset({Role.STATE_COORDINATOR})
_PUBLISHERS = frozenset({Role.STATE_COORDINATOR, Role.STATE_PUBLISHER, Role.LIBRARY_PUBLISHER})
_EDITORS = _PUBLISHERS | {Role.STATE_EDITOR, Role.LIBRARY_EDITOR}
_LIBRARY = frozenset({Role.LIBRARY_PUBLISHER, Role.LIBRARY_EDITOR, Role.LIBRARY_TRANSLATOR})
_WRITERS = _EDITORS | _LIBRARY | {Role.STATE_TRANSLATOR}

ROLES: dict[Act, frozenset[Role]] = {
    Act.READ: _WRITERS,
    Act.EDIT: _WRITERS,
    Act.PUBLISH: _PUBLISHERS,
    Act.CHOOSE: _WRITERS,
    Act.ADAPT: _WRITERS,
    Act.REVIEW: _EDITORS,
    Act.SEE_SEARCHES: _EDITORS,
    Act.KEEP_CALENDAR: _EDITORS,
    Act.IMPORT_OFFICES: frozenset({Role.STATE_COORDINATOR, Role.STATE_PUBLISHER, Role.STATE_EDITOR}),
    Act.MANAGE_KEYS: frozenset({Role.STATE_COORDINATOR, Role.STATE_PUBLISHER}),
    Act.MANAGE_PEOPLE: _COORDINATORS,
    Act.MANAGE_SETTINGS: _COORDINATORS,
    Act.SEE_AUDIT: _COORDINATORS,
    Act.ASSIGN: frozenset({Role.STATE_COORDINATOR, Role.STATE_SUPERVISOR}),
    Act.SEE_COUNTS: frozenset({Role.STATE_COORDINATOR, Role.STATE_PUBLISHER, Role.STATE_SUPERVISOR}),
    Act.ANSWER: frozenset({Role.STATE_SUPERVISOR, Role.STATE_OPERATOR, Role.STATE_TRAINEE}),
    Act.SUPERVISE: frozenset({Role.STATE_SUPERVISOR}),
    Act.TRANSLATE: _LIBRARY,
    Act.SEE_ALL_STATES: _LIBRARY,
    Act.ADMINISTER: frozenset(),
    Act.NOTHING: frozenset(),
}
"""Who may do each act; `ENTER` is everybody's, signed in or not, with a role or without."""

RECENT_SECONDS = 10 * 60
"""How old the code may be that somebody gave last, for acts that ask for one."""

ASKING_FOR_CODE = frozenset({Act.MANAGE_KEYS, Act.MANAGE_PEOPLE, Act.ASSIGN, Act.ADMINISTER})
"""Acts whose forms ask for a recent code of the second factor (`tenants/second_factor/asking.py`)."""


def role_of(user: Any) -> Role | None:
    """Return what somebody works as; nothing for whoever is not signed in, is closed or works for no tenant."""
    if not isinstance(user, User) or not user.is_active or not user.role:
        return None
    return Role(f"{'library' if user.tenant_id == LIBRARY_ID else 'state'} {user.role}")


def may(user: Any, act: Act) -> bool:
    """Whether somebody may do something: for their own tenant, or administrators for all."""
    if act in {Act.ENTER, Act.NOTHING}:
        return act is Act.ENTER
    is_administrator = isinstance(user, User) and user.is_active and user.is_superuser
    return is_administrator or role_of(user) in ROLES[act]


def may_for(user: Any, act: Act, tenant_id: int | None) -> bool:
    """Whether somebody may do something for this tenant: it is their own, or they are an administrator."""
    return may(user, act) and (user.is_superuser or user.tenant_id == tenant_id)


def states_roles(act: Act) -> list[StaffRole]:
    """Return the roles in which a state's people may do something."""
    return [role for role in StaffRole if Role(f"state {role}") in ROLES[act]]

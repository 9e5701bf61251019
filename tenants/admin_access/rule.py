"""The shape of a rule: what a view is for, and where a request says which objects it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest

from .acts import ASKING_FOR_CODE, RECENT_SECONDS, Act


class Scope(StrEnum):
    """Whose objects a request may name."""

    OWN = "those of one's own tenant"
    BROWSED = "the same, and the root where every tree of pages begins"
    CHOSEN = "the same, and what a state may use of the library"
    READ = "those of the tenants that one may read: one's own, or all for the library's people"
    SELF = "one's own, not those of colleagues"
    NOBODYS = "none"


class Place(StrEnum):
    """Where a request names an object."""

    PATH = "path"
    QUERY = "query"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter that names objects.

    Attributes:
        model: label of the model, such as `wagtailcore.Page`.
        field: the field that the parameter gives the value of.
        within: a field, and the parameter of the path whose value it must have: an object of the one named there.
        words: values that name no object, such as `live` for the published version.
        is_required: whether a form without it is about nothing.
    """

    place: Place
    parameter: str
    model: str
    scope: Scope
    field: str = "pk"
    within: tuple[str, str] | None = None
    words: frozenset[str] = frozenset()
    is_required: bool = False

    def values(self, request: HttpRequest, path: Mapping[str, object]) -> list[str]:
        """Return what the request has there; an empty text in a query or form names nothing."""
        if self.place is Place.PATH:
            found = [str(path[self.parameter])] if self.parameter in path else []
        else:
            sent = request.GET if self.place is Place.QUERY else request.POST
            found = [str(value) for value in sent.getlist(self.parameter) if value or self.is_required]
        if not found and self.is_required and request.method == "POST":
            return [""]
        return [value for value in found if value not in self.words]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one view is for, and what its requests name.

    Attributes:
        reason: why the view has no object, or why one of its ids is not named here.
        also: fields of the form that make it another act, too.
        code_seconds: how old the last code of the second factor may be when its form is sent; None asks for none.
    """

    act: Act
    named: tuple[Named, ...] = ()
    reason: str = ""
    also: tuple[tuple[str, Act], ...] = ()
    code_seconds: int | None = None

    def acts(self, request: HttpRequest) -> Iterator[Act]:
        """Yield what a request would do."""
        yield self.act
        yield from (act for field, act in self.also if request.POST.get(field))


@dataclass(frozen=True, slots=True)
class Variants:
    """The rules of a view that is several: parameters of its path say which. Others do not exist."""

    parameters: tuple[str, ...]
    rules: Mapping[tuple[str, ...], Rule]

    def rule(self, path: Mapping[str, object]) -> Rule | None:
        """Return the rule for a path."""
        return self.rules.get(tuple(str(path.get(name, "")) for name in self.parameters))


def rule(
    act: Act,
    *named: Named,
    reason: str = "",
    also: tuple[tuple[str, Act], ...] = (),
    code_seconds: int | None = None,
) -> Rule:
    """Return a rule about what is named, or with the reason why nothing is."""
    if code_seconds is None and act in ASKING_FOR_CODE:
        code_seconds = RECENT_SECONDS
    return Rule(act, named, reason, also, code_seconds)


def in_path(
    parameter: str,
    model: str,
    scope: Scope = Scope.OWN,
    *,
    field: str = "pk",
    within: tuple[str, str] | None = None,
    words: frozenset[str] = frozenset(),
) -> Named:
    """Return what a parameter of the path names."""
    return Named(Place.PATH, parameter, model, scope, field, within, words)


def in_query(
    parameter: str, model: str, scope: Scope = Scope.OWN, *, field: str = "pk", words: frozenset[str] = frozenset()
) -> Named:
    """Return what a parameter of the query names, once or several times."""
    return Named(Place.QUERY, parameter, model, scope, field, words=words)


def in_form(parameter: str, model: str, scope: Scope = Scope.OWN, *, is_required: bool = False) -> Named:
    """Return what a field of a form names."""
    return Named(Place.FORM, parameter, model, scope, is_required=is_required)


def rules_of(entry: Rule | Variants) -> Iterator[Rule]:
    """Yield the rules of one entry of the table."""
    yield from (entry,) if isinstance(entry, Rule) else entry.rules.values()

"""Test walks before a script is published: none may break in a state that could be walked there before.

A national script is replayed as each state would serve it, an adaptation as its own state would, in the edition that
it is served. A walk that is broken already refuses nothing: by an urgent legal correction, which passes all the same,
or by what a state has changed. A state may lead people another way than a national walk, of which its workbench warns;
its own walks must hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from content_models.documents.adaptation import operations_of
from content_models.documents.pages import script as script_of
from content_models.documents.texts import rich_text_reader
from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import AdaptationPage, ContentPage, ScriptPage
from content_models.overlay import Adaptation, Edition, LocaleChain, Origin, effective
from content_models.shapes.blocks import ScriptWalk
from content_models.shapes.documents import AdaptationFields, ScriptDocument
from content_models.walk_checks import BrokenWalk, broken_walks, coverage_of, walks_of_state
from tenants.models import LIBRARY_ID, Tenant

from .adaptations import adaptation_in
from .errors import WalksBroken
from .layers import layers
from .models import ContentItem

Drafts = Mapping[str, AdaptationFields]
"""What one state changes in one script, by language."""


@dataclass(frozen=True, slots=True)
class ScriptInState:
    """A script as a state with adaptations serves it."""

    adaptations: Drafts

    @property
    def walks(self) -> list[ScriptWalk]:
        """The state's own, each once."""
        return list({walk["name"]: walk for one in self.adaptations.values() for walk in one.get("walks", ())}.values())

    def broken(
        self, library: ScriptDocument, walks: Sequence[ScriptWalk], earlier: Sequence[ScriptDocument] = ()
    ) -> list[BrokenWalk]:
        """Return those of some walks that break in this state; none where it hides the script.

        Args:
            earlier: the library's script as it was before, the latest last.
        """
        locale = library["locale"]
        tags = (locale, *sorted(set(self.adaptations) - {locale}))
        parsed = [adaptation_in(self.adaptations[tag], tag) for tag in tags if tag in self.adaptations]
        edition = Edition(library["key"], ItemKind.SCRIPT, Origin.LIBRARY, {locale: library})
        changes = Adaptation.in_languages(parsed) if parsed else None
        script = effective(edition, changes, LocaleChain(locale, (locale,), tags))
        return [] if script is None else broken_walks(cast(ScriptDocument, script), walks, (*earlier, library))

    def broken_only_here(self, library: ScriptDocument, earlier: Sequence[ScriptDocument] = ()) -> list[BrokenWalk]:
        """Return which walks break in this state: its own, and national ones that hold in the library's script."""
        national, own = library.get("walks", ()), self.walks
        if not national and not own:
            return []
        broken = {walk.name for walk in broken_walks(library, national)} - {walk["name"] for walk in own}
        walks = [one for one in walks_of_state(national, own) if one["name"] not in broken]
        return self.broken(library, walks, earlier)


def broken_in_draft(page: ScriptPage) -> list[BrokenWalk]:
    """Return the walks of a script that it does not let through itself; as below."""
    return walks_in_draft(page)[0]


def walks_in_draft(page: ScriptPage, earlier: Iterable[ScriptPage] = ()) -> tuple[list[BrokenWalk], frozenset[str]]:
    """Return which walks of a script it does not let through itself, and the keys of the nodes that they come to.

    Its document is made once. Publishing asks more (`check_walks`): what each state serves.

    Args:
        page: it may be in memory only, and half filled in.
        earlier: what it was before: what is gone is named by its words there.
    """
    if not page.walks:
        return [], frozenset()
    rich = rich_text_reader()
    script = script_of(page, rich)
    broken = broken_walks(script, script["walks"], [script_of(one, rich) for one in earlier])
    return broken, coverage_of(script, script["walks"]).nodes


def check_walks(page: ContentPage, document: Mapping[str, object], tenant: Tenant) -> None:
    """Refuse a script or an adaptation of one that breaks a test walk. The scope must hold the states concerned.

    Args:
        page: as it would be published.
        document: that it would be stored as.
    Raises:
        WalksBroken: it names states, nodes and walks.
    """
    if isinstance(page, ScriptPage):
        script = cast(ScriptDocument, document)
        before = _stored_script(script["key"], script["locale"]) if tenant.is_library else None
        _refuse({"": broken_walks(script, script["walks"], [before] if before is not None else [])})
        if tenant.is_library:
            _refuse(_newly_broken_in_states(script, before))
    elif isinstance(page, AdaptationPage) and page.adapts_kind == ItemKind.SCRIPT:
        _refuse({"": _broken_by(page, tenant)})


def _refuse(broken: Mapping[str, Collection[BrokenWalk]]) -> None:
    if any(broken.values()):
        raise WalksBroken(broken=[(state, walk) for state, walks in broken.items() for walk in walks])


def _newly_broken_in_states(script: ScriptDocument, before: ScriptDocument | None) -> dict[str, list[BrokenWalk]]:
    """Which walks break, by name of the state, that hold in what it serves now."""
    adapted: dict[int, dict[str, AdaptationFields]] = defaultdict(dict)
    rows = ContentItem.objects.live().filter(kind=ItemKind.ADAPTATION, document__adaptsKey=script["key"])
    for tenant_id, locale, document in rows.values_list("tenant_id", "locale", "document"):
        adapted[tenant_id][locale] = cast(AdaptationFields, document)
    names = dict(Tenant.objects.filter(pk__in=adapted).order_by("name").values_list("pk", "name"))
    found = {}
    for tenant_id, name in names.items():
        state = ScriptInState(adapted[tenant_id])
        walks = walks_of_state(script["walks"], state.walks)
        broken = state.broken(script, walks, [before] if before is not None else [])
        already = _broken_already(state, before, script["walks"]) if broken and before is not None else set()
        found[name] = [walk for walk in broken if walk.name not in already]
    return found


def _broken_already(state: ScriptInState, before: ScriptDocument, coming: Sequence[ScriptWalk]) -> set[str]:
    """The names of the walks that a state shuts now; of new ones, those that the library lets through now.

    Args:
        coming: the national walks that are to be published.
    """
    national = {walk["name"]: walk for walk in before.get("walks", ())}
    shut = {walk.name for walk in broken_walks(before, coming)}
    national |= {walk["name"]: walk for walk in coming if walk["name"] not in shut}
    return {walk.name for walk in state.broken(before, walks_of_state([*national.values()], state.walks))}


def _broken_by(page: AdaptationPage, tenant: Tenant) -> list[BrokenWalk]:
    """Which of a state's own walks break as an adaptation would change it: of others, those that hold as it is now."""
    locale = bcp47(page.locale.language_code)
    layered = layers(tenant.pk, (), [page.adapts_key]).get(page.adapts_key)
    if layered is None or layered.library is None or layered.library.kind != ItemKind.SCRIPT:
        return []
    served = layered.library.documents  # of the edition that the state is pinned to
    library = cast(ScriptDocument, served.get(locale) or next(iter(served.values())))
    rows = ContentItem.objects.for_tenant(tenant.pk).live().filter(kind=ItemKind.ADAPTATION)
    stored = rows.filter(document__adaptsKey=page.adapts_key).values_list("locale", "document")
    now = ScriptInState({tag: cast(AdaptationFields, document) for tag, document in stored})
    draft = operations_of(page)
    changed = ScriptInState({**now.adaptations, locale: draft})
    own = {walk["name"] for walk in draft["walks"]}
    already = {walk.name for walk in now.broken(library, changed.walks)} - own
    return [walk for walk in changed.broken(library, changed.walks) if walk.name not in already]


def _stored_script(key: str, locale: str) -> ScriptDocument | None:
    """Return the library's published script in a language, or else in another one."""
    rows = ContentItem.objects.for_tenant(LIBRARY_ID).filter(kind=ItemKind.SCRIPT, key=key).live()
    documents = dict(rows.values_list("locale", "document"))
    found = documents.get(locale) or next(iter(documents.values()), None)
    return cast(ScriptDocument, found) if found is not None else None

"""Each role asks every address of the administration for another tenant's things, wherever a request can name one."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tenants.admin_access.acts import ROLES as ROLES_OF_ACTS
from tenants.admin_access.acts import Act, Role
from tenants.admin_access.rule import Rule, rules_of
from tenants.admin_access.table import TABLE
from tests.module_transaction import module_transaction
from tests.thoroughness import tries

from .addresses import admin_addresses
from .crawl import Crawler, Probe, content_of, probes
from .foreign_rows import digest
from .planted import MARKS, SEEN, PlantedTenants, plant_tenants
from .twice_locked import TWICE_LOCKED

pytestmark = pytest.mark.usefixtures("silent_log")


SAMPLE = tries(20, long=500)
"""How many of the requests that name something beside the path each role sends, besides those that name it there."""

PATHS = tries(10, long=1)
"""Each role takes each so many-th of the paths that name something, others than the next role: all have some. The
owner takes each so many-th view.
"""

UNGUARDED = tries(3, long=1)
"""Each so many-th role sends its requests without the guard, too: between them these take all paths."""

METHODS = tries(1, long=9)
"""With how many of its methods a path is sent, at most."""

SEED = int(os.environ.get("CRAWL_SEED", "1"))
"""Of the sample; `make test-all` leaves little to chance."""

PARTS = 4
NEVER_ALIVE = frozenset(
    {
        "adapting:insert",  # these two need a piece in the query
        "adapting:piece",
        "wagtail.admin.views.home.default",  # what no address leads to
        "wagtail_bulk_action",  # needs ids in the query
        "script_forms:form_on_edit",  # needs a form that arrived whole
        "wagtail_localize:download_pofile",  # these need a page that was translated
        "wagtail_localize:preview_translation",
        "tenants.viewsets.translations.UpdateTranslations",
        "wagtail_localize:update_translations",
        "wagtail_localize:submit_snippet_translation",  # no snippet is translated
        "wagtailadmin_pages:convert_alias",  # there are no aliases
        "wagtailsettings:edit",  # there are no settings
        "wagtailsettings:preview_on_edit",
    }
)
"""Views that are there for nobody with what is planted, beside those that the table closes to everybody."""

GUARD = "tenants.admin_access.guard.AdminGuard"

SHOWING = 30
"""Views that show their owner a mark."""

OF_STATE = (MARKS["JAL"], SEEN["JAL"], MARKS["NAC"])
OF_LIBRARY = (MARKS["JAL"],)
ROLES = {
    "editor of TAB": ("TAB", "JAL", OF_STATE),
    "publisher of TAB": ("TAB", "JAL", OF_STATE),
    "coordinator of TAB": ("TAB", "JAL", OF_STATE),
    "translator of TAB": ("TAB", "JAL", OF_STATE),
    "operator of TAB": ("TAB", "JAL", OF_STATE),
    "visitor": ("TAB", "JAL", OF_STATE),
    "publisher of TAB, of the library": ("TAB", "NAC", OF_STATE),
    "editor of NAC": ("NAC", "JAL", OF_LIBRARY),
    "publisher of NAC": ("NAC", "JAL", OF_LIBRARY),
    "translator of NAC": ("NAC", "JAL", OF_LIBRARY),
}
"""Who looks, what is theirs, whose ids they send, and what they must not be shown."""

ADMINISTRATORS = frozenset(
    {
        *("wagtailadmin_collections", "wagtailadmin_workflows", "wagtailusers_users", "wagtailusers_groups"),
        *(
            "wagtailsites",
            "wagtailsettings",
            "wagtailsnippets",
            "wagtailadmin_api:images",
            "wagtailadmin_api:documents",
        ),
        *("wagtailadmin_api:pages:action", "wagtailadmin_api:pages:find", "wagtailadmin_error_test"),
        *("wagtailadmin_pages:set_privacy", "wagtailadmin_pages:convert_alias"),
        *("wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"),
        *("tenants.viewsets.reports.PageTypes", "tenants.viewsets.translations.Translations"),
        *("wagtailadmin_tag_autocomplete", "wagtailadmin_tag_model_autocomplete"),
        *("wagtail_localize:submit_snippet_translation", "wagtail_localize:translations_report"),
        *("wagtail_localize:translations_report_results", "wagtail_localize:snippets_api_listing"),
        *("wagtail_localize:snippets_api_detail", "wagtail_localize:convert_to_alias"),
    }
)
KEYS = frozenset({"api_clients", "trusted_documents"})
AUDIT = frozenset({"audit_log"})
SETTINGS = frozenset({"states", "service_hours", "campaigns"})
COUNTS = frozenset({"counts"})
LAUNCHING = frozenset({"states:launch", "states:suspend"})
OF_LIBRARY_ONLY = frozenset(
    {
        *("wagtail_localize", "matrix", "national"),
        *("tenants.viewsets.translations.SubmitPage", "tenants.viewsets.translations.UpdateTranslations"),
    }
)
PUBLISHERS = frozenset({f"wagtailadmin_pages:{name}" for name in ("unpublish", "lock", "set_page_position")})
EDITORS = frozenset({"reviews", "holidays", "suggestions"})
IMPORTS = frozenset({"imports"})
PEOPLE = frozenset({"operators", "people"})
OF_EVERYBODY = frozenset(
    name for name, entry in TABLE.items() if any(rule.act is Act.ENTER for rule in rules_of(entry))
)
CLOSED = {
    "editor of TAB": ADMINISTRATORS | OF_LIBRARY_ONLY | KEYS | PUBLISHERS | PEOPLE | AUDIT | SETTINGS | COUNTS,
    "publisher of TAB": ADMINISTRATORS | OF_LIBRARY_ONLY | PEOPLE | AUDIT | SETTINGS,
    "coordinator of TAB": ADMINISTRATORS | OF_LIBRARY_ONLY | LAUNCHING,
    "translator of TAB": frozenset().union(
        ADMINISTRATORS, OF_LIBRARY_ONLY, KEYS, PUBLISHERS, PEOPLE, AUDIT, SETTINGS, EDITORS, COUNTS, IMPORTS
    ),
    "operator of TAB": frozenset(TABLE) - OF_EVERYBODY,
    "editor of NAC": ADMINISTRATORS | KEYS | PUBLISHERS | PEOPLE | AUDIT | SETTINGS | COUNTS | IMPORTS,
    "publisher of NAC": ADMINISTRATORS | KEYS | PEOPLE | AUDIT | SETTINGS | COUNTS | IMPORTS,
    "translator of NAC": ADMINISTRATORS | KEYS | PUBLISHERS | PEOPLE | AUDIT | SETTINGS | EDITORS | COUNTS | IMPORTS,
}
"""Views, and groups of them, that are not there for somebody: said once more, so that a table that forgets is found."""

READ_BY_LIBRARY = frozenset({"adapting", "reviews", "holidays", "suggestions"})
"""Groups of views that show the library's people all states: their ids are not foreign to them."""

FILTERED_BY_STATE = frozenset(
    {
        *((f"matrix:{view}", "query state") for view in ("matrix", "csv")),
        *((f"examples:{view}", "query state") for view in ("on_edit", "on_create")),
        *(
            (f"{name}:{view}", "query state")
            for name in ("guidance", "terms", "scripts", "offices")
            for view in ("index", "index_results")
        ),
    }
)
"""The same, for one of what a view names."""

CHOSEN_BY_STATES = frozenset(
    {"wagtailimages_chooser", "wagtaildocs_chooser", "wagtailadmin_choose_page", "wagtailadmin_choose_page_child"}
)
"""The same for what states may choose of the library."""


@pytest.fixture(autouse=True)
def _own_media() -> None:
    """The module's media stay where they are; see `marked`."""


class Marked(PlantedTenants):
    """Tabasco, whose people look; Jalisco and the library, whose things have marks."""

    def crawler(self, who: str, foreign: str, marks: tuple[str, ...]) -> Crawler:
        """Somebody who looks for marks; what is another tenant's must not change."""
        who = who.partition(",")[0]
        tenant = self.tenants[foreign]
        is_signed_in = self.people[who] is not None
        return Crawler(self.client(who), marks, lambda: digest([tenant]), CLOSED.get(who, frozenset()), is_signed_in)

    def probes(self, own: str, foreign: str) -> list[Probe]:
        """All requests of somebody of one tenant that name another's things."""
        found = probes(self.planted[own], self.planted[foreign])
        read = READ_BY_LIBRARY if own == "NAC" else CHOSEN_BY_STATES if foreign == "NAC" else frozenset[str]()
        filtered = FILTERED_BY_STATE if own == "NAC" else frozenset[tuple[str, str]]()
        return [
            each
            for each in found
            if not {each.view, each.view.partition(":")[0]} & read and (each.view, each.place) not in filtered
        ]


@pytest.fixture(scope="module")
def marked(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Marked]:
    """Three tenants with things of every kind; undone with the module's transaction."""
    media = tmp_path_factory.mktemp("media")
    with module_transaction(django_db_blocker), override_settings(MEDIA_ROOT=media):
        yield Marked(**vars(plant_tenants()))


def _sample(every: list[Probe], who: str) -> list[Probe]:
    """Choose those that a role sends: of the ones whose path names something, of the others, and all whole forms."""
    by_place = defaultdict(list)
    for probe in every:
        by_place[probe.place.partition(" ")[0]].append(probe)
    by_path = defaultdict(list)
    for probe in by_place.pop("path"):
        by_path[probe.view, probe.path].append(probe)
    whole_forms = by_place.pop("whole")
    elsewhere = [probe for probes_there in by_place.values() for probe in probes_there]
    chance = random.Random(f"{SEED} {who}")
    own_paths = list(by_path.values())[list(ROLES).index(who) % PATHS :: PATHS]
    in_path = [probe for of_path in own_paths for probe in chance.sample(of_path, min(METHODS, len(of_path)))]
    return in_path + chance.sample(elsewhere, min(SAMPLE, len(elsewhere))) + whole_forms


@pytest.mark.parametrize("who", ROLES)
def test_nothing_of_others_is_shown_changed_or_told_apart(marked: Marked, db: None, who: str) -> None:
    own, foreign, marks = ROLES[who]

    found = marked.crawler(who, foreign, marks).findings(_sample(marked.probes(own, foreign), who))

    assert not found, "\n".join([f"CRAWL_SEED={SEED}", *found])


@pytest.mark.parametrize("who", list(ROLES)[::UNGUARDED])
def test_without_the_guard_nothing_of_others_is_shown_or_changed(marked: Marked, db: None, who: str) -> None:
    """What stands behind it holds by itself, even for somebody who was given all of Django’s rights."""
    own, foreign, marks = ROLES[who]
    crawler = marked.crawler(who, foreign, marks)
    user = marked.people[who.partition(",")[0]]
    if user is not None:
        user.user_permissions.set(Permission.objects.all())

    with override_settings(MIDDLEWARE=[each for each in settings.MIDDLEWARE if each != GUARD]):
        found = crawler.leaks(_sample(marked.probes(own, foreign), who))

    assert not found, "\n".join([f"CRAWL_SEED={SEED}", *found])


def test_every_path_that_names_something_is_alive_for_its_owner(marked: Marked, db: None) -> None:
    """The control: what is 404 for others is there for somebody, and has the mark where it has words."""
    wanted = set(sorted({address.view_name for address in admin_addresses()})[::PATHS])
    alive: set[str] = set()
    shown: set[str] = set()
    for who, own in (("administrator", "JAL"), ("publisher of JAL", "JAL"), ("publisher of NAC", "NAC")):
        crawler = marked.crawler(who, own, (MARKS[own], SEEN[own]))
        for probe in probes(marked.planted[own], marked.planted[own]):
            if probe.view not in wanted - alive or not probe.place.startswith("path") or probe.method == "HEAD":
                continue
            answer = probe.send(crawler.client)
            alive |= {probe.view} if answer.status_code != 404 else set()
            shown |= {probe.view} if any(mark.encode() in content_of(answer) for mark in crawler.marks) else set()

    dead = wanted - alive
    closed = {name for name, entry in TABLE.items() if all(rule.act is Act.NOTHING for rule in rules_of(entry))}
    expected = (NEVER_ALIVE | closed) & wanted
    assert not dead ^ expected, "\n".join(sorted(dead ^ expected))
    assert len(shown) >= SHOWING // PATHS, sorted(shown)


def _guarded() -> list[str]:
    """The views whose rules keep something from a state's editors or publishers, who look for what is open."""
    looking = {Role.STATE_EDITOR, Role.STATE_PUBLISHER}
    return [
        name
        for name, entry in TABLE.items()
        if any(rule.named or not looking <= ROLES_OF_ACTS.get(rule.act, looking) for rule in rules_of(entry))
    ]


def _parameters(view: str) -> set[str]:
    """What the rules of a view name beside the path."""
    return {named.parameter for rule in rules_of(TABLE[view]) for named in rule.named} if view in TABLE else set()


@pytest.mark.parametrize("part", range(PARTS))
def test_a_rule_that_is_removed_is_found_missing(marked: Marked, db: None, part: int) -> None:
    """Each view is opened to everybody in turn, as if nobody had thought of a rule; the crawl must notice."""
    names = _guarded()
    wanted = random.Random(SEED).sample(names, len(names))[part::PARTS]
    by_view: dict[str, list[Probe]] = defaultdict(list)
    for probe in marked.probes("TAB", "JAL"):
        place, _, parameter = probe.place.partition(" ")
        if place == "path" or parameter in _parameters(probe.view):
            by_view[probe.view].append(probe)
    crawlers = [marked.crawler(who, "JAL", OF_STATE) for who in ("editor of TAB", "publisher of TAB")]

    unnoticed = []
    for name in wanted:
        with mock.patch.dict(TABLE, {name: Rule(Act.ENTER, reason="as if there were no rule")}):
            if not any(next(crawler.each_finding(by_view[name]), None) for crawler in crawlers):
                unnoticed.append(name)

    assert sorted(unnoticed) == sorted(TWICE_LOCKED & {*wanted})

"""What a process of the test does to its small world: the acts of the services, each of something at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page

from content_models.models import (
    AdaptationPage,
    ContentPage,
    GlossaryTerm,
    GuidancePage,
    NoticePage,
    OfficePage,
    OrganizationPage,
    ScriptPage,
)
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from editorial.holidays.services import HolidayInput, remove_holiday, save_holiday
from editorial.national import services as national
from editorial.review import adoption
from publishing.models import TenantHoliday
from publishing.services.change_tenant import change_tenant
from publishing.services.publish import delete_page, move_page, publish_page, unpublish_page
from publishing.services.rebuild import rebuild
from publishing.tenant_trees import homes_of
from tenants.models import Adoption, ApiClient, KeyKind, Tenant, TenantLanguage, TenantPhone, User
from tenants.scope import tenant_scope
from tenants.services.keys import ClientInput, create_client, issue_key, revoke_key
from tests.desk import person
from tests.world import GUIDANCE, World, build

LIBRARY, NORTH, SOUTH = "NAC", "XNO", "XSU"
CODES = (LIBRARY, NORTH, SOUTH)
STATES = (NORTH, SOUTH)
SLUGS = tuple(f"p-{letter}" for letter in "abcdef")
"""Few, so that pages take each other's places, and paths lead to what has moved."""
SECTIONS = {LIBRARY: ("victima", "imputado", "avisos", "glosario"), NORTH: ("informacion-local", "avisos")}
WORDS = ("denuncia", "amparo", "fiscalía", "defensor", "llame a {help_line}", "en {state}")
LANGUAGES = ("es-mx", "en")
TEXT_FIELDS = ("text", "definition", "summary", "note")
MOST_PAGES = 12
"""In one tenant's trees, so that reading it whole stays quick."""

Act = Callable[[Random], str]


@dataclass
class Acts:
    """The world as one process has it; `keys` are the API keys that it has made, or would have."""

    world: World
    people: dict[str, User]
    keys: list[str] = field(default_factory=list)

    def named(self, name: str) -> Act:
        """The act of a name."""
        return {
            "publish": self._publish,
            "urgent": lambda dice: self._publish(dice, codes=[LIBRARY], is_urgent=True),
            "create": self._create,
            "withdraw": self._withdraw,
            "move": self._move,
            "delete": self._delete,
            "translate": self._translate,
            "roll back": self._roll_back,
            "adapt": self._adapt,
            "undo": self._undo,
            "change": self._change_tenant,
            "languages": self._change_languages,
            "holiday": self._holiday,
            "adoption": self._adoption,
            "accept": self._accept,
            "key": self._key,
            "revoke": self._revoke,
            "rebuild": lambda _dice: str(rebuild()),
        }[name]

    def _publish(self, dice: Random, codes: Any = CODES, *, is_urgent: bool = False) -> str:
        page = self._page(dice, dice.choice(codes))
        page.title = f"{dice.choice(WORDS[:4]).capitalize()} {dice.randrange(1_000)}"
        for name in TEXT_FIELDS:
            if hasattr(page, name):
                setattr(page, name, _text(dice, is_plain=name in ("summary", "note")))
        if dice.random() < 0.2:
            page.slug = dice.choice(SLUGS)
        publish_page(page=page, urgent_reason="La ley cambió." if is_urgent else None)
        return f"{page} ({page.pk}) at {page.slug}"

    def _create(self, dice: Random) -> str:
        code = dice.choice(CODES)
        pages = self._pages(code)
        if len(pages) >= MOST_PAGES:
            delete_page(page=Page.objects.get(pk=dice.choice(pages)))
        section = dice.choice(SECTIONS.get(code, SECTIONS[NORTH]))
        with transaction.atomic():  # Wagtail counts children that another removes at the same moment
            Page.objects.select_for_update().get(pk=self.world.section(code, section).pk)
            page = _new(self.world, dice, code, section, slug=dice.choice(SLUGS))
        publish_page(page=page)
        return f"{page} ({page.pk}) in {code}/{section}/{page.slug}"

    def _withdraw(self, dice: Random) -> str:
        page = self._page(dice, dice.choice(CODES))
        place = page if dice.random() < 0.8 else page.get_parent()
        unpublish_page(page=place, with_descendants=dice.random() < 0.5)
        return f"{place} ({place.pk})"

    def _move(self, dice: Random) -> str:
        code = dice.choice(CODES)
        page = self._page(dice, code)
        target = self.world.section(code, dice.choice(SECTIONS.get(code, SECTIONS[NORTH])))
        move_page(page=page, target=target)
        return f"{page} ({page.pk}) to {target.slug}"

    def _delete(self, dice: Random) -> str:
        page = self._page(dice, dice.choice(CODES))
        delete_page(page=page)
        return f"{page} ({page.pk})"

    def _translate(self, dice: Random) -> str:
        page = self._page(dice, LIBRARY, GuidancePage, GlossaryTerm)
        english = Locale.objects.get(language_code="en")
        other = page.get_translation_or_none(english) or page.copy_for_translation(english, copy_parents=True)
        other = other.specific
        other.title = f"English {dice.randrange(1_000)}"
        publish_page(page=other)
        return f"{page} ({page.pk})"

    def _roll_back(self, dice: Random) -> str:
        page = self._page(dice, LIBRARY)
        editions = national.names_of_editions(page=page, by=self.people[LIBRARY])
        national.roll_back(page=page, by=self.people[LIBRARY], number=dice.choice(editions).number if editions else 1)
        return f"{page} ({page.pk})"

    def _adapt(self, dice: Random) -> str:
        target = self._target(dice)
        revision = selectors.workbench(target).revision
        operation = OperationInput(OperationKind.SET, field="title", value=f"Aquí {dice.randrange(1_000)}")
        if dice.random() < 0.2:
            operation = OperationInput(OperationKind.HIDE)
        saved = adapt.put_operation(target, operation=operation, expected_revision=revision, confirm=True)
        adapt.publish_adaptation(target, expected_revision=saved.latest_revision_id)
        return f"{operation.kind} {target.key} in {target.tenant.code}"

    def _undo(self, dice: Random) -> str:
        adaptations = AdaptationPage.objects.live().order_by("pk")
        page = dice.choice(list(adaptations)) if adaptations else None
        if page is None:
            return "nothing"
        unpublish_page(page=page)
        return f"{page} ({page.pk})"

    def _change_tenant(self, dice: Random) -> str:
        tenant = self._tenant(dice.choice(CODES))
        number = f"55 5346 {dice.randrange(1_000, 9_999)}"
        changes: dict[str, Any] = dice.choice(
            [
                {"name": f"Nombre {dice.randrange(1_000)}"},
                {"phones": [TenantPhone(purpose="help_line", label="Ayuda", display=number)]},
                {"theme": {"primary_color": dice.choice(["#611232", "#1e5b4f"])}},
                {"time_zone": dice.choice(["America/Mexico_City", "America/Tijuana"])},
                {"status": dice.choice(["launched", "launched", "suspended"])},
            ]
        )
        if tenant.is_library and "status" in changes:
            return "nothing"
        change_tenant(tenant=tenant, **changes)
        return f"{tenant.code}: {', '.join(changes)}"

    def _change_languages(self, dice: Random) -> str:
        tenant = self._tenant(dice.choice(STATES))
        order = dice.sample(LANGUAGES, dice.randint(1, 2))
        languages = [TenantLanguage(code=code, name=code, is_served=True) for code in order]
        change_tenant(tenant=tenant, languages=languages)
        return f"{tenant.code}: {', '.join(order)}"

    def _holiday(self, dice: Random) -> str:
        code = dice.choice(CODES)
        tenant, by, day = self._tenant(code), self.people[code], date(2027, 1, dice.randint(1, 28))
        with tenant_scope([tenant.pk]):
            known = list(TenantHoliday.objects.for_tenant(tenant.pk).order_by("pk").values_list("pk", flat=True))
        if len(known) > 2:
            remove_holiday(tenant=tenant, by=by, holiday_id=dice.choice(known))
        else:
            save_holiday(
                tenant=tenant,
                by=by,
                given=HolidayInput("HOLIDAY", f"Día {day}", starts_on=day, ends_on=day, source="Ley, art. 1"),
            )
        return f"{code}: {day}"

    def _adoption(self, dice: Random) -> str:
        code, choice = dice.choice(STATES), dice.choice(Adoption.values)
        adoption.change_adoption(tenant=self._tenant(code), adoption=choice, by=self.people[code])
        return f"{code}: {choice}"

    def _accept(self, dice: Random) -> str:
        code = dice.choice(STATES)
        return f"{code}: {adoption.accept_all(tenant=self._tenant(code), by=self.people[code])}"

    def _key(self, dice: Random) -> str:
        tenants = [self._tenant(code) for code in dice.sample(STATES, dice.randint(1, 2))]
        client = create_client(owner=tenants[0], given=ClientInput(f"Cliente {dice.randrange(1_000)}", tenants))
        key, raw = issue_key(client, dice.choice(KeyKind.values))
        self.keys.append(raw)
        return f"{key.hint} of {client}"

    def _revoke(self, dice: Random) -> str:
        keys = [key for client in ApiClient.objects.order_by("pk") for key in client.keys.usable().order_by("pk")]
        if not keys:
            return "nothing"
        key = revoke_key(dice.choice(keys))
        return key.hint

    def _tenant(self, code: str) -> Tenant:
        return Tenant.objects.get(code=code)

    def _target(self, dice: Random) -> AdaptationTarget:
        code = dice.choice(STATES)
        page = self._page(dice, LIBRARY, GuidancePage, GlossaryTerm, ScriptPage)
        key = str(page.translation_key)
        return AdaptationTarget(tenant=self._tenant(code), key=key, locale="es-MX", by=self.people[code])

    def _pages(self, code: str, *models: type[ContentPage]) -> list[int]:
        """The pages of a tenant that acts are about, in all languages: neither its homes nor their sections."""
        kinds = models or (GuidancePage, GlossaryTerm, NoticePage, OfficePage, OrganizationPage, ScriptPage)
        homes = homes_of(self._tenant(code))
        trees = [Page.objects.descendant_of(home).type(*kinds).values_list("pk", flat=True) for home in homes]
        return sorted(pk for tree in trees for pk in tree)

    def _page(self, dice: Random, code: str, *models: type[ContentPage]) -> Any:
        return Page.objects.get(pk=dice.choice(self._pages(code, *models) or [0])).specific


def opened() -> Acts:
    """The world that is there."""
    world = World({code: Tenant.objects.get(code=code) for code in CODES}, lambda: None)
    people = {code: User.objects.get(username=f"{code}-publisher") for code in CODES}
    return Acts(world, people)


def prepare() -> None:
    """Make the world: the library in two languages, two states, and a few pages of each kind."""
    world, dice = build(lambda: None), Random(1)
    for code in CODES:
        person(world.tenants[code], "publisher")
    library = world.tenants[LIBRARY]
    english = TenantLanguage(code="en", name="English", is_served=True)
    change_tenant(tenant=library, languages=[TenantLanguage(code="es-mx", name="Español", is_served=True), english])
    Locale.objects.get_or_create(language_code="en")
    for code, section in ((LIBRARY, "victima"), (LIBRARY, "glosario"), (NORTH, "avisos"), (SOUTH, "informacion-local")):
        for slug in SLUGS[:2]:
            publish_page(page=_new(world, dice, code, section, slug=f"{slug}-{section}"))
    publish_page(page=_script(world))
    for code in STATES:
        office = {"title": "Fiscalía", "slug": "fiscalia", "organization_kind": "PROSECUTOR"}
        parent = publish_page(page=world.draft(OrganizationPage, code, "directorio", **office))
        publish_page(page=world.draft_below(parent, OfficePage, title="Sede", slug="sede", note="Piso 1"))


def _new(world: World, dice: Random, code: str, section: str, *, slug: str) -> Any:
    title = f"{dice.choice(WORDS[:4]).capitalize()} {dice.randrange(1_000)}"
    text = _text(dice)
    if section == "glosario":
        return world.draft(GlossaryTerm, code, section, title=title, slug=slug, definition=text)
    if section == "avisos":
        return world.draft(NoticePage, code, section, title=title, slug=slug, text=text)
    fields = {**GUIDANCE, "summary": _text(dice, is_plain=True)}
    return world.draft(GuidancePage, code, section, title=title, slug=slug, roles=["VICTIM"], **fields)


def _script(world: World) -> Any:
    option = {
        "type": "item",
        "id": "00000000-0000-4000-8000-000000000001",
        "value": {"key": "si", "label": "Sí", "to": "r"},
    }
    nodes = [
        {"key": "q", "kind": "QUESTION", "text": "<p>¿Hubo denuncia?</p>", "options": [option]},
        {"key": "r", "kind": "REFERRAL", "text": "<p>Vaya.</p>", "organization_kind": "PROSECUTOR"},
    ]
    page = world.draft(
        ScriptPage, LIBRARY, "guiones", title="Guion", slug="guion", role="VICTIM", start="q", channels=["CHAT"]
    )
    blocks = [
        {"type": "node", "id": f"00000000-0000-4000-8000-00000000001{number}", "value": node}
        for number, node in enumerate(nodes)
    ]
    page.nodes = ScriptPage._meta.get_field("nodes").to_python(blocks)
    return page


def _text(dice: Random, *, is_plain: bool = False) -> str:
    text = " y ".join(dice.sample(WORDS[:4] if is_plain else WORDS, 2)) + f" {dice.randrange(1_000)}."
    return text if is_plain else f"<p>{text}</p>"

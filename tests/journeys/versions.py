"""A national text and a state's notice whose fields all say the same number, and what a state shows of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from content_models.models import GuidancePage, NoticePage
from delivery import state_view
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from editorial.national import services as national
from editorial.review import adoption
from publishing.services.publish import publish_page
from tenants.models import Adoption, Tenant, User
from tenants.viewer import Viewer, ViewerKind
from tests.desk import person

CODES = ("TAB", "COA", "CMX")
SLUG = "familiar-detenido"
NUMBERED = ("title", "question", "firstStep")
"""Fields that no state changes; Tabasco sets the summary from time to time."""

Shown = tuple[str, ...]
"""What one state shows: the fields of the text, and those of the notice, if it has one."""


def shown(page: dict[str, Any], notices: list[dict[str, Any]]) -> Shown:
    """What a state shows, from the documents of its view or from an answer."""
    of_notices = [text for notice in notices for text in (notice["title"], notice["text"]["plainText"])]
    return (*(page[name] for name in (*NUMBERED, "summary")), *of_notices)


def mixture_of(shown: Shown) -> str | None:
    """What is wrong with it; None when every item is of one version."""
    numbers = {text.rpartition(" ")[2] for text in shown[:3]}
    is_adapted = shown[3].startswith("Resumen de Tabasco")
    if not is_adapted:
        numbers.add(shown[3].rpartition(" ")[2])
    of_notice = {text.rpartition(" ")[2] for text in shown[4:]}
    return None if len(numbers) == 1 and len(of_notice) <= 1 else str(shown)


@dataclass
class Publishers:
    """The library's and the states' publishers, in this process; `past` is what each state has shown, in order."""

    tenants: dict[str, Tenant] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    past: dict[str, list[Shown]] = field(default_factory=dict)
    number: int = 0

    def open(self) -> None:
        """Let Coahuila review first, and publish the first version."""
        for code in ("NAC", *CODES):
            self.tenants[code] = Tenant.objects.get(code=code)
            self.people[code] = person(self.tenants[code], "publisher")
        ContentType.objects.clear_cache()
        adoption.change_adoption(tenant=self.tenants["COA"], adoption=Adoption.REVIEWED, by=self.people["COA"])
        self.act("urgent")
        self.act("notice")
        self.past = {code: [self.now(code)] for code in CODES}

    def act(self, name: str) -> None:
        """Do something that changes what is shown, or nothing where there is nothing to do; note what is shown then."""
        acts: dict[str, Callable[[], object]] = {
            "publish": self._publish,
            "urgent": lambda: self._publish(is_urgent=True),
            "roll back": self._roll_back,
            "accept": lambda: adoption.accept_all(tenant=self.tenants["COA"], by=self.people["COA"]),
            "adapt": self._adapt,
            "undo": self._undo,
            "notice": self._notice,
        }
        self.number += 1
        acts[name]()
        for code, past in self.past.items():
            past.append(self.now(code))

    def now(self, code: str) -> Shown:
        """What a state shows, as this process has it after its own commits."""
        view = state_view.for_viewer(Viewer(ViewerKind.CLIENT, {code: self.tenants[code].pk}), code)
        page = view.by_slug("GUIDANCE", SLUG)
        assert page is not None
        return shown(dict(page), [dict(notice) for notice in view.all("NOTICE")])

    def _page(self) -> Any:
        return GuidancePage.objects.get(slug=SLUG, locale__language_code="es-mx")

    def _publish(self, *, is_urgent: bool = False) -> None:
        page = self._page()
        page.title, page.question = f"Título {self.number}", f"¿Pregunta? {self.number}"
        page.first_step, page.summary = f"Paso {self.number}", f"Resumen {self.number}"
        publish_page(page=page, urgent_reason="La ley cambió." if is_urgent else None)

    def _roll_back(self) -> None:
        page, by = self._page(), self.people["NAC"]
        latest = national.names_of_editions(page=page, by=by)[0].number
        national.roll_back(page=page, by=by, number=latest - 1)

    def _who(self) -> AdaptationTarget:
        key = str(self._page().translation_key)
        return AdaptationTarget(tenant=self.tenants["TAB"], key=key, locale="es-MX", by=self.people["TAB"])

    def _adapt(self) -> None:
        who = self._who()
        operation = OperationInput(OperationKind.SET, field="summary", value=f"Resumen de Tabasco {self.number}")
        revision = selectors.workbench(who).revision
        saved = adapt.put_operation(who, operation=operation, expected_revision=revision, confirm=True)
        adapt.publish_adaptation(who, expected_revision=saved.latest_revision_id)

    def _undo(self) -> None:
        who = self._who()
        bench = selectors.workbench(who)
        made = [piece.operation_id for piece in bench.pieces if piece.operation_id]
        if made:
            saved = adapt.undo_operation(who, operation_id=made[0], expected_revision=bench.revision)
            adapt.publish_adaptation(who, expected_revision=saved.latest_revision_id)

    def _notice(self) -> None:
        home = Page.objects.get(pk=self.tenants["TAB"].root_page_id)
        page = NoticePage.objects.descendant_of(home).first()
        if page is None:
            section = Page.objects.child_of(home).get(slug="avisos")
            page = NoticePage(live=False, locale=section.locale, title="Aviso", slug="aviso")
            section.add_child(instance=page)
        page = NoticePage.objects.get(pk=page.pk)
        page.title, page.text = f"Aviso {self.number}", f"<p>Texto {self.number}</p>"
        publish_page(page=page)


def is_walk(seen: list[Shown], past: list[Shown]) -> bool:
    """Whether somebody who saw this only ever went forward through the past."""
    place = 0
    for one in seen:
        while place < len(past) and past[place] != one:
            place += 1
        if place == len(past):
            return False
    return True

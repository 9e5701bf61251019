"""States whose own texts carry a mark that nobody else may be shown, and desks that go on working."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from content_models.models import GlossaryTerm, GuidancePage, NoticePage, OfficePage, ScriptPage
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from editorial.review import adoption
from publishing.services.publish import publish_page, unpublish_page
from tenants.models import Adoption, KeyKind, Scope, Tenant, User
from tests.desk import person
from tests.tenants.factories import key_of

LAUNCHED = ("TAB", "COA", "CMX", "MEX")
DRAFT = "JAL"
"""In preparation: only its own secret key may see it."""

MARKS = {code: f"marca{code.lower()}zq" for code in (*LAUNCHED, DRAFT)}
"""What each state's own texts say. No request ever says it, so that no answer only repeats it."""

GUIDANCE = "familiar-detenido"
SCRIPT = "quiero-denunciar"
TERM = "acusado"


@dataclass(frozen=True)
class Key:
    """A key, and the states that it may read."""

    raw: str
    codes: frozenset[str]
    sees_scripts: bool = False

    @property
    def foreign_marks(self) -> list[bytes]:
        """What it must never be shown, as JSON writes it."""
        return [mark.encode() for code, mark in MARKS.items() if code not in self.codes]


@dataclass
class Desks:
    """Everybody who publishes in these states and for all of them, at work in this process."""

    tenants: dict[str, Tenant] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    notices: dict[str, Any] = field(default_factory=dict)
    done: int = 0

    def open(self) -> None:
        """Publish texts with marks in each state, and let Coahuila review first."""
        for code in ("NAC", *MARKS):
            self.tenants[code] = Tenant.objects.get(code=code)
            self.people[code] = person(self.tenants[code], "publisher")
        ContentType.objects.clear_cache()
        for code in MARKS:
            self._write_notice(code)
            self._change_office(code)
            self._adapt(code, GuidancePage, GUIDANCE, "summary")
            self._adapt(code, ScriptPage, SCRIPT, "title")
            self._adapt(code, GlossaryTerm, TERM, "title")
        adoption.change_adoption(tenant=self.tenants["COA"], adoption=Adoption.REVIEWED, by=self.people["COA"])

    def keys(self) -> list[Key]:
        """Keys of both kinds for each state, and one for two states."""
        scripts = (Scope.CONTENT, Scope.SCRIPTS)
        keys = []
        for code in MARKS:
            tenant, own = self.tenants[code], frozenset({code})
            keys.append(Key(key_of(tenant, scopes=scripts)[1], own, sees_scripts=True))
            visible = own if code in LAUNCHED else frozenset[str]()
            keys.append(Key(key_of(tenant, kind=KeyKind.PUBLISHABLE)[1], visible))
        two = [self.tenants["TAB"], self.tenants["COA"]]
        return [*keys, Key(key_of(two[0], tenants=two)[1], frozenset({"TAB", "COA"}))]

    def work(self) -> None:
        """Do the next thing: each publishes, adapts, withdraws, accepts, in one of the states or for all."""
        acts: list[Callable[[str], object]] = [
            self._write_notice,
            lambda code: self._adapt(code, GuidancePage, GUIDANCE, "summary"),
            lambda code: self._write_nationally(),
            self._change_office,
            lambda code: self._adapt(code, ScriptPage, SCRIPT, "title"),
            lambda code: adoption.accept_all(tenant=self.tenants["COA"], by=self.people["COA"]),
            lambda code: unpublish_page(page=self.notices[code]),
        ]
        codes = [*MARKS]
        acts[self.done % len(acts)](codes[self.done % len(codes)])
        self.done += 1

    def _text(self, code: str) -> str:
        return f"{MARKS[code]} número {self.done}"

    def _write_notice(self, code: str) -> None:
        page = self.notices.get(code)
        if page is None:
            home = Page.objects.get(pk=self.tenants[code].root_page_id)
            section = Page.objects.child_of(home).get(slug="avisos")
            page = NoticePage(live=False, locale=section.locale, title="Aviso", slug=f"aviso-{code.lower()}")
            section.add_child(instance=page)
        page = Page.objects.get(pk=page.pk).specific
        page.title, page.text = f"Aviso {self._text(code)}", f"<p>{self._text(code)}</p>"
        self.notices[code] = publish_page(page=page)

    def _change_office(self, code: str) -> None:
        home = Page.objects.get(pk=self.tenants[code].root_page_id)
        page = OfficePage.objects.descendant_of(home).live().order_by("pk").first()
        if page is not None:
            page.note = self._text(code)
            publish_page(page=page)

    def _adapt(self, code: str, model: type[Page], slug: str, name: str) -> None:
        page = model.objects.get(slug=slug, locale__language_code="es-mx")
        who = AdaptationTarget(
            tenant=self.tenants[code], key=str(page.translation_key), locale="es-MX", by=self.people[code]
        )
        operation = OperationInput(OperationKind.SET, field=name, value=self._text(code))
        revision = selectors.workbench(who).revision
        saved = adapt.put_operation(who, operation=operation, expected_revision=revision, confirm=True)
        adapt.publish_adaptation(who, expected_revision=saved.latest_revision_id)

    def _write_nationally(self) -> None:
        """Turn by turn a text that all states adapt, and one that none does."""
        page = GlossaryTerm.objects.get(slug=TERM if self.done % 2 else "acusacion")
        page.definition = f"<p>Definición nacional {self.done}.</p>"
        publish_page(page=page)

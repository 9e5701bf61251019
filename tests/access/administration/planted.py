"""Things of every kind of one tenant, each with a mark in its words that no other tenant's people may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from taggit.models import Tag
from wagtail.admin.models import EditingSession
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Comment, Locale, Page, UploadedFile
from wagtail_localize.models import OverridableSegment, StringSegment, Translation, TranslationSource

from api.models import TrustedDocument
from assistance.models import Campaign
from content_models.models import GuidancePage
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from media.models import CustomDocument, CustomImage
from publishing.models import ExampleSuggestion, OfficeImport, ReviewTask, TenantHoliday
from tenants.models import ROLES_OF_LIBRARY, Hostname, StaffRole, Tenant, TenantStatus, User
from tenants.scope import tenant_scope
from tests.tenants.factories import key_of, library, member, person, prepared

NATIONAL = "familiar-detenido"
"""Slug of the library's text that states adapt."""


CODES = ("TAB", "JAL", "NAC")
MARKS = {code: f"zqmarca{code.lower()}" for code in CODES}
SEEN = {code: f"zqvista{code.lower()}" for code in CODES}


@dataclass(frozen=True)
class Planted:
    """A tenant's things.

    Attributes:
        ids: what stands in addresses, queries and forms, by kind: primary keys as text, codes and keys of texts.
    """

    mark: str
    ids: dict[str, str]


@dataclass(frozen=True)
class PlantedTenants:
    """Tabasco, Jalisco and the library, each with things of every kind, and people by what they are."""

    tenants: dict[str, Tenant]
    planted: dict[str, Planted]
    people: dict[str, User | None]

    def client(self, who: str) -> Client:
        """A browser in which somebody has signed in; a visitor has not. Failures are answers."""
        client = Client(raise_request_exception=False)
        user = self.people[who]
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


def plant_tenants() -> PlantedTenants:
    """Make the three tenants, and everybody who works for them."""
    tenants = {
        "TAB": prepared("TAB", status=TenantStatus.LAUNCHED),
        "JAL": prepared("JAL", status=TenantStatus.LAUNCHED),
        "NAC": library(),
    }
    members = {
        f"{role} of {code}": member(tenant, role)
        for code, tenant in tenants.items()
        for role in (ROLES_OF_LIBRARY if tenant.is_library else StaffRole)
    }
    planted = {
        code: plant(tenant, members[f"{StaffRole.PUBLISHER} of {code}"], MARKS[code], SEEN[code])
        for code, tenant in tenants.items()
    }
    for code, things in planted.items():
        operator = members.get(f"{StaffRole.OPERATOR} of {code}", members[f"{StaffRole.PUBLISHER} of {code}"])
        things.ids["operator"] = str(operator.pk)
    people = {**members, "visitor": None, "administrator": person("raiz", is_superuser=True)}
    return PlantedTenants(tenants, planted, people)


def plant(tenant: Tenant, person: User, mark: str, seen: str) -> Planted:
    """Make one of each kind; the person is their author.

    Args:
        mark: in the words of what nobody else may see.
        seen: in what others see, too: states the library's files, the library how a state adapts its texts.
    """
    with tenant_scope([tenant.pk]):
        pages = _pages(tenant, person, mark, seen)
        _name_the_tenant(tenant, person, mark)
        return Planted(
            mark,
            {
                "code": tenant.code,
                "user": str(person.pk),
                **pages,
                **_files(tenant, person, seen if tenant.is_library else mark),
                **_rows(tenant, person, mark, seen),
            },
        )


def _pages(tenant: Tenant, person: User, mark: str, seen: str) -> dict[str, str]:
    home = Page.objects.get(pk=tenant.root_page_id)
    is_library = tenant.is_library
    parent = Page.objects.child_of(home).get(slug="guiones" if is_library else "informacion-local")
    text = GuidancePage(
        title=f"Borrador {mark}",
        slug=f"borrador-{tenant.code.lower()}",
        question=f"¿Pregunta {mark}?",
        summary=f"Resumen {mark}.",
        roles=["VICTIM"],
        live=False,
        locale=parent.locale,
        owner=person,
    )
    parent.add_child(instance=text)
    Comment.objects.create(page=text, user=person, text=f"Comentario {mark}", contentpath="summary")
    revision = text.save_revision(user=person, log_action=True)
    state = text.get_workflow().start(text, person)
    text.locked, text.locked_by, text.locked_at = True, person, timezone.now()
    text.save()
    session = EditingSession.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(Page),
        object_id=str(text.pk),
        last_seen_at=timezone.now(),
    )
    national = GuidancePage.objects.get(slug=NATIONAL, locale__language_code="es-mx")
    source, _ = TranslationSource.update_or_create_from_instance(text)
    translation = Translation.objects.create(
        source=source, target_locale=Locale.objects.get_or_create(language_code="yua")[0]
    )
    segment = StringSegment.objects.filter(source=source).first()
    overridable = OverridableSegment.objects.filter(source=source).first()
    return {
        "page": str(text.pk),
        "parent": str(parent.pk),
        "home": str(home.pk),
        "revision": str(revision.pk),
        "workflow": str(state.workflow_id),
        "workflow state": str(state.pk),
        "task": str(state.current_task_state.task_id),
        "task state": str(state.current_task_state_id),
        "editing session": str(session.pk),
        "translation source": str(source.pk),
        "translation": str(translation.pk),
        "string segment": str(segment.pk) if segment else "1",
        "overridable segment": str(overridable.pk) if overridable else "1",
        "key": str(national.translation_key),
        "local key": str(text.translation_key),
        "locale": str(parent.locale_id),
        **({} if is_library else {"adaptation": _adaptation(tenant, national, person, seen)}),
    }


def _adaptation(tenant: Tenant, national: GuidancePage, person: User, mark: str) -> str:
    """Make a draft of what the state changes in a national text."""
    target = AdaptationTarget(tenant=tenant, key=str(national.translation_key), locale="es-MX", by=person)
    operation = OperationInput(OperationKind.SET, field="summary", value=f"Adaptado {mark}")
    revision = selectors.workbench(target).revision
    return str(adapt.put_operation(target, operation=operation, expected_revision=revision).pk)


def _files(tenant: Tenant, person: User, mark: str) -> dict[str, str]:
    image = CustomImage.objects.create(
        title=f"Imagen {mark}",
        alt_text=f"Se ve {mark}",
        file=get_test_image_file(filename=f"{mark}.png"),
        collection=tenant.collection,
        uploaded_by_user=person,
    )
    document = CustomDocument.objects.create(
        title=f"Archivo {mark}",
        file=ContentFile(b"%PDF-1.4", name=f"{mark}.pdf"),
        collection=tenant.collection,
        uploaded_by_user=person,
    )
    upload = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(CustomImage),
        file=ContentFile(b"x", name=f"{mark}.png"),
        uploaded_by_user=person,
    )
    return {
        "image": str(image.pk),
        "document": str(document.pk),
        "upload": str(upload.pk),
        "collection": str(tenant.collection_id),
        # No form has tags, so nothing has one: all states would share them.
        "tag": str(Tag.objects.create(name=f"etiqueta-{mark}", slug=f"etiqueta-{mark}").pk),
    }


def _rows(tenant: Tenant, person: User, mark: str, seen: str) -> dict[str, str]:
    key, _ = key_of(tenant, tenants=Tenant.objects.states()[:1] if tenant.is_library else ())
    key.client.name = f"Sitio {mark}"
    key.client.save()
    trusted = TrustedDocument.objects.create(
        tenant=tenant,
        client=key.client,
        document_id=mark,
        operation_name=mark,
        query="{ states { code } }",
        cost=1,
        cost_at_most=1,
    )
    today = timezone.localdate()
    holiday = TenantHoliday.objects.create(
        tenant=tenant, name=f"Día {seen}", starts_on=today, ends_on=today, source=f"Fuente {seen}", changed_by=person
    )
    Campaign.objects.create(
        tenant=tenant, code="FERIA", name=f"Campaña {seen}", starts_on=today, ends_on=today + timedelta(days=9)
    )
    suggestion = ExampleSuggestion.objects.create(
        tenant=tenant, locale="es-MX", words=f"frase {seen}", phrase=f"Frase {seen}", days=8, last_on=today
    )
    office_import = OfficeImport.objects.create(
        tenant=tenant, file_name=f"{mark}.csv", status="CHECKED", headings=["nombre"], uploaded_by=person
    )
    task = ReviewTask.objects.create(
        tenant=tenant,
        reason="changed",
        key=str(GuidancePage.objects.get(slug=NATIONAL, locale__language_code="es-mx").translation_key),
        locale="es-MX",
        kind="GUIDANCE",
        title=f"Revisión {seen}",
        opened_at=timezone.now(),
        due_on=today + timedelta(days=9),
    )
    return {
        "client": str(key.client_id),
        "API key": str(key.pk),
        "trusted document": str(trusted.pk),
        "holiday": str(holiday.pk),
        "office import": str(office_import.pk),
        "review task": str(task.pk),
        "suggestion": str(suggestion.pk),
        "group": str(tenant.publishers_id),
        "site": str(tenant.site_id),
    }


def _name_the_tenant(tenant: Tenant, person: User, mark: str) -> None:
    """Put the mark into the names of the tenant's people, host, site, collection and group."""
    person.first_name, person.last_name, person.email = f"Nombre{mark}", f"Apellido{mark}", f"{mark}@example.org"
    person.save()
    Hostname.objects.create(tenant=tenant, host=f"{mark}.example.org")
    rows = [(tenant.site, "site_name"), (tenant.publishers, "name")]
    for row, field in rows if tenant.is_library else [*rows, (tenant.collection, "name")]:
        setattr(row, field, f"Nombre {mark}")
        row.save()

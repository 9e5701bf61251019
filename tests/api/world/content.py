"""What the library and the two states publish."""

from __future__ import annotations

from .blocks import ALL_BLOCKS
from .documents import (
    Document,
    document,
    guidance,
    key,
    node,
    notice,
    office,
    option,
    organization,
    phone,
    reference,
    rich,
    schedule,
    script,
    section,
    term,
)

WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"]

LIBRARY: dict[str, Document] = {
    "/": document("HOME", "home", "Justicia para Ti", introduction=rich("Te decimos qué hacer."), urgentNotice=None),
    "/victima/": section("victima", "Soy víctima", role="VICTIM", order=1),
    "/victima/denunciar/": guidance(
        "denunciar",
        "¿Cómo denuncio un delito?",
        stage="BEFORE",
        urgency="HIGH",
        firstStep="Ve a la fiscalía o llama al 911.",
        summary="Denunciar es gratis.",
        body=ALL_BLOCKS,
        legalReferences=[reference("CNPP", "221", "CNPP art. 221"), reference(None, None, "Consejo", verified=False)],
        termKeys=[key("denuncia"), key("fiscalia")],
        relatedKeys=[key("proteccion")],
        officeKinds=["PROSECUTOR", "HELP_LINE"],
        reviewedOn="2026-01-15",
        reviewDueOn="2026-11-22",
        legalReviewer="Lic. Prueba",
        order=1,
    ),
    "/victima/proteccion/": guidance(
        "proteccion", "Necesito protección", urgency="EMERGENCY", stage="ANY", isSensitive=True, order=2
    ),
    "/tercero/": section("tercero", "Soy familiar", role="THIRD_PARTY", order=2),
    "/tercero/detenido/": guidance(
        "detenido",
        "Detuvieron a mi familiar",
        roles=["THIRD_PARTY", "ACCUSED"],
        stage="DETENTION",
        urgency="EMERGENCY",
        relatedKeys=[key("denunciar"), key("sin-publicar")],
    ),
    "/glosario/": section("glosario", "Glosario", order=3),
    "/glosario/amparo/": term("amparo", "amparo", "Juicio que protege tus derechos."),
    "/glosario/arbol/": term("arbol", "Árbol de decisiones", "Preguntas en orden."),
    "/glosario/denuncia/": term(
        "denuncia",
        "denuncia",
        "Aviso de un delito.",
        synonyms=["queja"],
        relatedKeys=[key("fiscalia")],
        legalReferences=[reference("CNPP", "221", "CNPP art. 221")],
        stage="BEFORE",
    ),
    "/glosario/fiscalia/": term("fiscalia", "fiscalía", "Quien investiga."),
    "/guiones/": section("guiones", "Guiones", order=4),
    "/guiones/familiar-detenido/": script(
        "familiar-detenido",
        "Mi familiar está detenido",
        [
            node(
                "inicio",
                "QUESTION",
                "¿Sabe dónde está?",
                options=[option("si", "Sí", "fin"), option("no", "No", "busca")],
            ),
            node("busca", "REFERRAL", "Le paso el número.", organizationKind="PROSECUTOR"),
            node(
                "fin",
                "ANSWER",
                "Tiene derecho a una llamada.",
                wordings=[{"channel": "CHAT", "text": rich("Puede llamar.")}],
                legalReferences=[reference("CPEUM", "20", "CPEUM art. 20")],
            ),
        ],
        topicKey=key("detenido"),
        channels=["PHONE", "CHAT"],
        openingPhrases=["Se llevaron a mi hijo."],
        preamble=[{"id": key("preamble"), "key": "saludo", "text": rich("Gracias por llamar.")}],
    ),
    "/guiones/victima/": script(
        "guion-victima", "Me robaron", [node("inicio", "ANSWER", "Puede denunciar.")], role="VICTIM", urgency="NORMAL"
    ),
    "/directorio/": section("directorio", "Directorio", order=5),
    "/directorio/fiscalia/": organization(
        "org-fiscalia",
        "Fiscalía",
        "PROSECUTOR",
        alsoCalled=["Ministerio Público"],
        whatItDoes=["Investiga delitos."],
        goWhen=["Cuando quieras denunciar."],
        servesRoles=["VICTIM", "THIRD_PARTY"],
        order=1,
    ),
    "/directorio/linea/": organization("org-linea", "Línea de ayuda", "HELP_LINE", isEmergency=True, order=2),
    "/directorio/linea/911/": office(
        "linea-911",
        "911",
        "HELP_LINE",
        organizationKey=key("org-linea"),
        phones=[phone("911", label="Emergencias", languages=["es-MX"])],
        schedule=schedule("24/7"),
        verified=True,
    ),
    "/avisos/": section("avisos", "Avisos", order=6),
}

TABASCO: dict[str, Document] = {
    "/directorio/fiscalia-tabasco/": organization(
        "tab-fiscalia", "Fiscalía General del Estado de Tabasco", "PROSECUTOR", website="https://fiscaliatabasco.gob.mx"
    ),
    "/directorio/fiscalia-tabasco/centro/": office(
        "tab-centro",
        "Fiscalía, sede Centro",
        "PROSECUTOR",
        organizationKey=key("tab-fiscalia"),
        services=[{"id": key("service"), "name": "Denuncia por violencia", "description": rich("De día.")}],
        address={"text": "Paseo Usumacinta 802", "postalCode": "86090", "neighborhood": None, "locality": None},
        municipality="Centro",
        latitude=17.99,
        longitude=-92.93,
        phones=[phone("993 313 6550", e164="+529933136550", extension="12")],
        schedule=schedule("Mo-Fr 09:00-15:00; PH off", (WEEKDAYS, "09:00", "15:00")),
        languages=["es-MX", "ctu"],
        accessibility=["Rampa"],
        assuredOn="2026-10-01",
        source="Sitio oficial",
        sourceQuality="OFFICIAL",
        verified=True,
        order=1,
    ),
    "/directorio/fiscalia-tabasco/noche/": office(
        "tab-noche",
        "Fiscalía, guardia nocturna",
        "PROSECUTOR",
        organizationKey=key("tab-fiscalia"),
        municipality="Cárdenas",
        latitude=18.0,
        longitude=-93.38,
        schedule=schedule("Mo-Su 20:00-02:00", (["MONDAY"], "20:00", "02:00")),
        order=2,
    ),
    "/directorio/fiscalia-tabasco/centla/": office(
        "tab-centla",
        "Fiscalía, sede Centla",
        "PROSECUTOR",
        organizationKey=key("tab-fiscalia"),
        municipality="Centla",
        hoursText="De lunes a viernes",
        needsConfirmation=True,
        order=3,
    ),
    "/directorio/fiscalia-tabasco/oeste/": office(
        "tab-oeste",
        "Enlace en Tijuana",
        "PROSECUTOR",
        organizationKey=key("tab-fiscalia"),
        timeZone="America/Tijuana",
        schedule=schedule("Mo-Fr 09:00-15:00", (WEEKDAYS, "09:00", "15:00")),
        order=4,
    ),
    "/directorio/refugio/": office(
        "tab-refugio",
        "Refugio para mujeres",
        "WOMENS_JUSTICE_CENTER",
        isConfidential=True,
        phones=[phone("800 000 0000")],
        order=5,
    ),
    "/avisos/inundacion/": notice(
        "tab-inundacion",
        "Oficinas cerradas por inundación",
        severity="WARNING",
        startsAt="2026-11-20T00:00:00Z",
        endsAt="2026-11-25T00:00:00Z",
    ),
    "/avisos/pasado/": notice("tab-pasado", "Ya pasó", endsAt="2026-11-01T00:00:00Z"),
}

COAHUILA: dict[str, Document] = {
    "/directorio/fiscalia-coahuila/": organization("coa-fiscalia", "Fiscalía General de Coahuila", "PROSECUTOR"),
    "/directorio/fiscalia-coahuila/saltillo/": office(
        "coa-saltillo",
        "Fiscalía, sede Saltillo",
        "PROSECUTOR",
        organizationKey=key("coa-fiscalia"),
        municipality="Saltillo",
        latitude=25.42,
        longitude=-101.0,
        timeZone="America/Monterrey",
    ),
    "/victima/coahuila/": guidance("coa-local", "Sólo en Coahuila"),
}

IN_MAYA: dict[str, Document] = {
    "/victima/proteccion/": guidance("proteccion", "K'abéet kanantaj", locale="yua", isSensitive=True, order=2),
}

"""`State.guidancePage`: one page with all its parts."""

from .conftest import Ask, Clock
from .world.blocks import IMAGE

PAGE = """
{ state { guidancePage(slug: "denunciar") {
  __typename key slug path title locale servedLocale isFallback origin publishedAt
  inForceOn reviewedOn reviewDueOn isReviewOverdue legalReviewer isSensitive state { code }
  roles { role name tagline definition legalReferences { text } }
  stage urgency question firstStep summary officeKinds
  legalReferences { law article text verified }
  terms { term } related { slug related { slug } }
} } }
"""
BODY = """
{ state { guidancePage(slug: "denunciar") { body {
  __typename key locale isFallback origin verified legalReferences { text }
  ... on TextBlock { heading text { plainText html } }
  ... on StepsBlock { steps { key title text { plainText } legalReferences { law } } }
  ... on DeadlineBlock { text { plainText } amount amountMax unit event countsBack whoMustAct consequence }
  ... on WarningBlock { text { plainText } }
  ... on ChecklistBlock { items { text { plainText } isRequired } }
  ... on ContactBlock { label phones { display dial e164 languages { tag } } url }
  ... on OfficesBlock { organizationKind offices(first: 1) { slug } }
  ... on QuestionAnswerBlock { question answer { plainText } }
  ... on ImageBlock { image { url width height alt renditions { url width height } } caption }
  ... on AudioBlock { recording: url title mimeType durationSeconds transcript { plainText } }
  ... on FileBlock { file: url title mimeType sizeBytes }
  ... on LawQuoteBlock { text { plainText } }
  ... on LocalBlock { text { plainText } }
  ... on UnknownBlock { type }
} } } }
"""
OFFICES = """
query ($near: Near, $openNow: Boolean, $first: Int) { state { guidancePage(slug: "denunciar") {
  offices(near: $near, openNow: $openNow, first: $first) { slug distanceMeters }
} } }
"""


def test_says_everything_about_a_page(ask: Ask) -> None:
    page = ask(PAGE)["state"]["guidancePage"]

    assert page["roles"][0]["name"] == "Víctima u ofendido"
    assert page["roles"][0]["legalReferences"][0] == {"text": "LGV art. 4"}
    del page["roles"], page["key"]
    assert page == {
        "__typename": "GuidancePage",
        "slug": "denunciar",
        "path": "/victima/denunciar/",
        "title": "¿Cómo denuncio un delito?",
        "locale": "es-MX",
        "servedLocale": "es-MX",
        "isFallback": False,
        "origin": "LIBRARY",
        "publishedAt": "2026-11-02T18:00:00Z",
        "inForceOn": None,
        "reviewedOn": "2026-01-15",
        "reviewDueOn": "2026-11-22",
        "isReviewOverdue": True,
        "legalReviewer": "Lic. Prueba",
        "isSensitive": False,
        "state": {"code": "TAB"},
        "stage": "BEFORE",
        "urgency": "HIGH",
        "question": "¿Cómo denuncio un delito?",
        "firstStep": "Ve a la fiscalía o llama al 911.",
        "summary": "Denunciar es gratis.",
        "officeKinds": ["PROSECUTOR", "HELP_LINE"],
        "legalReferences": [
            {"law": "CNPP", "article": "221", "text": "CNPP art. 221", "verified": True},
            {"law": None, "article": None, "text": "Consejo", "verified": False},
        ],
        "terms": [{"term": "denuncia"}, {"term": "fiscalía"}],
        "related": [{"slug": "proteccion", "related": []}],
    }


def test_serves_a_block_of_every_type(ask: Ask) -> None:
    body = {block["__typename"]: block for block in ask(BODY)["state"]["guidancePage"]["body"]}

    assert list(body) == [
        "TextBlock",
        "StepsBlock",
        "DeadlineBlock",
        "WarningBlock",
        "ChecklistBlock",
        "ContactBlock",
        "OfficesBlock",
        "QuestionAnswerBlock",
        "ImageBlock",
        "AudioBlock",
        "FileBlock",
        "LawQuoteBlock",
        "LocalBlock",
        "UnknownBlock",
    ]
    assert body["TextBlock"]["heading"] == "Qué pasa"
    assert body["TextBlock"]["text"]["plainText"] == "Una denuncia es un aviso."
    assert body["TextBlock"]["text"]["html"].startswith("<p>Una <")
    assert body["StepsBlock"]["steps"][0]["title"] == "Ve"
    assert body["StepsBlock"]["steps"][0]["legalReferences"] == [{"law": "CNPP"}]
    deadline = body["DeadlineBlock"]
    assert (deadline["amount"], deadline["amountMax"], deadline["unit"]) == (5, None, "DAYS")
    assert (deadline["event"], deadline["countsBack"], deadline["whoMustAct"], deadline["consequence"]) == (
        "la notificación",
        False,
        "la víctima",
        None,
    )
    assert (deadline["verified"], deadline["legalReferences"]) == (True, [{"text": "CNPP art. 258"}])
    assert body["ChecklistBlock"]["items"] == [{"text": {"plainText": "Tu identificación."}, "isRequired": False}]
    assert body["ContactBlock"]["phones"] == [{"display": "911", "dial": "911", "e164": None, "languages": []}]
    assert body["OfficesBlock"]["offices"] == [{"slug": "tab-centro"}]
    assert body["QuestionAnswerBlock"]["answer"] == {"plainText": "No cuesta."}
    assert body["ImageBlock"]["image"] == IMAGE
    assert (body["AudioBlock"]["durationSeconds"], body["FileBlock"]["sizeBytes"]) == (61, 1234)
    assert body["UnknownBlock"]["type"] == "HologramBlock"


def test_placeholders_say_the_state_that_is_asked(ask: Ask) -> None:
    query = """query ($code: StateCode!) { state(code: $code) { guidancePage(slug: "denunciar") {
      body { ... on LocalBlock { text { plainText } } } } } }"""

    texts = [
        [block["text"]["plainText"] for block in ask(query, key, code=key)["state"]["guidancePage"]["body"] if block]
        for key in ("TAB", "COA")
    ]

    assert texts == [["Pregunta en Tabasco."], ["Pregunta en Coahuila."]]


def test_the_emergency_number_comes_first_and_then_offices_by_kind_in_the_pages_order(ask: Ask) -> None:
    offices = ask(OFFICES)["state"]["guidancePage"]["offices"]

    assert [office["slug"] for office in offices] == [
        "linea-911",
        "tab-centro",
        "tab-noche",
        "tab-oeste",
        "tab-centla",
    ]


def test_offices_near_a_point_come_nearest_first(ask: Ask) -> None:
    offices = ask(OFFICES, near={"latitude": 18.0, "longitude": -93.38}, first=2)["state"]["guidancePage"]["offices"]

    assert [office["slug"] for office in offices] == ["tab-noche", "tab-centro"]
    assert offices[0]["distanceMeters"] == 0


def test_offices_open_now_leave_out_the_closed(ask: Ask) -> None:
    offices = ask(OFFICES, openNow=True)["state"]["guidancePage"]["offices"]

    assert [office["slug"] for office in offices] == ["linea-911", "tab-centro", "tab-oeste", "tab-centla"]


def test_page_of_another_state_reads_as_absent(ask: Ask) -> None:
    query = "query ($slug: String!) { state { guidancePage(slug: $slug) { title } } }"

    foreign = ask(query, "TAB", slug="coa-local")
    absent = ask(query, "TAB", slug="no-existe")

    assert foreign == absent == {"state": {"guidancePage": None}}
    assert ask(query, "COA", slug="coa-local") == {"state": {"guidancePage": {"title": "Sólo en Coahuila"}}}


def test_review_is_not_overdue_before_the_states_midnight(ask: Ask, clock: Clock) -> None:
    clock.now = clock.now.fromisoformat("2026-11-23T05:59:00Z")

    before = ask('{ state { guidancePage(slug: "denunciar") { isReviewOverdue } } }')
    clock.now = clock.now.fromisoformat("2026-11-23T06:00:00Z")
    after = ask('{ state { guidancePage(slug: "denunciar") { isReviewOverdue } } }')

    assert before["state"]["guidancePage"] == {"isReviewOverdue": False}
    assert after["state"]["guidancePage"] == {"isReviewOverdue": True}

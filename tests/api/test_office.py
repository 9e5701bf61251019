"""`State.office`: one office with all that is known of it."""

from .conftest import Ask

OFFICE = """
query ($slug: String!) { state { office(slug: $slug) {
  name kind organization { name } services { key name description { plainText } }
  address { text postalCode neighborhood locality } municipality latitude longitude
  phones { display dial e164 extension label } email website timeZone
  schedule { isAlwaysOpen periods { days opensAt closesAt } holidays osm } hoursText
  isOpen(at: "2026-11-23T21:00:00Z") nextChange
  languages { tag name } accessibility areasServed note isConfidential needsConfirmation
  assuredOn source sourceQuality verified
} } }
"""


def test_says_everything_about_an_office(ask: Ask) -> None:
    office = ask(OFFICE, slug="tab-centro")["state"]["office"]

    del office["services"][0]["key"]
    assert office == {
        "name": "Fiscalía, sede Centro",
        "kind": "PROSECUTOR",
        "organization": {"name": "Fiscalía General del Estado de Tabasco"},
        "services": [{"name": "Denuncia por violencia", "description": {"plainText": "De día."}}],
        "address": {
            "text": "Paseo Usumacinta 802, C.P. 86090, Centro",
            "postalCode": "86090",
            "neighborhood": None,
            "locality": None,
        },
        "municipality": "Centro",
        "latitude": 17.99,
        "longitude": -92.93,
        "phones": [
            {
                "display": "993 313 6550",
                "dial": "9933136550",
                "e164": "+529933136550",
                "extension": "12",
                "label": None,
            }
        ],
        "email": None,
        "website": None,
        "timeZone": "America/Mexico_City",
        "schedule": {
            "isAlwaysOpen": False,
            "periods": [
                {
                    "days": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
                    "opensAt": "09:00",
                    "closesAt": "15:00",
                }
            ],
            "holidays": "CLOSED",
            "osm": "Mo-Fr 09:00-15:00; PH off",
        },
        "hoursText": None,
        "isOpen": False,
        "nextChange": "2026-11-23T21:00:00Z",
        "languages": [{"tag": "es-MX", "name": "Español (México)"}, {"tag": "ctu", "name": "Ch'ol"}],
        "accessibility": ["Rampa"],
        "areasServed": [],
        "note": None,
        "isConfidential": False,
        "needsConfirmation": False,
        "assuredOn": "2026-10-01",
        "source": "Sitio oficial",
        "sourceQuality": "OFFICIAL",
        "verified": True,
    }


def test_unknown_hours_are_null(ask: Ask) -> None:
    office = ask(OFFICE, slug="tab-centla")["state"]["office"]

    assert (office["schedule"], office["isOpen"], office["nextChange"]) == (None, None, None)
    assert office["hoursText"] == "De lunes a viernes"


def test_confidential_office_has_no_place(ask: Ask) -> None:
    office = ask(OFFICE, slug="tab-refugio")["state"]["office"]

    assert office["isConfidential"] is True
    assert [office[field] for field in ("address", "municipality", "latitude", "longitude")] == [None] * 4


def test_office_of_another_state_reads_as_absent(ask: Ask) -> None:
    query = "query ($slug: String!) { state { office(slug: $slug) { name } } }"

    foreign = ask(query, "TAB", slug="coa-saltillo")
    absent = ask(query, "TAB", slug="no-such-office")

    assert foreign == absent == {"state": {"office": None}}

"""Where an office is looked up on a map: a link to another site, opened only by whoever follows it."""

from __future__ import annotations

from urllib.parse import urlencode

from content_models.municipality_centres import may_be_of_another_state
from content_models.postal_address import address_in_one_line
from content_models.shapes.documents import OfficeItem
from content_models.shapes.parts import Origin
from delivery.directory import place_of
from delivery.tenant_info import TenantInfo

MAP = "https://www.openstreetmap.org"
ZOOM_OF_A_STREET, ZOOM_OF_A_TOWN = 17, 13


def map_address(office: OfficeItem, state: TenantInfo) -> str:
    """Return the address of a map on which an office is searched for by its street; empty: no street is published.

    The office's point, or else its municipality's centre, only says which part of the map is shown: some points are
    approximate, and none says so. Nobody is led to a place by the point alone.

    Args:
        state: whose directory has the office.
    """
    address = office["address"]
    if office["isConfidential"] or address is None or not address["text"].strip():
        return ""
    is_in_state = office["origin"] != Origin.LIBRARY
    is_in_state = is_in_state and not may_be_of_another_state(state.code, office["municipality"] or "")
    sought = [address_in_one_line(office), state.name if is_in_state else "", "México"]
    point, is_approximate = place_of(office, state.code)
    zoom = ZOOM_OF_A_TOWN if is_approximate else ZOOM_OF_A_STREET
    shown = f"#map={zoom}/{point[0]}/{point[1]}" if point else ""
    return f"{MAP}/search?{urlencode({'query': ', '.join(filter(None, sought))})}{shown}"

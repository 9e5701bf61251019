"""Page types: all content is pages."""

from .adaptation import AdaptationPage, AdaptationsPage
from .base import ContentPage
from .confidential_place import ConfidentialPlace
from .glossary import GlossaryTerm
from .guidance import GuidancePage
from .home import HomePage, SectionPage
from .notice import NoticePage
from .office import OfficePage
from .organization import OrganizationPage
from .script import ScriptPage

__all__ = [
    "AdaptationPage",
    "AdaptationsPage",
    "ConfidentialPlace",
    "ContentPage",
    "GlossaryTerm",
    "GuidancePage",
    "HomePage",
    "NoticePage",
    "OfficePage",
    "OrganizationPage",
    "ScriptPage",
    "SectionPage",
]

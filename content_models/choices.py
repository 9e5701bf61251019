"""Closed lists of the domain. The values are the names of the GraphQL schema, and what the database stores."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Who the person is in the criminal case."""

    VICTIM = "VICTIM", _("Victim")
    ACCUSED = "ACCUSED", _("Accused or detained person")
    THIRD_PARTY = "THIRD_PARTY", _("Family member, witness or other third party")


class Urgency(TextChoices):
    """How soon the person must act."""

    EMERGENCY = "EMERGENCY", _("Do this now")
    URGENT = "URGENT", _("Today")
    HIGH = "HIGH", _("In the next few days")
    NORMAL = "NORMAL", _("When you can")


class Stage(TextChoices):
    """Stage of the criminal procedure (National Code of Criminal Procedure)."""

    BEFORE = "BEFORE", _("Before reporting, or outside the procedure")
    DETENTION = "DETENTION", _("Detention (first hours)")
    INITIAL_INVESTIGATION = "INITIAL_INVESTIGATION", _("Initial investigation")
    INITIAL_HEARING = "INITIAL_HEARING", _("Initial hearing")
    COMPLEMENTARY_INVESTIGATION = "COMPLEMENTARY_INVESTIGATION", _("Complementary investigation")
    INTERMEDIATE = "INTERMEDIATE", _("Intermediate stage")
    TRIAL = "TRIAL", _("Oral trial")
    ENFORCEMENT = "ENFORCEMENT", _("Enforcement of the sentence")
    ALTERNATIVES = "ALTERNATIVES", _("Alternative solutions and early termination")
    ANY = "ANY", _("Any stage")


class OrganizationKind(TextChoices):
    """Kind of organization a person is referred to."""

    PROSECUTOR = "PROSECUTOR", _("Prosecutor’s office")
    PUBLIC_DEFENDER = "PUBLIC_DEFENDER", _("Public defender’s office")
    COURT = "COURT", _("Court")
    WOMENS_JUSTICE_CENTER = "WOMENS_JUSTICE_CENTER", _("Women’s justice center")
    VICTIMS_COMMISSION = "VICTIMS_COMMISSION", _("Victims’ commission")
    MEDIATION_CENTER = "MEDIATION_CENTER", _("Alternative justice and mediation center")
    HUMAN_RIGHTS = "HUMAN_RIGHTS", _("Human rights commission")
    CIVIL_SOCIETY = "CIVIL_SOCIETY", _("Civil society organization")
    POLICE = "POLICE", _("Police and emergency services")
    SUPERVISION_UNIT = "SUPERVISION_UNIT", _("Precautionary measures supervision unit")
    HELP_LINE = "HELP_LINE", _("Help line")
    SEARCH_COMMISSION = "SEARCH_COMMISSION", _("Commission for the search of missing persons")
    CONSULATE = "CONSULATE", _("Consulate")
    PRISON = "PRISON", _("Prison")


class Channel(TextChoices):
    """Where a person meets the content."""

    WEB = "WEB", _("Website")
    APP = "APP", _("Mobile app")
    CHAT = "CHAT", _("Chat")
    PHONE = "PHONE", _("Telephone")


class NodeKind(TextChoices):
    """What a node of a script is."""

    QUESTION = "QUESTION", _("Question")
    INFO = "INFO", _("Information")
    WARNING = "WARNING", _("Warning, read aloud in full")
    ANSWER = "ANSWER", _("Answer")
    REFERRAL = "REFERRAL", _("Referral to an organization")
    HANDOFF = "HANDOFF", _("Hand-over to another person")

    @property
    def in_short(self) -> str:
        """The kind in a word or two, as it stands where nodes are listed or drawn."""
        return str(_NODE_KINDS_IN_SHORT[self])


_NODE_KINDS_IN_SHORT = {
    NodeKind.QUESTION: _("Question"),
    NodeKind.INFO: _("Information"),
    NodeKind.WARNING: _("Warning"),
    NodeKind.ANSWER: _("Answer"),
    NodeKind.REFERRAL: _("Referral"),
    NodeKind.HANDOFF: _("Hand-over"),
}


class DeadlineUnit(TextChoices):
    """Unit of a legal time limit."""

    HOURS = "HOURS", _("hours")
    DAYS = "DAYS", _("days")
    BUSINESS_DAYS = "BUSINESS_DAYS", _("business days")
    MONTHS = "MONTHS", _("months")
    YEARS = "YEARS", _("years")


class SourceQuality(TextChoices):
    """How far a source can be trusted."""

    OFFICIAL = "OFFICIAL", _("Official: the organization’s own site or document, or a law")
    PRESS = "PRESS", _("Press")
    SECONDARY = "SECONDARY", _("Somebody else’s public list; may be out of date or wrong")


class Weekday(TextChoices):
    """Day of the week."""

    MONDAY = "MONDAY", _("Monday")
    TUESDAY = "TUESDAY", _("Tuesday")
    WEDNESDAY = "WEDNESDAY", _("Wednesday")
    THURSDAY = "THURSDAY", _("Thursday")
    FRIDAY = "FRIDAY", _("Friday")
    SATURDAY = "SATURDAY", _("Saturday")
    SUNDAY = "SUNDAY", _("Sunday")


class HolidayRule(TextChoices):
    """What opening hours mean on a public holiday."""

    CLOSED = "CLOSED", _("Closed on public holidays")
    OPEN = "OPEN", _("Open on public holidays as on any day")
    UNKNOWN = "UNKNOWN", _("Not known")


class HolidayKind(TextChoices):
    """What a day without the usual opening hours is."""

    HOLIDAY = "HOLIDAY", _("Holiday: offices do as they do on public holidays")
    CLOSURE = "CLOSURE", _("Closure: offices are closed")


class Severity(TextChoices):
    """How much a notice matters."""

    INFO = "INFO", _("Information")
    WARNING = "WARNING", _("Warning")
    EMERGENCY = "EMERGENCY", _("Emergency")


class SubstituteReason(TextChoices):
    """Why an office answers in the place of a kind of office that the state's directory does not have."""

    NATIONAL_OFFICE = "NATIONAL_OFFICE", _("The national office of that kind answers")
    KIND_LINE = "KIND_LINE", _("The help line for what that kind of office does answers")
    HELP_LINE = "HELP_LINE", _("The general help line answers, and tells where to go")


class ExampleSource(TextChoices):
    """Where an example of what people say comes from."""

    EDITOR = "EDITOR", _("An editor wrote it")
    STARTER = "STARTER", _("It came with the system")
    USE = "USE", _("People searched so, and an editor took it over")


class Voice(TextChoices):
    """How something is said."""

    TYPED = "TYPED", _("Typed, on a telephone or a computer")
    DICTATED = "DICTATED", _("Dictated to a telephone")
    TOLD = "TOLD", _("Told to an operator")

"""The argument by which a field of a state is asked in another language."""

import graphene

LOCALE = graphene.String(description="BCP 47 tag of a language that the state serves; absent: that of this object.")

"""Who writes that they want to be called is understood, and who does not want it, or writes of something else."""

from __future__ import annotations

import pytest

from assistance.chat.call_wishes import wants_call


@pytest.mark.parametrize(
    "text",
    [
        "mi hermano está preso y quiero que alguien me marque mañana",
        "¿me pueden llamar mañana?",
        "me pueden llamar mañana, no puedo estar en el telefono ahorita",
        "Buenas, ¿podrían llamarme en la tarde?",
        "llámenme por favor al rato",
        "prefiero que me hablen por teléfono",
        "necesito que me contacten",
        "no tengo saldo, me podrían marcar",
        "no puedo escribir. Háblenme mañana a las ocho",
        "Can somebody call me tomorrow?",
        "I'd like you to call me, please",
        "please call me back",
        "I want to be called in the evening",
    ],
)
def test_a_wish_to_be_called_is_understood(text: str) -> None:
    assert wants_call(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no me llamen",
        "no quiero que me llamen",
        "por favor no vayan a querer llamarme",
        "me llegó un citatorio, ¿me pueden llamar a declarar?",
        "me llaman para extorsionarme",
        "mi ex me llama todo el día",
        "¿a quién puedo llamar?",
        "quiero llamar a mi hermano que está preso",
        "hablé con el ministerio público y no me dicen nada",
        "don't call me",
        "I do not want you to call me",
        "can they call me to court?",
        "who can I call?",
        "he keeps calling me",
    ],
)
def test_whoever_wants_no_call_or_writes_of_another_is_answered_as_ever(text: str) -> None:
    assert not wants_call(text)

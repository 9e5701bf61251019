"""One block of each type, and one of a type that the schema does not have."""

from __future__ import annotations

from .documents import Document, block, key, phone, reference, rich

IMAGE = {
    "url": "/media/imagen.webp",
    "width": 800,
    "height": 600,
    "alt": "La fachada de la fiscalía.",
    "renditions": [{"url": "/media/imagen.400.webp", "width": 400, "height": 300}],
}

ASK_IN_THE_STATE = {
    "ast": [
        {
            "type": "paragraph",
            "children": [
                {"type": "text", "text": "Pregunta en "},
                {"type": "placeholder", "name": "state"},
                {"type": "text", "text": "."},
            ],
        }
    ]
}

ALL_BLOCKS: list[Document] = [
    block("TextBlock", "text", heading="Qué pasa", text=rich("Una denuncia es un aviso.")),
    block(
        "StepsBlock",
        "steps",
        heading=None,
        steps=[
            {
                "id": key("step one"),
                "title": "Ve",
                "text": rich("Ve a la fiscalía."),
                "legalReferences": [reference("CNPP", "221", "CNPP art. 221")],
            }
        ],
    ),
    block(
        "DeadlineBlock",
        "deadline",
        text=rich("Tienes 5 días."),
        amount=5,
        amountMax=None,
        unit="DAYS",
        event="la notificación",
        whoMustAct="la víctima",
        consequence=None,
        legalReferences=[reference("CNPP", "258", "CNPP art. 258")],
        verified=True,
    ),
    block("WarningBlock", "warning", heading=None, text=rich("No firmes nada.")),
    block(
        "ChecklistBlock",
        "checklist",
        heading="Lleva",
        items=[{"id": key("item one"), "text": rich("Tu identificación."), "isRequired": False}],
    ),
    block("ContactBlock", "contact", label="Emergencias", phones=[phone("911")], url=None, text=rich("")),
    block("OfficesBlock", "offices", heading=None, organizationKind="PROSECUTOR", text=None),
    block("QuestionAnswerBlock", "question", question="¿Cuesta?", answer=rich("No cuesta.")),
    block("ImageBlock", "image", image=IMAGE, caption=None),
    block(
        "AudioBlock",
        "audio",
        url="/media/audio.mp3",
        title="En voz alta",
        mimeType="audio/mpeg",
        durationSeconds=61,
        transcript=rich("Una denuncia es un aviso."),
    ),
    block("FileBlock", "file", url="/media/formato.pdf", title="Formato", mimeType="application/pdf", sizeBytes=1234),
    block("LawQuoteBlock", "quote", text=rich("Toda persona puede denunciar.")),
    block("LocalBlock", "local", text=ASK_IN_THE_STATE),
    block("HologramBlock", "hologram", text=rich("De otro tiempo.")),
]

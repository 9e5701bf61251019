"""Addresses of the chat's pages, below `/chat/`."""

from django.urls import path

from . import call_pages, conversation_pages, launcher, start_pages

app_name = "chat"

urlpatterns = [
    path("", start_pages.gate, name="gate"),
    path("empezar/", start_pages.begin, name="begin"),
    path("conversacion/", conversation_pages.conversation, name="conversation"),
    path("conversacion/mensajes/", conversation_pages.messages, name="messages"),
    path("conversacion/escribir/", conversation_pages.write, name="write"),
    path("conversacion/sigo-aqui/", conversation_pages.stay, name="stay"),
    path("conversacion/terminar/", conversation_pages.end, name="end"),
    path("conversacion/borrar/", conversation_pages.erase, name="erase"),
    path("conversacion/calificar/", conversation_pages.rate, name="rate"),
    path("conversacion/resumen/", conversation_pages.keep, name="keep"),
    path("conversacion/al-salir/", conversation_pages.choose_exit, name="choose-exit"),
    path("conversacion/cancelar-llamada/", conversation_pages.cancel_call, name="cancel-call"),
    path("llamada/", call_pages.call, name="call"),
    path("llamada/cancelar/", call_pages.cancel_requested, name="cancel-requested-call"),
    path("resumen/", conversation_pages.summarize, name="summarize"),
    path("resumen/<str:token>/", conversation_pages.summary, name="summary"),
    path("launcher.js", launcher.script, name="launcher"),
    path("salir/", conversation_pages.quick_exit, name="leave"),
]

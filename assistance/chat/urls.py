"""Addresses of the chat's pages, below `/chat/`."""

from django.urls import path

from . import call_pages, launcher, pages

app_name = "chat"

urlpatterns = [
    path("", pages.gate, name="gate"),
    path("empezar/", pages.begin, name="begin"),
    path("conversacion/", pages.conversation, name="conversation"),
    path("conversacion/mensajes/", pages.messages, name="messages"),
    path("conversacion/escribir/", pages.write, name="write"),
    path("conversacion/sigo-aqui/", pages.stay, name="stay"),
    path("conversacion/terminar/", pages.end, name="end"),
    path("conversacion/borrar/", pages.erase, name="erase"),
    path("conversacion/calificar/", pages.rate, name="rate"),
    path("conversacion/resumen/", pages.keep, name="keep"),
    path("conversacion/al-salir/", pages.choose_exit, name="choose-exit"),
    path("conversacion/cancelar-llamada/", pages.cancel_call, name="cancel-call"),
    path("llamada/", call_pages.call, name="call"),
    path("llamada/cancelar/", call_pages.cancel_requested, name="cancel-requested-call"),
    path("resumen/", pages.summarize, name="summarize"),
    path("resumen/<str:token>/", pages.summary, name="summary"),
    path("launcher.js", launcher.script, name="launcher"),
    path("salir/", pages.quick_exit, name="leave"),
]

"""Addresses of the desk. What it asks in JSON stands below `api/`, a file of views beside this one for each part."""

from django.urls import URLPattern, path, re_path

from . import (
    answers,
    bundle,
    call_backs,
    chats,
    content,
    inquiries,
    pages,
    presence,
    reports,
    search,
    session,
    signing_in,
    summaries,
    supervision,
)

app_name = "desk"

API: list[URLPattern] = [
    path("api/session", session.session, name="session"),
    path("api/presence", presence.renew, name="presence"),
    path("api/colleagues/<str:code>", presence.colleagues, name="colleagues"),
    path("api/handovers", presence.offer, name="offer_call"),
    path("api/handovers/<uuid:handover_id>/accept", presence.accept, name="accept_call"),
    path("api/handovers/<uuid:handover_id>/withdraw", presence.withdraw, name="withdraw_call"),
    path("api/supervision", supervision.supervision, name="supervision"),
    path("api/call-backs", call_backs.call_backs, name="call_backs"),
    path("api/call-backs/windows/<slug:code>", call_backs.windows, name="call_back_windows"),
    path("api/call-backs/<str:call_back_id>/open", call_backs.open_number, name="open_call_back"),
    path("api/call-backs/<str:call_back_id>/release", call_backs.release, name="release_call_back"),
    path("api/call-backs/<str:call_back_id>/move", call_backs.move, name="move_call_back"),
    path("api/call-backs/<str:call_back_id>/call-off", call_backs.call_off, name="call_off_call_back"),
    path("api/call-backs/<str:call_back_id>/attempts", call_backs.attempt, name="attempt_call_back"),
    path("api/chats", chats.chats, name="chats"),
    path("api/chats/lease", chats.lease, name="chat_lease"),
    path("api/chats/board", chats.board, name="chat_board"),
    path("api/chats/<uuid:conversation_id>/accept", chats.accept, name="accept_chat"),
    path("api/chats/<uuid:conversation_id>/messages", chats.send, name="send_in_chat"),
    path("api/chats/<uuid:conversation_id>/notes", chats.note, name="note_on_chat"),
    path("api/chats/<uuid:conversation_id>/emergency-call", chats.emergency_call, name="record_emergency_call"),
    path("api/chats/<uuid:conversation_id>/withdraw-danger", chats.withdraw_danger, name="withdraw_danger"),
    path("api/chats/<uuid:conversation_id>/run", chats.keep_run, name="keep_run_of_chat"),
    path("api/chats/<uuid:conversation_id>/hand-over", chats.hand_over, name="hand_chat_over"),
    path("api/chats/<uuid:conversation_id>/release", chats.release, name="release_chat"),
    path("api/chats/<uuid:conversation_id>/end", chats.end, name="end_chat"),
    path("api/chats/<uuid:conversation_id>/spam", chats.spam, name="close_chat_as_spam"),
    path("api/chats/<uuid:conversation_id>/join", chats.join, name="join_chat"),
    path("api/chats/<uuid:conversation_id>/leave", chats.leave, name="leave_chat"),
    path("api/chats/<uuid:conversation_id>/take-over", chats.take_over, name="take_chat_over"),
    path("api/chats/<uuid:conversation_id>/read", chats.read, name="read_chat"),
    path("api/inquiries", inquiries.log, name="log_inquiry"),
    path("api/inquiries/<str:inquiry_id>/corrections", inquiries.correct, name="correct_inquiry"),
    path("api/bundle/<str:code>/<str:locale>", bundle.bundle, name="bundle"),
    path("api/scripts/<str:code>/<str:digest>", content.script, name="script"),
    path("api/search-copy/<str:code>/<str:locale>/<str:digest>", bundle.search_copy, name="search_copy"),
    path("api/search/<str:code>", search.search, name="search"),
    path("api/suggestions", search.suggest, name="suggestions"),
    path("api/summaries", summaries.make, name="summaries"),
    path("api/reports", reports.report, name="reports"),
]
"""What the desk asks, each address without a slash at its end."""

urlpatterns = [
    path("", pages.shell, name="page"),
    path("sw.js", pages.worker, name="worker"),
    path("entrar/", signing_in.SignInView.as_view(), name="sign_in"),
    path("codigo/", signing_in.ProveView.as_view(), name="prove"),
    path("codigo/telefono/", signing_in.SetUpView.as_view(), name="set_up"),
    path("codigo/guardados/", signing_in.KeptView.as_view(), name="kept"),
    path("salir/", signing_in.SignOutView.as_view(), name="sign_out"),
    *API,
    re_path(r"^api/", answers.nothing, name="nothing"),
    re_path(r"", pages.nothing, name="no_page"),
]

"""Signing out in a browser: nothing typed and not sent stays in it; what waits to be sent does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser

HOST = "http://desk.test"
KEPT = """() => new Promise((resolve) => {
    const opening = indexedDB.open('justicia-mesa', 1);
    opening.onupgradeneeded = () => {
        for (const store of ['kept', 'queue']) opening.result.createObjectStore(store);
    };
    opening.onsuccess = () => {
        const work = opening.result.transaction(['kept', 'queue'], 'readwrite');
        work.objectStore('kept').put({ user: 1, texts: { c: 'Un borrador' } }, 'drafts');
        work.objectStore('kept').put({ user: 1, work: { runs: {} } }, 'chats');
        work.objectStore('kept').put({ user: 1, drafts: { c: { phone: '9933136550' } } }, 'callBackDrafts');
        work.objectStore('kept').put({ operator: { id: 1 } }, 'session');
        work.objectStore('queue').put({ id: 'q' }, 'q');
        work.oncomplete = () => {
            opening.result.close();
            const practice = indexedDB.open('justicia-mesa-practica', 1);
            practice.onsuccess = () => { practice.result.close(); resolve(); };
        };
    };
})"""
LEFT = """() => new Promise((resolve) => {
    const opening = indexedDB.open('justicia-mesa');
    opening.onupgradeneeded = () => { opening.transaction.abort(); };
    opening.onerror = () => resolve(null);
    opening.onsuccess = () => {
        const work = opening.result.transaction(['kept', 'queue']);
        const [drafts, queue] = ['kept', 'queue'].map((store) => work.objectStore(store).getAllKeys());
        work.oncomplete = () => resolve([drafts.result, queue.result]);
    };
})"""
PRACTICE = "indexedDB.databases().then((all) => all.some(({ name }) => name === 'justicia-mesa-practica'))"


@pytest.mark.parametrize(("is_kept", "left"), [(True, [[], ["q"]]), (False, None)])
def test_no_draft_stays_and_what_waits_to_be_sent_does(browser: Browser, is_kept: bool, left: object) -> None:
    found = finders.find("assistance/desk_sign_out.js")
    assert isinstance(found, str)
    script = Path(found).read_text(encoding="utf-8")
    page_ = f'<!doctype html><form id="sign-out" method="post" action="/left/"></form><script>{script}</script>'
    context = browser.new_context()
    context.set_default_timeout(5_000)
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body=page_, content_type="text/html"))
    page.goto(f"{HOST}/")
    if is_kept:
        page.evaluate(KEPT)

    page.evaluate("document.getElementById('sign-out').requestSubmit()")
    page.wait_for_url("**/left/")

    assert page.evaluate(LEFT) == left
    assert page.evaluate(PRACTICE) is False
    context.close()

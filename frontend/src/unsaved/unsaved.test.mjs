// Run by `node --test` from tests/cms/test_unsaved.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DurableStorage } from './durable.ts';
import { Review } from './review.ts';
import { inRowsOf } from './rows.ts';
import { addressOf, isWriting, mayBeKept, titleOf, whenOf } from './rules.ts';
import { sent } from './sent.ts';
import { forgetIfLeft, hasLeft, SigningOut } from './signing_out.ts';
import { entryAt, forget, found, keep, left, LONGEST_MS, MOST, tidy } from './store.ts';
import { drawn } from './translations.ts';
import { changed, giveState, shows, stateOf, withValueOf } from './values.ts';

const RULES = { secret: 'passw|contrase|secret|second_factor|^code$', neverKept: ['address', 'latitude'] };
const NOW = Date.parse('2026-11-30T16:42:00Z');
const DAY = 24 * 60 * 60 * 1000;

class Memory {
  constructor(room = Infinity) {
    this.room = room;
    this.all = new Map();
  }
  get length() {
    return this.all.size;
  }
  key = (index) => [...this.all.keys()][index] ?? null;
  getItem = (key) => this.all.get(key) ?? null;
  removeItem = (key) => void this.all.delete(key);
  setItem(key, text) {
    const rest = [...this.all].filter(([one]) => one !== key).reduce((sum, [, one]) => sum + one.length, 0);
    if (rest + text.length > this.room) throw new Error('QuotaExceededError');
    this.all.set(key, text);
  }
}

const place = { person: 7, tenant: 27, address: '/admin/pages/5/edit/', form: 'page-edit-form' };
const entry = (more = {}) => ({ ...place, tab: 'a', at: NOW, version: '1', values: { title: 'Robo' }, ...more });

for (const [what, control, expected] of [
  ['a title', { name: 'title' }, true],
  ['where an office was before', { name: 'initial-address' }, false],
  ['a mark beside a call', { name: 'is_address_right' }, false],
  ['a password', { name: 'old', type: 'password' }, false],
  ['a password of another name', { name: 'new_password1', type: 'text' }, false],
  ['a field that says contraseña', { name: 'contrasena', type: 'text' }, false],
  ['a code of the second factor', { name: 'code' }, false],
  ['a code of a campaign', { name: 'campaign_code' }, true],
  ['a code that is asked for once', { name: 'number', autocomplete: 'one-time-code' }, false],
  ['where a place is', { name: 'address' }, false],
  ['its point', { name: 'latitude', type: 'hidden' }, false],
  ['what a row is known by', { name: 'phones-1-row', type: 'hidden' }, false],
  ['how many rows there are', { name: 'phones-TOTAL_FORMS', type: 'hidden' }, false],
  ['a file', { name: 'logo', type: 'file' }, false],
  ['the token', { name: 'csrfmiddlewaretoken', type: 'hidden' }, false],
  ['that somebody is sure', { name: 'is_sure', type: 'checkbox' }, false],
  ['an answer about where a place is', { name: 'answer-postal_code', type: 'checkbox' }, false],
  ['an answer about anything', { name: 'answer-schedule', type: 'hidden' }, false],
  ['a field without a name', { name: '' }, false],
]) {
  test(`${what} ${expected ? 'is' : 'is not'} kept`, () =>
    assert.equal(mayBeKept({ type: 'text', autocomplete: '', ...control }, RULES), expected));
}

test('marking offices that were called, or an answer, is no writing; a comment or a choice in a list is', () => {
  const forms = [[], ['hidden', 'checkbox', 'checkbox'], ['radio', 'hidden'], ['checkbox', 'textarea'], ['select-one'], ['text']];
  assert.deepEqual(forms.map(isWriting), [false, false, false, true, true, true]);
});

test('an address is the same however one came there', () => {
  const address = (search) => addressOf({ pathname: '/admin/adaptar/TAB/', search });

  assert.equal(address('?next=%2Fadmin%2F&p=2'), '/admin/adaptar/TAB/');
  assert.equal(address('?type=text&address=1'), address('?address=1&type=text&next=x'));
});

test('when it was typed is said as people say it', () => {
  const said = (ago) => whenOf(NOW - ago, NOW, 'es-MX', 'America/Mexico_City');

  assert.deepEqual([said(0), said(11 * 60 * 60 * 1000), said(2 * DAY)], ['hoy 10:42', 'ayer 23:42', '28 de noviembre 10:42']);
});

test('what is kept is found at its place only, the newest first', () => {
  const memory = new Memory();
  for (const more of [{}, { tab: 'b', at: NOW + 1 }, { person: 8 }, { tenant: 9 }, { address: '/admin/' }, { form: '1' }]) keep(memory, entry(more));

  assert.deepEqual(found(memory, place).map(({ tab }) => tab), ['b', 'a']);
});

test('what a person has left is told once for each address, by the name of its page', () => {
  const memory = new Memory();
  for (const more of [{}, { tab: 'b', at: NOW + 1 }, { person: 8 }, { tenant: 9 }, { address: '/admin/2/', title: titleOf('Robo - Tab. - Justicia') }]) keep(memory, entry(more));
  for (const address of ['javascript:alert(1)', '//example.org/', '/\\example.org/', 7]) keep(memory, entry({ address }));

  assert.deepEqual(left(memory, place).map(({ address, tab, title }) => [address, tab, title]), [
    [place.address, 'b', undefined],
    ['/admin/2/', 'a', 'Robo - Tab.'],
  ]);
});

test('a tab keeps one entry for each form, and forgets its own', () => {
  const memory = new Memory();
  for (const more of [{}, { at: NOW + 5 }, { tab: 'b' }]) keep(memory, entry(more));

  forget(memory, place, { tab: 'a' });

  assert.deepEqual(found(memory, place).map(({ tab }) => tab), ['b']);
});

test('what another open tab has kept stays when the rest is discarded', () => {
  const memory = new Memory();
  for (const tab of ['a', 'b']) keep(memory, entry({ tab }));

  forget(memory, place, { open: new Set(['b']) });

  assert.deepEqual(found(memory, place).map(({ tab }) => tab), ['b']);
});

test('the oldest make room; where there is none, nothing is kept', () => {
  const size = JSON.stringify(entry()).length;
  const memory = new Memory(size * 2 + 10);
  for (const [tab, at] of [['a', 1], ['b', 2], ['c', 3]]) keep(memory, entry({ tab, at: NOW + at }));

  assert.deepEqual(found(memory, place).map(({ tab }) => tab), ['c', 'b']);
  assert.equal(keep(new Memory(10), entry()), false);
});

test('what is old, too much, unreadable or of another person goes; what is not ours stays', () => {
  const memory = new Memory();
  for (const more of [{}, { tab: 'old', at: NOW - LONGEST_MS }, { person: 8 }]) keep(memory, entry(more));
  for (let one = 0; one < MOST; one += 1) keep(memory, entry({ tab: `t${one}`, at: NOW - 1000 - one }));
  memory.setItem('sin-guardar:x', '{');
  memory.setItem('justicia-mesa-teclas', 'no');

  tidy(memory, 7, NOW);

  assert.equal(memory.length, MOST + 1);
  assert.equal(found(memory, place)[0].tab, 'a');
  assert.equal(found(memory, { ...place, person: 8 }).length, 0);
  assert.equal(memory.getItem('justicia-mesa-teclas'), 'no');
});

test('what is removed while the database is read does not come back from it', async () => {
  const memory = new Memory();
  for (const tab of ['refused', 'killed']) keep(memory, entry({ tab }));
  const stored = new Map(memory.all);
  const store = { getAllKeys: async () => [...stored.keys()], getAll: async () => [...stored.values()], delete: async () => undefined };
  const database = { transaction: () => ({ store, commit: () => undefined, done: Promise.resolve() }) };
  const storage = new DurableStorage(memory, Promise.resolve(database));

  const restored = storage.restore(7, NOW - DAY);
  forget(storage, place, { tab: 'refused' }); // the page that shows what was refused keeps it under its own name
  memory.removeItem(memory.key(0)); // as a browser that was killed has lost it
  await restored;

  assert.deepEqual(found(storage, place).map(({ tab }) => tab), ['killed']);
});

test('an entry that was tampered with is none', () => {
  const memory = new Memory();
  keep(memory, entry());
  const key = memory.key(0);
  memory.setItem(key, JSON.stringify(entry({ person: 8 })));

  assert.deepEqual([entryAt(memory, key), entryAt(memory, 'else')], [null, null]);
});

test('what nobody changed here is not given back over what was saved elsewhere', () => {
  const values = { fields: { email: [''], title: ['Robo'], is_open: [] }, blocks: { 'phones-root': [1], 'phones_2-root': [2] }, choosers: { source: { id: 1 } } };
  const before = JSON.stringify([['title', 'Hurto'], ['email', ''], ['is_open', 'on'], ['phones-count', '0'], ['phones_2-count', '1'], ['source', '1']]);
  const now = JSON.stringify([['title', 'Robo'], ['email', ''], ['phones-count', '1'], ['phones_2-count', '1'], ['source', '1']]);
  const kept = changed(values, before, now);
  assert.deepEqual(kept, { fields: { title: ['Robo'], is_open: [] }, blocks: { 'phones-root': [1] }, choosers: {} });
  assert.deepEqual(changed(values, now, now), { fields: {}, blocks: {}, choosers: {} });
  assert.ok(shows({ ...values, fields: { ...values.fields, email: ['otro@example.org'] } }, kept));
  assert.ok(!shows({ ...values, fields: { ...values.fields, title: ['Hurto'] } }, kept));
});

test('blocks are read and written back at every depth', () => {
  const field = (value) => ({ widget: { getState: () => value, getValue: () => value, setState(state) { value = state; } } });
  const rich = { widget: { setDraftailOptions: null, getState: () => ({}), getValue: () => '{"blocks":[]}', setState() {} } };
  const list = { children: [{ id: '1', block: field('uno') }], setState(state) { this.given = state; } };
  const node = { childBlocks: { text: rich, title: field('Hola'), options: list } };

  const state = stateOf({ children: [{ id: 'n', type: 'node', block: node }] });
  giveState(node, { title: 'Otra', options: [{ id: '2', value: 'dos' }], gone: 1 });

  assert.deepEqual(state, [{ id: 'n', type: 'node', value: { text: '{"blocks":[]}', title: 'Hola', options: [{ id: '1', value: 'uno' }] } }]);
  assert.equal(node.childBlocks.title.widget.getValue(), 'Otra');
  assert.deepEqual(list.given, [{ id: '2', value: 'dos' }]);
});

test('what a form was like that was sent is nobody else\'s, nor kept after signing out', () => {
  const memory = new Memory();
  const one = { place, tab: 'a', before: '[["title","Hurto"]]' };
  const taken = (who) => {
    sent.remember(one, memory);
    return [sent.take({ ...place, ...who }, memory), memory.length];
  };

  assert.deepEqual([taken({}), taken({ person: 8 }), taken({ tenant: 9 })], [[one, 0], [null, 0], [null, 0]]);
  sent.remember(one, memory);
  sent.forget(memory);
  assert.equal(memory.length, 0);
});

test('without room for what a form was like, it is still known which one was sent, and said', () => {
  const memory = new Memory(300);
  sent.remember({ place, tab: 'a', before: 'x'.repeat(300) }, memory);

  assert.deepEqual(sent.take(place, memory), { place, tab: 'a', before: null, isCut: true });
  sent.remember({ place, tab: 'a', before: null }, memory);
  sent.remember({ place, tab: 'b'.repeat(300), before: null }, memory); // no room at all: the former is not it
  assert.equal(sent.take(place, memory), null);
});

test('what was given back is not saved by itself before somebody types, or says that it was looked at', () => {
  const held = [];
  const save = () => ({ preventDefault: () => held.push('prevented'), stopImmediatePropagation: () => held.push('stopped') });
  let ended = 0;
  const review = new Review(() => (ended += 1));
  const before = review.holds(save());
  review.begin();
  review.hear({ isTrusted: false }); // a script wrote it

  assert.deepEqual([before, review.holds(save()), held, ended], [false, true, ['prevented', 'stopped'], 0]);
  review.hear({ isTrusted: true });
  review.end();
  assert.deepEqual([review.holds(save()), ended], [false, 1]);
});

test('what is kept is forgotten once somebody has signed out, not where they stay, are refused, or the session ends later', () => {
  const after = (isSignedIn, ...events) => {
    const [memory, tab] = [new Memory(), new Memory()];
    for (const more of [{}, { person: 8 }]) keep(memory, entry(more));
    memory.setItem('other', '1');
    memory.clear = () => memory.setItem('database', 'cleared');
    sent.remember({ place, tab: 'a', before: '' }, tab);
    const signingOut = new SigningOut();
    for (const event of events) signingOut[event](tab);
    if (isSignedIn) hasLeft(tab); // the page that follows is one of somebody who is signed in
    return forgetIfLeft(memory, tab) ? [...memory.all.keys(), ...tab.all.keys()] : memory.length;
  };

  for (const events of [['begin'], ['begin', 'ask'], ['ask', 'begin', 'ask'], ['begin', 'ask', 'begin', 'ask']])
    assert.deepEqual(after(false, ...events, 'leave'), ['other', 'database'], events.join());
  for (const events of [['begin'], ['begin', 'ask'], ['leave'], ['ask', 'leave'], ['begin', 'ask', 'ask', 'leave']])
    assert.equal(after(false, ...events), 3, events.join());
  assert.equal(after(true, 'begin', 'leave'), 3); // the server has refused it
});

test('what was typed in a row goes back into that row, wherever it stands, or is named', () => {
  const fields = { 'phones-0-display': ['800 1'], 'phones-1-display': ['800 2'], 'phones-1-purpose': ['HELPLINE'], 'phones-2-label': ['Nueva'], title: ['x'] };
  const kept = { fields, blocks: {}, choosers: {}, rows: { 'phones-0': 'E 911', 'phones-1': 'H 1', 'phones-2': '', 'phones-3': '' } };
  const moved = inRowsOf(kept, { 'phones-0': 'H 2', 'phones-1': 'E 911', 'phones-2': '', 'phones-10': '' });

  assert.deepEqual(moved.values.fields, { 'phones-1-display': ['800 1'], 'phones-2-label': ['Nueva'], title: ['x'] });
  assert.deepEqual(moved.missing, ['800 2']);
  const gone = (typed) => inRowsOf({ ...kept, fields: typed }, { 'phones-0': 'H 2' }).missing;
  assert.deepEqual(gone({ 'phones-1-label': ['CNDH'], 'phones-1-ORDER': ['2'], 'phones-1-is_dialled_by_hand': ['on'] }), ['CNDH']);
  assert.deepEqual(gone({ 'phones-1-ORDER': ['2'], 'phones-1-purpose': ['HELPLINE'] }), []);
  assert.deepEqual(inRowsOf({ ...kept, rows: undefined }, moved.values.rows).values.fields, { title: ['x'] }); // kept before rows had a key
  assert.deepEqual(inRowsOf({ ...kept, rows: {} }, {}).values.fields, fields); // a form without rows
});

test('texts of a translation are known in the order in which they are drawn: those of a block stand together', () => {
  const at = (id, tab, field, blockId = null) => ({ id, type: 'string', contentPath: `${field}.${id}`, location: { tab, field, blockId } });
  const segments = [at(1, 'content', 'title'), at(2, 'promote', 'slug'), at(3, 'content', 'steps', 'a'), at(4, 'content', 'steps', 'b'), at(5, 'content', 'steps', 'a')];

  assert.deepEqual(drawn({ tabs: [{ slug: 'content' }, { slug: 'promote' }], segments }).map(({ id }) => id), [1, 3, 5, 4, 2]);
});

test('a field that was saved by itself is no change any more; what else was typed is one still', () => {
  const before = JSON.stringify([['texts-0-text', ''], ['texts-1-text', 'b']]);
  const now = JSON.stringify([['texts-0-text', 'saved'], ['texts-1-text', 'typed']]);

  assert.equal(withValueOf('texts-0-text', before, now), JSON.stringify([['texts-0-text', 'saved'], ['texts-1-text', 'b']]));
});

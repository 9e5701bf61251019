// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Chats } from './chats.ts';
import { draftsOf, draftsToKeep } from './drafts.ts';
import { EMPTY, withMessages } from './thread.ts';

const EXIT = { seq: 1, clientId: 'c1', author: 'VISITOR', kind: 'EVENT', event: 'QUICK_EXIT', text: null, sentAt: '2026-11-30T18:00:00Z' };

/** Chats with one conversation, and what the operator is told; its clock goes on by `wait`. */
function made(t, isAway, items = null) {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const said = [];
  const kept = [];
  const desk = { unsent: { callBacks: new Map(), keepChatWork() {}, keepMessages: (drafts) => kept.push([...drafts]) }, api: { post: () => new Promise(() => {}) }, say: (notice) => said.push(notice), heard() {}, pin: (script) => ({ script, digest: '' }), emergencyNumber: () => '911', stateOf: () => undefined, state: { handovers: [], bundle: items && { items } } };
  const chats = new Chats(desk);
  const found = { id: 'a', tenant: 'TAB', language: 'es-MX', role: '', startedAt: EXIT.sentAt, state: 'ATTENDED', epoch: 1, isGone: false, leftQuickly: isAway, visitorSeenAt: null, notes: [] };
  chats.store.state = { ...chats.state, conversations: [found], threads: new Map(isAway ? [['a', withMessages(EMPTY, [EXIT]).thread]] : []) };
  return { chats, kept, said, wait: () => (now += 1000), sent: () => chats.state.outbox.length };
}

test('after the quick exit it is asked before something is sent, of each thing', (t) => {
  const { chats, said, wait, sent } = made(t, true);
  chats.state.drafts = new Map([['a', 'Hola']]);
  assert.deepEqual([chats.sendDraft('a'), chats.sendDraft('a'), sent(), said.length], [false, false, 0, 2]);
  wait();
  const cards = [{ kind: 'node', key: 's', node: 'n', digest: '' }, { kind: 'node', key: 's', node: 'm', digest: '' }, { kind: 'guidance', key: 'g' }, { kind: 'office', key: 'o' }];
  const send = (card) => chats.sending.sendCard('a', card, { title: '', text: 'Ve al hospital.' });
  assert.deepEqual([...cards.map(send), sent(), said.length], [false, false, false, false, 0, 6]);
  assert.deepEqual([chats.sendDraft('a'), sent()], [true, 1]);
  chats.state.drafts = new Map([['a', 'Hola']]);
  assert.deepEqual([chats.sendDraft('a'), sent()], [false, 1]);
  wait();
  assert.deepEqual([...cards.map(send), sent()], [true, true, true, true, 5]);
  chats.sending.sendAgain(chats.state.outbox[1]);
  assert.equal(said.length, 8);
});

test('somebody in danger is asked where they are once, and that 911 was called is said to them only once it is sent', async (t) => {
  const { chats, said, wait, sent } = made(t, false);
  const posted = [];
  chats.ask = async () => {};
  chats.act = async (id, name, body) => posted.push([name, body]);
  chats.emergency.askLocation('a');
  chats.emergency.askLocation('a');
  assert.deepEqual([sent(), chats.state.outbox[0].content.text.startsWith('¿Dónde estás?'), said.length], [1, true, 1]);
  wait();
  chats.emergency.askLocation('a');
  assert.equal(sent(), 2);
  chats.write('a', 'Tranquila.');
  assert.equal(await chats.emergency.recordCall('a', true), true);
  assert.deepEqual([posted, sent(), chats.state.drafts.get('a')], [[['emergency-call', { isCalled: true }]], 2, 'Tranquila.\nYa avisé al 911. Si cambias de lugar, escríbelo aquí. ']);
  chats.state.conversations = chats.state.conversations.map((one) => ({ ...one, notes: [{ id: 'n', kind: 'EMERGENCY_CALL', text: '', authorName: 'Rosa', writtenAt: EXIT.sentAt }] }));
  assert.deepEqual([await chats.emergency.recordCall('a', true), posted.length], [false, 1]);
  assert.deepEqual([await chats.emergency.recordCall('a', false), posted.length, chats.state.drafts.get('a')], [true, 2, 'Tranquila. ']);
});

test('who wrote of wanting to die is asked where they are with a warm sentence, and counts as asked', (t) => {
  const { chats, said, sent } = made(t, false);
  chats.state.conversations = chats.state.conversations.map((one) => ({ ...one, dangerWords: 'SUICIDE' }));
  chats.emergency.askLocation('a');
  const { text } = chats.state.outbox[0].content;
  assert.match(text, /^Gracias por decírmelo\. .*¿Dónde estás\?/);
  chats.state.outbox = [];
  chats.state.threads = new Map([['a', withMessages(EMPTY, [{ ...EXIT, author: 'OPERATOR', kind: 'TEXT', event: '', text }]).thread]]);
  chats.emergency.askLocation('a');
  assert.deepEqual([sent(), said.length], [0, 1]);
});

test('after the quick exit no sentence is offered to be sent, though 911 was called', async (t) => {
  const { chats, said } = made(t, true);
  chats.ask = async () => {};
  chats.act = async () => true;
  assert.equal(await chats.emergency.recordCall('a', true), true);
  assert.deepEqual([chats.drafts.message('a'), said], ['', ['Quedó anotado que avisaste al 911.']]);
});

test('to somebody who was told that 911 was called the draft says that nobody could, where that is taken back', async (t) => {
  const { chats } = made(t, false);
  chats.act = async () => true;
  const [found] = chats.state.conversations;
  const say = (text) => chats.state.threads = new Map([['a', withMessages(EMPTY, [{ ...EXIT, author: 'OPERATOR', kind: 'TEXT', event: '', text, sentAt: '2026-11-30T18:01:00Z' }]).thread]]);
  const undone = async () => {
    chats.state.drafts = new Map();
    chats.state.conversations = [{ ...found, notes: [{ id: 'n', kind: 'EMERGENCY_CALL', text: '', authorName: 'Rosa', writtenAt: EXIT.sentAt }] }];
    await chats.emergency.recordCall('a', false);
    return chats.state.drafts.get('a') ?? '';
  };
  say('Ya avisé al 911. Si cambias de lugar, escríbelo aquí.');
  assert.equal(await undone(), 'Todavía no he podido avisar al 911. Si puedes llamar sin peligro, llama. Sigo aquí. ');
  say('Ya viene el 911.');
  assert.match(await undone(), /^Todavía no/);
  say('Tranquila.');
  assert.equal(await undone(), '');
});

test('that 911 was called is recorded of what the queue has again, or kept as a note where somebody else has it', async (t) => {
  const { chats, said } = made(t, false);
  chats.ask = async () => {};
  chats.state.conversations = chats.state.conversations.map((one) => ({ ...one, isGone: true }));
  chats.act = async () => false;
  assert.equal(await chats.emergency.recordCall('a', true), false);
  assert.match(chats.drafts.note('a'), /^Ya avisé al 911, /);
  chats.act = async () => true;
  const notes = () => chats.state.conversations[0].notes.map(({ kind, withdrawnAt }) => [kind, Boolean(withdrawnAt)]);
  assert.deepEqual([await chats.emergency.recordCall('a', true), notes(), chats.state.drafts.get('a')], [true, [['EMERGENCY_CALL', false]], undefined]);
  assert.deepEqual([await chats.emergency.recordCall('a', false), notes(), said.at(-1)], [true, [['EMERGENCY_CALL', true]], 'Se quitó: no consta que se haya avisado al 911.']);
});

test('a text of which the person gets no words is sent only when it is asked for once more', (t) => {
  const { chats, said, wait, sent } = made(t, false);
  const send = (text) => chats.sending.sendCard('a', { kind: 'guidance', key: 'g' }, { title: 'Defensor público', text });
  assert.deepEqual([send(''), sent(), said.length], [false, 0, 1]);
  wait();
  assert.deepEqual([send(''), send('Pide uno.'), sent(), said.length], [true, true, 2, 1]);
});

test('a step that is only written to be said aloud is sent only when it is asked for once more', (t) => {
  const { chats, said, wait, sent } = made(t, false);
  const send = (node, isSpoken) => chats.sending.sendCard('a', { kind: 'node', key: 's', node, digest: '' }, { title: '', text: 'Vaya al hospital.' }, isSpoken);
  assert.deepEqual([send('n', true), send('m', false), sent(), said.length], [false, true, 1, 1]);
  wait();
  assert.deepEqual([send('n', true), sent(), said.length], [true, 2, 1]);
});

test('in a chat, too, whoever goes on in the script of who is missing has said that something suggests danger', (t) => {
  const step = (key, kind, text, options) => ({ key, kind, text: { ast: [], plainText: text }, wordings: [], deadlines: [], options: options.map(([option, to]) => ({ key: option, label: option, to, wordings: [] })) });
  const script = {
    key: 's', kind: 'SCRIPT', title: 'No encuentro a una persona', locale: 'es-MX', urgency: 'EMERGENCY', start: 'q', preamble: [], nodes: [
      step('q', 'QUESTION', '¿Hay peligro?', [['si', 'w'], ['no', 'r']]), step('w', 'WARNING', 'Reporte al 911.', [['ya', 'r']]), step('r', 'ANSWER', 'Haga el reporte.', []),
    ],
  };
  const stepsOf = (isDangerSaid) => {
    const { chats } = made(t, false);
    const contact = chats.contact('a');
    contact.takeScript(script, isDangerSaid);
    const { call } = contact.get();
    return [call.answers, call.isInDanger];
  };
  assert.deepEqual([stepsOf(undefined), stepsOf(true)], [[[], false], [[{ node: 'q', option: 'si' }], false]]);
});

test('an office is referred to only where it is sent', (t) => {
  const { chats, wait } = made(t, true);
  const contact = chats.contact('a');
  const refer = () => {
    contact.act({ type: 'refer', referral: { key: 'o', name: 'Oficina' } });
    return chats.state.runs.get('a')?.referrals.length ?? 0;
  };
  assert.equal(refer(), 0);
  wait();
  assert.equal(refer(), 1);
});

test('an office that has neither telephone nor confirmed hours is sent only when it is asked for once more', (t) => {
  const [bare, phone] = [{ kind: 'OFFICE', title: 'Centro', phones: [], needsConfirmation: true, hoursText: null, schedule: null }, { dial: '8441234567' }];
  const items = new Map([['bare', bare], ['hours', { ...bare, needsConfirmation: false, hoursText: '9 a 15' }], ['phone', { ...bare, phones: [phone] }]]);
  const { chats, said, wait, sent } = made(t, false, items);
  const refer = (key) => {
    chats.contact('a').act({ type: 'refer', referral: { key, name: key } });
    return sent();
  };
  assert.deepEqual([refer('bare'), said.length, refer('hours'), refer('phone')], [0, 1, 1, 2]);
  wait();
  assert.deepEqual([refer('bare'), chats.state.runs.get('a').referrals.length], [3, 3]);
});

test('a step that was sent is sent again only when it is asked for once more', (t) => {
  const { chats, said, wait, sent } = made(t, false);
  const step = () => chats.sending.sendCard('a', { kind: 'node', key: 's', node: 'n', digest: '' }, { title: '', text: '' });
  assert.deepEqual([step(), step(), step()], [true, false, false]);
  wait();
  assert.deepEqual([step(), step(), sent(), said.length], [true, false, 2, 3]);
});

test('what was typed is found again by its operator only, and for twelve hours', () => {
  const [now, texts] = [Date.parse(EXIT.sentAt), { a: 'Hola' }];
  const found = (user, hours) => draftsOf({ user, texts, at: now - hours * 3_600_000 }, 1, now);
  assert.deepEqual([found(1, 11.9), found(1, 12), found(2, 1), draftsOf({ user: 1, texts }, 1, now), draftsOf(null, 1, now)], [texts, null, null, null, null]);
});

test('what is typed is kept until it is sent, ended, or another one’s', (t) => {
  const { chats, kept } = made(t, false);
  chats.store.state = { ...chats.state, isLoaded: true, drafts: new Map([['a', 'Hola'], ['b', 'de otra']]) };
  const drafts = chats.state.drafts;
  const one = (change) => draftsToKeep([{ id: 'a', state: 'ATTENDED', isGone: false, ...change }], drafts).size;
  assert.deepEqual([one({}), one({ isGone: true }), one({ state: 'ENDED' }), draftsToKeep([], drafts).size], [1, 0, 0, 0]);
  assert.equal(chats.sendDraft('a'), true);
  assert.deepEqual(kept, [[]]);
});

test('a step that is put into the message to be changed counts as said once that is sent', (t) => {
  const { chats } = made(t, false);
  const acts = [];
  chats.runs.act = (id, act) => acts.push([id, act]);
  chats.store.state = { ...chats.state, drafts: new Map([['a', 'Hola.']]) };
  chats.writeStep('a', 'Guarde la ropa.', ['aviso']);
  assert.deepEqual([chats.state.drafts.get('a'), acts], ['Hola.\nGuarde la ropa. ', []]);
  assert.equal(chats.sendDraft('a'), true);
  chats.writeStep('a', 'Guarde la ropa.', ['aviso']);
  chats.write('a', '');
  chats.write('a', 'Otra cosa');
  assert.equal(chats.sendDraft('a'), true);
  assert.deepEqual(acts, [['a', { type: 'read', parts: ['aviso'] }]]);
});

test('a note that was never kept is found again after a reload, also of a chat that is another one’s by then', async () => {
  const kept = draftsToKeep([], new Map([['a', 'Hola']]), new Map([['a', 'busca a su hermano'], ['b', ' ']]));
  const desk = { unsent: { messages: async () => new Map([...kept, ['c', 'Sí']]), chatWork: async () => null, keepMessages() {} }, say() {} };
  const chats = new Chats(desk);
  await chats.load(false);
  chats.store.state = { ...chats.state, isLoaded: true };
  assert.deepEqual([[...kept], chats.drafts.note('a'), [...chats.state.drafts], chats.drafts.strayNotes()],
    [[['note/a', 'busca a su hermano']], 'busca a su hermano', [['c', 'Sí']], [['a', 'busca a su hermano']]]);
  chats.store.state = { ...chats.state, conversations: [{ id: 'a' }] };
  assert.deepEqual(chats.drafts.strayNotes(), []);
});

/** Chats whose server answers what it is told to, and says when it is asked. */
function asking(t, keepChatWork = () => {}, work = null) {
  t.mock.method(globalThis, 'setTimeout', () => 0);
  globalThis.window ??= globalThis;
  globalThis.document ??= { visibilityState: 'hidden', activeElement: null };
  const [answers, said] = [[], []];
  const state = { bundle: null, handovers: [], isSignedOut: false, session: null };
  const desk = {
    unsent: { callBacks: new Map(['a', 'b'].map((id) => [id, { phone: '993' }])), keepMessages() {}, messages: async () => new Map(), keepChatWork, chatWork: async () => work }, attend: (attended) => state.attend?.(attended), reached() {}, heard() {}, say: (notice) => said.push(notice), stateOf: () => undefined, state,
    api: { post: async () => ({}), get: () => new Promise((done) => answers.push((ids, messages = {}) => done({ waiting: [], most: 3, messages, conversations: ids.map(named) }))) },
  };
  return { chats: new Chats(desk), answers, said, state, api: desk.api, callBacks: desk.unsent.callBacks };
}

/** The same of an operator who answers chats. */
function offered(t) {
  t.mock.method(globalThis, 'setInterval', () => 0);
  globalThis.WebSocket = class {};
  globalThis.location ??= { href: 'http://desk.test/mesa/' };
  const made = asking(t);
  made.state.session = { chatFeed: '/chat/desk/', states: [{ channels: ['CHAT'] }] };
  return made;
}

const named = (id) => ({ id, tenant: 'TAB', language: 'es-MX', role: '', startedAt: EXIT.sentAt, state: 'ATTENDED', epoch: 1, lastSeq: 0, notes: [], hasToBeRegistered: false, isSupervised: false });
const turn = () => new Promise((done) => setImmediate(done));

test('an answer from before a chat was taken does not take it away', async (t) => {
  const { chats, answers } = asking(t);
  chats.store.state = { ...chats.state, conversations: [{ ...named('a'), isGone: false }], selected: 'a' };
  void chats.ask();
  const taken = chats.accept('b');
  assert.equal(chats.state.opening, 'b');
  chats.write('b', 'Hola');
  await turn();
  answers[0](['a']);
  await turn();
  assert.deepEqual([chats.state.opening, chats.state.selected], ['b', 'a']);
  answers[1](['a', 'b']);
  assert.equal(await taken, true);
  assert.deepEqual([chats.state.opening, chats.state.selected, chats.state.drafts.get('b')], [null, 'b', 'Hola']);
  assert.deepEqual(chats.state.conversations.map(({ isGone }) => isGone), [false, false]);
});

test('a chat that ended and was registered without its operator says so, and that it was put away', async (t) => {
  const { chats, answers, said } = asking(t);
  const ended = { ...named('a'), state: 'ENDED', endReason: 'INACTIVE', hasToBeRegistered: true };
  chats.store.state = { ...chats.state, conversations: [{ ...ended, isGone: false }], selected: 'a' };
  void chats.ask();
  await turn();
  answers[0]([]);
  await turn();
  const { isGone, hasToBeRegistered } = chats.conversation('a');
  assert.deepEqual([isGone, hasToBeRegistered], [true, false]);
  chats.putAway('a');
  assert.deepEqual([chats.conversation('a'), said.at(-1)], [null, 'Se quitó de tu pantalla. Ya estaba registrada.']);
});

test('once another state answers, its content is what the desk offers, and nothing of the former one is kept', async (t) => {
  const { chats, answers, state } = asking(t);
  const attended = [];
  state.attend = ({ code }) => attended.push(code);
  chats.store.state = { ...chats.state, conversations: [{ ...named('a'), tenant: 'COA', isGone: false }], selected: 'a', isOpen: true };
  chats.runs.act('a', { type: 'danger', isInDanger: true });
  chats.runs.act('a', { type: 'municipality', name: 'Saltillo' });
  const asked = chats.ask();
  answers.shift()(['a']);
  await asked;
  const { state: of, municipality, isInDanger } = chats.state.runs.get('a');
  assert.deepEqual([of, municipality, isInDanger, attended.at(-1)], ['TAB', null, true, 'TAB']);
});

test('the desk calls for a chat that came by itself until it is looked at', async (t) => {
  t.mock.method(globalThis, 'setInterval', () => 0);
  globalThis.WebSocket = class {};
  globalThis.location ??= { href: 'http://desk.test/mesa/' };
  const { chats, answers, said, state } = asking(t);
  state.session = { chatFeed: '/chat/desk/', states: [{ channels: ['CHAT'] }] };
  const heard = [];
  const answered = async (ids) => {
    const asked = chats.ask();
    answers.shift()(ids);
    await asked;
    heard.push(chats.isCalling);
  };
  await answered(['a']);  // after a reload: nobody is called for what was theirs
  await answered(['a', 'b']);
  await answered(['a', 'b']);
  chats.select('b');
  heard.push(chats.isCalling);
  const taken = chats.accept('c');
  await turn();
  answers.shift()(['a', 'b', 'c']);
  await taken;
  heard.push(chats.isCalling);
  await answered(['a', 'b', 'c', 'd']);
  assert.deepEqual([await chats.acceptNext(), chats.state.selected, chats.isCalling], [true, 'd', false]);
  await answered(['a', 'b', 'c']);
  await answered(['a', 'b', 'c', 'e']);
  await answered(['a', 'b', 'c']);  // lost again before anybody looked
  assert.deepEqual([heard, said.length], [[false, true, true, false, false, true, false, true, false], 3]);
});

test('of a chat that was offered and not taken it is said once that a colleague has it, not of one that is theirs', async (t) => {
  const { chats, api, state } = offered(t);
  const desk = { waiting: [], ids: [] };
  api.get = async () => ({ most: 3, messages: {}, waiting: desk.waiting, conversations: desk.ids.map(named) });
  const one = (id, offer) => ({ id, state: 'TAB', role: id === 'a' ? 'VICTIM' : '', isInDanger: false, offeredToMe: offer === 'me', offeredToOther: offer === 'other' });
  const hear = async (waiting, ids = []) => {
    Object.assign(desk, { waiting, ids });
    await chats.ask();
    await chats.ask();
    await turn();
    const said = chats.state.missedOffer.replace(/\d+:\d+/, 'h');
    chats.dropMissedOffer();
    return said;
  };
  assert.deepEqual([await hear([one('a', 'me')]), await hear([one('a', '')]), await hear([one('a', 'me')])], ['', '', '']);
  assert.equal(await hear([one('a', 'other')]), 'Un chat te tocaba (Víctima) y pasó el turno a las h: ahora le toca a un colega.');
  assert.deepEqual([await hear([one('a', 'other')]), await hear([])], ['', '']);
  await hear([one('b', 'me')]);
  assert.equal(await hear([], ['b']), '');
  await hear([one('c', 'me')], ['b']);
  assert.equal(await hear([], ['b']), 'Un chat te tocaba (No dijo quién es) y ya no espera, h: lo tiene un colega, o la persona se fue.');
  await hear([one('d', 'me')], ['b']);
  state.call = {};
  assert.equal(await hear([one('d', 'other')], ['b']), '');
});

test('what waits to be sent is held back once the quick exit is known', async (t) => {
  const { chats, answers, api } = asking(t);
  api.post = () => new Promise(() => {});
  chats.store.state = { ...chats.state, conversations: [{ ...named('a'), isGone: false }], drafts: new Map([['a', 'Hola']]) };
  const asked = chats.ask();
  chats.sendDraft('a');
  answers.shift()(['a'], { a: [EXIT] });
  await asked;
  assert.deepEqual(chats.state.outbox.map(({ refused }) => Boolean(refused)), [true]);
});

test('once a chat is let go of, none takes its place', async (t) => {
  const { chats, answers, callBacks } = asking(t);
  chats.store.state = { ...chats.state, conversations: ['a', 'b'].map((id) => ({ ...named(id), isGone: false })), selected: 'a' };
  const left = chats.leave('a', 'end');
  await turn();
  answers[0](['b']);
  assert.equal(await left, true);
  void chats.ask();
  answers[1](['b']);
  await turn();
  assert.deepEqual([chats.state.selected, chats.state.conversations.map(({ id }) => id)], [null, ['b']]);
  assert.deepEqual([...callBacks.keys()], ['b']);
});

test('where no chat is on the screen, F2 opens the own one that waits for an answer, before it takes another from the queue', async (t) => {
  const { chats } = asking(t);
  const said = (id, author) => withMessages(EMPTY, [{ ...EXIT, clientId: id, event: '', kind: 'TEXT', author, text: 'Hola' }]).thread;
  chats.store.state = {
    ...chats.state, selected: 'b', waiting: [{ id: 'x', offeredToMe: false }], threads: new Map([['a', said('a', 'VISITOR')], ['b', said('b', 'OPERATOR')], ['c', said('c', 'VISITOR')]]),
    conversations: ['a', 'b', 'c'].map((id) => ({ ...named(id), isGone: false, isInDanger: id === 'c', visitorSeenAt: null })),
  };
  assert.equal(chats.next.ownWaiting(), null);
  chats.close('b');
  assert.equal(chats.next.ownWaiting().id, 'c');
  assert.deepEqual([await chats.acceptNext(), chats.state.selected, chats.next.ownWaiting()], [true, 'c', null]);
});

test('F2 leads to who is in danger, on whichever page, before who is offered, or is their own and is not', async (t) => {
  const { chats, said } = asking(t);
  const words = (id, author) => withMessages(EMPTY, [{ ...EXIT, clientId: id, event: '', kind: 'TEXT', author, text: 'Hola' }]).thread;
  const own = (id, isInDanger) => ({ ...named(id), isGone: false, isInDanger, visitorSeenAt: null });
  const led = (change) => {
    chats.store.state = { ...chats.state, most: 3, waiting: [], conversations: [], selected: null, ...change };
    return chats.next.find()?.one.id;
  };
  const [summons, danger] = [{ id: 'x', offeredToMe: true, isInDanger: false }, { id: 'y', offeredToMe: false, isInDanger: true }];
  const threads = new Map([['a', words('a', 'VISITOR')], ['b', words('b', 'OPERATOR')], ['c', words('c', 'VISITOR')]]);
  const mine = { threads, conversations: [own('a', false), own('b', true)] };
  assert.deepEqual([led({ ...mine, waiting: [summons, danger] }), led({ ...mine, waiting: [danger] }), led({ ...mine, waiting: [{ ...summons, offeredToMe: false }] })], ['y', 'y', 'a']);
  assert.equal(led({ ...mine, most: 2, waiting: [danger] }), 'y');  // of those in danger one more is taken
  assert.equal(led({ ...mine, most: 1, waiting: [danger] }), 'a');  // without room the queue's cannot be taken
  const before = chats.state.openings;
  assert.deepEqual([await chats.accept('y'), chats.state.opening, chats.state.openings - before, /Pasa el menos urgente/.test(said.at(-1))], [false, null, 0, true]);
  assert.equal(led({ ...mine, conversations: [own('b', true), own('c', true)], selected: 'b', isOpen: true, waiting: [summons] }), 'c');
  assert.equal(led({ ...mine, conversations: [own('c', true)], selected: 'c', isOpen: true, waiting: [summons] }), 'x');
  led({ ...mine, conversations: [own('b', true), own('c', true)], isOpen: true, selected: 'b' });
  assert.deepEqual([await chats.acceptNext(), chats.state.selected, said.at(-1)], [true, 'c', '▲ En peligro: No dijo quién es. Es uno de tus chats.']);
});

test('F2 leads to nobody who used the quick exit before anybody looked: whoever waits comes first', async (t) => {
  const { chats, answers } = asking(t);
  const heard = async (ids) => {
    const asked = chats.ask();
    answers.shift()(ids);
    await asked;
  };
  chats.store.state = { ...chats.state, conversations: [{ ...named('b'), isGone: false }] };
  await heard(['b']);
  await heard(['b', 'a']);
  const waiting = [{ id: 'x', offeredToMe: true, isInDanger: true }];
  const led = (leftQuickly, threads) => {
    chats.store.state = { ...chats.state, most: 3, waiting, threads, conversations: [{ ...named('a'), isGone: false, isInDanger: true, leftQuickly, visitorSeenAt: null }] };
    return chats.next.find()?.one.id;
  };
  const exit = new Map([['a', withMessages(EMPTY, [EXIT]).thread]]);
  assert.deepEqual([led(false, new Map()), led(true, new Map()), led(true, exit)], ['a', 'x', 'x']);
});

test('of what was assigned the person is told once that the operator has come, as soon as they look at it', async (t) => {
  const { chats, api } = asking(t);
  const posted = [];
  api.post = async (path, body) => posted.push([path, body]);
  globalThis.document = { ...globalThis.document, visibilityState: 'visible' };
  t.after(() => { globalThis.document.visibilityState = 'hidden'; });
  const said = (event) => withMessages(EMPTY, [{ ...EXIT, event, author: 'SYSTEM' }]).thread;
  const threads = new Map([['a', said('OPERATOR_SILENT')], ['b', said('ATTENDED')], ['c', said('HANDED_OVER')]]);
  chats.store.state = { ...chats.state, threads, conversations: ['a', 'b', 'c'].map((id) => ({ ...named(id), isGone: false })), selected: 'a' };
  assert.deepEqual(posted, []);
  chats.open(true);
  assert.deepEqual(posted, [], 'who sees what opened by itself has not come');
  chats.select('b');
  chats.select('a');
  chats.select('c');
  assert.deepEqual(posted, ['a', 'c'].map((id) => [`chats/${id}/accept`, { epoch: 1, isOpened: true }]));
  // Lost, and assigned again while it is on the screen: a key in it is needed again.
  chats.store.state = { ...chats.state, conversations: [{ ...named('c'), epoch: 3, isGone: false }] };
  chats.open(false);
  chats.open(true);
  assert.equal(posted.length, 2);
  chats.touch('c');
  chats.touch('c');
  assert.deepEqual(posted.slice(2), [['chats/c/accept', { epoch: 3, isOpened: true }]]);
});

test('of several that came at once, by themselves, the one in danger is opened, and the desk goes on calling', async (t) => {
  const { chats, answers, api } = offered(t);
  api.get = () => new Promise((done) => answers.push((conversations) => done({ waiting: [], most: 3, messages: {}, conversations })));
  const heard = async (conversations) => {
    const asked = chats.ask();
    answers.shift()(conversations);
    await asked;
  };
  const [calm, danger] = [{ ...named('a'), isInDanger: false }, { ...named('b'), isInDanger: true, startedAt: '2026-11-30T18:05:00Z' }];
  chats.store.state = { ...chats.state, conversations: [{ ...named('z'), isGone: false }] };
  await heard([named('z')]);
  chats.close('z');
  await heard([calm, danger]);
  assert.deepEqual([chats.state.selected, chats.state.openings, chats.isCalling], ['b', 0, true]);
  chats.select('a');
  await heard([calm]);
  assert.deepEqual([chats.conversation('b').isGone, chats.isCalling], [true, false]);
  await heard([calm, { ...danger, epoch: 3 }]);
  assert.deepEqual([chats.state.selected, chats.isCalling], ['a', true], 'what comes back by itself calls again');
});

test('F2 takes the one on which it stood as the key was on its way, and what is typed waits for them', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const led = async (milliseconds) => {
    const { chats, answers, api } = offered(t);
    const [man, woman] = [{ id: 'x', role: '', isInDanger: true, offeredToMe: true }, { ...named('y'), isInDanger: true, visitorSeenAt: null }];
    api.get = () => new Promise((done) => answers.push((waiting, conversations) => done({ waiting, most: 3, messages: {}, conversations })));
    api.post = () => new Promise(() => {});
    const heard = async (...given) => {
      const asked = chats.ask();
      answers.shift()(...given);
      await asked;
    };
    await heard([man], []);
    await heard([man], [woman]);
    now += milliseconds;
    void chats.acceptNext();
    if (chats.state.opening) chats.write(chats.state.opening, 'Sigo aquí');
    return [chats.state.opening, chats.state.openings, chats.state.drafts.get('x'), chats.state.drafts.get('y')];
  };
  assert.deepEqual([await led(300), await led(700)], [['x', 0, 'Sigo aquí', undefined], [null, 1, undefined, undefined]]);
});

test('what was left by the quick exit goes from the list once it has ended by itself, unless it is looked at or holds words', async (t) => {
  const { chats, answers } = asking(t);
  const answered = async (ids) => {
    const asked = chats.ask();
    answers.shift()(ids);
    await asked;
    return chats.state.conversations.map(({ id, loss }) => [id, loss]);
  };
  const all = ['a', 'b', 'c', 'd'];
  chats.store.state = { ...chats.state, conversations: all.map((id) => ({ ...named(id), isGone: false })) };
  await answered(all);
  chats.select('a');
  chats.writeNote('b', 'busca a su hermano');
  chats.store.state = { ...chats.state, conversations: chats.state.conversations.map((one) => ({ ...one, answerBy: null, leftQuickly: one.id !== 'd' })) };
  assert.deepEqual(await answered([]), [['a', 'left'], ['b', 'left'], ['d', 'unknown']]);
  chats.select('d');
  assert.deepEqual(await answered([]), [['b', 'left'], ['d', 'unknown']]);
});

test('what is known of a chat is kept as it changes, once, and by whoever has it', async (t) => {
  const { chats } = made(t, false);
  const posted = [];
  const desk = { api: { post: (path, body) => { posted.push([path, body.text, body.run.municipality]); return Promise.resolve(); } }, heard() {}, say() {}, state: { handovers: [], bundle: null } };
  const own = new Chats(desk);
  const found = { ...chats.conversation('a'), startedAt: '2026-11-30T18:00:00Z', firstAttendedAt: '2026-11-30T18:04:10Z', notes: [] };
  own.store.state = { ...own.state, conversations: [found] };
  await own.runs.keep('a');
  await own.runs.keep('a');
  own.runs.act('a', { type: 'municipality', name: 'Centro' });
  await own.runs.keep('a');
  own.store.state = { ...own.state, conversations: [{ ...found, isSupervised: true, epoch: 2 }] };
  await own.runs.keep('a');
  own.store.state = { ...own.state, conversations: [{ ...found, isUnsure: true, epoch: 3 }] };
  await own.runs.keep('a');
  assert.deepEqual(posted.slice(0, 2), [['chats/a/run', 'Esperó en la fila: 4 min', null], ['chats/a/run', 'Esperó en la fila: 4 min\nMunicipio: Centro', 'Centro']]);
  assert.deepEqual(posted.slice(2).map(([, text]) => text), ['No sabe si está a salvo\nEsperó en la fila: 4 min\nMunicipio: Centro'], 'whether they are safe comes first');
});

test('a chat goes on with what was known as it was passed on', async () => {
  const bundle = { code: 'TAB', pinned: {}, items: new Map([
    ['s', { kind: 'SCRIPT', key: 's', title: 'Detención', role: 'DETAINED', nodes: [], start: 'n', preamble: [] }],
    ['o', { kind: 'OFFICE', key: 'o', name: 'Defensoría' }],
  ]) };
  const desk = { say() {}, heard() {}, keepChatWork() {}, state: { handovers: [], bundle }, scriptOf: async ({ scriptKey }) => ({ script: bundle.items.get(scriptKey), digest: '' }) };
  const chats = new Chats(desk);
  const run = {
    role: 'DETAINED', scriptKey: 's', scriptDigest: null, answers: [{ node: 'n', option: 'si' }], referralKeys: ['o'], startedAt: EXIT.sentAt, contactType: 'CITIZEN',
    language: 'es-MX', hour: null, municipality: 'Centro', read: [],
  };
  chats.store.state = { ...chats.state, conversations: [{ ...named('a'), isGone: false, role: 'THIRD_PARTY', notes: [{ id: 'x', text: '', run, writtenAt: EXIT.sentAt }] }] };
  await chats.runs.resume('a');
  const { role, pinned, answers, municipality, referrals, handed } = chats.runs.of(chats.conversation('a'));
  assert.deepEqual([role, pinned.script.key, answers, municipality, referrals, handed], ['DETAINED', 's', run.answers, 'Centro', [{ key: 'o', name: 'Defensoría' }], null]);
});

test('who writes is who the form says, whosever script is taken', () => {
  const chats = new Chats({ say() {}, keepChatWork() {}, state: { handovers: [], bundle: null } });
  chats.store.state = { ...chats.state, conversations: [{ ...named('a'), isGone: false, role: 'THIRD_PARTY' }, { ...named('b'), isGone: false }] };
  const pinned = { script: { kind: 'SCRIPT', key: 's', title: 'Prisión preventiva', role: 'ACCUSED', nodes: [], start: 'n', preamble: [] }, digest: 'd' };
  const roles = ['a', 'b'].map((id) => {
    chats.runs.act(id, { type: 'script', pinned });
    chats.runs.forget(id);
    return chats.runs.of(chats.conversation(id)).role;
  });
  assert.deepEqual(roles, ['THIRD_PARTY', 'ACCUSED']);
});

test('what was done beside a chat is there again when the page is loaded again, in the chat that was open', async (t) => {
  t.mock.method(globalThis, 'setInterval', () => 0);
  globalThis.WebSocket = class {};
  globalThis.location ??= { href: 'http://desk.test/mesa/' };
  const session = { chatFeed: '/chat/desk/', states: [{ channels: ['CHAT'] }] };
  const kept = [];
  const { chats, answers, state } = asking(t, (work) => kept.push(structuredClone(work)));
  state.session = session;
  const asked = chats.ask();
  answers[0](['a', 'b']);
  await asked;
  chats.open(true);
  chats.select('b');
  chats.contact('b').act({ type: 'municipality', name: 'Centro' });
  chats.contact('b').act({ type: 'refer', referral: { key: 'o', name: 'Defensoría' } });
  assert.equal(chats.sending.sendCard('b', { kind: 'node', key: 's', node: 'n', digest: '' }, { title: '', text: '' }), true);

  const again = asking(t, () => {}, kept.at(-1));
  again.state.session = session;
  await again.chats.load(false);
  assert.equal(again.chats.state.isOpen, true);
  const answered = again.chats.ask();
  again.answers[0](['a', 'b']);
  await answered;
  const { municipality, referrals } = again.chats.runs.of(again.chats.conversation('b'));
  assert.deepEqual([again.chats.state.selected, municipality, referrals.map(({ key }) => key)], ['b', 'Centro', ['o']]);
  assert.equal(again.chats.sending.sendCard('b', { kind: 'node', key: 's', node: 'n', digest: '' }, { title: '', text: '' }), false);

  chats.close('b');
  assert.deepEqual(Object.keys(kept.at(-1).runs), []);
});

test('the server is told of danger that comes out in a chat, also where nothing else is known', async (t) => {
  const { chats } = made(t, false);
  const posted = [];
  const own = new Chats({ api: { post: async (path, body) => void posted.push([path, body.text, body.run.isInDanger]) }, heard() {}, say() {}, keepChatWork() {}, state: { handovers: [], bundle: null } });
  own.store.state = { ...own.state, conversations: [{ ...chats.conversation('a'), firstAttendedAt: null, notes: [] }] };
  await own.runs.keep('a');
  own.runs.act('a', { type: 'danger', isInDanger: true });
  await own.runs.keep('a');
  assert.deepEqual(posted, [['chats/a/run', 'En peligro', true]]);
});

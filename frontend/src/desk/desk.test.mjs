// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { handedRunOf, inquiryOf, walkOf } from './call.ts';
import { Refused, Unreachable } from './api.ts';
import { Desk, statesLeft } from './desk.ts';
import { presenceAtStart } from './presence.ts';
import { unusualIn } from './unusual.ts';

const node = (key, kind, options = []) => ({
  key, kind, text: { ast: [], plainText: key }, wordings: [], options: options.map(([name, to]) => ({ key: name, label: name, to, wordings: [] })),
  organizationKind: null, deadlines: [], legalReferences: [],
});
const SCRIPT = {
  key: 's', kind: 'SCRIPT', title: 'Violencia', role: 'VICTIM', urgency: 'EMERGENCY', topicKey: null, channels: ['PHONE', 'CHAT'], openingPhrases: [], preamble: [], start: 'q',
  nodes: [node('q', 'QUESTION', [['yes', 'w']]), node('w', 'WARNING', [['go', 'a']]), node('a', 'ANSWER')],
};
const COAHUILA = { code: 'COA', name: 'Coahuila', locale: 'es-MX', locales: ['es-MX'], channels: ['PHONE'], emergency: null };
/** What was known as the chat's operator promised the call. */
const RUN = {
  role: 'VICTIM', scriptKey: 's', scriptDigest: 'd', answers: [{ node: 'q', option: 'yes' }], referralKeys: ['o'], startedAt: '2026-11-30T17:00:00Z', contactType: 'CITIZEN',
  language: 'es-MX', hour: '2026-11-30T09:00:00.000Z', municipality: 'Saltillo', read: ['p'], isInDanger: true, hasCallBack: true, result: 'CALL_BACK',
};

test('a call that was promised in a chat goes on where that stood, and counts nothing of it again', { timeout: 10_000 }, async () => {
  globalThis.window ??= { setTimeout: () => 0 };
  const desk = new Desk();
  desk.api.get = async () => ({ version: '1', isWhole: true, items: [SCRIPT], tombstones: [], pinned: { s: 'd' }, searchCopy: null });
  desk.state = { ...desk.state, session: { operator: { id: 1 }, states: [COAHUILA] } };
  const taken = new Promise((resolve) => desk.subscribe(() => desk.state.call?.pinned && resolve()));

  await desk.beginCalled('COA', RUN);
  await taken;

  const { call } = desk.state;
  assert.deepEqual([call.state, call.channel, call.role, walkOf(call).current, call.read], ['COA', 'PHONE', 'VICTIM', 'w', ['p']]);
  assert.deepEqual([call.eventAt, call.municipality, call.isInDanger], [Date.parse(RUN.hour), 'Saltillo', true]);
  assert.deepEqual([call.referrals, call.hasCallBack, call.chosen, call.startedAt === Date.parse(RUN.startedAt)], [[], false, null, false]);
});

test('a script that is unpublished during a call is noticed with the next beat, which is said, and the call goes on in its words', { timeout: 10_000 }, async () => {
  globalThis.window ??= { setTimeout: () => 0 };
  const desk = new Desk();
  const answers = [{ version: '1', isWhole: true, items: [{ ...SCRIPT, locale: 'es-MX' }], tombstones: [], pinned: { s: 'd' }, searchCopy: null }];
  desk.api.get = async () => answers.at(-1);
  desk.api.post = async () => ({ handovers: [], sentHandovers: [], callBacksDue: 0, bundleVersion: answers.at(-1).version });
  desk.state = { ...desk.state, phase: 'ready', session: { operator: { id: 1 }, states: [COAHUILA] } };
  const taken = new Promise((resolve) => desk.subscribe(() => desk.state.call?.pinned && resolve()));
  await desk.beginCalled('COA', RUN);
  await taken;

  answers.push({ version: '2', isWhole: false, items: [], tombstones: [{ kind: 'SCRIPT', key: 's' }], pinned: {}, searchCopy: null });
  for (let turn = 0; turn < 50 && desk.state.bundle.version !== '2'; turn++) {
    void desk.presence.tell();
    await new Promise((resolve) => setImmediate(resolve));
  }

  const { call } = desk.state;
  assert.equal(desk.state.bundle.version, '2');
  assert.ok(unusualIn(desk.state).some(({ sentence }) => sentence.startsWith('Este guion dejó de publicarse')));
  assert.deepEqual([call.pinned.digest, walkOf(call).current, inquiryOf(call, 0).scriptDigest], ['d', 'w', 'd']);
});

/** A desk whose state publishes `items`, to which a call is handed that was begun with SCRIPT under the digest `d`. */
async function handedTo(items, pinned, snapshot) {
  globalThis.window ??= { setTimeout: () => 0 };
  const desk = new Desk();
  const asked = [];
  desk.api.get = async (path) => {
    if (path.startsWith('bundle/')) return { version: '1', isWhole: true, items, tombstones: [], pinned, searchCopy: null };
    asked.push(path);
    if (typeof snapshot === 'function') return snapshot();
    return snapshot;
  };
  desk.api.post = async (path) => (path === 'presence' ? { handovers: [], sentHandovers: [], callBacksDue: 0, bundleVersion: null } : { callId: 'c', tenant: 'COA', run: { ...RUN, campaign: 'FERIA-2026', referralKeys: ['gone'] } });
  desk.state = { ...desk.state, phase: 'ready', session: { operator: { id: 1 }, states: [COAHUILA] } };
  await desk.accept({ id: 'h' });
  for (let turn = 0; turn < 50 && (desk.state.call.handed || !asked.length); turn++) await new Promise((resolve) => setImmediate(resolve));
  const said = unusualIn(desk.state).map(({ id, sentence }) => [id, sentence.split('.')[0]]).filter(([id]) => ['script', 'handed'].includes(id));
  return { desk, call: desk.state.call, asked, said };
}
const TODAY = { ...SCRIPT, start: 'other', nodes: [node('other', 'ANSWER')] };

test('a handed call goes on with the script as it began, whatever is published now', { timeout: 10_000 }, async () => {
  for (const [items, pinned, sentence] of [
    [[TODAY], { s: 'new' }, 'Este guion cambió desde que se empezó'], [[], {}, 'Este guion dejó de publicarse desde que se empezó'],
  ]) {
    const { call, asked, said } = await handedTo(items, pinned, { ...SCRIPT, locale: 'es-MX', digest: 'd', deadlineBlocks: {} });
    assert.deepEqual([...new Set(asked)], ['scripts/COA/d']);
    assert.deepEqual([call.pinned.digest, walkOf(call).current, call.read, call.campaign, said], ['d', 'w', ['p'], 'FERIA-2026', [['script', sentence]]]);
    assert.deepEqual([inquiryOf(call, 0).scriptDigest, inquiryOf(call, 0).endNode], ['d', 'w']);
  }
});

test('of a handed call whose script cannot be had as it was that is said, and nothing else is lost', { timeout: 10_000 }, async () => {
  const refuse = () => { throw new Refused(404, 'NOT_FOUND', ''); };
  const replaced = await handedTo([TODAY], { s: 'new' }, refuse);
  assert.deepEqual([replaced.call.pinned.digest, replaced.said[0]], ['new', ['handed', 'El texto con el que se empezó este guion ya no se puede abrir']]);
  const lost = await handedTo([], {}, refuse);
  assert.deepEqual([lost.call.pinned, lost.said], [null, [['handed', 'El guion con el que se empezó ya no se puede abrir, ni lo que se contestó en él']]]);
  for (const { call } of [replaced, lost]) assert.deepEqual([call.role, call.municipality, call.read, call.isInDanger, call.referrals.map(({ key }) => key)], ['VICTIM', 'Saltillo', ['p'], true, ['gone']]);
});

test('a handed script that cannot be asked for is waited for, and the ledger has it', { timeout: 10_000 }, async () => {
  const { desk, call, said } = await handedTo([], {}, () => { throw new Unreachable(); });
  assert.deepEqual([call.answers, said], [RUN.answers, [['handed', 'El guion con el que se empezó se abrirá cuando haya conexión']]]);
  assert.deepEqual([inquiryOf(call, 0).scriptDigest, handedRunOf(call).scriptDigest, handedRunOf(call).referralKeys], ['d', 'd', ['gone']]);
  assert.deepEqual(call.handed.referralKeys, []); // it is referred to once, whoever takes it out again
  desk.act({ type: 'state', state: 'TAB', language: 'es-MX' });
  assert.equal(desk.state.call.handed, null);
});

test('what a state serves is forgotten by who does not answer for it any more, once their call is over', () => {
  const session = (id, codes, former = null) => ({ operator: { id }, states: codes.map((code) => ({ code })), former: former && { code: former } });
  const left = [
    statesLeft(session(1, ['COA']), session(1, ['COA', 'TAB']), null), statesLeft(session(1, ['COA']), session(1, ['COA', 'TAB']), { state: 'TAB' }),
    statesLeft(session(1, ['COA']), session(1, ['COA'], 'TAB'), null), statesLeft(session(2, ['COA']), session(1, ['TAB']), null), statesLeft(session(1, ['COA']), null, null),
  ];
  assert.deepEqual(left, [['TAB'], [], ['TAB'], [], []]);
});

test('whoever goes on in the script of who is missing has said that something suggests danger, once', () => {
  globalThis.window ??= { setTimeout: () => 0 };
  const asking = { ...SCRIPT, nodes: SCRIPT.nodes.map((one) => (one.key === 'w' ? { ...one, text: { ast: [], plainText: 'Reporte al 911.' } } : one)) };
  const taken = (isDangerSaid) => {
    const desk = new Desk();
    desk.state = { ...desk.state, code: 'COA', session: { operator: { id: 1 }, states: [COAHUILA] } };
    desk.takeScript(asking, isDangerSaid);
    return desk;
  };
  const stepOf = ({ state: { call } }) => [walkOf(call).current, call.answers.length, call.isInDanger];
  const desk = taken(true);
  assert.deepEqual([stepOf(taken(false)), stepOf(desk)], [['q', 0, false], ['w', 1, false]]);
  desk.act({ type: 'answer', answer: { node: 'w', option: 'go' } });
  desk.leaveScript();
  desk.takeScript(asking, true);
  assert.deepEqual(stepOf(desk), ['a', 2, false], 'it goes on where it was left');
});

for (const [name, isSupervisor, said, expected] of [
  ['an operator is available', false, null, 'AVAILABLE'],
  ['an operator on a break stays on it', false, 'BREAK', 'BREAK'],
  ['a supervisor only looks', true, null, 'BREAK'],
  ['a supervisor who was away only looks', true, 'AWAY', 'BREAK'],
  ['a supervisor who has said that they attend goes on with it', true, 'AVAILABLE', 'AVAILABLE'],
]) {
  test(`at the desk, ${name}`, () => {
    const session = { operator: { id: 1, name: 'Julia', isSupervisor }, presence: said && { state: said, since: '', callId: null } };
    assert.equal(presenceAtStart(session, null), expected);
    assert.deepEqual([null, 1].map((endedAt) => presenceAtStart(session, { endedAt })), ['ON_CALL', 'AFTER_CALL']);
  });
}

for (const [name, isSupervisor, said, expected] of [
  ['a supervisor who only looks', true, null, 'BREAK'], ['an operator', false, null, 'AVAILABLE'], ['an operator on a break', false, 'BREAK', 'BREAK'],
]) {
  test(`after a call ${name} does what they did before it`, async () => {
    globalThis.window ??= { setTimeout: () => 0 };
    const desk = new Desk();
    desk.api.get = async () => ({ version: '1', isWhole: true, items: [], tombstones: [], pinned: {}, searchCopy: null });
    desk.api.post = async () => ({ handovers: [], sentHandovers: [], callBacksDue: 0, bundleVersion: null });
    const session = { operator: { id: 1, name: 'Julia', isSupervisor }, states: [COAHUILA], presence: said && { state: said, since: '', callId: null } };
    desk.state = { ...desk.state, phase: 'ready', session, code: 'COA', presence: presenceAtStart(session, null) };
    desk.begin('CITIZEN');
    assert.equal(desk.state.presence, 'ON_CALL');
    desk.act({ type: 'discard' });
    assert.equal(desk.state.presence, expected);
  });
}

test('a contact of today that is not the last one is corrected, once more, too, and the last one stays the last', async () => {
  globalThis.window ??= { setTimeout: () => 0 };
  const inquiry = (id, outcome) => ({ id, state: 'COA', channel: 'PHONE', contactType: 'CITIZEN', role: 'VICTIM', outcome, referralKeys: [], startedAt: new Date().toISOString() });
  const deskWith = (today) => {
    const desk = new Desk();
    desk.api.post = async () => ({});
    desk.state = { ...desk.state, phase: 'ready', session: { operator: { id: 1 }, states: [COAHUILA] }, last: inquiry('b', 'INFORMED'), today };
    return desk;
  };
  const desk = deskWith([]);
  for (const id of ['a', 'b']) desk.noteContact({ ...inquiry(id, 'INFORMED'), zone: 'America/Mexico_City', script: 'Violencia', inquiry: inquiry(id, 'INFORMED') });
  const standing = ({ state }) => state.today.map(({ id, outcome, correctedAs, inquiry }) => [id, outcome, correctedAs, inquiry?.id]).sort();

  desk.correct(inquiry('a', 'INFORMED'), inquiry('c', 'TRANSFERRED'), 'MISTAKE');
  assert.deepEqual(standing(desk), [['a', 'TRANSFERRED', 'CORRECTED', 'c'], ['b', 'INFORMED', undefined, 'b']]);
  assert.equal(desk.state.last.id, 'b');

  const again = deskWith(desk.state.today); // after the page was loaded anew
  again.correct(inquiry('c', 'TRANSFERRED'), inquiry('d', 'CALL_BACK'), 'MISTAKE');
  again.correct(inquiry('b', 'INFORMED'), inquiry('e', 'INFORMED'), 'TEST');
  assert.deepEqual(standing(again), [['a', 'CALL_BACK', 'CORRECTED', 'd'], ['b', 'INFORMED', 'VOID', undefined]]);
  assert.equal(again.state.last, null);
});

test('a sentence that is said again stays as long as one that is said for the first time', () => {
  const timers = new Map();
  const before = globalThis.window;
  globalThis.window = { setTimeout: (then) => { timers.set(timers.size + 1, then); return timers.size; }, clearTimeout: (timer) => timers.delete(timer) };
  const desk = new Desk();

  desk.say('Ya está canalizado a Fiscalía.');
  const [first] = timers.keys();
  desk.say('Ya está canalizado a Fiscalía.');
  timers.get(first)?.();
  const { notice } = desk.state;
  for (const end of timers.values()) end();
  globalThis.window = before;

  assert.deepEqual([notice, desk.state.notice], ['Ya está canalizado a Fiscalía.', '']);
});

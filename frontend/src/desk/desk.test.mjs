// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { walkOf } from './call.ts';
import { Desk, statesLeft } from './desk.ts';

const node = (key, kind, options = []) => ({
  key, kind, text: { ast: [], plainText: key }, wordings: [], options: options.map(([name, to]) => ({ key: name, label: name, to, wordings: [] })),
  organizationKind: null, deadlines: [], legalReferences: [],
});
const SCRIPT = {
  key: 's', kind: 'SCRIPT', title: 'Violencia', role: 'VICTIM', urgency: 'EMERGENCY', topicKey: null, channels: ['PHONE', 'CHAT'], openingPhrases: [], preamble: [], start: 'q',
  nodes: [node('q', 'QUESTION', [['yes', 'w']]), node('w', 'WARNING', [['go', 'a']]), node('a', 'ANSWER')],
};
const COAHUILA = { code: 'COA', name: 'Coahuila', locale: 'es-MX', locales: ['es-MX'], emergency: null };
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

test('what a state serves is forgotten by who does not answer for it any more, once their call is over', () => {
  const session = (id, codes, former = null) => ({ operator: { id }, states: codes.map((code) => ({ code })), former: former && { code: former } });
  const left = [
    statesLeft(session(1, ['COA']), session(1, ['COA', 'TAB']), null), statesLeft(session(1, ['COA']), session(1, ['COA', 'TAB']), { state: 'TAB' }),
    statesLeft(session(1, ['COA']), session(1, ['COA'], 'TAB'), null), statesLeft(session(2, ['COA']), session(1, ['TAB']), null), statesLeft(session(1, ['COA']), null, null),
  ];
  assert.deepEqual(left, [['TAB'], [], ['TAB'], [], []]);
});

// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Api, Refused, Unreachable } from './api.ts';
import { practised, practisedPresence } from './practice.ts';

const KEPT = [
  'inquiries', 'inquiries/1/corrections', 'call-backs', 'reports', 'suggestions', 'handovers', 'handovers/1/withdraw', 'summaries',
];
const REFUSED = [
  ['POST', 'handovers/1/accept'], ['POST', 'call-backs/1/open'], ['POST', 'call-backs/1/attempts'], ['POST', 'chats/1/accept'], ['POST', 'what-comes-later'],
  ['GET', 'chats'], ['GET', 'supervision'], ['GET', 'what-comes-later'],
];

test('nothing that is kept or counted is sent, and it is answered as if it were', async (t) => {
  const sent = t.mock.method(globalThis, 'fetch', () => assert.fail('sent'));
  const api = new Api(true);

  for (const path of KEPT) assert.ok(await api.post(path, { id: '1' }));
  for (const [method, path] of REFUSED) {
    await assert.rejects(method === 'GET' ? api.get(path) : api.post(path, {}), (error) => error instanceof Refused && error.code === 'PRACTICE');
  }
  assert.deepEqual(await api.get('call-backs'), []);
  assert.equal(sent.mock.callCount(), 0);
});

test('what the server is told is that the operator is not there', () => {
  const told = practised('POST', 'presence', { state: 'ON_CALL', callId: 'c', tenant: 'TAB' }, 0);
  const answer = { leaseSeconds: 60, handovers: [{ id: 'h' }], sentHandovers: [], callBacksDue: 3, bundleVersion: '1' };

  assert.deepEqual(told, { body: { state: 'AWAY', callId: null, tenant: 'TAB' } });
  assert.deepEqual(practisedPresence(answer, null, 'c'), { ...answer, handovers: [], callBacksDue: 0 });
  assert.deepEqual(practisedPresence(answer, { id: 'o', name: 'Colega' }, 'c').sentHandovers, [{ id: 'o', to: 'Colega', callId: 'c', outcome: 'ACCEPTED' }]);
});

test('what only reads is asked', () => {
  for (const [method, path] of [['GET', 'session'], ['GET', 'bundle/TAB/es-MX?since=1'], ['GET', 'call-backs/windows/TAB'], ['POST', 'search/TAB']]) {
    assert.deepEqual(practised(method, path, { query: 'robo' }, 0), { body: { query: 'robo' } }, path);
  }
});

test('the desk asks the server in one place only', () => {
  const sources = readdirSync('.', { recursive: true }).filter((name) => /(?<!\.test)\.tsx?$/.test(name) && name !== 'worker.ts');

  assert.deepEqual(sources.filter((name) => /\bfetch\(|sendBeacon|XMLHttpRequest/.test(readFileSync(name, 'utf8'))), ['api.ts']);
});

test('who sent too much at once has a server, and asks again later', async (t) => {
  const said = (status) => t.mock.method(globalThis, 'fetch', async () => new Response('{}', { status, headers: { 'Retry-After': '60' } }));
  for (const [status, isThere] of [[429, true], [503, false]]) {
    said(status);
    await assert.rejects(new Api(false).get('session'), (error) => error instanceof Unreachable && error.isThere === isThere && error.retryAfter === 60);
    t.mock.restoreAll();
  }
});

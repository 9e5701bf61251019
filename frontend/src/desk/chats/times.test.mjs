// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { callOf, unreadOf, walkOf, wordsOf } from '../call.ts';
import { feedUrl } from './feed.ts';
import { isOwnClock } from '../zones.ts';
import { lasting, timeAt } from './times.ts';
import { callInWords } from '../when.ts';

for (const [seconds, words] of [[-5, '0 s'], [9, '0 s'], [47, '40 s'], [60, '1 min'], [3599, '59 min'], [3600, '1 h'], [3900, '1 h 5 min']]) {
  test(`${seconds} seconds last ${words}`, () => assert.equal(lasting(seconds * 1000), words));
}

test('hours are those of the place, whose clocks may not be this computer’s', () => {
  const at = '2026-11-30T18:40:00Z';
  assert.deepEqual(['America/Tijuana', 'America/Mexico_City', 'America/Cancun'].map((zone) => timeAt(at, zone)), ['10:40', '12:40', '13:40']);
  assert.deepEqual(['America/Tijuana', 'America/Merida'].map((zone) => isOwnClock(zone, Date.parse(at), 'America/Mexico_City')), [false, true]);
});

for (const [address, here, expected] of [
  ['/chat/desk/', 'https://mesa.example.mx/mesa/?line=1', 'wss://mesa.example.mx/chat/desk/'],
  ['http://localhost:8001/chat/desk/', 'http://localhost:8000/mesa/', 'ws://localhost:8001/chat/desk/'],
]) {
  test(`the feed at ${address}`, () => assert.equal(feedUrl(address, here), expected));
}

test('a script beside a chat has the words of the chat, and only its warnings must be sent', () => {
  const text = (plainText) => ({ ast: [], plainText });
  const script = {
    key: 's', role: 'VICTIM', start: 'q', preamble: [{ id: 'p', key: 'safety_first', text: text('911') }],
    nodes: [
      { key: 'q', kind: 'WARNING', text: text('No firme'), wordings: [{ channel: 'CHAT', text: text('No firmes') }], deadlines: [], organizationKind: null, options: [] },
    ],
  };
  const at = 0;
  const acts = [{ type: 'begin', at, channel: 'CHAT', state: 'COA', language: 'es-MX', contactType: 'CITIZEN' }, { type: 'script', at, pinned: { script, digest: 'd' } }];
  const call = callOf('id', acts);
  assert.equal(wordsOf(walkOf(call)), 'No firmes');
  assert.deepEqual(unreadOf(call, walkOf(call)), ['q']);
  assert.deepEqual(unreadOf(callOf('id', [acts[0], acts[1]].map((act) => ({ ...act, channel: undefined }))), walkOf(call)), ['safety_first', 'q']);
});

test('a call whose hour has begun comes now, until the hour is over', () => {
  const call = { startsAt: '2026-11-30T17:00:00Z', endsAt: '2026-11-30T18:00:00Z' };
  const said = (minute, endsAt = call.endsAt) => callInWords({ ...call, endsAt }, 'America/Monterrey', Date.parse(call.startsAt) + minute * 60_000);
  assert.deepEqual([said(-1), said(0), said(11), said(60), said(11, null)], ['hoy a las 11:00', 'ahora, hasta las 12:00', 'ahora, hasta las 12:00', 'hoy a las 11:00', 'hoy a las 11:00']);
});

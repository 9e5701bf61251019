// Run by `node --test` from tests/portal/test_opening.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

const SCRIPT = readFileSync(new URL('opening.js', import.meta.url), 'utf8');
const LATER = [
  ['2026-12-01T21:00:00Z', 'closed', 'Cerrado ahora · abre el miércoles a las 9:00'],
  ['2026-12-02T15:00:00Z', 'open', 'Abierto ahora · cierra a las 15:00'],
  ['2026-12-02T21:00:00Z', 'unknown', 'Vuelve a cargar'],
];

/** A page with one open office, at the time of a telephone, and of the server where it was told. */
function page(phone, { server, type = 'navigate' } = {}) {
  const office = { className: 'opening open', textContent: 'Abierto ahora', dataset: { later: JSON.stringify(LATER) } };
  const parentElement = { querySelector: () => (office.className === 'opening open' ? office : null) };
  const title = { textContent: 'La más cercana', dataset: { onceClosed: 'Busca otra vez' }, parentElement };
  const heard = {};
  const listen = (event, act) => { heard[event] = act; };
  let waits;
  const clock = { now: Date.parse(phone) };
  const serverTiming = server ? [{ name: 'now', description: server }] : [];
  runInNewContext(SCRIPT, {
    performance: { timeOrigin: clock.now, getEntriesByType: () => [{ type, responseStart: 0, serverTiming }] },
    Date: { parse: Date.parse, now: () => clock.now },
    document: {
      querySelectorAll: (found) => (found === '[data-later]' ? [office] : [title]),
      addEventListener: listen,
    },
    addEventListener: listen,
    setTimeout: (_act, milliseconds) => { waits = milliseconds; },
    clearTimeout: () => {},
  });
  const at = (time, event = 'pageshow') => { clock.now = Date.parse(time); heard[event](); };
  return { office, title, at, waits: () => waits };
}

test('an office closes, opens again the next morning, and is unknown behind what the page knows', () => {
  const { office, title, at, waits } = page('2026-12-01T20:00:00Z');
  const seen = [[office.className, office.textContent, waits()]];
  for (const time of ['2026-12-01T21:00:00Z', '2026-12-02T15:30:00Z', '2026-12-20T00:00:00Z']) {
    at(time, 'visibilitychange');
    seen.push([office.className, office.textContent, waits()]);
  }

  assert.deepEqual(seen, [
    ['opening open', 'Abierto ahora', 3600000],
    ['opening closed', LATER[0][2], 64800000],
    ['opening open', LATER[1][2], 19800000],
    ['opening unknown', LATER[2][2], 19800000],
  ]);
  assert.equal(title.textContent, 'Busca otra vez');
});

test('a telephone whose clock is ahead goes by the time of the server', () => {
  const { office, at } = page('2026-12-02T20:00:00Z', { server: '2026-12-01T20:00:00Z' });
  const first = office.textContent;
  at('2026-12-02T21:30:00Z');

  assert.deepEqual([first, office.textContent], ['Abierto ahora', LATER[0][2]]);
});

test('a page out of the cache, which tells an old time, goes by the telephone', () => {
  const { office } = page('2026-12-01T22:00:00Z', { server: '2026-12-01T20:00:00Z', type: 'back_forward' });

  assert.equal(office.textContent, LATER[0][2]);
});

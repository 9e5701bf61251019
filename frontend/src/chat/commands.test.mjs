// Run by `node --test` from tests/assistance/chat/test_client_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockwork } from './clockwork.mjs';
import { Commands } from './commands.ts';

function world({ hasLine = true, kept = [] } = {}) {
  const timing = clockwork();
  const sent = [];
  const found = { timing, sent, hasLine, kept };
  found.commands = new Commands({
    send(frame) {
      if (found.hasLine) sent.push(frame);
      return found.hasLine;
    },
    keep(waiting) { found.kept = waiting; },
  }, timing, kept);
  return found;
}
const types = (frames) => frames.map(({ type }) => type);
const open = { state: 'ATTENDED', endReason: '', isErased: false, callNumber: '•••• 0102', isNearlyInactive: true, rating: null };

for (const [type, answer] of [
  ['stay', { isNearlyInactive: false }],
  ['stay', { state: 'ENDED' }],
  ['end', { state: 'ENDED' }],
  ['erase', { state: 'ENDED', isErased: true }],
  ['erase', { state: 'ENDED', endReason: 'ERASED' }],
  ['cancelCall', { callNumber: '' }],
  ['cancelCall', { isErased: true }],
]) {
  test(`${type} is asked for until a state shows ${JSON.stringify(answer)}`, () => {
    const found = world();
    found.commands.add({ type });
    found.commands.answered(open);
    const before = types(found.kept);
    found.commands.answered({ ...open, ...answer });
    found.timing.pass(600_000);
    assert.deepEqual([before, found.kept, types(found.sent)], [[type], [], [type]]);
  });
}

test('a mark is asked for until it is the one that is stored; of two the last one counts', () => {
  const { commands, sent } = world();
  commands.add({ type: 'rate', rating: 2 });
  commands.add({ type: 'rate', rating: 5 });
  commands.answered({ ...open, rating: 2 });
  assert.deepEqual([commands.waiting.map(({ rating }) => rating), sent.map(({ rating }) => rating)], [[5], [2, 5]]);
  commands.answered({ ...open, rating: 5 });
  assert.equal(commands.waiting.length, 0);
});

test('without a line it is kept for a reload, and goes once there is one', () => {
  const found = world({ hasLine: false });
  found.commands.add({ type: 'cancelCall' });
  found.commands.add({ type: 'erase' });
  found.commands.add({ type: 'erase' });
  const reloaded = world({ kept: found.kept });
  const has = reloaded.commands.has('erase');
  reloaded.commands.connected();
  assert.deepEqual([found.sent, types(found.kept), has, types(reloaded.sent)], [[], ['cancelCall', 'erase'], true, ['cancelCall', 'erase']]);
});

test('what was on the way when the line broke, or is not answered, goes again with the same id', () => {
  const { commands, sent, timing } = world();
  commands.add({ type: 'erase' });
  commands.connected();
  assert.equal(sent.length, 1);
  commands.disconnected();
  commands.connected();
  assert.equal(sent.length, 2);
  timing.pass(9_000);
  assert.equal(sent.length, 3);
  assert.equal(new Set(sent.map(({ clientId }) => clientId)).size, 1);
});

test('what the server takes later goes again after as long as it says; what it never takes goes no more', () => {
  const { commands, sent, timing } = world();
  commands.add({ type: 'cancelCall' });
  const [{ clientId }] = sent;
  commands.postponed(clientId, 5);
  timing.pass(4_900);
  const soon = sent.length;
  timing.pass(2_000);
  assert.deepEqual([soon, types(sent)], [1, ['cancelCall', 'cancelCall']]);
  assert.equal(commands.refused('another'), false);
  assert.equal(commands.refused(clientId), true);
  timing.pass(600_000);
  assert.deepEqual([sent.length, commands.waiting], [2, []]);
});

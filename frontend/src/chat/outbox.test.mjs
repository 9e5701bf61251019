// Run by `node --test` from tests/assistance/chat/test_client_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockwork } from './clockwork.mjs';
import { isLate, Outbox, writtenAgo } from './outbox.ts';

function world({ hasLine = true, kept = [] } = {}) {
  const timing = clockwork();
  const sent = [];
  const found = { timing, sent, hasLine, stored: kept };
  found.outbox = new Outbox({
    send(written) {
      if (found.hasLine) sent.push(written);
      return found.hasLine;
    },
    keep(waiting) { found.stored = waiting; },
  }, timing, kept);
  return found;
}
const texts = (sent) => sent.map(({ text }) => text);

test('one message at a time, in the order in which they were written', () => {
  const { outbox, sent } = world();
  const [first, second] = ['one', 'two', 'three'].map((text) => outbox.add(text));
  assert.deepEqual(texts(sent), ['one']);
  outbox.stored(first.clientId);
  outbox.stored(second.clientId);
  assert.deepEqual(texts(sent), ['one', 'two', 'three']);
  assert.match(first.clientId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('what was on the way when the line broke goes once more with the same id, before whatever came later', () => {
  const { outbox, sent } = world();
  const first = outbox.add('one');
  outbox.add('two');
  outbox.disconnected();
  outbox.connected();
  assert.deepEqual(sent.map(({ clientId }) => clientId), [first.clientId, first.clientId]);
  outbox.stored(first.clientId);
  outbox.stored(first.clientId);
  assert.deepEqual(texts(sent), ['one', 'one', 'two']);
});

test('without a line everything waits, and is kept for a reload', () => {
  const found = world({ hasLine: false });
  found.outbox.add('one');
  found.outbox.add('two');
  found.timing.pass(60_000);
  assert.deepEqual([texts(found.sent), texts(found.stored)], [[], ['one', 'two']]);
  const reloaded = world({ kept: found.stored });
  reloaded.outbox.connected();
  assert.deepEqual(texts(reloaded.sent), ['one']);
  reloaded.outbox.stored(reloaded.sent[0].clientId);
  assert.deepEqual(texts(reloaded.stored), ['two']);
});

test('an answer that does not come is asked for again, more and more seldom', () => {
  const { outbox, sent, timing } = world();
  outbox.add('one');
  timing.pass(8_000);
  assert.equal(sent.length, 1);
  timing.pass(1_000);
  assert.equal(sent.length, 2);
  timing.pass(600_000);
  assert.ok(sent.length > 20 && sent.length < 70, String(sent.length));
  assert.equal(new Set(sent.map(({ clientId }) => clientId)).size, 1);
});

test('what the server takes later waits as long as it says, and nothing overtakes it', () => {
  const { outbox, sent, timing } = world();
  const first = outbox.add('one');
  outbox.add('two');
  outbox.postponed(first.clientId, 5);
  timing.pass(4_900);
  assert.equal(sent.length, 1);
  timing.pass(2_000);
  assert.deepEqual(texts(sent), ['one', 'one']);
});

test('what the server never takes comes back, and the next one goes', () => {
  const { outbox, sent } = world();
  const first = outbox.add('one');
  outbox.add('two');
  assert.equal(outbox.refused(first.clientId).text, 'one');
  assert.equal(outbox.refused(first.clientId), null);
  assert.deepEqual(texts(sent), ['one', 'two']);
});

test('a message that is found among those read again is stored, even when its acknowledgement was lost', () => {
  const { outbox, sent } = world();
  const first = outbox.add('one');
  outbox.disconnected();
  outbox.stored(first.clientId);
  outbox.connected();
  assert.deepEqual([texts(sent), outbox.waiting.length], [['one'], 0]);
});

test('closed, it sends nothing and keeps nothing', () => {
  const found = world();
  found.outbox.add('one');
  assert.deepEqual(texts(found.outbox.close()), ['one']);
  found.outbox.connected();
  found.timing.pass(60_000);
  assert.deepEqual([texts(found.sent), found.stored], [['one'], []]);
});

test('what comes long after it was written says how long ago that was', () => {
  assert.deepEqual([writtenAgo(1_000, 31_000), writtenAgo(1_000, 61_400), isLate(1_000, 31_001)], [{}, { writtenAgo: 60 }, true]);
});

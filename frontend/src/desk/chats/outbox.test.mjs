// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Refused, Unreachable } from '../api.ts';
import { Outbox } from './outbox.ts';

/** A server that answers as it is told, and an outbox that sends to it; whatever is put off is done by `later`. */
function made(...answers) {
  const [sent, tasks] = [[], []];
  let [present, most] = [0, 0];
  const outbox = new Outbox({
    async post(path, body) {
      most = Math.max(most, ++present);
      await Promise.resolve();
      present--;
      sent.push([path.split('/')[1], body.clientId, body.epoch]);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return { seq: answer ?? sent.length };
    },
    heard() {}, changed() {}, told() {}, renewToken: async () => true, later: (task) => tasks.push(task),
  });
  const write = (clientId, conversation = 'a', epoch = 1) => outbox.add({ clientId, conversation, epoch, content: { text: clientId }, writtenAt: 0 });
  const settled = () => new Promise((done) => setTimeout(done, 5));
  return { outbox, sent, tasks, write, settled, most: () => most };
}

test('one at a time, in the order in which it was written', async () => {
  const { outbox, sent, write, settled, most } = made();
  for (const id of ['1', '2', '3']) write(id);
  await settled();
  assert.deepEqual(sent.map(([, id]) => id), ['1', '2', '3']);
  assert.equal(most(), 1);
  assert.equal(outbox.waiting, 0);
  outbox.shown(new Set(['1', '2', '3']));
  assert.deepEqual(outbox.items, []);
});

test('without an answer the same is sent again, and nothing overtakes it', async () => {
  const { sent, tasks, write, settled } = made(new Unreachable());
  write('1');
  write('2');
  await settled();
  assert.deepEqual(sent.map(([, id]) => id), ['1']);
  tasks.shift()();
  await settled();
  assert.deepEqual(sent.map(([, id]) => id), ['1', '1', '2']);
});

test('what a conversation that is another one’s does not take stays, and is sent as it is assigned later', async () => {
  const { outbox, sent, write, settled } = made(new Refused(409, 'STALE', 'Ya no la tienes.'));
  write('1');
  await settled();
  assert.deepEqual(outbox.items.map(({ refused }) => refused), [{ sentence: 'Ya no la tienes.', isStale: true }]);
  assert.equal(outbox.waiting, 0);
  outbox.again('1', 4);
  await settled();
  assert.deepEqual(sent, [['a', '1', 1], ['a', '1', 4]]);
});

test('what is refused for what it says keeps no other back', async () => {
  const { outbox, sent, write, settled } = made(new Refused(422, 'TOO_LONG', 'Es muy largo.'), 7);
  write('1');
  write('2');
  await settled();
  assert.deepEqual(sent.map(([, id]) => id), ['1', '2']);
  assert.deepEqual(outbox.items.map(({ seq, refused }) => [seq, refused?.isStale]), [[null, false], [7, undefined]]);
});

test('a session that ended holds everything until it is back', async () => {
  const { outbox, sent, write, settled } = made(new Refused(401, 'SIGNED_OUT', ''));
  write('1');
  await settled();
  assert.equal(outbox.waiting, 1);
  outbox.flushAll();
  await settled();
  assert.equal(sent.length, 2);
});

test('an old token is renewed once', async () => {
  const { sent, write, settled } = made(new Refused(403, 'CSRF_FAILED', ''));
  write('1');
  await settled();
  assert.equal(sent.length, 2);
});

test('each conversation goes its own way', async () => {
  const { sent, write, settled } = made(new Unreachable());
  write('1', 'a');
  write('2', 'b');
  await settled();
  assert.deepEqual(sent.map(([conversation]) => conversation), ['a', 'b']);
});

test('what waits is held back until it is sent once more, but for what the server has by then', async () => {
  const { outbox, sent, tasks, write, settled } = made(new Unreachable(), 7);
  write('1');
  write('2');
  write('3', 'b');
  await settled();
  outbox.hold('a', 'Salió.');
  assert.equal(outbox.waiting, 0);
  tasks.shift()();
  await settled();
  assert.deepEqual(sent.map(([, id]) => id), ['1', '3']);
  assert.deepEqual(outbox.of('a').map(({ refused }) => refused?.sentence), ['Salió.', 'Salió.']);
  outbox.again('2', 1);
  await settled();
  assert.deepEqual(sent.map(([, id]) => id), ['1', '3', '2']);
});

// Run by `node --test` from tests/assistance/chat/test_client_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Session } from './session.ts';
import { newSecret } from './start.ts';
import { Thread } from './thread.ts';
import { solve } from './proof.ts';
import { waitAfter } from './waits.ts';

const message = (seq) => ({ seq, clientId: `c${seq}` });
const seqs = (messages) => messages.map(({ seq }) => seq);

test('messages are taken in order and once', () => {
  const thread = new Thread();
  assert.deepEqual(seqs(thread.take([message(2), message(1)]).fresh), [1, 2]);
  assert.deepEqual(seqs(thread.take([message(1), message(2), message(3)]).fresh), [3]);
  assert.equal(thread.last, 3);
});

test('behind a hole nothing is taken until what is missing comes', () => {
  const thread = new Thread();
  thread.take([message(1)]);
  const { fresh, hasGap } = thread.take([message(3), message(4)]);
  assert.deepEqual([seqs(fresh), hasGap, thread.last], [[], true, 1]);
  assert.deepEqual(seqs(thread.take([message(2), message(3), message(4)]).fresh), [2, 3, 4]);
});

test('an acknowledgement counts as its message where nothing is missing before it', () => {
  const thread = new Thread();
  assert.equal(thread.stored(1), true);
  assert.equal(thread.stored(3), false);
  assert.deepEqual(seqs(thread.take([message(1), message(2), message(3)]).fresh), [2, 3]);
});

const full = () => ({ getItem: () => null, setItem() { throw new Error('QuotaExceededError'); }, removeItem() {} });
for (const [name, storage, isKept] of [
  ['that can be written', memory, true],
  ['that is forbidden', () => { throw new Error('SecurityError'); }, false],
  ['that is full', full, false],
]) {
  test(`in a storage ${name} a session remembers at least as long as the page is open`, () => {
    const session = new Session(storage);
    session.hold({ conversation: 'c', secret: 's' });
    session.draft = 'No sé';
    session.waiting = [{ clientId: '1', text: 'one', at: 1 }];
    assert.deepEqual([session.held, session.draft, session.waiting.length, session.isKept], [{ conversation: 'c', secret: 's' }, 'No sé', 1, isKept]);
    session.clear();
    assert.deepEqual([session.held, session.draft, session.waiting], [null, '', []]);
  });
}

function memory() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => { kept.set(name, value); }, removeItem: (name) => { kept.delete(name); } };
}

test('a reload finds the conversation; after clearing, nothing of it is there', () => {
  const storage = memory();
  new Session(() => storage).hold({ conversation: 'c', secret: 's' });
  assert.deepEqual(new Session(() => storage).held, { conversation: 'c', secret: 's' });
  new Session(() => storage).clear();
  assert.equal(storage.getItem('chat'), null);
});

test('what somebody else has written into the storage is no conversation', () => {
  for (const text of ['', '{', '[]', '{"conversation":1}', 'null']) {
    const storage = memory();
    storage.setItem('chat', text);
    assert.equal(new Session(() => storage).held, null);
  }
});

test('a secret is 43 letters of which no two are alike', () => {
  const secrets = new Set(Array.from({ length: 100 }, () => newSecret()));
  assert.equal(secrets.size, 100);
  for (const secret of secrets) assert.match(secret, /^[\w-]{43}$/);
});

test('tries become seldom, and differ between clients', () => {
  assert.deepEqual([0, 1, 5, 50].map((tries) => waitAfter(tries, 1)), [500, 1_000, 5_000, 15_000]);
  assert.equal(waitAfter(0, 0), 250);
});

test('a proof of work is found', async () => {
  const challenge = {
    parameters: { algorithm: 'PBKDF2/SHA-256', cost: 1, keyLength: 32, keyPrefix: '00', nonce: '5f711e00e1305b3b2f699cede316d85f', salt: '7bde0999d0af6bb95e39bd5d62225633' },
    signature: '00',
  };
  const { solution } = JSON.parse(atob(await solve(challenge)));
  assert.match(solution.derivedKey, /^00[0-9a-f]{62}$/);
  assert.equal(await solve({ ...challenge, parameters: { ...challenge.parameters, algorithm: 'ARGON2ID' } }), undefined);
});

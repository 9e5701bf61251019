// Run by `node --test` from tests/assistance/chat/test_client_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Session } from './session.ts';

const storage = (map = new Map()) => ({ getItem: (name) => map.get(name) ?? null, setItem: (name, value) => map.set(name, value), removeItem: (name) => map.delete(name) });

test('a conversation that has ended is in the way of no other, which begins without what was remembered of it', () => {
  const kept = storage();
  const session = new Session(() => kept);
  session.hold({ conversation: 'a', secret: 's' });
  session.readUpTo = 7;
  const before = session.isOver;

  session.end();
  const reloaded = new Session(() => kept);
  const ended = [reloaded.isOver, reloaded.held.conversation];
  reloaded.hold({ conversation: 'b', secret: 't' });

  assert.deepEqual([before, ended, reloaded.isOver, reloaded.readUpTo, reloaded.held.conversation], [false, [true, 'a'], false, 0, 'b']);
});

// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stillToWrite } from './journal.ts';

test('nothing waits of a contact that was sent, and of what is kept under a name the latest alone', () => {
  const waiting = [
    { name: 'act 1', of: 'a' }, { name: 'session', keeps: 'session' }, { name: 'act 2', of: 'a' }, { name: 'act of b', of: 'b' }, { name: 'sent a', of: 'a', isLast: true },
    { name: 'session again', keeps: 'session' }, { name: 'correction of a', of: 'c' }, { name: 'empty' },
  ];
  assert.deepEqual(stillToWrite(waiting).map(({ name }) => name), ['act of b', 'sent a', 'session again', 'correction of a', 'empty']);
  assert.deepEqual(stillToWrite([...waiting, { name: 'sent b', of: 'b', isLast: true }]).map(({ name }) => name), ['sent a', 'session again', 'correction of a', 'empty', 'sent b']);
});

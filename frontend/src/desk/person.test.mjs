// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { personIn } from './person.ts';

test('who has signed in is read from the cookie of that name, and nothing else counts', () => {
  const read = ['desk_person=7', 'csrftoken=x; desk_person=12', '', 'desk_person=', 'desk_person=x', 'a_desk_person=7', 'csrftoken=desk_person=7'];
  assert.deepEqual(read.map(personIn), [7, 12, null, null, null, null, null]);
});

// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ofToday, standingOf } from './today.ts';

test('of the day by the clocks of its state, of one operator, the newest first', () => {
  const now = Date.parse('2026-12-01T07:30:00Z');
  const contact = (id, startedAt, zone = 'America/Mexico_City') => ({ id, startedAt, zone });
  const contacts = [contact('a', '2026-12-01T06:10:00Z'), contact('b', '2026-12-01T05:50:00Z'), contact('c', '2026-12-01T07:00:00Z'), contact('d', '2026-12-01T06:30:00Z', 'America/Tijuana')];
  assert.deepEqual([ofToday({ user: 1, contacts }, 1, now), ofToday({ user: 2, contacts }, 1, now), ofToday(null, 1, now)].map((found) => found.map(({ id }) => id)), [['c', 'd', 'a'], [], []]);
});

test('what waits, what was refused, and what was sent', () => {
  const queue = [{ id: 'a', refused: null }, { id: 'b', refused: 'No.' }];
  assert.deepEqual(['a', 'b', 'c'].map((id) => standingOf({ id }, queue)), ['waits', 'refused', 'sent']);
  assert.deepEqual(['a', 'b', 'c'].map((id) => standingOf({ id: 'first', inquiry: { id } }, queue)), ['waits', 'refused', 'sent']);
});

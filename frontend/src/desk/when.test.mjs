// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { firstAfterToday } from './when.ts';

test('who asks in the evening is told that nobody calls today any more, and when somebody may', () => {
  const [evening, zone] = [Date.parse('2026-12-01T01:30:00Z'), 'America/Mexico_City'];
  const said = [['2026-12-01T15:00:00Z'], ['2026-12-04T15:00:00Z'], ['2026-12-01T02:00:00Z', '2026-12-01T15:00:00Z'], []].map((free) => firstAfterToday(free, zone, evening));
  assert.deepEqual(said, ['mañana a las 9:00', 'el viernes 4 de diciembre a las 9:00', '', '']);
});

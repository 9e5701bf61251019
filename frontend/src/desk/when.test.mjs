// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { partOfDay } from '../voices/partOfDay.ts';
import { callSaid, endOfCalls, firstAfterToday } from './when.ts';

test('which part of the day an hour is in is the rule of the server', () => {
  const parts = JSON.parse(readFileSync(new URL('../voices/vectors_parts_of_day.json', import.meta.url), 'utf8'));
  assert.deepEqual([...Array(24).keys()].map(partOfDay), parts);
});

test('who asks in the evening is told that nobody calls today any more, and when somebody may', () => {
  const [evening, zone] = [Date.parse('2026-12-01T01:30:00Z'), 'America/Mexico_City'];
  const said = [['2026-12-01T15:00:00Z'], ['2026-12-04T15:00:00Z'], ['2026-12-01T02:00:00Z', '2026-12-01T15:00:00Z'], []].map((free) => firstAfterToday(free, zone, evening));
  assert.deepEqual(said, ['mañana a las 9:00', 'el viernes 4 de diciembre a las 9:00', '', '']);
});

test('who wants to be called later than anybody calls is told until when', () => {
  const windows = [['2026-12-01T15:00:00Z', '2026-12-01T16:00:00Z'], ['2026-12-01T23:00:00Z', '2026-12-02T00:00:00Z'], ['2026-12-02T15:00:00Z', '2026-12-02T16:00:00Z']].map(([startsAt, endsAt]) => ({ startsAt, endsAt }));
  const [now, zone] = [Date.parse('2026-12-01T06:02:00Z'), 'America/Mexico_City'];
  assert.deepEqual([windows[0].startsAt, windows[2].startsAt, undefined].map((first) => endOfCalls(windows, first, zone, now)), ['hoy a las 18:00', 'mañana a las 10:00', '']);
});

test('where calls go on past midnight nobody is told that they end', () => {
  const windows = [{ startsAt: '2026-12-02T05:00:00Z', endsAt: '2026-12-02T06:00:00Z' }, { startsAt: '2026-12-02T06:00:00Z', endsAt: '2026-12-02T07:00:00Z' }];
  assert.equal(endOfCalls(windows, windows[0].startsAt, 'America/Mexico_City', Date.parse('2026-12-02T02:00:00Z')), '');
});

test('an hour of a call is written as it is said', () => {
  const said = (time) => callSaid({ startsAt: time, endsAt: null }, 'America/Mexico_City', Date.parse('2026-12-01T06:02:00Z'));
  assert.deepEqual(['2026-12-01T14:00:00Z', '2026-12-01T18:00:00Z', '2026-12-01T19:00:00Z', '2026-12-02T00:30:00Z', '2026-12-02T02:00:00Z', '2026-12-02T06:00:00Z'].map(said), [
    'hoy a las 8 de la mañana', 'hoy a las 12 del mediodía', 'hoy a la 1 de la tarde', 'hoy a las 6:30 de la tarde', 'hoy a las 8 de la noche', 'mañana a las 12 de la noche (0:00)',
  ]);
});

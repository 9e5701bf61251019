// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { asksBefore, countSoon, hoursByDay, isGone, isLast, isOver, runIn, shortCode, stillFree } from './callBacks.ts';

test('the call begins where the last note with a script says that it stood', () => {
  const [earlier, later] = [{ scriptKey: 's' }, { scriptKey: 't' }];
  const notes = [{ text: 'A', run: earlier }, { text: 'B', run: later }, { text: 'C', run: null }, { text: 'D' }];
  assert.deepEqual([runIn({ notes }), runIn({ notes: notes.slice(2) }), runIn({ notes: [] }), runIn({})], [later, undefined, undefined, undefined]);
});

test('two calls of one hour and subject are told apart by three digits', () => {
  assert.deepEqual(['01932f6b-0000-7000-8000-0000000003e7', '01932f6b-0000-7000-8000-0000000003e8', '01932f6b-0000-7000-8000-00000000002a'].map(shortCode), ['999', '000', '042']);
});

test('a call-back that is open is gone once a list comes without it', () => {
  const [open, list] = [{ id: 'a' }, [{ id: 'b' }, { id: 'a' }]];
  const found = [isGone(open, list), isGone(open, null), isGone(null, []), isGone(open, [{ id: 'b' }]), isGone(open, [])];
  assert.deepEqual(found, [false, false, false, true, true]);
});

test('nobody calls again after the third time, or where it is the wrong number or not safe', () => {
  const found = [['NO_ANSWER', 1], ['NO_ANSWER', 2], ['REACHED', 2], ['WRONG_NUMBER', 0], ['NOT_SAFE', 0]].map(([result, attempts]) => isLast({ attempts }, result));
  assert.deepEqual(found, [false, true, false, true, true]);
});

test('nobody calls again where the server has it so', () => {
  const vectors = JSON.parse(readFileSync(new URL('vectors_call_backs.json', import.meta.url), 'utf8'));
  assert.equal(vectors.length, 18);
  for (const { result, attempts, isOver: expected } of vectors) assert.equal(isOver({ attempts: attempts - 1 }, result), expected, `${result} ${attempts}`);
});

test('before its hour it is asked whether a number is taken, unless the operator has it', () => {
  assert.equal(countSoon([{ isSoon: true, isTaken: false, isMine: false }, { isSoon: true, isTaken: true, isMine: false }, { isSoon: true, isTaken: true, isMine: true }, { isSoon: false, isTaken: false, isMine: false }]), 2);
  assert.deepEqual([asksBefore({ isDue: false, isMine: false }), asksBefore({ isDue: true, isMine: false }), asksBefore({ isDue: false, isMine: true })], [true, false, false]);
});

test('no hour is chosen of itself, and one that was chosen stays while it has room', () => {
  const windows = [{ startsAt: '08:00', booked: 0, capacity: 2 }, { startsAt: '09:00', booked: 2, capacity: 2 }];
  assert.deepEqual([null, '08:00', '09:00', '10:00'].map((chosen) => stillFree(windows, chosen)), [null, '08:00', null, null]);
});

test('every hour of a day on which one is free can be chosen', () => {
  const hours = (day, count, booked = 0) => Array.from({ length: count }, (_, hour) => ({ startsAt: `${day} ${hour}`, booked, capacity: 1 }));
  const shown = hoursByDay([...hours('1', 2, 1), ...hours('2', 1, 1), ...hours('2', 12), ...hours('3', 1)], ({ startsAt }) => startsAt[0]);
  assert.deepEqual([...shown].map(([day, ofDay]) => [day, ofDay.length]), [['2', 13], ['3', 1]]);
});

// The vectors are those of `portal/deadlines.py`, too. Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { MOST_DAYS_AHEAD, againstAnswer, amountInWords, appointmentGiven, appointmentInWords, asRead, contradictedAnswer, dayMeant, dayMoved, deadlinesToSay, endOf, hasEnded, hourGiven, hourInWords, inWords, startOf } from './deadlines.ts';
import { inUsted } from '../voices/usted.ts';
import { instantOf, localOf } from './zones.ts';

const JUAREZ = 'America/Ciudad_Juarez';
const TABASCO = 'America/Mexico_City';
const HOURS_48 = { amount: 48, amountMax: null, unit: 'HOURS', event: null };
const at = (day, time, zone) => instantOf({ day, time }, zone);

for (const [name, day, time, zone, expected] of [
  ['in Tabasco, which keeps its clocks', '2026-11-28', '18:40', TABASCO, ['2026-11-30', '18:40']],
  ['over the clocks put forward in Ciudad Juárez', '2026-03-07', '18:40', JUAREZ, ['2026-03-09', '19:40']],
  ['over the clocks put back in Ciudad Juárez', '2026-10-31', '18:40', JUAREZ, ['2026-11-02', '17:40']],
  ['from a time that comes twice, its first', '2026-11-01', '01:30', JUAREZ, ['2026-11-03', '00:30']],
  ['from a time that is skipped, the change', '2026-03-08', '02:30', JUAREZ, ['2026-03-10', '03:00']],
  ['in the hour before the change', '2026-03-06', '01:59', JUAREZ, ['2026-03-08', '01:59']],
  ['to the hour that is skipped', '2026-03-06', '02:10', JUAREZ, ['2026-03-08', '03:10']],
]) {
  test(`48 hours ${name}`, () => {
    const end = endOf(HOURS_48, at(day, time, zone), zone);
    const { day: endDay, time: endTime } = localOf(end.at, zone);
    assert.deepEqual([endDay, endTime], expected);
  });
}

for (const { name, since, zone, end, ...deadline } of JSON.parse(readFileSync(new URL('vectors_deadlines.json', import.meta.url), 'utf8'))) {
  test(`a deadline ends: ${name}`, () => {
    const expected = deadline.unit === 'HOURS' ? { at: Date.parse(end) } : { day: end };
    assert.deepEqual(endOf({ ...deadline, event: null }, Date.parse(since), zone), expected);
  });
}

test('a range ends at the latest', () => {
  const range = { amount: 3, amountMax: 10, unit: 'DAYS', event: null };
  assert.deepEqual(endOf(range, at('2026-11-20', '10:00', TABASCO), TABASCO), { day: '2026-11-30' });
  assert.equal(amountInWords(range), '3 a 10 días');
});

test('the only deadline of a script is said from the hour that was given, though its step is ahead', () => {
  const [one, two] = [HOURS_48, { ...HOURS_48, amount: 72 }];
  assert.deepEqual(deadlinesToSay({ one }, [], () => 1), { found: [one], isAhead: true });
  assert.deepEqual([deadlinesToSay({ one }, ['one'], () => 1), deadlinesToSay({ one, two }, ['two', 'gone'], () => null)], [{ found: [one], isAhead: false }, { found: [two], isAhead: false }]);
  for (const given of [[{ one }, [], () => null], [{ one, two }, [], () => 1], [{}, [], () => 1]]) assert.deepEqual(deadlinesToSay(...given), { found: [], isAhead: false });
});

const NOW = at('2026-11-30', '12:00', TABASCO);
for (const [name, typed, present, expected] of [
  ['an hour that was today', '9', '2026-11-30', '2026-11-30'],
  ['an hour that is not yet', '9 pm', '2026-11-30', '2026-11-29'],
  ['an earlier one in the place of one that was not yet', '2', '2026-11-29', '2026-11-30'],
  ['a part of an hour', '22:1', '2026-11-29', '2026-11-29'],
  ['an empty field', ' ', '2026-11-29', '2026-11-30'],
]) {
  test(`the day of ${name}`, () => assert.equal(dayMeant(typed, present, NOW, TABASCO), expected));
}

test('an arrow and an hour give the same day, whichever comes first', () => {
  const [today, yesterday, before] = ['2026-11-30', '2026-11-29', '2026-11-28'];
  const hourFirst = dayMoved(1, dayMeant('9 pm', today, NOW, TABASCO), false, today);
  assert.deepEqual([hourFirst, dayMoved(1, today, false, today)], [yesterday, yesterday]);
  assert.deepEqual([dayMoved(1, yesterday, true, today), dayMoved(1, before, true, today), dayMoved(-1, before, true, today)], [before, before, yesterday]);
  assert.equal(dayMoved(-1, yesterday, false, today), today);
});

for (const [deadline, day, time, expected] of [
  [HOURS_48, '2026-11-28', '18:40', 'Las 48 horas terminan hoy a las 18:40.'],
  [HOURS_48, '2026-11-29', '01:05', 'Las 48 horas terminan mañana, martes 1.º de diciembre, a la 1:05.'],
  [HOURS_48, '2026-11-27', '09:00', 'Las 48 horas terminaron ayer a las 9:00.'],
  [{ ...HOURS_48, amount: 144 }, '2026-11-29', '09:00', 'Las 144 horas terminan el sábado 5 de diciembre a las 9:00.'],
  [{ ...HOURS_48, amount: 1, unit: 'YEARS' }, '2026-11-29', '09:00', 'El año termina el 29 de noviembre de 2027.'],
  [{ ...HOURS_48, amount: 3, unit: 'BUSINESS_DAYS' }, '2026-11-30', '09:00', 'Los 3 días hábiles terminan el jueves 3 de diciembre. Los días festivos lo alargan: confirme.'],
]) {
  test(`said: ${expected}`, () => assert.equal(inWords(deadline, at(day, time, TABASCO), NOW, TABASCO), expected));
}

test('an hour that has not been yet is none', () => {
  assert.equal(hourGiven('18:40', '2026-11-30', NOW, TABASCO), null);
  assert.equal(hourGiven('11:40', '2026-11-30', NOW, TABASCO), NOW - 20 * 60_000);
});

test('an hour is said with its day, so that yesterday is not taken for the day before', () => {
  const said = ['2026-11-30', '2026-11-29', '2026-11-28', '2026-11-01'].map((day) => hourInWords(at(day, '01:30', TABASCO), NOW, TABASCO));
  assert.deepEqual(said, [
    'hoy, lunes 30 de noviembre, a la 1:30', 'ayer, domingo 29 de noviembre, a la 1:30', 'anteayer, sábado 28 de noviembre, a la 1:30', 'el domingo 1.º de noviembre, a la 1:30',
  ]);
});

test('an answer that the hour contradicts is warned of, and no other', () => {
  const yesterday = at('2026-11-29', '22:30', TABASCO);
  const before = at('2026-11-27', '22:30', TABASCO);
  assert.equal(againstAnswer('Más de 48 horas', yesterday, NOW, TABASCO), 'Las 48 horas terminan mañana, martes 1.º de diciembre, a las 22:30.');
  assert.equal(againstAnswer('Menos de 48 horas', before, NOW, TABASCO), 'Las 48 horas terminaron ayer a las 22:30.');
  const right = [['Menos de 48 horas', yesterday], ['Más de 48 horas', before], ['No sabe', yesterday], ['Más de 48 horas', null]];
  assert.deepEqual(right.map(([label, from]) => againstAnswer(label, from, NOW, TABASCO)), [null, null, null, null]);
});

test('an answer that was given before the hour is warned of, too', () => {
  const option = (key, label) => ({ key, label, to: 'fin', wordings: [] });
  const nodes = [
    { key: 'quien', options: [option('hijo', 'Su hijo')] },
    { key: 'cuanto', options: [option('menos', 'Menos de 48 horas'), option('mas', 'Más de 48 horas')] },
  ];
  const way = [{ node: 'quien', option: 'hijo' }, { node: 'cuanto', option: 'menos' }];
  const before = at('2026-11-27', '22:30', TABASCO);
  const found = (eventAt) => contradictedAnswer(nodes, way, eventAt, NOW, TABASCO);
  assert.deepEqual(found(before), { place: 1, label: 'Menos de 48 horas', sentence: 'Las 48 horas terminaron ayer a las 22:30.' });
  assert.deepEqual([found(at('2026-11-29', '22:30', TABASCO)), found(null)], [null, null]);
  assert.deepEqual([hasEnded(HOURS_48, before, NOW, TABASCO), hasEnded(HOURS_48, NOW, NOW, TABASCO)], [true, false]);
});

for (const [name, deadline, now, expected] of [
  ['who must do what until when', { ...HOURS_48, whoMustAct: 'El Ministerio Público', consequence: 'Debe llevarte con un juez o dejarte libre.', event: 'desde que te retiene' }, NOW, 'El Ministerio Público tiene 48 horas, que terminan mañana, martes 1.º de diciembre, a las 22:30. Debe llevarle con un juez o dejarle libre. Cuenta desde que le retiene.'],
  ['what happens otherwise', { amount: 1, amountMax: null, unit: 'HOURS', event: null, whoMustAct: 'Tu defensor', consequence: 'Te liberan' }, NOW, 'Su defensor tenía 1 hora, que terminó ayer a las 23:30. Si no, le liberan.'],
  ['only when it ends, where the content says no more', { ...HOURS_48, whoMustAct: null, consequence: null, event: 'la audiencia' }, NOW, 'Las 48 horas terminan mañana, martes 1.º de diciembre, a las 22:30. Cuenta desde: la audiencia.'],
  ['from when it counts, after what', { ...HOURS_48, whoMustAct: null, consequence: null, event: 'después del auto de apertura' }, NOW, 'Las 48 horas terminan mañana, martes 1.º de diciembre, a las 22:30. Cuenta desde el auto de apertura.'],
]) {
  test(`a deadline is read with ${name}`, () => {
    assert.equal(asRead(deadline, at('2026-11-29', '22:30', TABASCO), now, TABASCO, true, (words) => inUsted(words, 'es-MX')), expected);
  });
}

const starter = JSON.parse(readFileSync(new URL('../../../content_models/starter/deadlines.json', import.meta.url), 'utf8'));
for (const deadline of starter.points.flatMap(({ deadlines = [] }) => deadlines)) {
  const { amount, unit, event = null } = deadline;
  test(`a deadline of the national content is read as a sentence: ${amount} ${unit} ${event}`, () => {
    const said = asRead({ amountMax: null, event, ...deadline }, at('2026-11-29', '22:30', TABASCO), NOW, TABASCO, true, (words) => inUsted(words, 'es-MX'));
    const isBefore = deadline.countsBack ?? false;
    assert.match(said, isBefore ? /al menos \d+ [a-záéíóú]+ antes de.*\. A más tardar .*\. Ese momento ya pasó\./i : /termin(?:a|an|ó|aron) /);
    if (event) assert.match(said, isBefore ? /^(?!.*(?:termin|Cuenta))/ : / Cuenta desde [^.:]+\.$/);
  });
}

const SUMMONS = { ...HOURS_48, event: 'antes de la cita', countsBack: true };
const APPOINTMENT = { day: '2026-12-03', time: '09:00' };

for (const [name, deadline, appointment, zone, expected] of [
  ['hours', SUMMONS, APPOINTMENT, TABASCO, { at: Date.parse('2026-12-01T15:00:00Z') }],
  ['hours over the clocks put forward', SUMMONS, { day: '2026-03-09', time: '09:00' }, JUAREZ, { at: Date.parse('2026-03-07T08:00-07:00') }],
  ['days', { ...SUMMONS, amount: 7, unit: 'DAYS' }, APPOINTMENT, TABASCO, { day: '2026-11-26' }],
  ['business days over a weekend', { ...SUMMONS, amount: 3, unit: 'BUSINESS_DAYS' }, { day: '2026-12-02', time: '09:00' }, TABASCO, { day: '2026-11-27' }],
  ['business days from a Sunday', { ...SUMMONS, amount: 1, unit: 'BUSINESS_DAYS' }, { day: '2026-11-29', time: '09:00' }, TABASCO, { day: '2026-11-27' }],
  ['months to a shorter one', { ...SUMMONS, amount: 1, unit: 'MONTHS' }, { day: '2027-03-31', time: '09:00' }, TABASCO, { day: '2027-02-28' }],
  ['a year', { ...SUMMONS, amount: 1, unit: 'YEARS' }, APPOINTMENT, TABASCO, { day: '2025-12-03' }],
  ['a range, its shortest time before', { ...SUMMONS, amount: 3, amountMax: 10, unit: 'DAYS' }, APPOINTMENT, TABASCO, { day: '2026-11-30' }],
]) {
  test(`what counts back ends before what is to come: ${name}`, () => {
    assert.deepEqual(endOf(deadline, startOf(deadline, { eventAt: 1, appointment }, zone), zone), expected);
  });
}

test('a deadline is counted from what happened, or back from what is to come, and neither takes the other', () => {
  const given = { eventAt: 1, appointment: APPOINTMENT };
  assert.deepEqual([startOf(HOURS_48, given, TABASCO), startOf(SUMMONS, { ...given, appointment: null }, TABASCO)], [1, null]);
  assert.equal(startOf(SUMMONS, given, TABASCO), Date.parse('2026-12-03T15:00:00Z'));
  assert.equal(startOf(SUMMONS, given, 'America/Tijuana'), Date.parse('2026-12-03T17:00:00Z'));
});

for (const [name, deadline, appointment, isOwnZone, expected] of [
  ['until when', { ...SUMMONS, whoMustAct: 'La autoridad que te cita' }, APPOINTMENT, true, 'El plazo es de al menos 48 horas antes de la cita: lo debe cumplir la autoridad que le cita. A más tardar mañana, martes 1.º de diciembre, a las 9 de la mañana.'],
  ['that the moment has passed', SUMMONS, { ...APPOINTMENT, day: '2026-12-02' }, true, 'Al menos 48 horas antes de la cita. A más tardar hoy, lunes 30 de noviembre, a las 9 de la mañana. Ese momento ya pasó.'],
  ['whole days, which last until their end', { ...SUMMONS, amount: 3, unit: 'DAYS', event: 'Antes del juicio' }, APPOINTMENT, true, 'Al menos 3 días antes del juicio. A más tardar hoy, lunes 30 de noviembre.'],
  ['that holidays put it forward', { ...SUMMONS, amount: 2, unit: 'BUSINESS_DAYS' }, { ...APPOINTMENT, day: '2026-12-11' }, true, 'Al menos 2 días hábiles antes de la cita. A más tardar el miércoles 9 de diciembre. Los días festivos lo adelantan: confirme.'],
  ['whose clocks show it', { ...SUMMONS, event: 'la audiencia' }, { day: '2027-01-08', time: '12:30' }, false, 'Al menos 48 horas antes de: la audiencia. A más tardar el miércoles 6 de enero de 2027, a las 12:30 del mediodía, hora del lugar.'],
]) {
  test(`what counts back is read with ${name}`, () => {
    const from = startOf(deadline, { eventAt: null, appointment }, TABASCO);
    assert.equal(asRead(deadline, from, NOW, TABASCO, isOwnZone, (words) => inUsted(words, 'es-MX')), expected);
    assert.equal(hasEnded(deadline, from, NOW, TABASCO), expected.endsWith('ya pasó.'));
  });
}

for (const [name, typed, day, expected] of [
  ['an hour of a day to come', '9 de la mañana', '2026-12-03', APPOINTMENT],
  ['an hour of today that is to come', '7 pm', '2026-11-30', { day: '2026-11-30', time: '19:00' }],
  ['an hour of today that has been', '9 am', '2026-11-30', null],
  ['the last of the days', '9 am', '2027-02-01', { day: '2027-02-01', time: '09:00' }],
  ['a day too far ahead', '9 am', '2027-02-02', null],
  ['no day', '9 am', '', null],
  ['no hour', 'temprano', '2026-12-03', null],
  ['an hour of either half', '9', '2026-12-03', null],
  ['another day before the hour', 'ayer a las 9 am', '2026-12-03', null],
]) {
  test(`a summons is noted with ${name}`, () => assert.deepEqual(appointmentGiven(typed, day, NOW, TABASCO), expected));
}

test('a summons is said with its day and its hour', () => {
  assert.equal(appointmentInWords(APPOINTMENT, NOW, TABASCO), 'jueves 3 de diciembre, 9 de la mañana');
  assert.equal(appointmentInWords({ day: '2027-01-04', time: '13:30' }, NOW, TABASCO, false), 'lunes 4 de enero de 2027, 1:30 de la tarde, hora del lugar');
  assert.ok(MOST_DAYS_AHEAD > 60);
});

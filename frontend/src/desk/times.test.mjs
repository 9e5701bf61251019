// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dateIn, daysBackIn, halvesOf, hourIn, isAbout, isDateLeftOut, isHourLeftOut, minutesAgoIn, readTime, restsOfHalf, wholeOf } from './times.ts';

test('a time is read however it is typed', () => {
  const read = Object.entries({
    '18:40': '18:40', '1840': '18:40', '18.40': '18:40', '6:40 pm': '18:40', '6 40 p. m.': '18:40', '7': '07:00', '0005': '00:05', '12 am': '00:00', '24:00': null, '18:60': null,
    '13 pm': null, ayer: null, '': null, '7 de la noche': '19:00', 'a las 7 de la noche': '19:00', 'las 7 de la mañana': '07:00', '7 noche': '19:00', '7n': '19:00', '7 m': '07:00',
    '3 t': '15:00', '12 m': '12:00', '12:30 am': '00:30', '12:30 pm': '12:30', '12 de la noche': '00:00', '12 de la tarde': '12:00', medianoche: '00:00', 'a la medianoche': '00:00',
    'al mediodía': '12:00', 'media noche': '00:00', '1 de la madrugada': '01:00', 'como a las 7 y media de la tarde': '19:30', '7 y cuarto': '07:15', '19 hrs': '19:00', '8 en punto pm': '20:00',
    'ayer a las 7 de la noche': '19:00', 'hoy como a las 2:30 pm': '14:30', 'antier en la noche, como a las 9 pm': '21:00', 'hoy como a eso de las 7 pm': '19:00', 'ayer como 18:40': '18:40', 'ayerx 7': null,
    '20:30 de la noche': '20:30', '10 de la tarde': null, '3 de la noche': null, '12 de la mañana': null, '0 pm': null, '7 x': null, '184': null, '730': '07:30',
  });
  assert.deepEqual(read.map(([typed]) => [typed, readTime(typed)]), read);
});

test('an hour as on a clock’s face is asked about, and one of a day of 24 hours is not', () => {
  const half = ['7', 'a las 7', '7:30', '730', '7 y media', '12', '11.15'];
  const whole = ['07:00', '7 pm', '18:40', '1140', '0', '0:30', 'medianoche', '7 n', 'x'];
  assert.deepEqual([half.map((one) => hourIn(one)?.isHalfSaid), whole.some((one) => hourIn(one)?.isHalfSaid)], [half.map(() => true), false]);
  const names = (typed) => halvesOf(typed).map((one) => [one.name, readTime(one.typed)]);
  assert.deepEqual([names('a las 7'), names('3:20'), names('12'), names('7 pm')], [
    [['de la mañana', '07:00'], ['de la noche', '19:00']], [['de la madrugada', '03:20'], ['de la tarde', '15:20']], [['del mediodía', '12:00'], ['de la noche', '00:00']], [],
  ]);
  for (const typed of ['1', '6', '7', '11', '12']) for (const one of halvesOf(typed)) assert.deepEqual([hourIn(one.typed), hourIn(typed + one.letter)].map((found) => [found.time, found.isHalfSaid]), [[readTime(one.typed), false], [readTime(one.typed), false]]);
  assert.deepEqual(['11:15', '12:10', '07:00', '18:40'].map((time) => [wholeOf(time), readTime(wholeOf(time))]), [['11:15 am', '11:15'], ['12:10 pm', '12:10'], ['07:00', '07:00'], ['18:40', '18:40']]);
});

test('a letter right behind an hour says its half, and what may follow of its word', () => {
  assert.deepEqual([['11', '11n'], ['11', '11M'], ['3:20', '3:20t']].map(([before, typed]) => restsOfHalf(before, typed)?.[0]), ['oche', 'anana', 'arde']);
  for (const [before, typed] of [['11', '11t'], ['11 ', '11 n'], ['18:40', '18:40n'], ['11', '11no'], ['7', '17'], ['11', ''], ['1', '11n'], ['x', 'xn']]) assert.equal(restsOfHalf(before, typed), null, typed);
});

test('what is far too long is no hour, at once', () => {
  for (const part of [' ', '1', '7 ', 'a las ', '. m']) assert.equal(hourIn(`7${part.repeat(200_000)}x`), null);
});

test('a day that is said before an hour counts', () => {
  assert.deepEqual(['hoy a las 7', 'Ayer 18:40', 'antier a las 7', 'anteayer', '7', 'ayerx'].map(daysBackIn), [0, 1, 2, 2, null, null]);
});

test('an hour in words, about, and corrected is understood', () => {
  const said = {
    'seis y algo': ['06:00', true], 'hoy a las seis y pico de la mañana': ['06:00', false], 'como a las 7 y feria': ['07:00', true], 'a la una y media': ['01:30', true],
    'las once de la noche': ['23:00', false], 'no ayer a las 7': ['07:00', true], 'no, ayer a las 7 de la noche': ['19:00', false], 'trece': null, 'algo': null, 'y algo': null, 'no': null,
  };
  assert.deepEqual(Object.keys(said).map(hourIn).map((hour) => hour && [hour.time, hour.isHalfSaid]), Object.values(said));
  assert.deepEqual(['no ayer a las 7', 'no, antier a las seis', 'no'].map(daysBackIn), [1, 2, null]);
});

test('last night, and a part of the day before its hour, are understood', () => {
  const said = {
    'anoche a las 9': ['21:00', 1], 'anoche como a las once y media': ['23:30', 1], 'anoche a las 11:30': ['23:30', 1], 'ayer en la noche como a las once y media': ['23:30', 1],
    'como a las 11 y media de la noche de ayer': ['23:30', 1], 'a las 11 anoche': ['23:00', 1], 'anoche a las 2': ['02:00', 0], 'anoche a las 12': ['00:00', 0], 'anoche a medianoche': ['00:00', 0],
    'anoche, 22:15': ['22:15', 1], 'antenoche a las 10': ['22:00', 2], 'ayer en la madrugada a las 3': ['03:00', 1], 'en la madrugada como a las 4': ['04:00', null], 'ayer al mediodía': ['12:00', 1],
    'hoy en la noche a las 2': ['02:00', 0], 'ayer a las 7 de la noche': ['19:00', 1],
  };
  assert.deepEqual(Object.keys(said).map((typed) => [typed, readTime(typed), daysBackIn(typed), hourIn(typed)?.isHalfSaid]), Object.entries(said).map(([typed, [time, back]]) => [typed, time, back, false]));
});

test('a day without its hour is asked about, and an hour that is not exact is known as one', () => {
  assert.deepEqual(['anoche', 'ayer', 'ayer en la noche', 'en la madrugada', 'anoche como a las', 'anoche a las 9', 'anochecer', 'x', ''].map(isHourLeftOut), [true, true, true, true, true, false, false, false, false]);
  assert.deepEqual(['anoche', 'en la madrugada'].map(readTime), [null, null]);
  assert.deepEqual(['seis y algo', 'anoche como a las 9', 'a las 9', 'como x'].map(isAbout), [true, true, false, false]);
});

test('how long ago it was is understood', () => {
  const said = {
    'hace dos horas': 120, 'Hace 2 horas': 120, 'hace como una hora': 60, 'hace media hora': 30, 'hace una hora y media': 90, 'hace 20 minutos': 20, 'hace veinte min': 20, 'hace 3 hrs': 180,
    'hace hora y media': 90, 'hace un rato': null, 'hace 2': null, 'hace 2 días': null, 'hace 100 horas': null, 'a las 2': null, '': null,
  };
  assert.deepEqual(Object.keys(said).map((typed) => minutesAgoIn(typed)), Object.values(said));
  assert.equal(minutesAgoIn(`hace ${' '.repeat(200_000)}`), null);
  assert.equal(minutesAgoIn('hace constructor horas'), null);
});

test('a day that is typed whole is understood, however many years ago', () => {
  const found = ['15/03/2025', '15-3-2024', 'el 15 de marzo de 2025', 'desde el primero de Setiembre del 2023', '31/02/2025', '15/03', '15 de marzo', 'marzo de 2025', '18:40'].map(dateIn);
  assert.deepEqual(found, ['2025-03-15', '2024-03-15', '2025-03-15', '2023-09-01', null, null, null, null, null]);
});

test('of what was weeks, months or years ago the whole date is asked for, and nothing counts from what is about', () => {
  const asked = ['marzo de 2025', 'desde Marzo', '15 de marzo', 'hace año y medio', 'lleva como dos años', '2 años', 'hace 8 meses', 'hace tres semanas', 'el año pasado', 'en 2024', 'desde el 2024'];
  const others = ['2024', '20:24', '15 de marzo de 2025', '15/03/2025', '31/02/2025', 'hace dos horas', 'anoche a las 9', 'a las 7 de la mañana', 'en la madrugada', 'martes', 'x', '', 'marzo'.repeat(20)];
  assert.deepEqual([asked, others].map((all) => all.map(isDateLeftOut)), [asked.map(() => true), others.map(() => false)]);
  assert.deepEqual(asked.map((typed) => [readTime(typed), dateIn(typed), minutesAgoIn(typed)]), asked.map(() => [null, null, null]));
});

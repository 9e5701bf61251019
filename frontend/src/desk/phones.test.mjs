// Run by `node --test` from tests/assistance/desk/test_front_end.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aroundPhones, groupsOf, phoneIn } from './phones.ts';

for (const [words, expected] of [
  ['Mi número es 844 123 4567', '844 123 4567'],
  ['Llámame al (844) 123-45-67 por favor', '844 123 4567'],
  ['+52 844 123 4567', '844 123 4567'],
  ['528441234567', '844 123 4567'],
  ['844 123 456', null],
  ['CURP con 12345678901', null],
  ['hoy a las 18:40', null],
]) {
  test(`a number in «${words}»`, () => assert.equal(phoneIn(words), expected));
}

test('numbers are read in groups', () => {
  assert.deepEqual(
    ['993 315 2000', '+52 993 315 2000', '55 1234 5678', '911', '*0311', '800 822 4460', '078'].map((display) => groupsOf(display).join(' · ')),
    ['993 · 315 · 20 00', '993 · 315 · 20 00', '55 · 12 34 · 56 78', '911', '*0311', '800 · 822 · 44 60', '078'],
  );
});

test('numbers in a text are found to be read in groups', () => {
  const found = (text) => aroundPhones(text).map((part, place) => (place % 2 ? groupsOf(part).join(' · ') : part)).join('');
  assert.equal(found('Llame al 55 5658 1111, o al 800 224 24 26.'), 'Llame al 55 · 56 58 · 11 11, o al 800 · 224 · 24 26.');
  for (const text of ['Al 911, desde las 18:40 del 30 de noviembre de 2026.', 'Artículos 139 140 141 142', 'Al 993 · 315 · 20 00']) assert.equal(found(text), text);
});

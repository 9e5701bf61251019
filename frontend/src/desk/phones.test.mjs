// The vectors that `tenants/phones.py` passes, too: run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { aroundPhones, groupsOf, optionOf, phoneIn } from './phones.ts';

const VECTORS = JSON.parse(readFileSync(new URL('vectors_phones.json', import.meta.url), 'utf8'));

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

for (const { display, dial, option, groups } of VECTORS) {
  test(`what is read out of «${display}»`, () => assert.deepEqual([groupsOf(dial), optionOf(display)], [groups, option]));
}

test('a number in a text is the one that the telephone dials', () => {
  const written = VECTORS.filter(({ display, dial }) => /^\d{10}$/.test(dial) && !/lada/i.test(display));
  assert.ok(written.length > 10);
  for (const { display, groups } of written) {
    const [before, number] = aroundPhones(`Marque ${display.trim()}.`);
    assert.deepEqual([before, number && groupsOf(number)], ['Marque ', groups], display);
  }
  assert.deepEqual(groupsOf('+529933152000'), ['993', '315', '20 00']);
});

test('numbers in a text are found to be read in groups', () => {
  const found = (text) => aroundPhones(text).map((part, place) => (place % 2 ? groupsOf(part).join(' · ') : part)).join('');
  assert.equal(found('Llame al 55 5658 1111, o al 800 224 24 26.'), 'Llame al 55 · 56 58 · 11 11, o al 800 · 224 · 24 26.');
  for (const text of ['Al 911, desde las 18:40 del 30 de noviembre de 2026.', 'Artículos 139 140 141 142', 'Al 993 · 315 · 20 00']) assert.equal(found(text), text);
});

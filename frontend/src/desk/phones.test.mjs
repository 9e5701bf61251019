// Run by `node --test` from tests/assistance/desk/test_front_end.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { phoneIn } from './phones.ts';

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

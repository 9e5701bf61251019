// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressOf, aloud, siteInWords } from './dictating.ts';

test('the address of a summary is said aloud as it is typed', () => {
  const address = addressOf('https://san-luis.justicia.example/resumen/eyJ0.token_-x/');
  assert.deepEqual([address, aloud(address)], ['san-luis.justicia.example/resumen', 'san guion luis punto justicia punto example diagonal resumen']);
});

test('a site is said without what no browser needs', () => {
  assert.equal(siteInWords('https://www.fiscaliageneralcoahuila.gob.mx/'), 'fiscaliageneralcoahuila.gob.mx');
  assert.equal(siteInWords('http://example.mx/denuncia'), 'example.mx/denuncia');
});

// Run by `node --test` from tests/content_models/test_usted.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { inUsted } from './usted.ts';

const vectors = JSON.parse(readFileSync(new URL('usted_vectors.json', import.meta.url), 'utf8'));

test('each deadline is said in usted', () => {
  for (const [tu, usted] of Object.entries(vectors)) {
    assert.equal(inUsted(tu, 'es-MX'), usted);
    assert.equal(inUsted(usted, 'es-MX'), usted, 'said twice');
  }
});

test('what addresses nobody stays', () => {
  for (const words of ['La parte aparte, la muerte, el norte.', 'Atrás y detrás.', 'La ley advierte, comparte, imparte y reparte; se convierte en parte.', 'La fiscalía lleva la carpeta y pide copia.', 'Tiene 5 días.', '']) {
    assert.equal(inUsted(words, 'es-MX'), words);
  }
});

test('another language stays', () => {
  assert.equal(inUsted('te tu', 'nah'), 'te tu');
  assert.equal(inUsted('te tu', 'es'), 'le su');
});

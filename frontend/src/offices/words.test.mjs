// Run by `node --test` from tests/editorial/offices/test_office_scripts.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plain } from './words.ts';

test('accents, apostrophes and hyphens make no difference to a search', () => {
  assert.deepEqual(["Ch'ol", 'Ch’ol', 'CHOL', 'Tojol-ab’al', 'Qʼanjobʼal', 'Juárez'].map(plain), [
    'chol', 'chol', 'chol', 'tojolabal', 'qanjobal', 'juarez',
  ]);
});

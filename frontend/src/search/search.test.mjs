// Run by `node --test` from tests/delivery/search/test_small_copy.py; the vectors are those of delivery/search/features.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';

import { UnreadableCopy, featuresOfWords, foldedWords, readSmallCopy } from './search.ts';

const vectors = JSON.parse(readFileSync(new URL('vectors_features.json', import.meta.url), 'utf8'));

for (const [text, expected] of vectors) {
  test(`features of “${text.slice(0, 40)}”`, () => {
    const found = [...featuresOfWords(foldedWords(text))].sort(([one], [other]) => one - other);
    assert.deepEqual(found.map(([feature]) => feature), expected.map(([feature]) => feature));
    found.forEach(([, value], place) => assert.ok(Math.abs(value - expected[place][1]) < 1e-12));
  });
}

test('what is no small copy is refused', () => {
  /** Whole, by its checksum, with such a header. */
  const copyOf = (header, length = header.length) => {
    const bytes = Buffer.concat([Buffer.from('JPTS'), Buffer.alloc(4), Buffer.from(header), Buffer.alloc(4)]);
    bytes.writeUInt32LE(length, 4);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
    return bytes;
  };
  const wrong = [copyOf('{"format":'), copyOf('null'), copyOf('{}'), copyOf('{"format": 2}'), copyOf('{"format": 2}', 4_000_000)];
  for (const bytes of [[], [1, 2, 3], new Array(40).fill(7), ...wrong]) {
    assert.throws(() => readSmallCopy(Uint8Array.from(bytes)), (error) => error instanceof UnreadableCopy);
  }
});

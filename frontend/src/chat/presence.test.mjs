// Whether somebody has come, in the cases of the server and of the desk.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isSaidToBeThere } from '../desk/chats/thread.ts';
import { hasComeBy, waitsSinceBy } from './presence.ts';

const vectors = JSON.parse(readFileSync(new URL('vectors_has_come.json', import.meta.url), 'utf8'));
const AUTHORS = new Set(['VISITOR', 'OPERATOR', 'SUPERVISOR', 'SYSTEM']);

for (const { case: name, messages, hasCome } of vectors) {
  test(name, () => {
    const shown = messages.map((one, index) => ({ seq: index + 1, ...(AUTHORS.has(one) ? { author: one, event: '' } : { author: 'SYSTEM', event: one }) }));
    assert.deepEqual([shown.reduce(hasComeBy, false), isSaidToBeThere({ messages: shown })], [hasCome, hasCome]);
  });
}

test('somebody waits for an answer from their first word on that nobody answered, and for whoever came later from then on', () => {
  const said = ['SYSTEM', 'VISITOR', 'VISITOR', 'ATTENDED', 'SYSTEM', 'JOINED', 'OPERATOR', 'VISITOR', 'SUPERVISOR'].map((one, minute) => ({
    sentAt: new Date(minute * 60_000).toISOString(), ...(AUTHORS.has(one) ? { author: one, kind: 'TEXT', event: '' } : { author: 'SYSTEM', kind: 'EVENT', event: one }),
  }));
  const since = said.map((_, place) => said.slice(0, place + 1).reduce(waitsSinceBy, null));
  assert.deepEqual(since.map((at) => at && at / 60_000), [null, 1, 1, 3, 3, 3, null, 7, null]);
});

// Whether somebody has come, in the cases of the server and of the desk.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isSaidToBeThere } from '../desk/chats/thread.ts';
import { hasComeBy } from './presence.ts';

const vectors = JSON.parse(readFileSync(new URL('vectors_has_come.json', import.meta.url), 'utf8'));
const AUTHORS = new Set(['VISITOR', 'OPERATOR', 'SUPERVISOR', 'SYSTEM']);

for (const { case: name, messages, hasCome } of vectors) {
  test(name, () => {
    const shown = messages.map((one, index) => ({ seq: index + 1, ...(AUTHORS.has(one) ? { author: one, event: '' } : { author: 'SYSTEM', event: one }) }));
    assert.deepEqual([shown.reduce(hasComeBy, false), isSaidToBeThere({ messages: shown })], [hasCome, hasCome]);
  });
}

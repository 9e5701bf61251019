// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CallBackDrafts } from './callBackDrafts.ts';

const empty = { phone: '', isSafe: false, mayLeaveMessage: false, relationship: 'SELF', passPhrase: '', startsAt: null };
const typed = { ...empty, phone: '993 0' };

test('what was typed is kept with each change, until it is sent or the contact is over', () => {
  const kept = [];
  const drafts = new CallBackDrafts();
  drafts.keptBy((found) => kept.push(found), { earlier: typed });

  drafts.set('call', empty);
  drafts.set('call', typed);
  drafts.set('call', { ...typed });
  drafts.delete('earlier');
  drafts.delete('call');
  drafts.delete('call');

  assert.deepEqual(kept, [{ earlier: typed }, { earlier: typed, call: typed }, { call: typed }, null]);
});

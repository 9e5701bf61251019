// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chosenOf, correctedOf, missingIn, officesToChoose, standingOfPromise } from './correcting.ts';

const LAST = {
  id: '1', state: 'TAB', channel: 'PHONE', contactType: 'CITIZEN', role: 'VICTIM', topicKey: 't', scriptKey: 's', scriptDigest: 'd', endNode: 'e', outcome: 'REFERRED',
  referralKeys: ['fiscalia'], language: 'es-MX', isServed: true, unservedReason: null, campaign: 'c',
};

test('what is left as it was is registered as it was', () => {
  assert.deepEqual(correctedOf(LAST, '2', chosenOf(LAST)), { ...LAST, id: '2' });
});

for (const [name, result, expected] of [
  ['informed', 'INFORMED', { outcome: 'INFORMED', isServed: true, unservedReason: null }],
  ['of no matter of this service', 'OUT_OF_SCOPE', { outcome: 'OTHER', isServed: false, unservedReason: 'OUT_OF_SCOPE' }],
]) {
  test(`it can be corrected that somebody was ${name}, and back`, () => {
    const corrected = correctedOf(LAST, '2', { ...chosenOf(LAST), result });
    const { outcome, isServed, unservedReason } = corrected;
    assert.deepEqual({ outcome, isServed, unservedReason }, expected);
    assert.equal(chosenOf(corrected).result, result);
    assert.deepEqual(correctedOf(corrected, '3', { ...chosenOf(corrected), result: 'REFERRED' }), { ...LAST, id: '3' });
  });
}

test('a call that was a joke has neither script nor office, nor was anybody referred', () => {
  const { role, scriptKey, outcome, referralKeys } = correctedOf(LAST, '2', { ...chosenOf(LAST), contactType: 'PRANK' });
  assert.deepEqual([role, scriptKey, outcome, referralKeys], [null, null, 'OTHER', []]);
});

test('a contact of another state has nothing of the first one', () => {
  const { state, scriptKey, outcome, referralKeys, campaign } = correctedOf(LAST, '2', { ...chosenOf(LAST), reason: 'WRONG_STATE', state: 'COA' });
  assert.deepEqual([state, scriptKey, outcome, referralKeys, campaign], ['COA', null, 'INFORMED', [], null]);
});

for (const [name, change, expected, before = LAST.outcome, promise = null] of [
  ['nobody is referred to no office', { referralKeys: [] }, 'office'],
  ['whoever was informed needs none', { referralKeys: [], result: 'INFORMED' }, null],
  ['a call that was silent needs none', { referralKeys: [], contactType: 'SILENT' }, null],
  ['a correction books no call', { result: 'CALL_BACK' }, 'callBack'],
  ['a call that was booked stays', { result: 'CALL_BACK' }, null, 'CALL_BACK'],
  ['a call that was corrected away and is still to be made is promised again', { result: 'CALL_BACK' }, null, 'INFORMED', 'STANDS'],
  ['one that was called off, or made, is not', { result: 'CALL_BACK' }, 'callBack', 'INFORMED', 'GONE'],
  ['nor one of which nobody knows', { result: 'CALL_BACK' }, 'callBack', 'INFORMED', 'UNKNOWN'],
  ['another state has to be named', { reason: 'WRONG_STATE' }, 'state'],
]) {
  test(name, () => assert.equal(missingIn({ ...chosenOf(LAST), ...change }, before, promise), expected));
}

test('a promised call stands as long as it is in the list of those to make', () => {
  assert.deepEqual([[{ id: 'p' }, { id: 'q' }], [{ id: 'q' }], null].map((due) => standingOfPromise('p', due)), ['STANDS', 'GONE', 'UNKNOWN']);
});

test('an office has the same digit before and after it was chosen, and all that the contact has stays where something else is found', () => {
  const likely = ['c', 'b', 'd', 'e', 'f'];
  assert.deepEqual(officesToChoose([], likely, 4), ['c', 'b', 'd', 'e']);
  assert.deepEqual(officesToChoose(['d'], likely, 4), ['c', 'b', 'd', 'e'], 'in a second correction');
  assert.deepEqual(officesToChoose(['a', 'f'], likely, 4), ['c', 'b', 'd', 'e', 'a', 'f']);
  assert.deepEqual(officesToChoose(['a', 'b', 'c'], ['d'], 2), ['d', 'a', 'b', 'c']);
});

// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { askedBeforeEnd, callStandingOf, emergencyCallOf, EMPTY, isToldOfWithdrawn, locationOf, locationToNote, saidOfCall, withdrawnCallsOf, writtenSinceLocation, firstResultOf, isEmergencyOf, heardOfAt, inOrder, isAway, isCallCancelled, isCallDue, isNearlyLost, lastSaid, lastSeqOf, leftQuicklyAt, linesOf, lossOf, mostUrgent, mostUrgentOpen, numbersOf, readBy, seen, unansweredSince, unreadOf, withMessages } from './thread.ts';

const at = (minute) => `2026-11-30T18:${String(minute).padStart(2, '0')}:00Z`;
const message = (seq, author = 'VISITOR', more = {}) => ({ seq, clientId: `c${seq}`, author, kind: 'TEXT', event: '', text: `m${seq}`, sentAt: at(seq), ...more });
const thread = (...messages) => withMessages(EMPTY, messages).thread;
const seqs = ({ messages }) => messages.map(({ seq }) => seq);

for (const [name, known, incoming, expected, isGapped] of [
  ['what comes in order is kept', [1, 2], [3, 4], [1, 2, 3, 4], false],
  ['what comes twice is kept once', [1, 2], [2, 2, 3], [1, 2, 3], false],
  ['what comes out of order stands in order', [], [3, 1, 2], [1, 2, 3], false],
  ['before a gap nothing is skipped', [1], [3, 4], [1], true],
  ['up to a gap all is kept', [1], [2, 4], [1, 2], true],
  ['nothing new changes nothing', [1, 2], [1], [1, 2], false],
]) {
  test(name, () => {
    const found = withMessages(thread(...known.map((seq) => message(seq))), incoming.map((seq) => message(seq)));
    assert.deepEqual([seqs(found.thread), found.isGapped], [expected, isGapped]);
  });
}

test('unread is what the person wrote since the operator looked', () => {
  const known = seen(thread(message(1), message(2, 'OPERATOR')));
  const { thread: later } = withMessages(known, [message(3), message(4, 'OPERATOR'), message(5), message(6, 'VISITOR', { kind: 'EVENT', event: 'QUICK_EXIT' })]);
  assert.equal(unreadOf(later), 2);
  assert.equal(unreadOf(seen(later)), 0);
  assert.equal(leftQuicklyAt(later), at(6));
});

test('the list shows what somebody said last, and what is automatic only where nobody has', () => {
  const card = message(2, 'SYSTEM', { kind: 'CARD', isAutomatic: true });
  const found = [undefined, { ...EMPTY, messages: [card] }, thread(message(1), card, message(3, 'SYSTEM', { kind: 'EVENT', event: 'ATTENDED' })), thread(message(1), card, message(3, 'OPERATOR'))];
  assert.deepEqual(found.map((one) => lastSaid(one)?.seq), [undefined, 2, 1, 3]);
});

test('a message is a sign of life', () => {
  const found = thread(message(1), message(2), message(3, 'OPERATOR'));
  assert.deepEqual([at(1), at(6), null].map((seenAt) => heardOfAt(found, seenAt)), [at(2), at(6), at(2)].map((one) => Date.parse(one)));
  assert.equal(heardOfAt(undefined, null), null);
});

test('after the quick exit nobody is on the page until they are seen again', () => {
  const left = thread(message(1), message(2, 'SYSTEM', { kind: 'EVENT', event: 'QUICK_EXIT' }));
  assert.equal(isAway(left, at(2)), true);
  assert.equal(isAway(left, '2026-11-30T18:02:10Z'), true);
  assert.equal(isAway(left, null), true);
  assert.equal(isAway(left, at(3)), false);
  assert.equal(isAway(withMessages(left, [message(3)]).thread, at(2)), false);
  assert.equal(isAway(thread(message(1)), at(1)), false);
  assert.equal(isAway(undefined, null), false);
});

test('after the page was loaded anew, what stands before the operator’s last word is not unread', () => {
  assert.equal(unreadOf(thread(message(1), message(2, 'OPERATOR'), message(3))), 1);
  assert.equal(unreadOf(thread(message(1), message(2))), 2);
});

test('the person waits since the first word that nobody has answered', () => {
  assert.equal(unansweredSince(thread(message(1), message(2, 'OPERATOR'), message(3), message(4))), Date.parse(at(3)));
  assert.equal(unansweredSince(thread(message(1), message(2, 'SYSTEM', { kind: 'CARD' }))), Date.parse(at(1)));
  assert.equal(unansweredSince(thread(message(1), message(2, 'SUPERVISOR'))), null);
  assert.equal(unansweredSince(undefined), null);
});

test('a note stands where it was written, and moves no message', () => {
  const notes = [{ id: 'n2', authorName: 'Rosa', text: 'b', writtenAt: at(9) }, { id: 'n1', authorName: 'Rosa', text: 'a', writtenAt: '2026-11-30T18:01:30Z' }];
  const lines = linesOf(thread(message(1), message(2)), notes).map((line) => (line.of === 'note' ? line.note.id : line.message.seq));
  assert.deepEqual(lines, [1, 'n1', 2, 'n2']);
});

test('where somebody is holds as it was noted last, and nothing they write since stands in its place', () => {
  const note = (kind, text, minute) => ({ id: text, kind, text, authorName: 'Rosa', writtenAt: `2026-11-30T18:0${minute}:00Z` });
  const notes = [note('LOCATION', 'Juárez 5', 4), note('NOTE', 'Es sordo', 5), note('LOCATION', 'Hidalgo 12', 2), note('EMERGENCY_CALL', '', 3)];
  const wrote = (text, minute) => withMessages(EMPTY, [{ seq: 1, clientId: 'c', author: 'VISITOR', kind: 'TEXT', event: '', text, sentAt: `2026-11-30T18:0${minute}:00Z` }]).thread;
  assert.deepEqual([locationOf(notes)?.text, emergencyCallOf(notes)?.authorName, locationOf([note('LOCATION', null, 1)]), emergencyCallOf([])], ['Juárez 5', 'Rosa', undefined, undefined]);
  assert.deepEqual([locationToNote(wrote('Estoy en Hidalgo', 1), []), locationToNote(wrote('x', 3), notes), locationToNote(wrote('ok gracias', 5), notes)], ['Estoy en Hidalgo', 'Juárez 5', 'Juárez 5']);
  assert.deepEqual([writtenSinceLocation(wrote('x', 3), notes), writtenSinceLocation(wrote('ok gracias', 5), notes), writtenSinceLocation(wrote('x', 3), [])], [[], ['ok gracias'], []]);
});

test('what was taken back of an emergency call stays, and what the person was written of it since', () => {
  const call = (minute, withdrawn) => ({ id: `${minute}`, kind: 'EMERGENCY_CALL', text: '', authorName: 'Rosa', writtenAt: at(minute), withdrawnAt: withdrawn ? at(withdrawn) : null });
  const own = (seq, text) => message(seq, 'OPERATOR', { text });
  const said = thread(own(1, 'Llama al 911'), own(2, 'Ya avisé al 911. Si cambias de lugar, escríbelo aquí.'), own(3, '¿Dónde estás? Escribe calle, número, colonia y una seña. Si no puedes llamar, yo aviso al 911.'), message(4, 'VISITOR', { text: '¿y el 911?' }));
  const taken = [call(2, 5)];
  assert.deepEqual([emergencyCallOf(taken), withdrawnCallsOf(taken).length, emergencyCallOf([...taken, call(7)]).id], [undefined, 1, '7']);
  assert.deepEqual(seqs({ messages: saidOfCall(said, call(2), '911') }), [2]);
  assert.deepEqual([isToldOfWithdrawn(said, taken, '911'), isToldOfWithdrawn(said, [...taken, call(7)], '911'), isToldOfWithdrawn(said, [call(3, 5)], '911'), isToldOfWithdrawn(said, [], '911')], [true, false, false, false]);
  assert.equal(isToldOfWithdrawn(withMessages(said, [message(5), message(6, 'OPERATOR', { text: 'Todavía no he podido avisar al 911.' })]).thread, taken, '911'), false);
});

test('conversations keep their numbers', () => {
  const conversations = ['a', 'b', 'c'].map((id, place) => ({ id, startedAt: at(3 - place) }));
  assert.deepEqual(inOrder(new Map([['b', 1], ['a', 2]]), conversations).map(({ id }) => id), ['b', 'a', 'c']);
  assert.equal(lastSeqOf(undefined), 0);
});

test('a number stays that of its conversation until the desk has none', () => {
  const held = (...ids) => ids.map((id) => ({ id, startedAt: at(id.charCodeAt(0) - 96) }));
  let numbers = new Map();
  const after = (...ids) => {
    numbers = numbersOf(numbers, held(...ids));
    return ids.map((id) => numbers.get(id));
  };
  assert.deepEqual(after('b', 'a'), [2, 1]);
  assert.deepEqual([after('b'), after('b', 'c'), after('a', 'b', 'c')], [[2], [2, 3], [1, 2, 3]]);
  const letters = 'defghi'.split('');
  assert.deepEqual(after('b', 'c', ...letters), [2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual([after('b', 'c', ...letters, 'j'), after('j', 'a')], [[2, 3, 4, 5, 6, 7, 8, 9, 1], [1, 2]]);
  assert.deepEqual([after(), after('x', 'b')], [[], [2, 1]]);
});

test('whoever writes has read what stands before, whoever answers and however often the page is loaded', () => {
  const found = thread(message(1), message(2, 'OPERATOR'), message(3), message(4, 'OPERATOR'));
  assert.equal(found.readSeq, 3);
  assert.equal(withMessages(readBy(found, 4), [message(5, 'OPERATOR')]).thread.readSeq, 4);
});

test('an operator is warned a minute before the queue has it again, and told why it is not theirs', () => {
  const one = { id: 'a', state: 'ATTENDED', isSupervised: false, answerBy: at(10) };
  const before = (seconds) => Date.parse(at(10)) - seconds * 1000;
  assert.deepEqual([61, 60, -5].map((seconds) => isNearlyLost(one, before(seconds))), [false, true, true]);
  assert.equal(isNearlyLost({ ...one, answerBy: null }, before(0)), false);
  assert.equal(isNearlyLost({ ...one, isSupervised: true }, before(0)), false);
  assert.deepEqual([lossOf(one, [one], before(0)), lossOf(one, [one], before(90)), lossOf(one, [], before(90)), lossOf({ ...one, answerBy: null }, [one], before(0))],
    ['silent', 'queue', 'unknown', 'queue']);
  assert.equal(lossOf({ ...one, leftQuickly: true }, [], before(0)), 'left');
});

test('of the chats that wait for an answer danger comes first, then not knowing whether they are safe, then how long', () => {
  const since = (seconds) => thread(message(1, 'VISITOR', { sentAt: at(seconds) }));
  const threads = new Map([['a', since(1)], ['b', since(2)], ['c', since(3)], ['d', thread(message(1), message(2, 'OPERATOR'))], ['e', since(4)]]);
  const own = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, isInDanger: id === 'c' || id === 'd', isUnsure: id === 'b' || id === 'e' }));
  const without = (...ids) => mostUrgent(own.filter(({ id }) => !ids.includes(id)), threads)?.id ?? null;
  assert.deepEqual([without(), without('c'), without('c', 'b'), without('c', 'b', 'e'), without('a', 'b', 'c', 'e')], ['c', 'b', 'e', 'a', null]);
});

test('of what is open and waits for no answer the most urgent is named', () => {
  const own = [['a', false, false, 1], ['b', false, true, 2], ['c', true, false, 3], ['d', true, false, 2]].map(([id, isInDanger, isUnsure, minute]) => ({ id, isInDanger, isUnsure, startedAt: at(minute) }));
  const without = (...ids) => mostUrgentOpen(own.filter(({ id }) => !ids.includes(id)))?.id ?? null;
  assert.deepEqual([without(), without('d'), without('c', 'd'), without('b', 'c', 'd'), without('a', 'b', 'c', 'd')], ['d', 'c', 'b', 'a', null]);
});

test('a chat is an emergency beforehand only where its number was told, and abandoned where the person left', () => {
  const found = { callStartsAt: null, callNumber: '', leftQuickly: false, visitorSeenAt: null, endReason: '' };
  const exit = thread(message(1), message(2, 'SYSTEM', { kind: 'EVENT', event: 'QUICK_EXIT' }));
  const back = thread(message(1), message(2, 'SYSTEM', { kind: 'EVENT', event: 'QUICK_EXIT' }), message(3));
  const first = (change, { at: messages = thread(message(1)), isEmergency = false, hasReferred = false } = {}) => firstResultOf({ ...found, ...change }, messages, { isEmergency, hasReferred });
  assert.deepEqual([first({}), first({}, { hasReferred: true }), first({}, { isEmergency: true, hasReferred: true })], [null, 'REFERRED', 'EMERGENCY']);
  assert.deepEqual([first({ leftQuickly: true }, { at: exit }), first({ leftQuickly: true }, { at: back }), first({ endReason: 'LEFT' })], ['ABANDONED', null, 'ABANDONED']);
  assert.deepEqual([first({ leftQuickly: true }, { at: exit, isEmergency: true }), first({ leftQuickly: true }, { at: exit, hasReferred: true })], ['EMERGENCY', 'REFERRED']);
  assert.equal(first({ callStartsAt: at(30), callNumber: '•••• 0102' }, { isEmergency: true }), 'CALL_BACK');
  const call = { kind: 'EMERGENCY_CALL', withdrawnAt: null };
  const emergency = (notes, isInDanger, referrals) => isEmergencyOf(notes, isInDanger, referrals.map((key) => ({ key })), '911');
  assert.deepEqual([emergency([], true, []), emergency([call], true, []), emergency([{ ...call, withdrawnAt: at(1) }], true, ['fiscalia']), emergency([], true, ['911']), emergency([], false, ['911'])], [false, true, false, true, false]);
});

test('of a call that was agreed it is said what became of it', () => {
  const calls = thread(message(1), ...['TO_PHONE', 'TO_PHONE', 'CALL_CANCELLED', 'TO_PHONE'].map((event, place) => message(place + 2, 'SYSTEM', { kind: 'EVENT', event })));
  const standings = (callStartsAt, callNumber) => [2, 3, 5].map((seq) => callStandingOf({ seq }, calls, { callStartsAt, callNumber }));
  assert.deepEqual([standings(at(30), '•••• 0102'), standings(at(30), ''), standings(null, '')].map((one) => one.join(' ')),
    ['changed cancelled promised', 'changed cancelled over', 'changed cancelled cancelled']);
  const calledOff = thread(message(1, 'SYSTEM', { kind: 'EVENT', event: 'TO_PHONE' }), message(2, 'SYSTEM', { kind: 'EVENT', event: 'CALLED_OFF' }));
  assert.equal(callStandingOf({ seq: 1 }, calledOff, { callStartsAt: at(30), callNumber: '•••• 0102' }), 'cancelled');
  assert.deepEqual([[at(30), '•••• 0102'], [at(30), ''], [null, '']].map(([callStartsAt, callNumber]) => isCallDue({ callStartsAt, callNumber })), [true, false, false]);
});

test('a cancelled call is said as long as no other one is promised', () => {
  const promised = thread(message(1), message(2, 'SYSTEM', { kind: 'EVENT', event: 'TO_PHONE' }));
  assert.equal(isCallCancelled(promised, { callStartsAt: null, isErased: false }), true);
  assert.equal(isCallCancelled(promised, { callStartsAt: at(30), isErased: false }), false);
  assert.equal(isCallCancelled(promised, { callStartsAt: null, isErased: true }), false);
  assert.equal(isCallCancelled(thread(message(1)), { callStartsAt: null, isErased: false }), false);
});

test('an emergency that nobody has noted is asked about before a chat ends, and so is the end of somebody in danger who is there', () => {
  assert.equal(askedBeforeEnd('ENDED', 'EMERGENCY', true, false), 'UNCALLED');
  assert.equal(askedBeforeEnd('ATTENDED', 'EMERGENCY', false, false), 'UNCALLED');
  assert.equal(askedBeforeEnd('ATTENDED', 'EMERGENCY', true, true), 'IN_DANGER');
  assert.equal(askedBeforeEnd('ATTENDED', 'INFORMED', true, false), 'IN_DANGER');
  assert.deepEqual([askedBeforeEnd('ENDED', 'EMERGENCY', true, true), askedBeforeEnd('ENDED', 'INFORMED', true, false), askedBeforeEnd('ATTENDED', 'INFORMED', false, false)], [null, null, null]);
});

// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asksOfDanger, callOf, closingOf, dangerAnswer, firstDangerAnswer, handedRunOf, hasSaidNumber, heldBack, inDanger, inquiryOf, isAskedBeforeEnd, isHandedToEmergency, isBlank, isCallBackMissing, isLeftUnread, isMidScript, isTypeOpen, leftUnreadOf, likeliestResult, missingOf, notesIn, offeredRunOf, partsOf, placeOfHandOver, referralToTakeBack, resultOf, unreadOf, walkOf } from './call.ts';
import { texts, whatCameOf } from './texts.ts';

const START = Date.parse('2026-11-30T18:00:00Z');
const text = (plainText) => ({ ast: [], plainText });
const node = (key, kind, options = [], more = {}) => ({
  key, kind, text: text(key), wordings: [], options: options.map(([name, to]) => ({ key: name, label: name, to, wordings: [] })),
  organizationKind: null, deadlines: [], legalReferences: [], ...more,
});
const script = {
  key: 's', kind: 'SCRIPT', title: 'Detenido', role: 'THIRD_PARTY', urgency: 'EMERGENCY', topicKey: 'topic', channels: ['PHONE'], openingPhrases: [],
  preamble: [{ id: 'p', key: 'safety_first', text: text('911') }, { id: 'c', key: 'closing', text: text('¿Quedó claro?') }], start: 'q',
  nodes: [
    node('q', 'QUESTION', [['yes', 'w'], ['no', 'a']]),
    node('w', 'WARNING', [['go', 'r']]),
    node('r', 'REFERRAL', [], { organizationKind: 'PUBLIC_DEFENDER' }),
    node('a', 'ANSWER'),
  ],
};
const pinned = { script, digest: 'd1' };
const begin = { type: 'begin', at: START, state: 'TAB', language: 'es-MX', contactType: 'CITIZEN' };
const take = { type: 'script', at: START, pinned };
const answer = (from, option) => ({ type: 'answer', at: START, answer: { node: from, option } });
const call = (...acts) => callOf('id', [begin, ...acts]);

test('a call is what its acts make of it', () => {
  const found = call(take, answer('q', 'yes'), answer('w', 'go'));
  assert.equal(found.role, 'THIRD_PARTY');
  assert.equal(walkOf(found).current, 'r');
});

test('back takes the last answer back, and never the script', () => {
  const back = { type: 'back', at: START };
  assert.equal(walkOf(call(take, answer('q', 'yes'), back)).current, 'q');
  assert.deepEqual(call(take, answer('q', 'yes'), back, back), call(take));
});

test('a key changes the type of a contact only as long as nothing of a script was heard in it', () => {
  const [leave, read] = [{ type: 'script', at: START, pinned: null }, { type: 'read', at: START, parts: ['safety_first'] }];
  const found = [call(), call(take, leave), call(take, read, leave), call(take, answer('q', 'yes'), leave), call(take)].map(isTypeOpen);
  assert.deepEqual(found, [true, true, false, false, false]);
});

test('an hour is counted from only in scripts whose deadlines run from the same, and is there again with its own', () => {
  const taken = (key, ...events) => ({
    type: 'script', at: START, pinned: { script: { ...script, key, deadlineBlocks: Object.fromEntries(events.map((event, place) => [place, { event, countsBack: event === 'antes de la cita' }])) }, digest: key },
  });
  const hour = { type: 'hour', at: START, eventAt: START - 60_000 };
  const [arrest, remand, accused, none] = [taken('t', 'desde que lo retienen', 'antes de la cita'), taken('d', 'desde que empieza la prisión', 'antes de la cita'), taken('a', 'desde que lo retienen'), taken('n')];
  const left = { type: 'script', at: START, pinned: null };
  const hourIn = (...acts) => call(...acts).eventAt;
  assert.deepEqual([hourIn(arrest, hour, accused), hourIn(arrest, hour, arrest), hourIn(arrest, hour, none), hourIn(hour, remand)], [hour.eventAt, hour.eventAt, hour.eventAt, hour.eventAt]);
  assert.deepEqual([hourIn(arrest, hour, remand), hourIn(arrest, hour, left, remand), hourIn(arrest, hour, none, remand)], [null, null, null]);
  assert.equal(hourIn(arrest, hour, answer('q', 'yes'), remand, arrest), hour.eventAt);
  const later = { ...hour, eventAt: START };
  assert.equal(hourIn(arrest, hour, answer('q', 'yes'), remand, later, arrest), hour.eventAt, 'that of the prison is none of the arrest');
  assert.equal(hourIn(arrest, hour, answer('q', 'yes'), accused, later, arrest), later.eventAt, 'what was said last of the same');
});

test('a script that is left for another one, or for none, goes on where it was once it is taken again', () => {
  const other = { type: 'script', at: START, pinned: { script: { ...script, key: 'o', title: 'No llega' }, digest: 'd9' } };
  const none = { type: 'script', at: START, pinned: null };
  const ofOther = [take, answer('q', 'no'), other];
  assert.deepEqual([call(...ofOther).answers, call(...ofOther).left.map((one) => one.pinned.script.key)], [[], ['s']]);
  const again = call(...ofOther, answer('q', 'yes'), { ...take, pinned: { script, digest: 'd2' } });
  assert.deepEqual([again.answers, again.pinned.digest, again.left.map((one) => one.pinned.script.key)], [[{ node: 'q', option: 'no' }], 'd1', ['o']]);
  assert.deepEqual(call(take, answer('q', 'no'), none, take).answers, [{ node: 'q', option: 'no' }]);
  assert.deepEqual(call(take, answer('q', 'no'), take).answers, [], 'taken anew while it is there, it begins anew');
  assert.deepEqual(call(take, other).left, [], 'nothing was answered');
  assert.deepEqual(call(...ofOther, { type: 'state', at: START, state: 'COA', language: 'es-MX' }).left, []);
});

test('a script proposes who calls, until it is left without an answer', () => {
  const role = (...acts) => call(...acts).role;
  const leave = { type: 'script', at: START, pinned: null };
  assert.deepEqual([role(take), role(take, leave)], ['THIRD_PARTY', null]);
  assert.equal(role(take, answer('q', 'yes'), leave), 'THIRD_PARTY');
});

test('who calls is who was said to, whosever script is taken', () => {
  const role = (...acts) => call(...acts).role;
  const leave = { type: 'script', at: START, pinned: null };
  const [victim, nobody] = ['VICTIM', null].map((one) => ({ type: 'role', at: START, role: one }));
  assert.deepEqual([role(victim, take), role(victim, take, answer('q', 'yes')), role(victim, take, leave), role(victim, nobody, take)], ['VICTIM', 'VICTIM', 'VICTIM', 'THIRD_PARTY']);
  const said = call(take, answer('q', 'yes'), victim);
  assert.deepEqual([said.role, said.pinned, walkOf(said).current], ['VICTIM', pinned, 'w'], 'said in a script, it goes on');
  assert.equal(inquiryOf(said, START).role, 'VICTIM');
  const handedOver = (sent, ...acts) => callOf('other', [{ type: 'begin', at: START, state: 'TAB', language: 'es-MX', contactType: 'CITIZEN', handed: offeredRunOf(sent) }, ...acts]).role;
  assert.equal(handedOver(said, take), 'VICTIM', 'a colleague has it as it was said');
  const takeOther = { ...take, pinned: { ...pinned, script: { ...pinned.script, key: 'other', role: 'ACCUSED' } } };
  assert.deepEqual([handedOver(call(take), take), handedOver(call(take), takeOther)], ['THIRD_PARTY', 'ACCUSED'], 'what a script proposed is no more than that for a colleague');
  assert.equal(role(victim, { type: 'contact', at: START, contactType: 'SILENT' }, { type: 'contact', at: START, contactType: 'CITIZEN' }, take), 'THIRD_PARTY');
});

test('where nothing says what came of a call, its end proposes the likeliest, and takes it nowhere by itself', () => {
  const proposed = (...acts) => [resultOf(call(...acts)), likeliestResult(call(...acts))];
  assert.deepEqual(proposed(), [null, 'INFORMED']);
  assert.deepEqual(proposed(take), [null, 'ABANDONED']);
  assert.deepEqual(proposed(take, answer('q', 'yes'), answer('w', 'go')), [null, 'INFORMED'], 'nobody was referred');
});

test('what must be read is the preamble and the warnings of the path', () => {
  const at = call(take, answer('q', 'yes'));
  assert.deepEqual(unreadOf(at, walkOf(at)), ['safety_first', 'w']);
  const read = call(take, { type: 'read', at: START, parts: ['safety_first', 'w'] }, answer('q', 'yes'));
  assert.deepEqual(unreadOf(read, walkOf(read)), []);
  const end = call(take, { type: 'read', at: START, parts: ['safety_first'] }, answer('q', 'no'));
  assert.deepEqual(unreadOf(end, walkOf(end)), ['closing']);
});

for (const [name, acts, expected] of [
  ['nothing yet', [take], null],
  ['an answer informs', [take, answer('q', 'no')], 'INFORMED'],
  ['an office refers', [take, { type: 'refer', at: START, referral: { key: 'o', name: 'O' } }], 'REFERRED'],
  ['the number of a line informs', [take, { type: 'refer', at: START, referral: { key: 'l', name: 'L', isLine: true } }], 'INFORMED'],
  ['nobody to talk with', [{ type: 'contact', at: START, contactType: 'SILENT' }], 'OTHER'],
  ['in danger, whoever they are referred to', [take, { type: 'danger', at: START, isInDanger: true }, { type: 'refer', at: START, referral: { key: 'o', name: 'O' } }], 'EMERGENCY'],
  ['nobody was reached yet by a step that hands over', [{ ...take, pinned: { ...take.pinned, script: { ...take.pinned.script, start: 'h', nodes: [{ key: 'h', kind: 'HANDOFF', organizationKind: 'POLICE', text: null, wordings: [], deadlines: [], options: [] }] } } }], null],
  ['safe after all', [take, { type: 'danger', at: START, isInDanger: true }, { type: 'danger', at: START, isInDanger: false }], null],
  ['what the operator says', [take, answer('q', 'no'), { type: 'result', at: START, result: 'EMERGENCY' }], 'EMERGENCY'],
]) {
  test(`result: ${name}`, () => assert.equal(resultOf(call(...acts)), expected));
}

test('a referral needs an office, and what closes a call is asked for once it has come to its end', () => {
  const referred = { type: 'result', at: START, result: 'REFERRED' };
  assert.deepEqual([call(take), call(take, referred), call(take, answer('q', 'no'))].map(missingOf), ['result', 'office', null]);
  const end = [take, { type: 'read', at: START, parts: ['safety_first'] }, answer('q', 'no')];
  assert.deepEqual([
    call(take), call(...end), call(...end, { type: 'read', at: START, parts: ['closing'] }), call(...end, { type: 'result', at: START, result: 'ABANDONED' }),
  ].map(isLeftUnread), [false, true, false, false]);
});

test('in danger nothing that opens a call stands before the next answer', () => {
  const danger = { type: 'danger', at: START, isInDanger: true };
  const [safe, inDanger, warned] = [call(take), call(take, danger), call(take, danger, answer('q', 'yes'))];
  assert.deepEqual([safe, inDanger, warned].map((one) => unreadOf(one, walkOf(one))), [['safety_first'], [], ['w']]);
  assert.equal(isLeftUnread(call(take, danger, answer('q', 'no'))), false);
});

test('what a script tells the operator is no part of what must be read', () => {
  const told = { ...script, preamble: [...script.preamble, { id: 'o', key: 'operator', text: text('Si no hay intérprete, ofrece devolver la llamada.') }] };
  const ids = (parts) => parts.map(({ id }) => id);
  assert.deepEqual([partsOf(told, false), partsOf(told, true), notesIn(told)].map(ids), [['p'], ['c'], ['o']]);
  const at = call({ ...take, pinned: { script: told, digest: 'd1' } });
  assert.deepEqual(unreadOf(at, walkOf(at)), ['safety_first']);
});

test('only a step that hands over to the emergency number is one at which nothing else helps', () => {
  const handing = (words, kind = 'HANDOFF') => ({ outcome: { kind, organizationKind: 'POLICE', isFinal: true }, texts: [{ text: text(words) }] });
  const found = [handing('Le comunico ahora con el 911.'), handing('Le comunico con la defensoría.'), handing('Llame al 911.', 'ANSWER'), null].map((one) => isHandedToEmergency(one, '911'));
  assert.deepEqual(found, [true, false, false, false]);
});

test('who is to be called back needs a call-back that is booked', () => {
  const chosen = { type: 'result', at: START, result: 'CALL_BACK' };
  const found = [call(take), call(take, chosen), call(take, { type: 'callBack', at: START })];
  assert.deepEqual([found.map(isCallBackMissing), resultOf(found[2])], [[false, true, false], 'CALL_BACK']);
});

test('a script begins with asking about danger if an answer leads to the emergency number, and then its own words are said', () => {
  const nodes = script.nodes.map((one) => (one.key === 'w' ? { ...one, text: text('Cuelgue y llame al 911 ahora.') } : one));
  const violent = { ...script, nodes };
  assert.deepEqual([asksOfDanger(script, '911'), asksOfDanger(violent, '911'), asksOfDanger({ ...violent, urgency: 'ROUTINE' }, '911')], [false, true, false]);
  assert.deepEqual([dangerAnswer(violent, '911'), dangerAnswer(script, '911')], [{ node: 'q', option: 'yes' }, null]);
  const first = (...acts) => firstDangerAnswer(call({ ...take, pinned: { script: violent, digest: 'd2' } }, ...acts), '911')?.option ?? null;
  assert.deepEqual([first(), first(answer('q', 'no')), firstDangerAnswer({ pinned: null, answers: [] }, '911')], ['yes', null, null], 'what was answered before stays');
  const said = (...acts) => hasSaidNumber(walkOf(call({ ...take, pinned: { script: violent, digest: 'd2' } }, ...acts)), '911');
  assert.deepEqual([said(), said(answer('q', 'yes')), said(answer('q', 'yes'), answer('w', 'go'))], [false, true, true]);
});

test('the answer that leads to the emergency number waits for nothing that must be read, whatever the script, and all others do', () => {
  const nodes = script.nodes.map((one) => (one.key === 'w' ? { ...one, text: text('Llame al 911 y póngase a salvo.') } : one));
  const asks = { ...take, pinned: { script: { ...script, urgency: 'URGENT', nodes }, digest: 'd2' } };
  const held = (option, ...acts) => heldBack(call(asks, ...acts), walkOf(call(asks, ...acts)), option, '911');
  const [danger, read] = [{ type: 'danger', at: START, isInDanger: true }, { type: 'read', at: START, parts: ['safety_first'] }];
  assert.deepEqual([held('yes'), held('no'), held('yes', read), held('no', read), held('no', danger)], ['DANGER', 'WAITS', null, null, null]);
  assert.deepEqual([held('go', answer('q', 'yes')), held('go', danger, answer('q', 'yes'))], ['WAITS', 'WAITS']);
  const safe = call(asks, danger, answer('q', 'yes'), { ...danger, isInDanger: false });
  assert.deepEqual(unreadOf(safe, walkOf(safe)), ['safety_first', 'w'], 'what was not read stays to be read');
});

test('before a first question about danger only the sentence about being safe is read, and the rest before the next answer', () => {
  const nodes = script.nodes.map((one) => (one.key === 'w' ? { ...one, text: text('Llame al 911 y póngase a salvo.') } : one));
  const preamble = [...script.preamble.slice(0, 1), { id: 'l', key: 'language', text: text('¿En qué lengua?') }, ...script.preamble.slice(1)];
  const asks = { ...take, pinned: { script: { ...script, nodes, preamble }, digest: 'd2' } };
  const unread = (number, ...acts) => unreadOf(call(asks, ...acts), walkOf(call(asks, ...acts)), number);
  const safe = { type: 'read', at: START, parts: ['safety_first'] };
  assert.deepEqual([unread('911'), unread('911', safe), unread(null)], [['safety_first'], [], ['safety_first', 'language']]);
  assert.deepEqual(unread('911', safe, answer('q', 'yes')), ['language', 'w']);
  assert.equal(heldBack(call(asks, safe), walkOf(call(asks, safe)), 'no', '911'), null);
});

test('an answer that only names the emergency number for later puts nobody in danger while something is unread', () => {
  const nodes = script.nodes.map((one) => (one.key === 'w' ? { ...one, kind: 'ANSWER', text: text('No pague. Si lo amenazan en persona, llame al 911.') } : one));
  const asks = { ...take, pinned: { script: { ...script, nodes }, digest: 'd2' } };
  assert.equal(heldBack(call(asks), walkOf(call(asks)), 'yes', '911'), 'WAITS');
});

test('where a step tells to call the emergency number, the answer that hands over to it is for whoever must not be told to hang up', () => {
  const step = (key, kind, words, ...to) => ({ key, kind, text: text(words), options: to.map((one) => ({ key: one, label: one, to: one })) });
  const nodes = [step('w', 'WARNING', 'Cuelgue y llame al 911 ahora.', 'q', 'h'), step('q', 'QUESTION', '¿Tiene golpes?', 'h'), step('h', 'HANDOFF', 'Le comunico ahora con el 911.'), step('n', 'WARNING', 'Llame al 911.', 'q')];
  assert.deepEqual(['w', 'q', 'h', 'n', 'none'].map((key) => placeOfHandOver({ nodes }, key, '911')), [1, null, null, null, null]);
});

test('a contact of which nothing was entered may be nobody', () => {
  const entered = [{ type: 'read', parts: ['safety_first'] }, { type: 'municipality', name: 'Centro' }, { type: 'danger', isInDanger: true }, { type: 'result', result: 'OTHER' }, { type: 'contact', contactType: 'SILENT' }, { type: 'hangUp' }];
  assert.deepEqual([call(), call(take), call(take, answer('q', 'no')), ...entered.map((act) => call(take, { ...act, at: START }))].map(isBlank), [true, true, false, ...entered.map(() => false)]);
  assert.equal(isBlank(callOf('id', [{ ...begin, handed: JSON.parse(JSON.stringify(handedRunOf(call(take)))) }, take])), false);
});

test('a call is in mid-script until its script comes to an end, or it is over', () => {
  const [hangUp, gone] = [{ type: 'hangUp', at: START }, { type: 'result', at: START, result: 'ABANDONED' }];
  assert.deepEqual(
    [call(), call(take), call(take, answer('q', 'yes')), call(take, answer('q', 'no')), call(take, hangUp), call(take, gone)].map(isMidScript),
    [false, true, true, false, false, false],
  );
});

test('nobody is hung up on by a slip who is in danger', () => {
  const [danger, safe, hangUp, gone] = [{ type: 'danger', at: START, isInDanger: true }, { type: 'danger', at: START, isInDanger: false }, { type: 'hangUp', at: START }, { type: 'result', at: START, result: 'ABANDONED' }];
  const ended = answer('q', 'no');
  assert.deepEqual(
    [call(), call(take), call(take, ended), call(danger), call(take, ended, danger), call(take, ended, danger, safe), call(take, ended, danger, hangUp), call(danger, gone)].map(isAskedBeforeEnd),
    [false, true, false, true, true, false, false, false],
  );
});

test('a step with answers is no end, and who is put through to an office is told what is told before hanging up, but for the emergency number and in danger', () => {
  const handing = (key, organizationKind) => node(key, 'HANDOFF', [], { organizationKind });
  const open = { ...script, nodes: [...script.nodes.slice(0, 3), node('a', 'ANSWER', [['more', 't'], ['office', 'o'], ['done', 'r']]), handing('t', 'POLICE'), handing('o', 'PUBLIC_DEFENDER')] };
  const at = (...acts) => call({ ...take, pinned: { script: open, digest: 'd3' } }, answer('q', 'no'), ...acts);
  const [through, office, done, danger] = [answer('a', 'more'), answer('a', 'office'), answer('a', 'done'), { type: 'danger', at: START, isInDanger: true }];
  assert.deepEqual([at(), at(through), at(done)].map(isMidScript), [true, false, false]);
  assert.deepEqual([at(), at(through), at(office), at(done), at(office, danger), at(done, danger)].map((one) => closingOf(one, walkOf(one)).length), [0, 0, 1, 1, 0, 0]);
  assert.deepEqual([at(through), at(office)].map(isLeftUnread), [true, true]);
});

test('a call-back leaves the result that was chosen', () => {
  const [refer, callBack] = [{ type: 'refer', at: START, referral: { key: 'o', name: 'O' } }, { type: 'callBack', at: START }];
  const found = [call(refer, callBack), call({ type: 'result', at: START, result: 'REFERRED' }, refer, callBack)];
  assert.deepEqual(found.map(resultOf), ['CALL_BACK', 'REFERRED']);
});

test('a contact begins with the first key that was for it', () => {
  const found = callOf('id', [{ ...begin, startedAt: START - 20_000 }]);
  assert.equal(inquiryOf(found, START).durationSeconds, 20);
});

test('another state lets go of script, offices and place', () => {
  const moved = call(take, { type: 'refer', at: START, referral: { key: 'o', name: 'O' } }, { type: 'state', at: START, state: 'COA', language: 'es-MX' });
  assert.deepEqual([moved.state, moved.pinned, moved.referrals, moved.role], ['COA', null, [], 'THIRD_PARTY']);
});

test('the ledger is sent keys, enums and durations', () => {
  const done = call(take, answer('q', 'yes'), answer('w', 'go'), { type: 'refer', at: START, referral: { key: 'o', name: 'Defensoría' } }, { type: 'hangUp', at: START + 252_400 });
  assert.deepEqual(inquiryOf(done, START + 264_000), {
    id: 'id', state: 'TAB', channel: 'PHONE', contactType: 'CITIZEN', role: 'THIRD_PARTY', topicKey: 'topic', scriptKey: 's', scriptDigest: 'd1', endNode: 'r',
    outcome: 'REFERRED', referralKeys: ['o'], language: 'es-MX', startedAt: '2026-11-30T18:00:00.000Z', durationSeconds: 252, afterCallSeconds: 12,
    isServed: true, unservedReason: null, campaign: null, isLeftUnread: true,
  });
});

test('what is no matter of the service was not served, a line is no office, and no duration is negative', () => {
  const line = { type: 'refer', at: START, referral: { key: 'l', name: 'Línea', isLine: true } };
  const found = inquiryOf(call(line, { type: 'result', at: START, result: 'OUT_OF_SCOPE' }), START - 5000);
  assert.deepEqual([found.outcome, found.isServed, found.unservedReason, found.durationSeconds, found.referralKeys], ['OTHER', false, 'OUT_OF_SCOPE', 0, []]);
});

test('who was given the number of a line only was informed', () => {
  const line = { type: 'refer', at: START, referral: { key: 'l', name: 'Línea', isLine: true } };
  assert.equal(inquiryOf(call(take, line), START).outcome, 'INFORMED');
});

test('a result that was chosen is the one that is registered: where a line alone was given, an office is asked for', () => {
  const line = { type: 'refer', at: START, referral: { key: 'l', name: 'Locatel', isLine: true } };
  const office = { type: 'refer', at: START, referral: { key: 'o', name: 'Fiscalía' } };
  const referred = { type: 'result', at: START, result: 'REFERRED' };
  assert.deepEqual([missingOf(call(take, line, referred)), missingOf(call(take, line, office, referred)), missingOf(call(take, line))], ['office', null, null]);
  for (const result of ['REFERRED', 'INFORMED', 'TRANSFERRED', 'OTHER']) assert.equal(inquiryOf(call(take, line, { ...referred, result }), START).outcome, result);
});

test('that there was no time is said where they hung up', () => {
  assert.deepEqual([texts.leftUnread(true), texts.leftUnread(false)], ['Sin leer: no hubo tiempo.', 'Sin leer.']);
});

test('a summons is kept, forgotten and handed over with its call; one of before it was kept opens', () => {
  const [noted, summons] = [{ day: '2026-12-03', time: '09:00' }, { type: 'appointment', at: START }];
  const sent = call(take, { ...summons, appointment: noted });
  const handed = JSON.parse(JSON.stringify(handedRunOf(sent)));
  assert.deepEqual([sent.appointment, handed.appointment], [noted, '2026-12-03T09:00']);
  assert.deepEqual(callOf('theirs', [{ ...begin, handed }]).appointment, noted);
  assert.deepEqual([call(take, { ...summons, appointment: noted }, { ...summons, appointment: null }).appointment, callOf('next', [begin]).appointment], [null, null]);
  const { appointment, ...before } = handed;
  assert.equal(callOf('theirs', [{ ...begin, handed: before }]).appointment, null);
  assert.equal(isBlank(call({ ...summons, appointment: noted })), false);
  assert.equal(JSON.stringify(inquiryOf(call(take, { ...summons, appointment: noted }), START)).includes('2026-12-03'), false);
});

test('a handed call goes on from where it was', () => {
  const sent = call(take, { type: 'read', at: START, parts: ['safety_first'] }, { type: 'hour', at: START, eventAt: START - 60_000 }, { type: 'municipality', at: START, name: 'Centro' }, answer('q', 'yes'), { type: 'callBack', at: START }, { type: 'danger', at: START, isInDanger: true });
  const handed = JSON.parse(JSON.stringify(handedRunOf(sent)));
  const found = callOf('theirs', [{ ...begin, at: START + 90_000, handed }, take]);
  assert.deepEqual([found.startedAt, walkOf(found).current], [START, 'w']);
  assert.deepEqual([found.eventAt, found.municipality, unreadOf(found, walkOf(found))], [START - 60_000, 'Centro', ['w']]);
  assert.deepEqual([found.hasCallBack, isCallBackMissing(found), resultOf(found), found.isInDanger], [true, false, 'CALL_BACK', true]);
});

test('what was not read when the call ended stays unread, and is said to the ledger', () => {
  const read = { type: 'read', at: START, parts: ['safety_first', 'w'] };
  const [hangUp, abandoned] = [{ type: 'hangUp', at: START }, { type: 'result', at: START, result: 'ABANDONED' }];
  const way = [take, answer('q', 'yes')];
  const unread = (...acts) => [leftUnreadOf(call(...way, ...acts)).length, inquiryOf(call(...way, ...acts), START).isLeftUnread];
  assert.deepEqual([unread(hangUp), unread(hangUp, read), unread(abandoned, read), unread(read, hangUp)], [[2, true], [2, true], [2, true], [0, undefined]]);
  assert.deepEqual(unread({ type: 'danger', at: START, isInDanger: true }, hangUp), [2, true]);
  const over = call(...way, hangUp);
  assert.equal(heldBack(over, walkOf(over), 'go', '911'), null);
});

test('hanging up and an emergency do not exclude each other', () => {
  const [abandoned, emergency, informed] = ['ABANDONED', 'EMERGENCY', 'INFORMED'].map((result) => ({ type: 'result', at: START, result }));
  const danger = { type: 'danger', at: START, isInDanger: true };
  const sent = (...acts) => { const { outcome, isHungUp } = inquiryOf(call(...acts), START); return [outcome, isHungUp]; };
  for (const acts of [[danger, abandoned], [abandoned, danger], [emergency, abandoned], [abandoned, emergency]]) assert.deepEqual(sent(...acts), ['EMERGENCY', true]);
  assert.deepEqual([sent(abandoned), sent(danger), sent(abandoned, informed)], [['ABANDONED', true], ['EMERGENCY', undefined], ['INFORMED', undefined]]);
});

test('of whoever is in danger an emergency is registered, unless something else was chosen', () => {
  assert.deepEqual([inDanger('ABANDONED', true), inDanger(null, true), inDanger('INFORMED', true), inDanger('ABANDONED', false)], ['EMERGENCY', 'EMERGENCY', 'INFORMED', 'ABANDONED']);
});

test('the referral that was made last is the one that is taken back, and in danger never that to the emergency number', () => {
  const referrals = ['fiscalia', 'centro', '911'].map((key) => ({ key, name: key }));
  const taken = (isInDanger, of = referrals) => referralToTakeBack({ referrals: of, isInDanger }, '911')?.key ?? null;
  assert.equal(referralToTakeBack({ referrals, isInDanger: true }, null), null);
  assert.deepEqual([taken(false), taken(true), taken(true, referrals.slice(2)), taken(false, [])], ['911', 'centro', null, null]);
});

test('a silent call in danger stays one in the ledger and in the list of today', () => {
  const silent = call({ type: 'contact', at: START, contactType: 'SILENT' }, { type: 'danger', at: START, isInDanger: true });
  const { contactType, outcome } = inquiryOf(silent, START);
  assert.deepEqual([contactType, outcome], ['SILENT', 'EMERGENCY']);
  assert.equal(whatCameOf(inquiryOf(silent, START)), 'Llamada muda, Emergencia: 911');
  const chat = { channel: 'CHAT', contactType: 'CITIZEN' };
  assert.deepEqual([whatCameOf({ ...chat, outcome: 'ABANDONED' }), whatCameOf({ ...chat, outcome: 'EMERGENCY', isHungUp: true })], ['Se fue antes de terminar', 'Emergencia: 911, y se fue']);
});

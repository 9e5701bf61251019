// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { walkOf } from './call.ts';
import * as clock from './clock.ts';
import { merged } from './data.ts';
import { isTooLate } from './retrying.ts';
import { unusualIn } from './unusual.ts';

const script = { key: 's', kind: 'SCRIPT', title: 'Detenido', locale: 'es-MX', start: 'q', preamble: [], nodes: [{ key: 'q', kind: 'QUESTION', text: null, wordings: [], options: [], deadlines: [] }] };
const office = { key: 'o', kind: 'OFFICE', title: 'Defensoría', locale: 'es-MX' };
const answer = { version: '1', isWhole: true, items: [script, office], tombstones: [], pinned: { s: 'd1' }, searchCopy: null };
const bundle = merged(null, answer, 'TAB', 'es-MX');
const call = { state: 'TAB', channel: 'PHONE', endedAt: null, pinned: { script, digest: 'd1' }, answers: [], referrals: [{ key: 'o', name: 'Defensoría' }] };
const usual = {
  session: { states: [{ code: 'TAB', name: 'Tabasco', channels: ['PHONE'] }] }, call, bundle, isReachable: true, isSignedOut: false, isAssigned: true, keeping: 'kept', queue: [], hasOthers: false, handovers: [], elsewhere: '',
};
const later = (change) => merged(bundle, { ...answer, isWhole: false, items: [], ...change }, 'TAB', 'es-MX');
const referredTo = (key, minutes = 5) => ({ state: 'TAB', referralKeys: [key], startedAt: new Date(clock.now() - minutes * 60_000).toISOString() });
const GONE_SINCE = 'Una oficina del último contacto ya no está en el directorio; el contacto quedó registrado con ella: si a la persona se le dio otra, Z lo corrige.';
const oldContact = { id: 'c', kind: 'inquiry', name: 'Contacto de Tabasco', refused: 'Ya no contestas.' };
const contact = { id: 'c', name: 'Contacto de Tabasco', refused: null };

for (const [name, change, expected] of [
  ['all is well', {}, []],
  ['a script that changed', { bundle: later({ pinned: { s: 'd2' } }) }, ['Este guion cambió durante la llamada. Sigues con el texto con el que empezaste.']],
  ['a script that is no longer published', { bundle: later({ tombstones: [{ kind: 'SCRIPT', key: 's' }], pinned: {} }) }, ['Este guion dejó de publicarse durante la llamada. Sigues con el texto con el que empezaste.']],
  ['the texts of another language', { bundle: merged(null, { ...answer, pinned: { s: 'other' } }, 'TAB', 'yua') }, []],
  ['the texts of another state', { bundle: merged(null, { ...answer, items: [], pinned: {} }, 'COA', 'es-MX') }, []],
  ['an office that is gone', { bundle: later({ tombstones: [{ kind: 'OFFICE', key: 'o' }] }) }, ['Defensoría ya no está en el directorio. Busca otra oficina o confirma antes.']],
  ['an office that was gone before the last contact was sent', { call: null, last: referredTo('gone') }, [GONE_SINCE]],
  ['an office of the last contact that is there', { call: null, last: referredTo('o') }, []],
  ['an office of another call', { last: referredTo('gone') }, []],
  ['an office of a contact long ago', { call: null, last: referredTo('gone', 61) }, []],
  ['an office of another state', { call: null, last: { ...referredTo('gone'), state: 'COA' } }, []],
  ['an answer that is no longer there', { call: { ...call, answers: [{ node: 'q', option: 'gone' }] } }, ['Parte de lo contestado ya no existe en el guion. Sigues donde todavía vale.']],
  ['an assignment that ended during a call', { isAssigned: false }, ['Tu asignación terminó. Puedes acabar y registrar esta llamada.']],
  ['an assignment that ended', { isAssigned: false, call: null }, ['Tu asignación terminó: no puedes tomar llamadas. Habla con quien supervisa.']],
  ['a session that ended', { isSignedOut: true, isReachable: false }, ['Tu sesión terminó. La llamada sigue aquí: entra otra vez cuando puedas.']],
  ['a call that ended and is not registered', { call: { ...call, endedAt: 1 } }, ['Esta llamada terminó, y falta registrarla: elige qué resultó (E) y pulsa F9. Quien llame ahora es otro contacto.']],
  ['no network', { isReachable: false, queue: [contact, contact] }, ['Sin conexión. Sigues con los guiones guardados; todo se enviará después. 2 por enviar.']],
  ['a full disk', { keeping: 'memory' }, ['El disco de este equipo está lleno: la llamada solo está en esta pestaña. No la cierres hasta terminar.']],
  ['a full disk between calls', { keeping: 'memory', call: null }, ['El disco de este equipo está lleno. Haz espacio: hasta entonces cada llamada estará solo en esta pestaña.']],
  ['a number that waits', { queue: [{ ...contact, kind: 'callBack' }], isReachable: false }, [
    'Sin conexión. Sigues con los guiones guardados; todo se enviará después. 1 por enviar.', 'El número para llamar después solo está en esta pestaña hasta que haya red. No la cierres.',
  ]],
  ['a call that is offered', { call: null, handovers: [{ id: 'h', from: 'Luis', state: 'TAB', scriptKey: 's' }] }, ['Luis te pasa una llamada de Tabasco: Detenido.']],
  ['a call of somebody in danger that is offered', { call: null, handovers: [{ id: 'h', from: 'Luis', state: 'TAB', scriptKey: 's', isInDanger: true }] }, ['En peligro. Luis te pasa una llamada de Tabasco: Detenido.']],
  ['a contact that was refused', { queue: [{ ...contact, refused: 'Revisa lo elegido.' }] }, ['No se pudo registrar: Contacto de Tabasco. Revisa lo elegido.']],
  ['a call of a state whose chats alone are answered', { session: { states: [{ code: 'TAB', name: 'Tabasco', channels: ['CHAT'] }] } }, ['De Tabasco no atiendes llamadas: esta no se podrá registrar ahí. Elige el estado de quien llama, o pásala a quien atienda llamadas de Tabasco.']],
  ['what another person left', { hasOthers: true }, ['En este equipo hay trabajo sin enviar de otra persona. Se enviará cuando ella entre.']],
]) {
  test(`one sentence for ${name}`, () => assert.deepEqual(unusualIn({ ...usual, ...change }).map(({ sentence }) => sentence), expected));
}

test('a contact that is refused is let go of only once somebody has it', () => {
  const actsOf = (sending) => unusualIn({ ...usual, queue: [sending] })[0].acts;
  assert.deepEqual(actsOf(oldContact), ['retry', 'export']);
  assert.deepEqual(actsOf({ ...oldContact, isExported: true }), ['retry', 'export', 'drop']);
  assert.deepEqual(actsOf({ ...oldContact, kind: 'report' }), ['drop']);
});

test('whoever does not answer for the state any more is told so', () => {
  for (const [kind, code, field, expected] of [
    ['inquiry', 'NOT_ASSIGNED', null, true], ['inquiry', 'NOT_FOUND', 'state', true], ['correction', 'NOT_FOUND', 'state', true],
    ['inquiry', 'INVALID', 'startedAt', false], ['inquiry', 'NOT_FOUND', 'topicKey', false], ['report', 'NOT_ASSIGNED', null, false],
  ]) assert.equal(isTooLate({ kind }, { code, field }), expected, `${kind} ${code}`);
});

test('a run goes on from its pinned script, and says so', () => {
  const rewritten = { ...script, start: 'other', nodes: [{ ...script.nodes[0], key: 'other' }] };
  const now = { ...usual, bundle: later({ items: [rewritten], pinned: { s: 'd2' } }) };
  assert.deepEqual(unusualIn(now).map(({ sentence }) => sentence), ['Este guion cambió durante la llamada. Sigues con el texto con el que empezaste.']);
  assert.equal(walkOf(now.call).current, 'q');
});

test('instants are the server’s, whatever is made of the computer’s clock', (context) => {
  clock.setByServer('2026-11-30T18:00:00Z');
  context.mock.method(Date, 'now', () => 0);
  assert.ok(Math.abs(clock.now() - Date.parse('2026-11-30T18:00:00Z')) < 1000);
  clock.checkBy('Mon, 30 Nov 2026 18:00:01 GMT');
  assert.ok(Math.abs(clock.now() - Date.parse('2026-11-30T18:00:00Z')) < 1000);
  clock.checkBy('Mon, 30 Nov 2026 18:20:00 GMT');
  assert.ok(Math.abs(clock.now() - Date.parse('2026-11-30T18:20:00Z')) < 1000);
  clock.checkBy(null);
  assert.ok(clock.offset() > 1e12);
});

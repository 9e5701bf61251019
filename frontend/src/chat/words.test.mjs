// Run by `node --test` from tests/assistance/chat/test_client_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cardAddress, referenceOf } from './messageLog.ts';
import { callOf, callStandingOf, clockOf, contentOf, endingOf, eventOf, filled, instantOf, isElsewhere, statusOf, waitingOf, waitsSinceBy, warningOf, whoOf } from './words.ts';
import { en } from './english.ts';
import { es } from './spanish.ts';

const place = { words: es, language: 'es-MX', zone: 'America/Tijuana' };
const NOW = Date.parse('2026-11-30T18:40:00Z');
const waiting = { state: 'WAITING', position: 3, waitSeconds: 200, startedAt: '2026-11-30T18:36:00Z', operatorName: '', supervisorName: '' };

for (const [name, more, expected] of [
  ['third', {}, 'Hay 2 personas antes que tú. Calculamos unos 4 minutos.'],
  ['second', { position: 2, waitSeconds: 60 }, 'Hay 1 persona antes que tú. Calculamos 1 minuto más o menos.'],
  ['next', { position: 1, waitSeconds: 30 }, 'Eres la siguiente persona. Calculamos menos de un minuto.'],
  ['next, and nobody has come', { position: 1, waitSeconds: null }, 'Eres la siguiente persona. Llevas 4 min aquí; todavía no llega nadie.'],
  ['next again, after somebody was there', { position: 1, waitSeconds: null, wasAttended: true }, 'Eres la siguiente persona. No sabemos cuánto tardará.'],
  ['next, and nobody is at a desk', { position: 1, waitSeconds: null, isNobodyThere: true }, 'Eres la siguiente persona. Ahora no hay nadie libre para contestar. Llevas 4 min aquí; todavía no llega nadie.'],
  ['further back, and nobody is at a desk', { position: 2, waitSeconds: null, isNobodyThere: true }, 'Hay 1 persona antes que tú. Ahora no hay nadie libre para contestar.'],
  ['there after the hours', { position: 1, waitSeconds: null, isNobodyThere: true, isOutsideHours: true, opensAt: '2026-12-01T16:00:00Z' }, 'El horario de atención terminó: es posible que ya nadie conteste. Vuelve a haber alguien mañana a las 8:00.'],
  ['there after the hours, and it is not known when they begin', { isOutsideHours: true, opensAt: null }, 'El horario de atención terminó: es posible que ya nadie conteste.'],
  ['somewhere, for nobody knows how long', { position: null, waitSeconds: null }, 'Hay varias personas esperando o en atención. No sabemos cuánto tardará.'],
  ['somewhere, and nobody is free', { position: null, waitSeconds: null, isNobodyThere: true }, 'Hay varias personas esperando o en atención. Ahora no hay nadie libre para contestar.'],
  ['not in it', { state: 'ATTENDED' }, ''],
]) {
  test(`the queue, for whoever is ${name}`, () => assert.equal(waitingOf(place, { ...waiting, ...more }, NOW), expected));
}

test('whoever is overtaken in the queue is told why', () => {
  assert.equal(waitingOf(place, { ...waiting, position: 2, waitSeconds: null }, NOW, true),
    'Hay 1 persona antes que tú. Antes va alguien que ya esperaba, o a quien le urge más. No sabemos cuánto tardará.');
});

test('whom nobody attended to is told when somebody is there again', () => {
  const ended = { ...waiting, state: 'ENDED', endReason: 'UNATTENDED', opensAt: '2026-12-01T16:00:00Z' };
  assert.deepEqual([ended, { ...ended, opensAt: null }].map((one) => endingOf(place, one, NOW).replace(/^.*sentimos\./, '')), [' Vuelve a haber alguien mañana a las 8:00.', '']);
});

test('who is there', () => {
  assert.deepEqual([{}, { state: 'ATTENDED', operatorName: 'Rosa' }, { state: 'ATTENDED', operatorName: 'Rosa', supervisorName: 'Luis' }, { state: 'ATTENDED', supervisorName: 'Luis' }, { state: 'ENDED' }]
    .map((more) => statusOf(place, { ...waiting, ...more })), ['Estás en la fila', 'Rosa te atiende', 'Rosa y Luis te atienden', 'Alguien y Luis te atienden', 'La conversación terminó']);
});

test('nobody is said to be there to whom a conversation was only assigned', () => {
  assert.deepEqual([89_999, 90_000].map((waited) => statusOf(place, { ...waiting, state: 'ATTENDED', operatorName: 'Rosa' }, true, waited)), ['Rosa te atiende', 'Rosa todavía no contesta. Si tarda, vuelves a la fila con el tiempo que llevas.']);
  assert.deepEqual([{ operatorName: 'Rosa' }, {}].map((more) => statusOf(place, { ...waiting, state: 'ATTENDED', ...more }, false)), ['Rosa te va a atender', 'Alguien te va a atender']);
});

test('a promised call has its day, its hours and their zone, and says what to do without it', () => {
  const promised = { ...waiting, callStartsAt: '2026-12-01T17:00:00Z', callEndsAt: '2026-12-01T18:00:00Z', callNumber: '•••• 0102' };
  const line = { number: '800 111 2222', label: 'Línea de ayuda', href: 'tel:8001112222' };
  const when = 'Te llamarán el martes 1 de diciembre, de las 9 a las 10 de la mañana (hora de Baja California).';
  assert.equal(callOf(place, { ...promised, state: 'ATTENDED' }, line, '911', 'Baja California', NOW)[0], when);
  assert.deepEqual(callOf(place, promised, line, '911', 'Baja California', NOW), [
    `${when} Mientras tanto sigues en la fila: si antes queda libre alguien, te escribe aquí.`,
    'Número: •••• 0102', 'En peligro, llama al 911. Si a esa hora nadie te llama, llama al 800 111 2222 (Línea de ayuda) o vuelve a escribir aquí.',
  ]);
  const begun = (minute) => callOf(place, { ...promised, state: 'ATTENDED' }, null, '911', 'Baja California', Date.parse(promised.callStartsAt) + minute * 60_000)[0];
  assert.deepEqual([begun(-1), begun(0), begun(11), begun(60)], [when, ...Array(2).fill('Te llamarán ahora, a más tardar a las 10 de la mañana (hora de Baja California).'), 'Te iban a llamar el martes 1 de diciembre, de las 9 a las 10 de la mañana (hora de Baja California).']);
  assert.deepEqual(callOf(place, { ...promised, callNumber: '' }, null, '911', 'Baja California', Date.parse(promised.callEndsAt)), [
    'Te iban a llamar el martes 1 de diciembre, de las 9 a las 10 de la mañana (hora de Baja California).',
    'En peligro, llama al 911. Si a esa hora nadie te llama, vuelve a escribir aquí.',
  ]);
  assert.deepEqual(callOf(place, { ...promised, callNumber: '' }, line, '911', 'Baja California', NOW),
    ['La llamada del martes 1 de diciembre, de las 9 a las 10 de la mañana, ya no está pendiente. Si todavía necesitas hablar, vuelve a escribir aquí.']);
  assert.deepEqual(callOf(place, { ...promised, callNumber: '', callCode: '440' }, line, '911', 'Baja California', NOW), [
    'La llamada del martes 1 de diciembre, de las 9 a las 10 de la mañana, no se puede hacer: tu número ya no se conserva. Pide otra, o vuelve a escribir aquí.',
    'Folio de la llamada: 440. Dilo si llamas o escribes por ella.',
  ]);
  assert.deepEqual(callOf(place, { ...waiting, callStartsAt: null, callEndsAt: null }, line, '911', '', NOW), []);
});

test('the hours of a call are said as people say them', () => {
  const said = (starts, hours = 1) => callOf({ ...place, zone: 'UTC' }, { ...waiting, state: 'ATTENDED', callStartsAt: starts, callEndsAt: new Date(Date.parse(starts) + hours * 3_600_000).toISOString(), callNumber: '•' }, null, '911', 'X', NOW)[0].replace(/^.*diciembre, | \(hora de X\)\.$/g, '');
  assert.deepEqual(['12:00', '13:00', '18:30', '23:00'].map((time) => said(`2026-12-02T${time}:00Z`)), ['de las 12 del mediodía a la 1 de la tarde', 'de la 1 a las 2 de la tarde', 'de las 6:30 de la tarde a las 7:30 de la noche', 'de las 11 a las 12 de la noche']);
  assert.deepEqual(['00:00', '05:00'].map((time) => said(`2026-12-02T${time}:00Z`)), ['de las 12 de la noche (0:00) a la 1 de la madrugada', 'de las 5 de la madrugada a las 6 de la mañana']);
});

test('content of another state is said while it goes on', () => {
  assert.deepEqual(['ATTENDED', 'ENDED'].map((state) => contentOf(place, { state, contentState: 'Nuevo León' })), ['Con información de Nuevo León', '']);
});

test('clocks are those of the state', () => {
  assert.equal(clockOf(NOW, place, NOW), '10:40');
  assert.equal(clockOf(Date.parse('2026-11-30T07:00:00Z'), place, NOW), '29 de noviembre, 23:00');
  assert.equal(instantOf(NOW + 600_000, place, NOW), 'hoy a las 10:50');
  assert.equal(instantOf(NOW + 86_400_000, place, NOW), 'mañana a las 10:40');
  assert.equal(instantOf(NOW + 3 * 86_400_000, place, NOW), 'el jueves, 3 de diciembre a las 10:40');
  assert.deepEqual([isElsewhere('America/Tijuana', 'America/Mexico_City', NOW), isElsewhere('America/Mexico_City', 'America/Monterrey', NOW)], [true, false]);
});

test('that nobody has written is said with the time at which it ends', () => {
  assert.equal(warningOf(place, { ...waiting, isNearlyInactive: true, endsAt: '2026-11-30T18:45:00Z' }, NOW), 'Hace rato que nadie escribe. Si no dices que sigues aquí, la conversación termina hoy a las 10:45.');
  assert.equal(warningOf(place, { ...waiting, isNearlyInactive: false }, NOW), '');
});

test('what happened, with a name and without; of what is newer than the page, nothing', () => {
  const event = (name, authorName = '', standing = 'promised') => eventOf(place, { kind: 'EVENT', event: name, authorName }, standing);
  assert.deepEqual([event('ATTENDED', 'Rosa'), event('REQUEUED', 'Rosa'), event('NEARLY_INACTIVE'), event('SOMETHING_NEW')], [
    'Rosa ya está aquí y puede leer lo que escribiste.',
    'Quien te atendía ya no está en la conversación. Estás otra vez en la fila, y cuenta el tiempo que ya esperaste.', '', '',
  ]);
  assert.deepEqual([event('TO_PHONE'), event('TO_PHONE', '', 'cancelled')], ['Quedó acordada una llamada.', 'Iban a llamarte; la llamada se canceló.']);
  const call = { kind: 'EVENT', authorName: '', callStartsAt: '2026-12-03T19:00:00Z', callEndsAt: '2026-12-03T20:00:00Z', sentAt: '2026-12-03T18:00:00Z' };
  assert.deepEqual([['TO_PHONE', 'promised'], ['TO_PHONE', 'changed'], ['TO_PHONE', 'cancelled'], ['CALL_CANCELLED', 'promised'], ['CALLED_OFF', 'promised']].map(([name, standing]) => eventOf(place, { ...call, event: name }, standing)), [
    'Quedó acordada una llamada: jueves 3 de diciembre, de las 11 de la mañana a las 12 del mediodía.',
    'Iban a llamarte el jueves 3 de diciembre, de las 11 de la mañana a las 12 del mediodía; la llamada se cambió por otra.',
    'Iban a llamarte el jueves 3 de diciembre, de las 11 de la mañana a las 12 del mediodía; la llamada se canceló.',
    'Cancelaste la llamada del jueves 3 de diciembre, de las 11 de la mañana a las 12 del mediodía.',
    'Quien te prometió la llamada del jueves 3 de diciembre, de las 11 de la mañana a las 12 del mediodía, la canceló.',
  ]);
  assert.equal(eventOf(place, { ...call, event: 'TO_PHONE', sentAt: '2026-12-03T19:11:20Z' }, 'promised'), 'Quedó acordada una llamada: jueves 3 de diciembre, de las 11:11 de la mañana a las 12 del mediodía.');
  assert.equal(whoOf(place, { author: 'SYSTEM', authorName: '' }), 'Respuesta automática');
});

test('what became of a call is what the next event of a call says', () => {
  const events = ['TO_PHONE', 'TO_PHONE', 'CALL_CANCELLED', 'TO_PHONE'].map((event, place) => ({ event, seq: place + 1 })).reverse();
  assert.equal(callStandingOf({ seq: 1 }, [{ event: 'CALLED_OFF', seq: 2 }], true), 'cancelled');
  const standings = (isCalled) => [1, 2, 4].map((seq) => callStandingOf({ seq }, events, isCalled));
  assert.deepEqual([standings(true), standings(false)], [['changed', 'cancelled', 'promised'], ['changed', 'cancelled', 'cancelled']]);
});

test('a card is kept as the server names it, one that nobody sent as automatic', () => {
  assert.deepEqual([referenceOf({ key: 's', node: 'n' }, false), referenceOf({ key: 'g' }, true), referenceOf({ key: 'g' }, false)], ['s#n', 'g#*', 'g']);
});

test('cards lead to web addresses only', () => {
  assert.deepEqual(['/victima/', '//evil.example', 'javascript:alert(1)', 'https://a.example/', '', null].map((url) => cardAddress(url, 'https://site.example')),
    ['https://site.example/victima/', '', '', 'https://a.example/', '', '']);
});

test('both languages have every word, and the same gaps in it', () => {
  const gaps = (sentence) => String(sentence).match(/\{\w+\}/g) ?? [];
  assert.deepEqual(Object.keys(en), Object.keys(es));
  for (const [name, sentence] of Object.entries(es)) assert.deepEqual(gaps(en[name]).sort(), gaps(sentence).sort(), name);
  assert.equal(filled('{a} y {b}', { a: 1 }), '1 y ');
});

test('somebody waits for an answer from their first word on that nobody answered, and for whoever came later from then on', () => {
  const said = ['SYSTEM', 'VISITOR', 'VISITOR', 'ATTENDED', 'SYSTEM', 'JOINED', 'OPERATOR', 'VISITOR', 'SUPERVISOR'].map((one, minute) => ({
    sentAt: new Date(minute * 60_000).toISOString(), ...(['VISITOR', 'OPERATOR', 'SUPERVISOR', 'SYSTEM'].includes(one) ? { author: one, kind: 'TEXT', event: '' } : { author: 'SYSTEM', kind: 'EVENT', event: one }),
  }));
  const since = said.map((_, place) => said.slice(0, place + 1).reduce(waitsSinceBy, null));
  assert.deepEqual(since.map((at) => at && at / 60_000), [null, 1, 1, 3, 3, 3, null, 7, null]);
});

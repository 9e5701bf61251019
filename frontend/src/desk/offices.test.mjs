// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { callableBehind, distanceInWords, emergencyOffice, helpingNow, inKeptOrder, isFederal, isFirstReplaced, isKindMissing, isNoneIn, isOpenUnknown, inPlaceOfMissing, isReachable, linesNamed, kindsNamed, kindsSentTo, onTheWeb, saysHours, metersBetween, kindsReferredTo, namedFirst, namingOf, nearBeside, nearestElsewhere, officesByKey, officesFor, ownBehindNational, officeToRefer, officeToSend, placeInWords, placesNamed, withEmergencyFirst, withFirst, withSentTo, zoneOf } from './offices.ts';
import { asksForCall, finderOf, isNothingLike, noticesNow, officeAsked, officesCalled, officesNamed, placeIn, missingAt, takenAway, takenPair, worthShowing } from './finding.ts';
import { merged, scriptsOf } from './data.ts';
import { openingOf, specialDaysOf } from './opening.ts';
import { statesFor } from './screenPop.ts';
import { texts } from './texts.ts';
import { uuid7 } from './uuid.ts';
import { nextOf, waitAfter } from './retrying.ts';
import { confirmationInWords, openingInWords, specialDaysInWords, weekInWords } from './when.ts';
import { instantOf } from './zones.ts';

const { calendars, vectors } = JSON.parse(readFileSync(new URL('vectors_opening.json', import.meta.url), 'utf8'));
const ZONE = 'America/Mexico_City';
const at = (day, time, zone = ZONE) => instantOf({ day, time }, zone);
const schedule = (days, opensAt, closesAt) => ({ isAlwaysOpen: false, holidays: 'UNKNOWN', periods: [{ days, opensAt, closesAt }] });
const WEEK = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
const office = (key, more = {}) => ({
  kind: 'OFFICE', key, name: '', organizationKind: 'PUBLIC_DEFENDER', municipality: 'Centro', latitude: null, longitude: null, timeZone: ZONE, schedule: null, needsConfirmation: false, phones: [{}], address: { text: 'Calle' }, origin: 'LOCAL', ...more,
});

for (const { name, office, calendar, expected } of vectors) {
  test(`open: ${name}`, () => {
    const given = { ...office, specialDays: specialDaysOf(office, calendars[calendar]) };
    assert.ok(Object.keys(expected).length);
    for (const [now, [isOpen, changesAt, becomes, special]] of Object.entries(expected)) {
      const found = openingOf(given, Date.parse(now));
      assert.deepEqual(
        [found.isOpen, found.changesAt && new Date(found.changesAt).toISOString().replace('.000', ''), found.becomes, found.special && [found.special.kind, ...found.special.names.toSorted()]],
        [isOpen, changesAt, becomes, special], now,
      );
    }
  });
}

test('a step of a script sends to no court of other matters, unless there is no other court, and to none for adolescents', () => {
  const court = (key, name) => office(key, { organizationKind: 'COURT', name });
  const others = [court('civil', 'Juzgados Civiles y Familiares de Villahermosa'), court('mixed', 'Juzgado Mixto Civil y Penal')];
  const keys = (offices, kinds) => officesFor(offices, kinds, null, 0).map((one) => one.office.key);
  assert.deepEqual(keys(others, ['COURT']), ['mixed']);
  assert.deepEqual(keys(others.slice(0, 1), ['COURT']), ['civil']);
  assert.deepEqual(keys(others, null), ['civil', 'mixed']);
  const ofAdolescents = court('young', 'Juzgado Penal para Adolescentes');
  assert.deepEqual([keys([ofAdolescents, others[0]], ['COURT']), keys([ofAdolescents], ['COURT']), keys([ofAdolescents], null)], [['civil'], [], ['young']]);
  const ofBoth = court('both', 'Juzgado de Control y Especializado en Justicia para Adolescentes');
  assert.deepEqual(keys([ofBoth, ofAdolescents], ['COURT']), ['both']);
});

test('at a hand-over to the emergency number its office and that of the line for women help, and no other', () => {
  const line = (key, dial) => office(key, { organizationKind: 'POLICE', phones: [{ dial }] });
  const all = [line('anonymous', '089'), line('women', '079'), office('register', { phones: [] }), line('emergency', '911'), line('capital', '5556581111')];
  assert.deepEqual([['911', '079'], ['911'], []].map((dials) => helpingNow(all, dials, 0).map((one) => one.office.key)), [['emergency', 'women'], ['emergency'], []]);
});

test('where nobody knows whether an office is open that is said, but not of a line', () => {
  const found = [office('one'), office('open', { schedule: { isAlwaysOpen: true, holidays: 'OPEN', periods: [] } }), office('line', { address: null }), office('other', { substitution: { kind: 'COURT' } })];
  assert.deepEqual(found.map((one) => isOpenUnknown({ office: one, opening: openingOf(one, 0) })), [true, false, false, false]);
});

test('it is said that nothing fits where nothing is likely and nothing is called so', () => {
  const script = { kind: 'SCRIPT', key: 's', title: 'No encuentro a una persona', snippet: '', probability: 0.25 };
  const found = (confidence, query, more = {}) => isNothingLike({ results: [{ ...script, ...more }], confidence }, query);
  assert.deepEqual([found(0.25, 'condusef'), found(0.4, 'condusef'), found(null, 'condusef'), found(0.25, 'persona perdida'), isNothingLike({ results: [], confidence: 0 }, 'xyzzy')], [true, false, false, false, false]);
});

test('a bundle gives each office its holidays, and keeps them where an earlier server does not send any', () => {
  const christmas = { kind: 'HOLIDAY', name: 'Navidad', startsOn: '2026-12-25', endsOn: '2026-12-25', officeKey: null, isNational: true };
  const moved = { kind: 'CLOSURE', name: 'Mudanza', startsOn: '2026-12-24', endsOn: '2026-12-24', officeKey: 'one', isNational: false };
  const answer = { version: '1', isWhole: true, items: [office('one'), office('two'), { kind: 'TERM', key: 't' }], tombstones: [], pinned: {}, searchCopy: null, holidays: [moved, christmas] };
  const specialDays = (bundle) => [...bundle.items.values()].map((item) => item.specialDays?.map(({ name }) => name));
  const bundle = merged(null, answer, 'COA', 'es-MX');
  assert.deepEqual(specialDays(bundle), [['Mudanza', 'Navidad'], ['Navidad'], undefined]);
  const { holidays: _, ...earlier } = { ...answer, isWhole: false, items: [office('three')] };
  assert.deepEqual(specialDays(merged(bundle, earlier, 'COA', 'es-MX')), [['Mudanza', 'Navidad'], ['Navidad'], undefined, ['Navidad']]);
  assert.deepEqual(specialDays(merged(bundle, { ...answer, isWhole: false, items: [], holidays: [] }, 'COA', 'es-MX')), [[], [], undefined]);
});

test('whether it is open is said with the holiday that makes the difference', () => {
  const christmas = { kind: 'HOLIDAY', name: 'Navidad', startsOn: '2026-12-25', endsOn: '2026-12-25', officeKey: null, isNational: true };
  const said = (holidays, day, time, more = {}) => {
    const one = office('one', { hoursText: null, schedule: { ...schedule(WEEK, '09:00', '15:00'), holidays }, specialDays: [christmas], ...more });
    return openingInWords(one, openingOf(one, at(day, time)), at(day, time));
  };
  const always = { schedule: { isAlwaysOpen: true, periods: [], holidays: 'CLOSED' } };
  assert.deepEqual(
    [said('CLOSED', '2026-12-25', '10:00'), said('UNKNOWN', '2026-12-25', '10:00', { hoursText: 'De 9 a 15' }), said('UNKNOWN', '2026-12-24', '16:00'), said('CLOSED', '2026-12-24', '16:00'),
      said('OPEN', '2026-12-25', '10:00'), said('', '2026-12-24', '10:00', always), said('', '2026-12-20', '10:00', always), said('', '2026-12-28', '10:00', { schedule: null }), said('', '2026-12-28', '00:12', { schedule: null, hoursText: 'Denuncias hasta las 19:30' }),
      said('', '2026-12-28', '10:00', { schedule: { ...always.schedule, holidays: 'OPEN' } })],
    ['Cerrada hoy: Navidad; abre el lunes 28 de diciembre a las 9:00', 'Hoy es día festivo (Navidad): no se sabe si abre', 'Cerrada; mañana es día festivo y no se sabe si abre',
      'Cerrada; abre el lunes 28 de diciembre a las 9:00', 'Abierta hasta las 15:00', 'Abierta hasta las 00:00', 'Abierta hasta el viernes 25 de diciembre a las 0:00', 'Horario sin confirmar', 'No se sabe si está abierta ahora. Horario escrito: Denuncias hasta las 19:30', 'Abierta siempre'],
  );
});

test('an office of the municipality stands before one in another city, though that one is open and has a telephone', () => {
  const near = { name: 'Saltillo', latitude: 25.42, longitude: -101.0 };
  const places = [near, { name: 'Torreón', latitude: 25.54, longitude: -103.44 }];
  const found = officesFor([
    office('torreon', { municipality: 'Torreón', schedule: schedule(WEEK, '09:00', '15:00') }),
    office('silent', { municipality: 'Saltillo', phones: [] }),
    office('line', { origin: 'LIBRARY', municipality: null, address: null }),
  ], ['PUBLIC_DEFENDER'], near, at('2026-11-30', '10:00'), places);
  assert.deepEqual(found.map((one) => one.office.key), ['silent', 'torreon', 'line']);
});

test('open offices come first, near ones before far ones', () => {
  const near = { name: 'Centro', latitude: 17.99, longitude: -92.93 };
  const found = officesFor([
    office('closed', { schedule: schedule(['SUNDAY'], '09:00', '10:00') }),
    office('unknown'),
    office('far', { schedule: schedule(WEEK, '09:00', '15:00'), latitude: 18.5, longitude: -92.6 }),
    office('close', { schedule: schedule(WEEK, '09:00', '15:00'), latitude: 17.98, longitude: -92.94 }),
    office('other', { organizationKind: 'COURT' }),
  ], ['PUBLIC_DEFENDER'], near, at('2026-11-30', '10:00'));
  assert.deepEqual(found.map((one) => one.office.key), ['close', 'unknown', 'far', 'closed']);
});

test('a new script takes no number of one that is as urgent', () => {
  const script = (key, urgency, order, title) => [key, { key, kind: 'SCRIPT', role: 'VICTIM', channels: ['PHONE'], urgency, order, title }];
  const bundle = { items: new Map([
    script('new', 'EMERGENCY', 170, 'Me amenazan'), script('report', 'HIGH', 40, 'Quiero denunciar'), script('partner', 'EMERGENCY', 30, 'Mi pareja me agrede'),
  ]) };
  assert.deepEqual(scriptsOf(bundle, 'VICTIM').map(({ key }) => key), ['partner', 'new', 'report']);
});

test('what the nation has in another city comes last, and of the others the kinds in their order, each by distance', () => {
  const near = { name: 'Centro', latitude: 17.99, longitude: -92.93 };
  const places = [near, { name: 'Cárdenas', latitude: 17.98, longitude: -93.37 }];
  const always = { isAlwaysOpen: true, periods: [], holidays: 'OPEN' };
  const found = officesFor([
    office('nation', { origin: 'LIBRARY', municipality: null, schedule: always }),
    office('court', { organizationKind: 'COURT', schedule: always }),
    office('far', { municipality: 'Cárdenas' }),
    office('own'),
    office('line', { origin: 'LIBRARY', municipality: null, address: null }),
  ], ['PUBLIC_DEFENDER', 'COURT'], near, at('2026-11-30', '10:00'), places);
  assert.deepEqual(found.map((one) => one.office.key), ['own', 'far', 'court', 'line', 'nation']);
  assert.deepEqual(found.map((one) => placeInWords(one, 'Centro')), ['Centro', 'Cárdenas, a unos 47 km', 'Centro', null, null]);
  assert.deepEqual(found.slice(0, 2).map((one) => placeInWords(one, null)), ['Centro', 'Cárdenas, a unos 47 km de Centro']);
});

test('who can be turned to in the town comes first, whatever their kind, and who cannot be reached last', () => {
  const near = { name: 'Torreón', latitude: 25.54, longitude: -103.44 };
  const places = [near, { name: 'Saltillo', latitude: 25.42, longitude: -101.0 }];
  const found = officesFor([
    office('unknown', { organizationKind: 'PROSECUTOR', municipality: null, address: null, phones: [] }),
    office('nation', { organizationKind: 'PROSECUTOR', municipality: null, origin: 'LIBRARY', address: null }),
    office('saltillo', { organizationKind: 'PROSECUTOR', municipality: 'Saltillo' }),
    office('torreon', { municipality: 'Torreón' }),
  ], ['PROSECUTOR', 'PUBLIC_DEFENDER'], near, at('2026-11-30', '10:00'), places);
  assert.deepEqual(found.map((one) => one.office.key), ['torreon', 'saltillo', 'unknown', 'nation']);
});

test('of offices out of reach the nearer one stands first, though only its town is known, or it is closed', () => {
  const near = { name: 'Piedras Negras', latitude: 28.7, longitude: -100.52 };
  const places = [near, { name: 'Acuña', latitude: 29.32, longitude: -100.93 }, { name: 'Saltillo', latitude: 25.42, longitude: -101.0 }];
  const prosecutor = (key, more) => office(key, { organizationKind: 'PROSECUTOR', ...more });
  const others = [
    prosecutor('saltillo', { municipality: 'Saltillo', schedule: { isAlwaysOpen: true, periods: [], holidays: 'OPEN' } }),
    prosecutor('nation', { municipality: null, origin: 'LIBRARY', address: null }),
    office('line', { organizationKind: 'HELP_LINE', municipality: null, address: null }),
  ];
  for (const more of [{ phones: [], address: null }, { schedule: schedule(['SUNDAY'], '09:00', '10:00') }]) {
    const found = officesFor([...others, prosecutor('acuña', { municipality: 'Acuña', ...more })], ['PROSECUTOR', 'HELP_LINE'], near, at('2026-11-30', '10:00'), places);
    assert.deepEqual(found.map((one) => one.office.key), ['acuña', 'saltillo', 'nation', 'line']);
    assert.deepEqual(['Piedras Negras', 'Acuña'].map((place) => isNoneIn(found, place)), [true, false]);
    assert.equal(isNoneIn(found.slice(2), 'Piedras Negras'), false, 'lines are in no place');
  }
});

test('the state’s own office comes before the nation’s of its kind, though it is far or closed', () => {
  const near = { name: 'Torreón', latitude: 25.54, longitude: -103.44 };
  const places = [near, { name: 'Saltillo', latitude: 25.42, longitude: -101.0 }];
  const found = officesFor([
    office('nation', { organizationKind: 'PROSECUTOR', municipality: null, origin: 'LIBRARY', address: null }),
    office('line', { organizationKind: 'HELP_LINE', municipality: null, address: null }),
    office('saltillo', { organizationKind: 'PROSECUTOR', municipality: 'Saltillo' }),
    office('closed', { organizationKind: 'PROSECUTOR', municipality: 'Torreón', schedule: schedule(['SUNDAY'], '09:00', '10:00') }),
  ], ['PROSECUTOR', 'HELP_LINE'], near, at('2026-11-30', '10:00'), places);
  assert.deepEqual(found.map((one) => one.office.key), ['closed', 'saltillo', 'nation', 'line']);
});

test('while no script is chosen, the kinds of the role come before all others', () => {
  const near = { name: 'Torreón', latitude: 25.54, longitude: -103.44 };
  const found = officesFor([
    office('defender', { municipality: 'Torreón' }), office('centre', { organizationKind: 'WOMENS_JUSTICE_CENTER', municipality: 'Torreón' }),
    office('nation', { organizationKind: 'PROSECUTOR', municipality: null, origin: 'LIBRARY', address: null }),
  ], null, near, 0, [near], ['PROSECUTOR', 'WOMENS_JUSTICE_CENTER']);
  assert.deepEqual(found.map((one) => one.office.key), ['centre', 'nation', 'defender']);
  assert.deepEqual(withEmergencyFirst(found[1], found).map((one) => one.office.key), ['nation', 'centre', 'defender']);
  assert.equal(withEmergencyFirst(null, found), found);
});

test('a line that also stands in the place of others is listed once', () => {
  const line = (key, more) => office(key, { name: 'Línea 079', phones: [{ dial: '079' }], ...more });
  const found = officesFor([line('line'), line('instead', { substitution: { kind: 'COURT', reason: 'HELP_LINE' } }), line('other', { name: 'Otra' })], ['COURT', 'PUBLIC_DEFENDER'], null, 0);
  assert.deepEqual(found.map((one) => one.office.key), ['instead', 'other']);
});

test('an office is reached by telephone, e-mail or street, or, where its place is confidential, through others', () => {
  const silent = { phones: [], address: null };
  const found = [{}, { phones: [{}] }, { email: 'a@b.mx' }, { address: { text: 'Calle' } }, { address: { text: ' ' } }, { isConfidential: true }];
  assert.deepEqual(found.map((more) => isReachable(office('a', { ...silent, ...more }))), [false, true, true, true, false, true]);
});

test('R sends one office of a list, none that cannot be reached, and what is open', () => {
  const [silent, first, second] = [office('silent', { phones: [], address: null }), office('first'), office('second')];
  const list = [silent, first, second].map((one) => ({ office: one }));
  const sent = [officeToSend(null, list, []), officeToSend(null, list, ['first']), officeToSend({ ...second, kind: 'OFFICE' }, list, ['first']), officeToSend({ ...silent, kind: 'OFFICE' }, list, [])];
  assert.deepEqual(sent.map((one) => one?.key ?? null), ['first', null, 'second', null]);
});

test('distances', () => {
  const meters = metersBetween({ latitude: 17.9892, longitude: -92.9281 }, { latitude: 19.4326, longitude: -99.1332 });
  assert.ok(Math.abs(meters - 672_877) < 1000, String(meters));
  assert.deepEqual([400, 2140, 12_300].map(distanceInWords), ['a menos de 1 km', 'a 2.1 km', 'a 12 km']);
});

test('the emergency number is the office of whoever is in danger', () => {
  const offices = [office('a'), office('911', { phones: [{ dial: '911' }] })];
  assert.deepEqual([emergencyOffice(offices, '911', 0)?.office.key, emergencyOffice(offices, '066', 0), emergencyOffice(offices, null, 0)], ['911', null, null]);
});

test('a kind is missing where only a line answers in its place, and the nearest of another state is known', () => {
  const line = { office: office('line', { substitution: { kind: 'COURT', reason: 'HELP_LINE' } }) };
  assert.deepEqual([[], [line], [line, { office: office('own') }]].map((list) => isKindMissing(list, 'PUBLIC_DEFENDER')), [true, true, false]);
  const elsewhere = [
    office('far', { organizationKind: 'COURT', latitude: 19.4, longitude: -99.1 }), office('near', { organizationKind: 'COURT', latitude: 17.5, longitude: -92.0 }),
    office('silent', { organizationKind: 'COURT', latitude: 17.9, longitude: -92.9, phones: [] }), office('other', { latitude: 17.9, longitude: -92.9 }),
  ];
  const found = nearestElsewhere(elsewhere, 'COURT', { latitude: 17.99, longitude: -92.93 }, 0);
  assert.deepEqual([found.office.key, nearestElsewhere(elsewhere, 'PRISON', null, 0)], ['near', null]);
});

test('what is found beside scripts is cut off where it is unlikely, and no snippet says its title again', () => {
  const found = (kind, title, probability, snippet = '') => ({ kind, key: title, title, probability, snippet });
  const shown = worthShowing([
    found('SCRIPT', 'Robo', 0.01), found('GUIDANCE', 'Robo de vehículo', 0.6, 'robo de vehículo'), found('TERM', 'Perdón', 0.01), found('OFFICE', 'Fiscalía', 0, 'Centro'), found('ORGANIZATION', 'Consulado', 0),
  ], 'fiscalias: robo en el centro');
  assert.deepEqual(shown.map(({ title, snippet }) => [title, snippet]), [['Robo', ''], ['Robo de vehículo', ''], ['Fiscalía', 'Centro']]);
});

test('the state’s own office behind one of the nation is named only where nobody knows how it is reached', () => {
  const kind = { organizationKind: 'SEARCH_COMMISSION' };
  const [own, nation] = [office('own', { ...kind, phones: [], address: null }), office('nation', { ...kind, origin: 'LIBRARY', address: null })];
  const behind = (...found) => ownBehindNational(officesFor(found, ['SEARCH_COMMISSION'], null, at('2026-11-30', '12:00')), 'SEARCH_COMMISSION')?.key ?? null;
  assert.deepEqual([behind(own, nation), behind(office('own', kind), nation), behind(nation), behind(own)], ['own', null, null, null]);
});

test('the nation’s defender, who is for federal matters, comes after the state’s, and who can be called before who cannot', () => {
  const nation = office('nation', { origin: 'LIBRARY', address: null });
  const silent = office('silent', { phones: [], schedule: { isAlwaysOpen: true, periods: [], holidays: 'OPEN' } });
  const unknown = office('unknown', { municipality: null, phones: [], address: null });
  const listed = (...found) => officesFor(found, ['PUBLIC_DEFENDER'], null, at('2026-11-30', '12:00'));
  assert.deepEqual(listed(nation, unknown, silent, office('own')).map((one) => one.office.key), ['own', 'silent', 'unknown', 'nation']);
  const callable = [listed(nation, unknown), listed(nation, silent, office('own')), listed(unknown)].map((found) => callableBehind(found)?.office ?? null);
  assert.deepEqual(callable.map((one) => one && [one.key, isFederal(one)]), [['nation', true], null, null]);
});

test('what is not confirmed says since when', () => {
  const said = [[true, '2026-03-03'], [true, null], [false, '2026-03-03']].map(([needsConfirmation, assuredOn]) => confirmationInWords({ needsConfirmation, assuredOn }));
  assert.deepEqual(said, ['Sin confirmar desde el 3 de marzo de 2026', 'Sin confirmar todavía', '']);
});

test('a place is found by a part of its name, and one that is not there is none', () => {
  const places = ['Cárdenas', 'Centla', 'Centro'].map((name) => ({ name }));
  assert.deepEqual(
    ['cardenas', 'Centr', 'cent', 'CENTRO', 'Parai', ' '].map((typed) => placesNamed(typed, places).map(({ name }) => name)),
    [['Cárdenas'], ['Centro'], ['Centla', 'Centro'], ['Centro'], [], []],
  );
});

test('the zone of a municipality is that of its offices', () => {
  const offices = [office('a', { municipality: 'Juárez', timeZone: 'America/Ciudad_Juarez' }), office('b', { municipality: 'Chihuahua', timeZone: 'America/Chihuahua' })];
  assert.equal(zoneOf('Juárez', offices, 'America/Chihuahua'), 'America/Ciudad_Juarez');
  assert.equal(zoneOf(null, offices, 'America/Chihuahua'), 'America/Chihuahua');
});

const session = {
  states: [
    { code: 'COA', lines: ['+528441112233', '+525556581111', '+528001112233'] }, { code: 'TAB', lines: ['+529931112233', '+525556581111'] },
    { code: 'VER', lines: ['+525556581111', '+528001112233'] },
  ],
  areas: { 993: ['TAB'], 871: ['DUR', 'COA'], 923: ['TAB', 'VER'] },
};
for (const [line, area, expected] of [
  ['+529931112233', null, ['TAB']], [' 529931112233', null, ['TAB']], ['+520000000000', '993', ['TAB']], [null, '871', ['COA']], [null, '656', []], [null, null, []], ['', '', []],
  [null, '923', ['TAB', 'VER']], ['+529931112233', '923', ['TAB']],
  // of all three, and of two
  ['+525556581111', '993', ['TAB']], ['+525556581111', null, []], ['+525556581111', '923', ['TAB', 'VER']],
  ['+528001112233', '871', ['COA']], ['+528001112233', '993', ['COA', 'VER']], ['+528001112233', null, ['COA', 'VER']],
]) {
  test(`the states of a call to ${line} from ${area}`, () => assert.deepEqual(statesFor({ line, area }, session), expected));
}

test('ids are UUIDs of version 7 in the order of time', () => {
  const ids = [1, 2, 1_790_000_000_000].map((time) => uuid7(time));
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...ids].sort(), ids);
});

test('tries are further and further apart, up to a minute', () => {
  assert.deepEqual([0, 1, 3, 9].map((tries) => waitAfter(tries, 1)), [1000, 2000, 8000, 60_000]);
});

test('no contact waits for a report that was too many, nor for what was refused', () => {
  const [refused, report, inquiry, correction] = [['inquiry', 'No.'], ['report', null], ['inquiry', null], ['correction', null]].map(([kind, why], id) => ({ id, kind, refused: why }));
  assert.deepEqual([nextOf([refused, report, inquiry, correction]), nextOf([report, correction]), nextOf([refused, report]), nextOf([refused])], [inquiry, correction, report, undefined]);
});

test('without a network, too, scripts for the role of the caller come first, and none for another', () => {
  const script = (key, role) => ({ key, kind: 'SCRIPT', title: key, role });
  const page = { key: 'page', kind: 'GUIDANCE', title: 'page', firstStep: 'x' };
  const items = [page, ...Array.from({ length: 10 }, (_, place) => script(`victim ${place}`, 'VICTIM')), script('witness', 'THIRD_PARTY')];
  const hits = items.map(({ key, kind, title }) => ({ key, kind, title, score: 0 }));
  const bundle = { items: new Map(items.map((item) => [item.key, item])) };
  const copy = { find: (query, most = 10) => ({ hits: hits.slice(0, most), isDanger: false }) };
  const keys = (role, from = copy, query = 'me') => finderOf(bundle, from)(query, role).results.map(({ key }) => key);
  assert.deepEqual([keys('THIRD_PARTY'), keys('VICTIM').slice(0, 5)], [['witness', 'page'], [0, 1, 2, 3, 4].map((place) => `victim ${place}`)]);
  assert.deepEqual([keys('VICTIM', null, 'witness'), keys('THIRD_PARTY', null, 'witness'), keys(null, null, 'witness')], [[], ['witness'], ['witness']]);
});

test('offices of the same place come first, though no centre of it is known', () => {
  const near = { name: 'Jonuta' };
  const found = officesFor([office('far', { municipality: 'Teapa' }), office('near', { municipality: 'Jonuta' })], ['PUBLIC_DEFENDER'], near, at('2026-11-30', '10:00'));
  assert.deepEqual(found.map(({ office: { key }, meters }) => [key, meters]), [['near', 0], ['far', null]]);
});

test('R refers to what is open, and to nothing that is covered', () => {
  const [first, second] = ['a', 'b'].map((key) => office(key));
  const list = [first, second].map((office) => ({ office }));
  const keyOf = (...given) => officeToRefer(...given)?.key ?? null;
  assert.equal(keyOf(null, list, []), 'a');
  assert.equal(keyOf(null, list, ['a']), 'b');
  assert.equal(keyOf(second, list, []), 'b');
  assert.equal(keyOf(second, list, ['b']), null);
  assert.equal(keyOf({ kind: 'GUIDANCE', key: 'g' }, list, []), null);
});

test('R refers to an office that can be reached before one of which neither telephone nor address is known', () => {
  const list = [office('unknown', { phones: [], address: null }), office('reached'), office('other')].map((one) => ({ office: one }));
  const keysOf = (...given) => Object.values(officesByKey(...given)).map((one) => one?.key ?? null);
  assert.deepEqual(keysOf(null, list, [], null), ['reached', 'other']);
  assert.deepEqual(keysOf(null, list, ['reached', 'other'], null), ['unknown', null]);
  assert.deepEqual(keysOf(null, list.slice(0, 1), [], null), ['unknown', null]);
});

test('where a state has no search commission the emergency number comes before lines of another place', () => {
  const [emergency, line, own] = [office('911', { organizationKind: 'POLICE' }), office('capital', { organizationKind: 'HELP_LINE', substitution: { kind: 'SEARCH_COMMISSION' } }), office('own', { organizationKind: 'SEARCH_COMMISSION' })].map((one) => ({ office: one }));
  const keys = (kind, ...found) => inPlaceOfMissing(kind, [], found, emergency).map((one) => one.office.key);
  assert.deepEqual(keys('SEARCH_COMMISSION', line), ['911', 'capital']);
  assert.deepEqual(keys('SEARCH_COMMISSION'), ['911']);
  assert.deepEqual(keys('SEARCH_COMMISSION', own, line), ['own', 'capital']);
  assert.deepEqual(keys('PUBLIC_DEFENDER', line), ['capital']);
  assert.deepEqual(keys(null, line), ['capital']);
  assert.deepEqual(inPlaceOfMissing('SEARCH_COMMISSION', [], [line], null).map((one) => one.office.key), ['capital']);
  const prosecutor = { office: office('pgj', { organizationKind: 'PROSECUTOR' }) };
  assert.deepEqual(inPlaceOfMissing('SEARCH_COMMISSION', [prosecutor], [line], emergency).map((one) => one.office.key), ['pgj', '911', 'capital'], 'R refers to the office of the state that is named');
});

test('where the nearest office of a kind is far, one of the same topic that is near is named', () => {
  const near = (key, meters, more = {}) => ({ office: office(key, more), meters });
  const beside = [near('lines', null), near('unknown', 0, { phones: [], address: null }), near('town', 900), near('town2', 800)];
  const keyOf = (found) => nearBeside('PROSECUTOR', found, beside)?.office.key ?? null;
  assert.equal(keyOf([near('far', 242_000)]), 'town');
  assert.equal(keyOf([near('close', 20_000), near('far', 242_000)]), null);
  assert.equal(keyOf([near('somewhere', null)]), null);
  assert.equal(keyOf([]), null);
  assert.equal(nearBeside('PROSECUTOR', [near('far', 242_000)], [near('far2', 90_000)]), null);
  assert.equal(nearBeside('PROSECUTOR', [near('far', 242_000)], [near('silent', 900, { phones: [], email: 'a@example.mx' })]), null);
  assert.equal(nearBeside('PUBLIC_DEFENDER', [near('far', 242_000)], beside), null);
});

test('words that name a service on the web, or say that a report can be made there, have its address beside them', () => {
  const onlyWeb = { phones: [], email: null, address: null, website: 'https://registro.example.mx' };
  const offices = [
    office('fgr', { organizationKind: 'PROSECUTOR', origin: 'LIBRARY', website: 'https://fgr.example.mx' }), office('own', { organizationKind: 'PROSECUTOR', origin: 'LOCAL', website: null }),
    office('own2', { organizationKind: 'PROSECUTOR', origin: 'LOCAL', website: 'https://fiscalia.example.mx' }), office('register', { ...onlyWeb, name: 'Consulta del Registro Nacional de Detenciones' }),
    office('again', { ...onlyWeb, name: 'Consulta del Registro Nacional de Detenciones' }), office('called', { ...onlyWeb, name: 'Registro Nacional', phones: [{ dial: '1' }], website: 'https://otro.example.mx' }),
  ];
  const keys = (words) => onTheWeb(words, offices).map(({ key }) => key);
  assert.deepEqual(keys('Anote: puede consultar el Registro Nacional de Detenciones con los datos de la persona.'), ['register']);
  assert.deepEqual(keys('Puede ir a cualquier fiscalía de su estado o usar la denuncia en línea.'), ['own2']);
  assert.deepEqual(keys('Permanezca en la línea. Vaya a la fiscalía.'), []);
  assert.deepEqual(onTheWeb('Use la denuncia en línea.', offices.slice(0, 2)), [], 'nothing is made up where the directory has none');
});

test('the hours of an office are only said of words that say some', () => {
  const said = ['La comisión tiene guardia para urgencias.', 'Le atienden a cualquier hora.', 'Hay alojamiento las 24 horas.', 'No pueden retenerlo más de 48 horas.', 'Vaya a la fiscalía.'];
  assert.deepEqual(said.map(saysHours), [true, true, true, false, false]);
});

test('the words of a step name kinds of offices in their order', () => {
  assert.deepEqual(kindsNamed('Haga el reporte en la comisión de búsqueda, la Fiscalía o por teléfono.'), ['SEARCH_COMMISSION', 'PROSECUTOR']);
  assert.deepEqual(kindsNamed('Vaya a la fiscalía y pida que le asignen defensor público; llame a la Defensoría Pública Federal.'), ['PROSECUTOR', 'PUBLIC_DEFENDER']);
  assert.deepEqual(kindsNamed('Vaya primero a un hospital o Centro de Justicia para las Mujeres.'), ['WOMENS_JUSTICE_CENTER']);
  assert.deepEqual(['Guarde recibos.', 'Go to the prosecutor.', ''].flatMap(kindsNamed), []);

  assert.deepEqual(
    [
      ['WARNING', 'Esto es urgente. Usted puede pedir un amparo. También puede quejarse ante derechos humanos.'], ['WARNING', 'Denuncie: avise a derechos humanos.'],
      ['QUESTION', '¿Ya fue a la fiscalía?'], ['ANSWER', 'La fiscalía tiene 48 horas. Guarde recibos.'], ['ANSWER', 'También puede quejarse ante derechos humanos.'],
    ].flatMap((given) => kindsSentTo(...given)), [], 'named in passing: one press of R refers to none of them',
  );
  assert.deepEqual(
    ['Haga el reporte en la comisión de búsqueda, la fiscalía o por teléfono.', 'La defensoría es gratis. Puede ir a cualquier fiscalía.'].map((words) => kindsSentTo('ANSWER', words)),
    [['SEARCH_COMMISSION', 'PROSECUTOR'], ['PROSECUTOR']],
  );
  const nowhere = [
    'No vaya solo a la fiscalía.', 'Nunca acuda a la fiscalía sin abogado.', 'No debe ir a la fiscalía.', 'Diga que no pueden llevarlo a la fiscalía y que llame a su familia.',
    'La fiscalía busca a la persona.', 'El juez pregunte lo que pregunte, la fiscalía responde.', 'Pregúntele si ya fue a la fiscalía.', 'Llame al 911 si la fiscalía no contesta.',
    'Vaya con su abogado cuando la fiscalía lo cite.',
  ];
  assert.deepEqual(nowhere.filter((words) => kindsSentTo('ANSWER', words).length), [], 'forbidden, supposed, or of somebody else');
  const somewhere = [
    'Si lo amenazan en la fiscalía, denuncie ante derechos humanos.', 'Puede acudir a la comisión de derechos humanos.', 'Interponga la queja ante derechos humanos.',
    'Diríjase a la fiscalía.', 'Preséntela en la fiscalía.', 'Levante su denuncia en la fiscalía.', 'Vaya a la fiscalía.', 'Vaya, y con defensor público, a la fiscalía.',
  ];
  assert.deepEqual(
    somewhere.map((words) => kindsSentTo('ANSWER', words)),
    [...Array(3).fill(['HUMAN_RIGHTS']), ...Array(4).fill(['PROSECUTOR']), ['PUBLIC_DEFENDER', 'PROSECUTOR']],
  );
});

test('to whom the words send comes first where the step leads to nobody, or nobody can reach whom it leads to', () => {
  const of = (key, organizationKind, given = {}) => ({ office: { ...office(key, { organizationKind, origin: 'LOCAL', phones: [{ dial: key }], ...given }) }, meters: null });
  const line = { ...of('locatel', 'HELP_LINE'), office: { ...of('locatel', 'HELP_LINE').office, substitution: { kind: 'SEARCH_COMMISSION' } } };
  const [prosecutor, far, rights] = [of('pgj', 'PROSECUTOR'), of('pgj2', 'PROSECUTOR'), of('cedh', 'HUMAN_RIGHTS')];
  const federal = of('fgr', 'PROSECUTOR', { origin: 'LIBRARY' });
  const unknown = of('def', 'PUBLIC_DEFENDER', { phones: [], address: null, email: '', isConfidential: false });
  const defensatel = of('defensatel', 'PUBLIC_DEFENDER', { origin: 'LIBRARY' });
  const keys = (...given) => namedFirst(...given).map((one) => one.office.key);
  const all = [line, federal, prosecutor, far, rights];
  assert.deepEqual(keys(null, ['SEARCH_COMMISSION', 'PROSECUTOR'], [], [rights, line], all), ['pgj'], 'the state’s own, and no line in the place of another');
  assert.deepEqual(keys(null, [], ['PROSECUTOR'], [rights], all), ['pgj'], 'who was named on the way keeps the place');
  assert.deepEqual(keys(null, ['HUMAN_RIGHTS'], ['HUMAN_RIGHTS', 'PROSECUTOR'], [line], all), ['cedh', 'pgj'], 'the step’s own words come first');
  assert.deepEqual(keys('SEARCH_COMMISSION', ['SEARCH_COMMISSION'], ['SEARCH_COMMISSION', 'PROSECUTOR'], [line], all), ['pgj'], 'there is none: who was named before');
  assert.deepEqual(keys('PUBLIC_DEFENDER', ['PROSECUTOR', 'PUBLIC_DEFENDER'], [], [unknown, defensatel], [...all, unknown]), ['pgj']);
  assert.deepEqual(keys('PUBLIC_DEFENDER', ['PROSECUTOR', 'PUBLIC_DEFENDER'], [], [of('own', 'PUBLIC_DEFENDER'), defensatel], all), [], 'the state’s own can be reached');
  assert.deepEqual(keys('PUBLIC_DEFENDER', ['PUBLIC_DEFENDER'], ['PROSECUTOR'], [unknown, defensatel], all), []);
  assert.deepEqual(keys('PUBLIC_DEFENDER', ['PUBLIC_DEFENDER', 'HUMAN_RIGHTS'], [], [unknown, defensatel], [rights]), [], 'a complaint is no defence');
  assert.deepEqual(kindsReferredTo('PUBLIC_DEFENDER', [prosecutor]), ['PROSECUTOR', 'PUBLIC_DEFENDER'], 'the title names whom R refers to');
  assert.deepEqual(kindsReferredTo('PUBLIC_DEFENDER', []), ['PUBLIC_DEFENDER']);
  assert.deepEqual(withFirst([prosecutor], [rights, prosecutor]).map((one) => one.office.key), ['pgj', 'cedh']);
});

test('an office to which the words send stands behind the first of the step', () => {
  const [defender, other, prosecutor] = [office('def'), office('def2'), office('pgj', { organizationKind: 'PROSECUTOR' })].map((one) => ({ office: one }));
  const keys = (...given) => withSentTo(...given).map((one) => one.office.key);
  assert.deepEqual(keys('PUBLIC_DEFENDER', ['PROSECUTOR', 'PUBLIC_DEFENDER'], [defender, other], [prosecutor]), ['def', 'pgj', 'def2']);
  assert.deepEqual(keys('PUBLIC_DEFENDER', ['PROSECUTOR'], [prosecutor, defender], [prosecutor]), ['pgj', 'def'], 'it stands first already');
  assert.deepEqual(keys(null, ['PROSECUTOR'], [defender], [prosecutor]), ['def']);
});

test('R refers once at a step, and N to the next office', () => {
  const list = ['a', 'b', 'c'].map((key) => ({ office: office(key) }));
  const keysOf = (...given) => Object.values(officesByKey(...given)).map((one) => one?.key ?? null);
  assert.deepEqual(keysOf(null, list, [], null), ['a', 'b']);
  assert.deepEqual(keysOf(null, list, ['a'], 'a'), [null, 'b']);
  assert.deepEqual(keysOf(null, list, ['a', 'b'], 'a'), [null, 'c']);
  assert.deepEqual(keysOf(null, list, ['a', 'b', 'c'], 'a'), [null, null]);
  assert.deepEqual(keysOf(null, list, [], 'a'), ['a', 'b'], 'it was taken back');
  assert.deepEqual(keysOf(null, list, ['a'], null), ['b', 'c'], 'at another step');
  assert.deepEqual(keysOf({ ...office('b'), kind: 'OFFICE' }, list, ['a'], 'a'), ['b', null], 'one that is read');
});

test('words name a place behind a preposition or at their end', () => {
  const places = ['Centro', 'Cárdenas', 'Jalpa de Méndez'].map((name) => ({ name }));
  const named = (query) => placeIn(query, places)?.name ?? null;
  assert.deepEqual(
    ['fiscalia en cardenas', 'Fiscalía Jalpa de Méndez', 'fiscalía del centro', 'centro de justicia', 'un juzgado en el centro de justicia', 'Cárdenas'].map(named),
    ['Cárdenas', 'Jalpa de Méndez', 'Centro', null, null, null],
  );
});

test('of a kind that a place has not the nearest office is found', () => {
  const places = [{ name: 'Cárdenas', latitude: 18.0, longitude: -93.4 }, { name: 'Centro', latitude: 18.0, longitude: -92.9 }, { name: 'Jonuta', latitude: 18.1, longitude: -92.1 }];
  const found = [{ key: 'g', kind: 'ORGANIZATION', title: 'Fiscalía General', organizationKind: 'PROSECUTOR' }, ...['Jonuta', 'Centro'].map((municipality) => (
    { ...office(municipality, { municipality, organizationKind: 'PROSECUTOR' }), kind: 'OFFICE' }))];
  const bundle = { items: new Map(found.map((one) => [one.key, one])) };
  const asked = (query, place) => officeAsked(query, [found[0]], bundle, place, places, 0);
  const missing = asked('fiscalía en Cárdenas', places[0]);
  assert.deepEqual([missing.kind, missing.isMissing, missing.nearest.office.key, Math.round(missing.nearest.meters / 1000)], ['PROSECUTOR', true, 'Centro', 53]);
  assert.equal(asked('fiscalía en Jonuta', places[2]).isMissing, false);
  assert.deepEqual([asked('me robaron en Cárdenas', places[0]), asked('fiscalía', null)], [null, null]);
});

test('an office that is called by its name and place comes first, whatever else the words say', () => {
  const named = (key, name, municipality) => office(key, { name, title: name, municipality });
  const all = [named('a', 'Fiscalía Norte II', 'Acuña'), named('b', 'Fiscalía Sureste', 'Saltillo'), named('c', 'Fiscalía de la Mujer', 'Saltillo'), named('d', 'Centro de Justicia', 'Centro'), named('e', 'Instituto de la Defensoría', 'Nacajuca')];
  const called = (query) => officesCalled(query, all).map(({ key }) => key);
  assert.deepEqual(called('fiscalia saltillo 25 de diciembre'), ['b', 'c']);
  assert.deepEqual(called('fiscalía de la mujer en Saltillo'), ['c', 'b']);
  assert.deepEqual(called('defensoría de Nacajuca'), ['e']);
  assert.deepEqual(['fiscalia', 'me robaron en saltillo', 'en el centro, quiero justicia'].flatMap(called), []);
});

test('an office is found by the beginnings of words of its name, its kind and its place', () => {
  const named = (key, name, municipality, organizationKind) => office(key, { name, title: name, municipality, organizationKind });
  const all = [named('a', 'Fiscalía Norte', 'Acuña', 'PROSECUTOR'), named('b', 'Centro de Procuración', 'Saltillo', 'PROSECUTOR'), named('c', 'Defensoría', 'Saltillo', 'PUBLIC_DEFENDER')];
  const found = (query) => officesNamed(query, all).map(({ key }) => key);
  assert.deepEqual([found('fiscalia'), found('SALT fisc'), found('acuna'), found('fiscalia torreon')], [['a', 'b'], ['b'], ['a'], []]);
});

test('what a site tells everybody now is seen at the desk, and beside the office that it names', () => {
  const now = Date.parse('2026-12-01T18:00:00Z');
  const notice = (key, title, severity, startsAt = null, endsAt = null) => ({ kind: 'NOTICE', key, title, severity, startsAt, endsAt, text: { plainText: 'Llama al 911.' } });
  const named = (key, name, municipality) => office(key, { name, title: name, municipality });
  const items = [
    notice('info', 'Horario de diciembre', 'INFO'), notice('broken', 'Fiscalía de Saltillo sin teléfono', 'WARNING', '2026-12-01T12:00:00Z', '2026-12-02T12:00:00Z'),
    notice('over', 'Fiscalía de Saltillo cerrada', 'EMERGENCY', null, '2026-12-01T18:00:00Z'), notice('to come', 'Simulacro', 'WARNING', '2026-12-01T18:00:01Z'),
    named('a', 'Fiscalía Norte', 'Acuña'), named('b', 'Fiscalía General', 'Saltillo'),
    named('c', 'Fiscalía Especializada de la Mujer', 'Saltillo'), named('d', 'Fiscalía General', 'Torreón'), notice('two', 'Fiscalía de Saltillo y de Torreón: no hay sistema', 'INFO'),
  ];
  const found = noticesNow({ items: new Map(items.map((one) => [one.key, one])) }, now);
  assert.deepEqual(found.map(({ notice, offices }) => [notice.key, offices]), [['broken', ['b']], ['info', []], ['two', ['b', 'd']]]);
  assert.deepEqual(noticesNow(null, now), []);
});

test('that a step names an office is said of one that its own words name, and of none that only an earlier one named', () => {
  const [prosecutor, commission, other] = ['PROSECUTOR', 'VICTIMS_COMMISSION', 'COURT'].map((organizationKind) => ({ office: office(organizationKind, { organizationKind, name: organizationKind }) }));
  const said = (one, here, named) => {
    const { where, unreached, isAnyNamed } = namingOf(one.office, here, named);
    return texts.referralOffered(one.office.name, where, unreached.join(', '), isAnyNamed);
  };
  const AGAIN = 'R otra vez canaliza a ella.';
  assert.equal(said(prosecutor, ['PROSECUTOR'], [prosecutor]), `Este paso nombra una oficina sin mandar ahí: PROSECUTOR. Si es lo que pide la persona, ${AGAIN}`);
  assert.equal(said(commission, [], [commission]), `Este paso no nombra ninguna oficina. Un paso anterior nombró VICTIMS_COMMISSION: ${AGAIN}`);
  assert.equal(said(commission, ['HUMAN_RIGHTS'], [commission]), `El directorio no tiene cómo llegar a lo que este paso nombra: HUMAN_RIGHTS. Un paso anterior nombró VICTIMS_COMMISSION: ${AGAIN}`);
  assert.equal(said(other, [], []), `Este paso no nombra ninguna oficina. Para este tema, la primera es COURT: ${AGAIN}`);
  assert.equal(said(other, ['PROSECUTOR'], [prosecutor]), `Para este tema, la primera es COURT: ${AGAIN}`, 'they are referred to the one that it names already');
});

test('a line that words call by its name is found with its telephone, and one that is shouted of nothing is not', () => {
  const line = office('defensatel', { name: 'Instituto Federal de Defensoría Pública – DEFENSATEL' });
  const silent = office('silent', { name: 'DEFENSATEL', phones: [] });
  const keys = (words) => linesNamed(words, [silent, line], null, 0).map(({ key }) => key);
  assert.deepEqual(keys('Llame a la Defensoría Pública Federal (DEFENSATEL).'), ['defensatel']);
  assert.deepEqual(keys('Vaya a la defensoría pública. NUNCA firme.'), []);
});

test('of several that words call by one name the one stands there that comes first for the caller in the list of offices', () => {
  const [cardenas, tenosique] = [{ name: 'Cárdenas', latitude: 18, longitude: -93.4 }, { name: 'Tenosique', latitude: 17.5, longitude: -91.4 }];
  const called = (key, municipality, more = {}) => office(key, { name: `Unidad LOCATEL de ${municipality}`, municipality, phones: [{ dial: key }], ...more });
  const all = [called('far', 'Tenosique'), called('closed', 'Cárdenas', { schedule: schedule(WEEK, '09:00', '15:00') }), called('near', 'Cárdenas'), called('instead', 'Cárdenas', { substitution: { kind: 'COURT' } })];
  const sunday = at('2026-12-06', '10:00');
  const keys = (near) => linesNamed('Marque a LOCATEL.', all, near, sunday, [cardenas, tenosique]).map(({ key }) => key);
  assert.deepEqual([keys(cardenas), keys(tenosique)], [['near'], ['far']]);
  assert.deepEqual(keys(cardenas), officesFor(all, null, cardenas, sunday, [cardenas, tenosique]).slice(0, 1).map((one) => one.office.key));
  const ofCourt = called('court', 'Cárdenas', { organizationKind: 'COURT' });
  assert.deepEqual(linesNamed('Marque a LOCATEL.', [...all, ofCourt], cardenas, sunday, [cardenas], ['COURT']).map(({ key }) => key), ['court']);
});

test('who asks to be called later is told apart from whom an authority calls', () => {
  for (const words of ['¿me puede llamar mañana?', 'Llámeme en la tarde', 'llámenme mañana por favor', 'me podrían marcar más tarde', 'prefiero que me llamen mañana']) assert.ok(asksForCall(words), words);
  for (const words of ['me pueden llamar a declarar', 'me llaman de un número desconocido', '¿puedo visitar a mi hermano mañana?', 'me llamaron para extorsionarme', 'no quiero que me llamen', 'necesito que me llamen a juicio', 'me puede llamar como testigo']) assert.ok(!asksForCall(words), words);
});

test('the week and the special days of an office are said', () => {
  const christmas = (kind) => [{ kind, name: 'Navidad', startsOn: '2026-12-25', endsOn: '2026-12-25', officeKey: null, isNational: true }];
  const usual = schedule(WEEK, '09:00', '15:00');
  assert.deepEqual(weekInWords({ schedule: usual }), ['lunes a viernes: de 9:00 a 15:00', 'sábado y domingo: cerrado']);
  assert.deepEqual(weekInWords({ schedule: null }), []);
  const said = (holidays, kind = 'HOLIDAY', day = '2026-12-01') => specialDaysInWords({ schedule: { ...usual, holidays }, specialDays: christmas(kind), timeZone: ZONE }, at(day, '09:00'));
  assert.deepEqual(said('CLOSED'), ['25 de diciembre (Navidad): cerrado']);
  assert.deepEqual(said('UNKNOWN'), ['25 de diciembre (Navidad): nadie sabe si abre; que llamen antes de ir']);
  assert.deepEqual([said('OPEN')[0], said('OPEN', 'CLOSURE')[0]], ['25 de diciembre (Navidad): abre como siempre', '25 de diciembre (Navidad): cerrado']);
  assert.deepEqual([...said('CLOSED', 'HOLIDAY', '2026-12-26'), ...said('CLOSED', 'HOLIDAY', '2026-09-01')], []);
});

test('of whom somebody was taken away by is asked where nobody has said it: both scripts are in sight', () => {
  const script = (key, role, ...kinds) => ({ kind: 'SCRIPT', key, title: key, role, nodes: kinds.map((organizationKind) => ({ organizationKind })) });
  const scripts = [script('fraud', 'VICTIM', 'PROSECUTOR'), script('missing', 'THIRD_PARTY', 'POLICE', 'SEARCH_COMMISSION'), script('detained', 'THIRD_PARTY', 'PUBLIC_DEFENDER', 'SEARCH_COMMISSION'), script('visits', 'THIRD_PARTY', 'PRISON')];
  const bundle = { items: new Map(scripts.map((one) => [one.key, one])) };
  const asked = (query, ...found) => {
    const pair = takenAway(query, found.map((key) => ({ kind: 'SCRIPT', key })), bundle);
    return pair && [pair.detained.key, pair.missing.key];
  };
  const both = ['detained', 'missing'];
  const pairOf = (role, from = bundle) => Object.values(takenPair(from, role) ?? {}).map(({ key }) => key);
  assert.deepEqual([pairOf('THIRD_PARTY'), pairOf('VICTIM'), pairOf('THIRD_PARTY', null)], [both, [], []]);
  const detained = { ...scripts[2], start: 'where' };
  const whole = { items: new Map([...scripts.map((one) => ({ ...one, channels: ['PHONE'] })), { ...detained, channels: ['PHONE', 'CHAT'] }].map((one) => [one.key, one])) };
  const goesOn = (...given) => missingAt(whole, ...given)?.key ?? null;
  assert.deepEqual([goesOn(detained, 'where'), goesOn(detained, 'when'), goesOn(detained, 'where', 'CHAT'), goesOn(scripts[1], 'where'), goesOn(undefined, null)], ['missing', null, null, null, null]);
  for (const words of ['se llevaron a mi esposo', 'Vinieron por mi hijo y se lo llevaron', 'levantaron a mi hermano', 'se acaban de llevar a mi papá', 'unos hombres se llevaron a mi hija en una camioneta', 'lo agarraron'])
    assert.deepEqual(asked(words, 'detained', 'visits'), both, words);
  for (const words of ['la policía se llevó a mi esposo', 'se llevaron preso a mi esposo', 'la patrulla y se lo llevaron', 'se llevaron mis herramientas', '¿puedo llevar comida a mi esposo?', 'se subieron a mi taxi y se llevaron la cuenta', 'mi esposo está detenido'])
    assert.equal(asked(words, 'detained', 'missing'), null, words);
  for (const [words, expected] of [
    ['se llevaron a Iván', both],
    ['se llevaron a José Luis anoche', both],
    ['levantaron a Pedro', both],
    ['acaban de llevarse a Toño', both],
    ['lo subieron a una camioneta', both],
    ['subieron a mi hermano a un carro gris', both],
    ['se llevaron a mi hijo cerca de la presidencia municipal', both],
    ['se lo llevaron por la carretera estatal', both],
    ['levantaron a mi primo en la colonia Judicial', both],
    ['los agarraron en la presa', both],
    ['se llevaron a mi hijo afuera de la fiscalía', both],
    ['se la llevaron saliendo del hospital', both],
    ['se llevaron a mi hijo y no sé si eran policías', both],
    ['se lo llevaron hombres vestidos de militar', both],
    ['mi hija iba al hospital y se la llevaron', both],
    ['fue a la clínica y se la llevaron en una camioneta', both],
    ['se lo llevaron unos hombres cuando iba al seguro social', both],
    ['ya llamé a la policía y no vienen, se llevaron a mi hija', both],
    ['se llevaron a mi hijo, ya fui a la fiscalía y no me hacen caso', both],
    ['le marqué al 911 y la patrulla no llega, levantaron a mi hermano', both],
    ['mi esposo es agente de ventas y se lo llevaron', both],
    ['llamé a mi hermano, la policía se llevó a mi papá, se lo llevaron en patrulla', null],
    ['se llevaron a mi mamá al hospital', null],
    ['se lo llevaron al hospital', null],
    ['a mi esposo se lo llevaron a urgencias', null],
    ['se llevaron a mi mamá en una ambulancia', null],
    ['se lo llevaron a la fiscalía', null],
    ['se llevaron a Iván los policías municipales', null],
    ['en la carretera estatal la policía se llevó a Iván, se lo llevaron en patrulla', null],
    ['se llevó a cabo la audiencia', null],
    ['me agarraron a golpes', null],
    ['subieron a mi taxi', null],
    ['lo tienen preso, se lo llevaron ayer', null],
  ]) assert.deepEqual(asked(words, 'detained', 'missing'), expected, words);
  assert.equal(asked('se la llevaron, la moto', 'fraud'), null);
});

test('at one step a list keeps its order: what is new comes last, and what is gone is gone', () => {
  const list = (...keys) => keys.map((key) => ({ office: { key } }));
  const kept = (offices, before) => inKeptOrder(offices, before).map(({ office }) => office.key);
  assert.deepEqual(kept(list('new', 'b', 'a'), ['a', 'b']), ['a', 'b', 'new']);
  assert.deepEqual(kept(list('c', 'b'), ['a', 'b', 'c']), ['b', 'c']);
  assert.deepEqual(kept(list('b', 'a'), []), ['b', 'a']);
});

test('that another office stands first is said where content came meanwhile, and not where somebody went elsewhere', () => {
  const [monday, tuesday] = [{}, {}];
  const at = (content, where, key) => ({ content, where, key });
  const shown = at(monday, 'step 1 TAB', 'centre');
  assert.equal(isFirstReplaced(shown, at(tuesday, 'step 1 TAB', 'cardenas')), true);
  assert.equal(isFirstReplaced(shown, at(tuesday, 'step 1 TAB', 'centre')), false);
  assert.equal(isFirstReplaced(shown, at(monday, 'step 1 TAB', 'cardenas')), false);
  assert.equal(isFirstReplaced(shown, at(tuesday, 'step 2 TAB', 'cardenas')), false);
  assert.equal(isFirstReplaced(at(null, 'step 1 TAB', null), at(tuesday, 'step 1 TAB', 'cardenas')), false);
  assert.equal(isFirstReplaced(shown, at(tuesday, 'step 1 TAB', null)), false);
});

/** Offices for a caller: in which order, and how far. Pure. */
import type { Item, Municipality, Office } from './data.ts';
import { foldedWords } from '../search/search.ts';
import { openingOf, type Opening } from './opening.ts';

const EARTH_METERS = 6_371_008.8;
/** Kinds of which the nation's offices are for federal matters alone (CPEUM 21, 73-XXI and 104): whoever calls a state's line is seldom in one. */
const FEDERAL_MATTERS = new Set(['PUBLIC_DEFENDER', 'PROSECUTOR', 'COURT']);
/** Whoever needs an office goes so far before it matters that a farther one is open, or has a telephone. */
const REACH_METERS = 50_000;
/** So much farther counts an office that is closed, of those out of reach: the nearest one is of use once it opens. */
const CLOSED_METERS = 100_000;

export interface OfficeNear {
  office: Office;
  opening: Opening;
  /** From a municipality, the caller's or one that they name; `null`: where the office is, or the caller, is not known. */
  meters: number | null;
  /** The municipality from which it is so far; `null`: none. */
  from: string | null;
  /** Only the office's municipality is known, so that the distance is that of its centre. */
  isRough: boolean;
}

export interface Point {
  latitude: number;
  longitude: number;
}

/** The centre of a municipality; `null`: it is not known. */
export function centreOf({ latitude, longitude }: Municipality): Point | null {
  return latitude === undefined || longitude === undefined ? null : { latitude, longitude };
}

/** Where the middle of several places is; `null`: of none the centre is known. */
export function middleOf(places: readonly Municipality[]): Point | null {
  const known = places.flatMap((place) => centreOf(place) ?? []);
  const mean = (of: (point: Point) => number): number => known.reduce((sum, point) => sum + of(point), 0) / known.length;
  return known.length ? { latitude: mean((point) => point.latitude), longitude: mean((point) => point.longitude) } : null;
}

/** Great-circle distance. */
export function metersBetween(one: Point, other: Point): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const [latitude, longitude] = [radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)];
  const chord = Math.sin(latitude / 2) ** 2
    + Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * Math.sin(longitude / 2) ** 2;
  return 2 * EARTH_METERS * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** An office, as whoever is in a municipality (`null`: that is not known) needs it. */
export function officeNear(office: Office, near: Municipality | null, now: number, places: readonly Municipality[] = []): OfficeNear {
  return { office, opening: openingOf(office, now), from: near?.name ?? null, ...distanceOf(office, near, places) };
}

/**
 * Offices of kinds (of any without), for a caller in a municipality, each once: those of the nation in another city last, before them such
 * as have neither telephone nor address, and before those the kinds that are not named first. Of the others, those within reach that are
 * not closed come first. Then follow in this order: their kind, the state's own that are somewhere before the nation's and such as are in
 * no place, of those out of the caller's reach the nearer ones, whatever else is known of them, then closed ones after others, such with a
 * telephone, open ones before those of which that is not known, confirmed ones before others, near ones before far ones. Of kinds whose
 * national offices are for federal matters alone, the state's own come before these whatever is known of them.
 *
 * Args:
 *   kinds: which are listed, in their order; `null`: all.
 *   firstKinds: which come before all others; they are listed, too, where `kinds` are not given.
 */
export function officesFor(
  offices: readonly Office[], kinds: readonly string[] | null, near: Municipality | null, now: number, places: readonly Municipality[] = [],
  firstKinds: readonly string[] = kinds ?? [],
): OfficeNear[] {
  const found = (kinds ? inCriminalMatters(offices.filter((office) => kinds.includes(kindOf(office)))) : offices.filter(({ substitution }) => !substitution))
    .map((office, place) => ({ ...officeNear(office, near, now, places), place }));
  const isElsewhere = ({ office, meters }: OfficeNear): boolean => office.origin === 'LIBRARY' && office.address !== null && meters === null;
  const rank = ({ opening }: { opening: Opening }): number => (opening.isOpen ? 0 : opening.isOpen === null ? 1 : 2);
  const far = (meters: number | null): number => meters ?? Number.MAX_VALUE;
  const isClosed = ({ opening }: { opening: Opening }): boolean => opening.isOpen === false;
  const isNear = (one: OfficeNear): boolean => one.meters !== null && one.meters <= REACH_METERS && !isClosed(one);
  /** How far one goes for it, of those out of reach from a place that is known. */
  const way = (one: OfficeNear): number => (near && !isNear(one) ? far(one.meters) + (isClosed(one) ? CLOSED_METERS : 0) : 0);
  const isOfState = ({ office }: OfficeNear): boolean => office.origin === 'LOCAL' && FEDERAL_MATTERS.has(kindOf(office));
  const isNowhere = (one: OfficeNear): boolean => one.office.origin === 'LIBRARY' || (!isOfState(one) && one.office.municipality === null && one.office.latitude === null);
  const isUnknown = (one: OfficeNear): boolean => !isReachable(one.office);
  const kind = ({ office }: OfficeNear): number => firstKinds.indexOf(kindOf(office));
  const isOther = ({ office }: OfficeNear): boolean => !firstKinds.includes(kindOf(office));
  const sorted = found.sort((one, other) =>
    +isElsewhere(one) - +isElsewhere(other)
    || +(isUnknown(one) && !isOfState(one)) - +(isUnknown(other) && !isOfState(other))
    || +isOther(one) - +isOther(other)
    || +isNear(other) - +isNear(one)
    || kind(one) - kind(other)
    || +isNowhere(one) - +isNowhere(other)
    || way(one) - way(other)
    || +isUnknown(one) - +isUnknown(other)
    || +isClosed(one) - +isClosed(other)
    || +!one.office.phones.length - +!other.office.phones.length
    || rank(one) - rank(other)
    || (near ? 0 : +one.office.needsConfirmation - +other.office.needsConfirmation)
    || (far(one.meters) - far(other.meters) || 0)
    || one.place - other.place);
  return [...new Map(sorted.toReversed().map((one) => [lineOf(one.office), one])).values()].reverse();
}

/** Whether somebody can call an office, write to it or go there, as the server decides it (`is_reachable` in `delivery/directory.py`). */
export function isReachable({ phones, email, address, isConfidential }: Office): boolean {
  return phones.length > 0 || Boolean(email || address?.text.trim() || isConfidential);
}

const OTHER_MATTERS = /^(?:civil|famili|mercantil|laboral)/;
const CRIMINAL_MATTERS = /^(?:penal|control|mixt|ejecucion)/;
const ADOLESCENTS = /^adolescent/;
/** One that hears adolescents, too, and not them alone. */
const ALSO_ADOLESCENTS = /\b(?:penal|control|mixt\w+)\b.* y (?:de|en|para|especializad\w+) .*\badolescent/;

/**
 * Offices without the courts for adolescents, and without those that are called after other matters alone unless there is no other court, as
 * the server leaves them out (`in_criminal_matters` in `delivery/directory.py`).
 */
function inCriminalMatters(offices: readonly Office[]): readonly Office[] {
  const isCourt = (one: Office): boolean => kindOf(one) === 'COURT';
  const isCourtCalled = (one: Office, matters: RegExp): boolean => isCourt(one) && foldedWords(one.name).some((word) => matters.test(word));
  const ofAdults = offices.filter((one) => !isCourtCalled(one, ADOLESCENTS) || ALSO_ADOLESCENTS.test(foldedWords(one.name).join(' ')));
  const left = ofAdults.filter((one) => !isCourtCalled(one, OTHER_MATTERS) || isCourtCalled(one, CRIMINAL_MATTERS));
  return left.some(isCourt) ? left : ofAdults;
}

/** What an office is to a caller: a line that also stands in the place of others is the same line. */
function lineOf({ key, name, phones }: Office): string {
  const dial = phones[0]?.dial;
  return dial ? `${name} ${dial}` : key;
}

/** Offices with that of the emergency number before all others; `null`: none is to be. */
export function withEmergencyFirst(emergency: OfficeNear | null, offices: readonly OfficeNear[]): readonly OfficeNear[] {
  return emergency ? [emergency, ...offices.filter(({ office }) => office.key !== emergency.office.key)] : offices;
}

/** Kinds that somebody needs at once: where a state has none, the emergency number takes the report. */
const NEEDED_AT_ONCE = ['SEARCH_COMMISSION'];

/**
 * The offices of a kind, with that of the emergency number before lines that stand in the place of a kind that is needed at once, and behind an office of the
 * state that is named instead.
 *
 * Args:
 *   named: what comes first because the step names it, as `namedFirst` finds it.
 */
export function inPlaceOfMissing(kind: string | null, named: readonly OfficeNear[], offices: readonly OfficeNear[], emergency: OfficeNear | null): readonly OfficeNear[] {
  const isNeeded = kind !== null && NEEDED_AT_ONCE.includes(kind) && isKindMissing(offices, kind);
  return withFirst(named, isNeeded ? withEmergencyFirst(emergency, offices) : offices);
}

/**
 * The first office of the same topic that is within reach and can be called, where the first of the kind that a step names is not; `null`: there is none, or it is
 * not known how far they are, or a defender is wanted, whom nobody else is.
 *
 * Args:
 *   beside: those of the topic's other kinds, in their order.
 */
export function nearBeside(kind: string, offices: readonly OfficeNear[], beside: readonly OfficeNear[]): OfficeNear | null {
  if (kind === 'PUBLIC_DEFENDER') return null;
  const isFar = offices[0]?.meters != null && offices[0].meters > REACH_METERS;
  if (!isFar || offices.some(({ meters }) => meters !== null && meters <= REACH_METERS)) return null;
  return beside.find(({ office, meters }) => meters !== null && meters <= REACH_METERS && office.phones.length > 0) ?? null;
}

/** How what is said to a caller calls a kind of office, in folded words. */
const CALLED: Readonly<Record<string, string>> = {
  PROSECUTOR: 'fiscalia', PUBLIC_DEFENDER: 'defensoria|defensor publico', COURT: 'juzgado', WOMENS_JUSTICE_CENTER: 'centro de justicia para las mujeres',
  VICTIMS_COMMISSION: 'comision (?:ejecutiva )?(?:de atencion a |de )victimas', MEDIATION_CENTER: 'centro de justicia alternativa', HUMAN_RIGHTS: 'derechos humanos',
  SUPERVISION_UNIT: 'umeca|unidad de medidas cautelares', SEARCH_COMMISSION: 'comision de busqueda', CONSULATE: 'consulado',
};

/** The kinds of offices that words name, in their order. */
export function kindsNamed(words: string): string[] {
  const folded = foldedWords(words).join(' ');
  const at = (kind: string): number => folded.search(new RegExp(`\\b(?:${CALLED[kind]})`));
  return Object.keys(CALLED).filter((kind) => at(kind) >= 0).sort((one, other) => at(one) - at(other));
}

/** What tells a caller to go or to turn somewhere, in folded words: that somebody may do so as well, or what an office does, tells nobody to. */
const SENDS = /\b(?:vaya|acuda|acerquese|dirijase|presentese|presente|presentel[oa]|haga|hagal[oa]|pida|pidal[oa]|solicite|pregunte|llame|marque|busque|denuncie|avise|reporte|reportel[oa]|quejese|entregue|lleve|levante|interponga|debe ir|puede (?:ir|acudir)|tiene que ir|hay que)\b/;
/** What forbids, only supposes, or says of somebody else what stands behind it. */
const SENDS_NOBODY = /\b(?:no|nunca|jamas|ni|tampoco|sin|si|cuando|aunque|que|el|la|los|las)\b/;
/** What begins a condition: an office in it is where something may happen. */
const CONDITION = /\b(?:si|cuando|sin|aunque|salvo|excepto|a menos)\b/;

/** The part of a sentence that sends somewhere, from the verb to a condition behind it; `null`: it sends nobody. */
function sendingPart(sentence: string): string | null {
  const clauses = sentence.split(/[,:]\s+/).map((clause) => foldedWords(clause).join(' '));
  for (const [place, clause] of clauses.entries()) {
    const verb = SENDS.exec(clause);
    if (!verb || SENDS_NOBODY.test(clause.slice(0, verb.index))) continue;
    const part = [clause.slice(verb.index + verb[0].length), ...clauses.slice(place + 1)].join(' ');
    return part.split(CONDITION)[0] ?? null;
  }
  return null;
}

/**
 * The kinds of offices that the words of a step send the caller to, in their order: those behind what tells them to go, up to a condition. What a warning
 * names, what stands before, and what another sentence only mentions, is none of them.
 *
 * Args:
 *   kind: of the step.
 */
export function kindsSentTo(kind: string, words: string): string[] {
  if (kind === 'QUESTION' || kind === 'WARNING') return [];
  const sent = words.split(/(?<=[.!?;])\s+/).flatMap((sentence) => sendingPart(sentence) ?? []);
  return [...new Set(sent.flatMap(kindsNamed))];
}

/** The first office of each of some kinds that can be reached, the state's own before those that are for federal matters alone. */
export function firstOfKinds(kinds: readonly string[], offices: readonly OfficeNear[]): OfficeNear[] {
  return kinds.flatMap((kind) => {
    const of = offices.filter(({ office }) => office.organizationKind === kind && !office.substitution && isReachable(office));
    return of.find(({ office }) => !isFederal(office)) ?? of[0] ?? [];
  });
}

/**
 * The offices that come first at a step because its words send there: of a step that leads to no kind, of each kind that they name, then of those named on the
 * way, which keep their place at a step that names none; of one that leads to a kind of which the state's own cannot be reached, another one of the state that they name, or, where the directory has none of that kind, that was named on the way.
 *
 * Args:
 *   here: kinds that the step's words name.
 *   said: kinds that were named on the way, too.
 *   offices: those of the step's kind.
 *   named: those of all kinds that were named.
 */
export function namedFirst(kind: string | null, here: readonly string[], said: readonly string[], offices: readonly OfficeNear[], named: readonly OfficeNear[]): OfficeNear[] {
  if (kind === null) return firstOfKinds([...new Set([...here, ...said])], named);
  if (offices.some(({ office }) => office.organizationKind === kind && !office.substitution && isReachable(office) && !isFederal(office))) return [];
  // A defender is assigned by the prosecutor's office; nobody else who is named stands in for one.
  const standsIn = (one: string): boolean => one !== kind && (kind !== 'PUBLIC_DEFENDER' || one === 'PROSECUTOR');
  const kinds = (isKindMissing(offices, kind) ? said : here).filter(standsIn);
  return firstOfKinds(kinds, named).filter(({ office }) => !isFederal(office)).slice(0, 1);
}

/** What a step's own words say of the office that R offers there. */
export interface Naming {
  /** Where words name it: at the step, or only at an earlier one; `null`: nowhere. */
  where: 'HERE' | 'BEFORE' | null;
  /** The kinds that the step's words name of which nobody can be reached. */
  unreached: readonly string[];
  /** The step's words name a kind of office. */
  isAnyNamed: boolean;
}

/**
 * What a step's words say of an office.
 *
 * Args:
 *   here: kinds that the step's words name.
 *   named: offices that come first because words of the way name them, as `namedFirst` finds them.
 */
export function namingOf(office: Office, here: readonly string[], named: readonly OfficeNear[]): Naming {
  const isOf = (kind: string) => ({ office: one }: OfficeNear): boolean => kindOf(one) === kind;
  const isNamed = named.some(({ office: one }) => one.key === office.key);
  const where = !isNamed ? null : here.includes(kindOf(office)) ? 'HERE' : 'BEFORE';
  return { where, unreached: here.filter((kind) => !named.some(isOf(kind))), isAnyNamed: here.length > 0 };
}

/**
 * The offices of a step with those behind the first to which its words send, too: who asks for a defender at the prosecutor's office needs to know where it is.
 *
 * Args:
 *   sent: the kinds that the words send to.
 *   named: offices of all kinds that were named.
 */
export function withSentTo(kind: string | null, sent: readonly string[], offices: readonly OfficeNear[], named: readonly OfficeNear[]): readonly OfficeNear[] {
  const [first] = offices;
  if (kind === null || !first || first.office.organizationKind !== kind) return offices;
  return withFirst([first, ...firstOfKinds(sent.filter((one) => one !== kind), named)], offices);
}

/** The kinds that a step refers to: that of the office which comes first because it is named, then the one to which the step leads. */
export function kindsReferredTo(kind: string, named: readonly OfficeNear[]): string[] {
  return [...new Set([...named.slice(0, 1).flatMap(({ office }) => office.organizationKind ?? []), kind])];
}

/** Offices with some of them before all others. */
export function withFirst(first: readonly OfficeNear[], offices: readonly OfficeNear[]): readonly OfficeNear[] {
  return first.length ? [...first, ...offices.filter(({ office }) => !first.some((one) => one.office.key === office.key))] : offices;
}

/** Offices in the order in which they stood, what is new behind them: a list does not change under whoever is about to refer to one of it. */
export function inKeptOrder(offices: readonly OfficeNear[], kept: readonly string[]): OfficeNear[] {
  const places = new Map(kept.map((key, place) => [key, place]));
  const placeOf = ({ office }: OfficeNear): number => places.get(office.key) ?? kept.length;
  return [...offices].sort((one, other) => placeOf(one) - placeOf(other));
}

/** What a list of offices begins with, of which content, and where: at what step, for which place and kind. */
export interface FirstShown {
  content: unknown;
  where: string;
  key: string | null;
}

/** Whether another office stands first because content came meanwhile, and not because somebody went elsewhere: R would refer to it. */
export function isFirstReplaced(before: FirstShown, now: FirstShown): boolean {
  const isNewContent = before.content !== null && now.content !== null && before.content !== now.content;
  return isNewContent && before.where === now.where && now.key !== null && before.key !== now.key;
}

/** Whether a municipality has none of some offices, so far as the directory knows; of no offices, and of lines alone, that says nothing. */
export function isNoneIn(offices: readonly OfficeNear[], municipality: string): boolean {
  const somewhere = offices.filter(({ office }) => !office.substitution && office.municipality !== null);
  return somewhere.length > 0 && !somewhere.some(({ office }) => office.municipality === municipality);
}

/** The office of a state's emergency number, as it stands before all others for whoever is in danger; `null`: the directory has none. */
export function emergencyOffice(offices: readonly Office[], dial: string | null, now: number): OfficeNear | null {
  const office = dial ? offices.find((one) => !one.substitution && one.phones[0]?.dial === dial) : undefined;
  return office ? officeNear(office, null, now) : null;
}

/**
 * The offices that help while somebody is handed over to the emergency number: those of the lines that answer now, in the order of these,
 * each once.
 *
 * Args:
 *   dials: of the lines, as they are dialled.
 */
export function helpingNow(offices: readonly Office[], dials: readonly string[], now: number): OfficeNear[] {
  return dials.flatMap((dial) => emergencyOffice(offices, dial, now) ?? []);
}

/** Whether a state has no office of a kind: none is found, or only lines in its place. */
export function isKindMissing(offices: readonly OfficeNear[], kind: string): boolean {
  return !offices.some(({ office }) => office.organizationKind === kind && !office.substitution);
}

/** The first of a kind's offices that can be called, where the one before them all has no telephone; `null`: that one has, or none has. */
export function callableBehind(offices: readonly OfficeNear[]): OfficeNear | null {
  if (!offices[0] || offices[0].office.phones.length) return null;
  return offices.find(({ office }) => office.phones.length > 0 && kindOf(office) === kindOf(offices[0]!.office)) ?? null;
}

/** Whether an office is the nation's, and for federal matters alone. */
export function isFederal(office: Office): boolean {
  return office.origin === 'LIBRARY' && FEDERAL_MATTERS.has(kindOf(office));
}

/** The state's own office of a kind that stands behind one of the nation's because nothing is known of how it is reached; `null`: there is none. */
export function ownBehindNational(offices: readonly OfficeNear[], kind: string): Office | null {
  if (offices[0]?.office.origin !== 'LIBRARY') return null;
  return offices.find(({ office }) => office.origin === 'LOCAL' && office.organizationKind === kind && !isReachable(office))?.office ?? null;
}

/** The office of a kind that is the nearest to a place among those of other states, of which only such with a telephone help. */
export function nearestElsewhere(offices: readonly Office[], kind: string, from: Point | null, now: number): OfficeNear | null {
  const found = offices
    .filter((one) => one.organizationKind === kind && !one.substitution && one.origin === 'LOCAL' && one.phones.length > 0)
    .map((office): OfficeNear => {
      const { latitude, longitude } = office;
      const meters = from && latitude !== null && longitude !== null ? metersBetween(from, { latitude, longitude }) : null;
      return { office, opening: openingOf(office, now), meters, from: null, isRough: false };
    });
  const far = ({ meters }: OfficeNear): number => meters ?? Number.MAX_VALUE;
  return found.sort((one, other) => far(one) - far(other))[0] ?? null;
}

/** Which kind of office answers there: its own, or the one in whose place it stands. */
function kindOf({ organizationKind, substitution }: Office): string {
  return substitution?.kind ?? organizationKind ?? '';
}

function distanceOf(
  { latitude, longitude, municipality }: Office, near: Municipality | null, places: readonly Municipality[],
): Pick<OfficeNear, 'meters' | 'isRough'> {
  if (!near) return { meters: null, isRough: false };
  const from = centreOf(near);
  if (!from) return { meters: municipality === near.name ? 0 : null, isRough: true };
  if (latitude !== null && longitude !== null) return { meters: metersBetween(from, { latitude, longitude }), isRough: false };
  const place = [near, ...places].find(({ name }) => name === municipality);
  const to = place ? centreOf(place) : null;
  return { meters: to && metersBetween(from, to), isRough: true };
}

/**
 * Where an office is, seen from the caller: `a 2.1 km`, `Cárdenas, a unos 45 km`, and of the caller's own municipality its name; from
 * anywhere else with its name: `a 12 km de Cárdenas`.
 *
 * Args:
 *   own: the caller's municipality.
 */
export function placeInWords({ office, meters, from, isRough }: OfficeNear, own: string | null): string | null {
  if (meters === null) return office.municipality;
  const whence = from === null || from === own ? '' : ` de ${from}`;
  if (!isRough) return `${distanceInWords(meters)}${whence}`;
  return meters < 1000 ? office.municipality : `${office.municipality}, a unos ${(meters / 1000).toFixed(0)} km${whence}`;
}

/** `2.1 km`, `a menos de 1 km`. */
export function distanceInWords(meters: number): string {
  if (meters < 1000) return 'a menos de 1 km';
  return `a ${(meters / 1000).toFixed(meters < 10_000 ? 1 : 0)} km`;
}

/**
 * The office to which R refers: what is open beside the script, if it is one; otherwise the first of the list to which nobody was referred, and
 * of these first one that can be reached.
 *
 * Args:
 *   referred: the keys of those to which somebody was.
 */
export function officeToRefer(reading: Item | null, offices: readonly OfficeNear[], referred: readonly string[]): Office | null {
  const shown = reading ? (reading.kind === 'OFFICE' ? [reading as Office] : []) : offices.map(({ office }) => office);
  const left = shown.filter(({ key }) => !referred.includes(key));
  return left.find(isReachable) ?? left[0] ?? null;
}

/** What a key does with an office that is shown. */
export type KeyOf = (office: Office) => 'R' | 'N' | null;

/**
 * The offices that R and N refer to at a step: R to the first, once, so that a second press refers to no other one; N to the next.
 *
 * Args:
 *   here: the office to which R has referred at this step.
 */
export function officesByKey(reading: Item | null, offices: readonly OfficeNear[], referred: readonly string[], here: string | null): { R: Office | null; N: Office | null } {
  const first = officeToRefer(reading, offices, referred);
  if (reading) return { R: first, N: null };
  if (here !== null && referred.includes(here)) return { R: null, N: first };
  return { R: first, N: first && officeToRefer(null, offices, [...referred, first.key]) };
}

/** The office that R sends into a chat: as `officeToRefer`, but of a list, of which one was sent, no further one, and none that helps nobody. */
export function officeToSend(reading: Item | null, offices: readonly OfficeNear[], referred: readonly string[]): Office | null {
  if (!reading && offices.some(({ office }) => referred.includes(office.key))) return null;
  const office = officeToRefer(reading, offices.filter(({ office }) => isReachable(office)), referred);
  return office && isReachable(office) ? office : null;
}

/** Whether whoever is sent to an office can neither ask there first nor knows when it is open: they might go in vain, at night perhaps. */
export function isUncertain({ phones, needsConfirmation, hoursText, schedule }: Office): boolean {
  return phones.length === 0 && (needsConfirmation || !(hoursText || schedule));
}

/** Whether nobody knows if an office is open now to which somebody would go: whatever the script says of its hours, it is asked first. */
export function isOpenUnknown({ office, opening }: Pick<OfficeNear, 'office' | 'opening'>): boolean {
  return opening.isOpen === null && !office.substitution && office.address !== null;
}

/** Words that a report can be made on the web. */
const REPORTED_ONLINE = /\b(?:denunci(?:a|as|ar|e) (?:en linea|por internet)|medios digitales)\b/;

/**
 * The offices with a web address to which words send: such as are on the web alone and are named, as the register of detentions, and the
 * prosecutor's office where a report can be made online: the state's own, of which the first that has one.
 *
 * Args:
 *   offices: those of the step before all others.
 */
export function onTheWeb(words: string, offices: readonly Office[]): Office[] {
  const folded = (text: string): string => foldedWords(text).join(' ');
  const said = ` ${folded(words)} `;
  const isNamed = ({ name }: Office): boolean => said.includes(` ${folded(name).replace(/^consultas? (?:del? (?:la )?)?/, '')} `);
  const named = offices.filter((one) => one.website && !one.phones.length && !one.email && !one.address && isNamed(one));
  const online = REPORTED_ONLINE.test(said) ? offices.find((one) => one.website && one.organizationKind === 'PROSECUTOR' && one.origin === 'LOCAL') : undefined;
  const found = online ? [...named, online] : named;
  return [...new Map(found.toReversed().map((one) => [one.website, one])).values()].reverse();
}

/** A name in capitals, as people call a line by it: `DEFENSATEL`. */
const LINE_NAME = /\p{Lu}{4,}/gu;

/**
 * The offices with a telephone that words call by a name in capitals, of each name the one that comes first for a caller, as in every list of
 * offices (`officesFor`): whoever hears it asks for its number.
 *
 * Args:
 *   firstKinds: which come before all others.
 */
export function linesNamed(
  words: string, offices: readonly Office[], near: Municipality | null, now: number, places: readonly Municipality[] = [], firstKinds: readonly string[] = [],
): Office[] {
  const isCalled = (one: Office, name: string): boolean => one.phones.length > 0 && new Set<string>(one.name.match(LINE_NAME)).has(name);
  return [...new Set(words.match(LINE_NAME) ?? [])].flatMap(
    (name) => officesFor(offices.filter((one) => isCalled(one, name)), null, near, now, places, firstKinds)[0]?.office ?? [],
  );
}

/** Whether words say when an office answers: of that nothing is known, whatever they say. */
export function saysHours(words: string): boolean {
  return /\b(?:horas? del dia|24 horas|guardia|todo el dia|a cualquier hora|todos los dias|cualquier dia|horario)\b/.test(foldedWords(words).join(' '));
}

/** The municipality of a name, or else those whose names have what was typed in them, whatever its case and accents. */
export function placesNamed(typed: string, places: readonly Municipality[]): Municipality[] {
  const folded = (text: string): string => foldedWords(text).join(' ');
  const sought = folded(typed);
  if (!sought) return [];
  const same = places.filter(({ name }) => folded(name) === sought);
  return same.length ? same : places.filter(({ name }) => folded(name).includes(sought));
}

/** The zone of a municipality: that of most of its offices, or else the state's. */
export function zoneOf(municipality: string | null, offices: readonly Office[], otherwise: string): string {
  const counts = new Map<string, number>();
  for (const office of offices) {
    if (municipality && office.municipality === municipality) counts.set(office.timeZone, (counts.get(office.timeZone) ?? 0) + 1);
  }
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0] ?? otherwise;
}

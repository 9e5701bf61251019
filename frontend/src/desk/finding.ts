/** Finding without the network: what the small copy of the search knows, and names of offices and terms by their words. Pure. */
import { foldedWords, type SmallCopy } from '../search/search.ts';
import { itemsOf, type Bundle, type Found, type Guidance, type Item, type Municipality, type Notice, type Office, type Role, type Script, type SearchAnswer, type Term } from './data.ts';
import type { Channel } from '../walker/walk.ts';
import { officeNear, type OfficeNear } from './offices.ts';
import { OFFICE_KINDS } from './texts.ts';

const FOUND_KINDS = ['SCRIPT', 'GUIDANCE', 'TERM', 'ORGANIZATION', 'OFFICE'];
const MOST_OFFICES = 5;
const MOST_SCRIPTS = 5;
/** Of the likeliest of the other kinds. */
const MOST_OTHERS = 10;

/** What is less likely than so many times the likeliest beside the scripts is left out. */
const UNLIKELY = 0.05;

/**
 * What is worth showing of what was found: beside the scripts what is likely or is called by a word of the query, an office also where it
 * is; and no snippet that says the title again.
 */
export function worthShowing(results: readonly Found[], query: string): Found[] {
  const isCalled = calledBy(query);
  const likeliest = Math.max(0, ...results.map(({ kind, probability }) => (kind === 'SCRIPT' ? 0 : (probability ?? 0))));
  const isTitle = ({ title, snippet }: Found): boolean => foldedWords(snippet).join(' ') === foldedWords(title).join(' ');
  return results
    .filter((one) => one.kind === 'SCRIPT' || one.probability === null || one.probability >= UNLIKELY * likeliest || isCalled(one))
    .map((found) => (isTitle(found) ? { ...found, snippet: '' } : found));
}

/** Whether something is called by a word of a query, an office also by where it is. */
function calledBy(query: string): (one: Found) => boolean {
  const words = foldedWords(query).filter((word) => word.length > 3);
  return ({ kind, title, snippet }) => foldedWords(kind === 'OFFICE' ? `${title} ${snippet}` : title).some((own) => words.some((word) => own.startsWith(word)));
}

/** Below this nothing that was found is likelier than much else. */
const FITS = 0.3;

/** Whether nothing of what was found fits: none is likely, and none is called by a word of the query. */
export function isNothingLike({ results, confidence }: Pick<SearchAnswer, 'results' | 'confidence'>, query: string): boolean {
  return results.length > 0 && confidence !== null && confidence < FITS && !results.some(calledBy(query));
}

/** Words that somebody was taken away; a name stands behind “a” as what somebody is does. */
const TAKEN = new RegExp(`\\b(?:${[
  '(?:llevaron|acaban? de llevar|levantaron|agarraron) (?:a (?:mis?|sus?|una?|nuestr[oa]s?|el|la)|al)',
  '(?:se (?:llevaron|acaban? de llevar)|acaban? de llevarse|levantaron|agarraron) a(?! (?:cabo|juicio|golpes|patadas|balazos|tiros|pedradas|palos|cachetadas)\\b) [a-z]{2,}',
  '(?:se|me|nos) l[oa]s? (?:llevaron|acaban? de llevar)',
  'acaban? de (?:llevarse|llevarsel[oa]s?|levantarl[oa]s?)',
  'l[oa]s? (?:levantaron|agarraron)',
  '(?:l[oa]s? (?:subieron|metieron)|(?:subieron|metieron) a [a-z ]{2,20}) (?:a|en) (?:(?:la fuerza|fuerzas) (?:a|en) )?(?:un|una|su|el|la) (?:camioneta|carro|coche|auto|automovil|troca|van|taxi|moto)',
].join('|')})\\b`);
/** That somebody was taken to where help is, who was not taken away: the place stands behind the verb, and was not where they were going. */
const TO_HELP = /\b(?:llevaron|llevar(?:l[oa]s?|se|sel[oa]s?)?|levant(?:aron|arl[oa]s?)|agarraron|subieron|metieron)(?: (?!(?:que|cuando|mientras|y|iban?|ibamos|yendo|fue|camino|rumbo|saliendo|cerca|frente|enfrente|junto)\b)[a-z]+){0,4} (?:a|al|a la|a las|a un|a una|en|en la|en una) (?:hospital|clinica|urgencias|sanatorio|medico|doctora?|cruz roja|ambulancia|seguro social|imss|issste|centro de salud)\b/;
/** Words that the authority did it. */
const BY_AUTHORITY = /\b(?:polic|patrull|ministerial|judicial|estatal|municipal|guardia|soldad|militar|marin[ao]|agente|fiscal|mp\b|federal|preventiv|oficial|(?<!\b(?:en|de|por|a|hasta) la )pres[oa]s?\b|deten|detuv|arrest|reten\b|carcel|separos|aprehen)/;
/**
 * What says where, of a place with such a word in its name, whom one asked for help, who did not come, where somebody works, or that nobody knows
 * whether they were of the authority: none of it says that it did it.
 */
const NOT_BY_AUTHORITY = new RegExp(`\\b(?:${[
  '(?:afuera|fuera|cerca|enfrente|frente|atras|detras|saliendo|junto|a un lado|camino|rumbo) (?:del?|al?)(?: la| el| los| las)?(?! (?:mi|su|casa)\\b) [a-z]+(?: (?:municipal|estatal|federal|judicial|militar))?',
  '(?:presidencia|palacio|carretera|autopista|camino|calle|avenida|av|colonia|col|fraccionamiento|barrio|ejido|unidad|parque|plaza|mercado|estadio|deportivo|auditorio|biblioteca|panteon|rastro|escuela|secundaria|prepa|zona|campo) (?:municipal|estatal|federal|judicial|militar|ministerial|policial)',
  '(?:llame|llamamos|marque|marcamos|hable|hablamos|avise|avisamos|fui|fuimos|acudi|acudimos|denuncie|denunciamos|(?:pedi|pedimos)(?: ayuda)?)(?: ya)? (?:al?|con|en|ante)(?: la| el| los| las| una?)? [a-z]+(?: (?:municipal|estatal|federal|ministerial)(?:es)?)?',
  '[a-z]+ (?:todavia |aun |ya )?(?:no|nunca) (?:(?:me|nos) )?(?:llegan?|llego|llegaron|vienen?|vino|vinieron|hacen?|hizo|hicieron|contestan?|contesto|contestaron|ayudan?|ayudo|ayudaron|atienden?|atendio|atendieron)',
  'trabaja(?:ba)? (?:de|como|para|en)(?: la| el)? [a-z]+(?: (?:municipal|estatal|federal|nacional))?',
  'agentes? de (?:ventas|seguros|viajes)',
  '(?:no (?:se|sabemos|sabe) si|no eran|no fueron|parecian|vestid[oa]s (?:de|como)|disfrazad[oa]s de)(?: (?:eran|fueron|son|de|la|los|unos))* [a-z]+',
].join('|')})\\b`, 'g');
/** Scripts among so many found first are what the words are about. */
const FIRST_FOUND = 3;

const leadsTo = (script: Script, kind: string): boolean => script.nodes.some(({ organizationKind }) => organizationKind === kind);

/** The script of who was arrested and that of who is missing: both lead to the search commission, one to a defender, too; `null`: one is not there. */
export function takenPair(bundle: Bundle | null, role: Role | undefined, first: readonly Script[] = []): { detained: Script; missing: Script } | null {
  const searching = [...first, ...itemsOf<Script>(bundle, 'SCRIPT')].filter((script) => script.role === role && leadsTo(script, 'SEARCH_COMMISSION'));
  const detained = searching.find((script) => leadsTo(script, 'PUBLIC_DEFENDER'));
  const missing = searching.find((script) => !leadsTo(script, 'PUBLIC_DEFENDER'));
  return detained && missing ? { detained, missing } : null;
}

/** Who asks to be called: not whom an authority calls to something, nor whom somebody threatens. */
const ASKS_FOR_CALL = /\b(?:me (?:pueden?|podrian?) (?:volver a )?(?:llamar|marcar|hablar)|(?:llam[ae]n?|marquen?|marca|habl[ae]n?)me|(?<!\bno )(?:quiero|quisiera|prefiero|necesito) que me (?:llame|marque|hable)n?|regresen?me la llamada)\b(?! (?:a |al |como |para declarar))/;

/** Whether words ask that somebody calls back: no content answers that, but a call that is promised. */
export function asksForCall(query: string): boolean {
  return ASKS_FOR_CALL.test(`${foldedWords(query).join(' ')} `);
}

/** The script of who is missing, where a script of who was arrested begins: whoever does not know who took somebody goes on there; `null`: elsewhere. */
export function missingAt(bundle: Bundle | null, script: Script | undefined, step: string | null, channel: Channel = 'PHONE'): Script | null {
  if (!script || step !== script.start) return null;
  const pair = takenPair(bundle, script.role);
  return pair?.detained.key === script.key && pair.missing.channels.includes(channel) ? pair.missing : null;
}

/**
 * The script of who was arrested and that of who is missing, where words say that somebody was taken away and not by whom: either may be meant,
 * however sure search is of one, since most who say so speak of an arrest.
 */
export function takenAway(query: string, results: readonly Pick<Found, 'key' | 'kind'>[], bundle: Bundle): { detained: Script; missing: Script } | null {
  const words = foldedWords(query).join(' ');
  if (!TAKEN.test(words) || TO_HELP.test(words) || BY_AUTHORITY.test(words.replace(NOT_BY_AUTHORITY, ' '))) return null;
  const first = results.filter(({ kind }) => kind === 'SCRIPT').slice(0, FIRST_FOUND).flatMap(({ key }) => (bundle.items.get(key) as Script | undefined) ?? []);
  const role = first.find((script) => leadsTo(script, 'SEARCH_COMMISSION'))?.role;
  return takenPair(bundle, role, first);
}

const PREPOSITIONS = ['en', 'de', 'por', 'a'];

/** The municipality that a query names, behind a preposition or at its end: `fiscalía en Cárdenas`, but not `centro de justicia`. */
export function placeIn(query: string, places: readonly Municipality[]): Municipality | null {
  const words = foldedWords(query);
  const named = places.filter(({ name }) => {
    const own = foldedWords(name);
    return own.length > 0 && words.some((_, at) =>
      at > 0 && own.every((word, place) => words[at + place] === word) && (PREPOSITIONS.includes(words[at - 1]!) || at + own.length === words.length));
  });
  return named.sort((one, other) => other.name.length - one.name.length)[0] ?? null;
}

/** So many offices that words ask for come before all else. */
const MOST_CALLED = 3;

/** The offices that words ask for by name and place (`fiscalía saltillo 25 de diciembre`), those that are called by more of their name first. */
export function officesCalled(query: string, offices: readonly Office[]): Office[] {
  return officesByName(query, offices).slice(0, MOST_CALLED).map(({ office }) => office);
}

/** The offices in whose name, kind or place each of the words stands, as it is typed. */
export function officesNamed(query: string, offices: readonly Office[]): Office[] {
  const words = foldedWords(query);
  return offices.filter(({ name, title, municipality, organizationKind }) => {
    const own = foldedWords([name ?? title, municipality ?? '', OFFICE_KINDS[organizationKind ?? ''] ?? ''].join(' '));
    return words.every((word) => own.some((one) => one.startsWith(word)));
  });
}

/** Offices that words call by name and place, with how many words of their names those are, and how many words of their names are not among them. */
function officesByName(query: string, offices: readonly Office[]): { office: Office; count: number; left: number }[] {
  const words = foldedWords(query);
  const called = offices.map((office) => {
    const place = foldedWords(office.municipality ?? '');
    const name = foldedWords(office.name ?? office.title);
    const isThere = place.length > 0 && words.some((_, at) => place.every((word, next) => words[at + next] === word));
    // Of `Centro de Justicia` in the municipality Centro, one word cannot mean both.
    const names = [name[0], foldedWords(OFFICE_KINDS[office.organizationKind ?? ''] ?? '')[0]];
    const isNamed = names.some((word) => word !== undefined && word.length > 3 && !place.includes(word) && words.includes(word));
    const long = name.filter((word) => word.length > 3);
    const found = long.filter((word) => words.includes(word)).length;
    return { office, count: isThere && isNamed && !office.substitution ? 1 + found : 0, left: long.length - found };
  });
  return called.filter(({ count }) => count > 0).sort((one, other) => other.count - one.count || one.left - other.left);
}

const SEVERITIES = ['EMERGENCY', 'WARNING', 'INFO'];

/** The offices that the title of a notice names: of each town those that are called by most of their name, and not one more of the town. */
function officesOfNotice(title: string, offices: readonly Office[]): string[] {
  const called = officesByName(title, offices);
  const isFirst = ({ office, count, left }: (typeof called)[number]): boolean => {
    const first = called.find((one) => one.office.municipality === office.municipality)!;
    return count === first.count && left === first.left;
  };
  return called.filter(isFirst).map(({ office }) => office.key);
}

/** The notices that are in force, the most severe first, each with the offices that it names: what a site tells everybody, operators see, too. */
export function noticesNow(bundle: Bundle | null, now: number): { notice: Notice; offices: readonly string[] }[] {
  const offices = itemsOf<Office>(bundle, 'OFFICE');
  return itemsOf<Notice>(bundle, 'NOTICE')
    .filter(({ startsAt, endsAt }) => (startsAt === null || Date.parse(startsAt) <= now) && (endsAt === null || now < Date.parse(endsAt)))
    .sort((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity))
    .map((notice) => ({ notice, offices: officesOfNotice(notice.title, offices) }));
}

/** The kind of office that a query asks for in a place, whether none is registered there, and the nearest one; `null`: it asks for no such. */
export function officeAsked(
  query: string, results: readonly Found[], bundle: Bundle, place: Municipality | null, places: readonly Municipality[], now: number,
): { kind: string; isMissing: boolean; nearest: OfficeNear | null } | null {
  if (!place) return null;
  const own = foldedWords(place.name);
  const words = foldedWords(query).filter((word) => word.length > 3 && !own.includes(word));
  const organizations = results.flatMap(({ kind, key }) => (kind === 'ORGANIZATION' ? (bundle.items.get(key) ?? []) : []));
  const organization = organizations.find((item) => foldedWords(namesOf(item)).some((name) => words.some((word) => name.startsWith(word))));
  const kind = (organization as { organizationKind?: string } | undefined)?.organizationKind;
  if (!kind) return null;
  const offices = itemsOf<Office>(bundle, 'OFFICE').filter(({ organizationKind, substitution }) => organizationKind === kind && !substitution);
  return { kind, isMissing: !offices.some(({ municipality }) => municipality === place.name), nearest: byDistance(offices.map((office) => officeNear(office, place, now, places)))[0] ?? null };
}

/** Offices, the nearest first; those of which it is not known how far they are last, as they stand. */
export function byDistance(offices: readonly OfficeNear[]): OfficeNear[] {
  return [...offices].sort((one, other) => (one.meters ?? Infinity) - (other.meters ?? Infinity) || 0);
}

/** Finds what a caller may mean: scripts for their role first, as the server does, then what else is likely. */
export function finderOf(bundle: Bundle, copy: SmallCopy | null): (query: string, role: Role | null) => SearchAnswer {
  const entries = [...bundle.items.values()]
    .filter(({ kind }) => FOUND_KINDS.includes(kind))
    .map((item) => ({ item, words: new Set(foldedWords(namesOf(item))) }));
  return (query, role) => {
    const words = foldedWords(query);
    if (!words.length) return { results: [], confidence: null, isDanger: false, isCertainDanger: false };
    const byCopy = copy?.find(query, Infinity) ?? { hits: [], isDanger: false };
    const isScript = ({ kind }: { kind: string }): boolean => kind === 'SCRIPT';
    const isTheirs = (item: Item): boolean => !isScript(item) || role === null || (item as Script).role === role;
    const scripts = byCopy.hits.filter(isScript).flatMap(({ key }) => bundle.items.get(key) ?? []).filter(isTheirs).slice(0, MOST_SCRIPTS);
    const others = byCopy.hits.slice(0, MOST_OTHERS).filter((hit) => !isScript(hit)).flatMap(({ key }) => bundle.items.get(key) ?? []);
    const known = [...scripts, ...others];
    const byWords = entries
      .filter(({ item }) => (!copy || item.kind === 'OFFICE') && isTheirs(item))
      .map(({ item, words: own }) => ({ item, score: words.reduce((sum, word) => sum + scoreOf(word, own), 0) / words.length }))
      .filter(({ score }) => score >= 0.5)
      .sort((one, other) => other.score - one.score)
      .map(({ item }) => item);
    const more = copy ? byWords.slice(0, MOST_OFFICES) : byWords.slice(0, 4 * MOST_OFFICES);
    const items = [...known, ...more.filter((item) => !known.includes(item))];
    const results = items.map((item): Found => ({ kind: item.kind, key: item.key, title: item.title, snippet: snippetOf(item), probability: null }));
    return { results, confidence: null, isDanger: byCopy.isDanger, isCertainDanger: byCopy.isDanger };
  };
}

function scoreOf(word: string, own: ReadonlySet<string>): number {
  if (own.has(word)) return 1;
  if (word.length < 3) return 0;
  for (const one of own) if (one.startsWith(word)) return 0.75;
  return 0;
}

function namesOf(item: Item): string {
  const office = item as Office;
  const term = item as Term & { synonyms?: string[] };
  const organization = item as Item & { alsoCalled?: string[]; openingPhrases?: string[] };
  return [item.title, office.municipality, ...(term.synonyms ?? []), ...(organization.alsoCalled ?? []), ...(organization.openingPhrases ?? [])].join(' ');
}

/** What a card says of a text besides its title, as the server has it (`assistance.chat.cards`); empty: nothing. */
export function wordsOfCard(item: Item): string {
  return item.kind === 'GUIDANCE' ? (item as Guidance).firstStep || (item as Guidance).summary : '';
}

function snippetOf(item: Item): string {
  if (item.kind === 'GUIDANCE') return wordsOfCard(item);
  if (item.kind === 'TERM') return (item as Term).definition.plainText;
  if (item.kind === 'OFFICE') return [(item as Office).municipality, (item as Office).address?.text].filter(Boolean).join(' · ');
  return '';
}

/**
 * Finding what a state has to say about a situation, without a network: reads the small copy of its search. Pure.
 *
 * `delivery/search/small_copy.py` writes copies; words and features are those of `delivery/search/features.py`, whose
 * vectors stand in this folder.
 */

/** An item that fits, the best first; `score` is the logarithm of how likely it is meant, but for a constant. */
export interface Hit {
  key: string;
  kind: string;
  title: string;
  score: number;
}

/** `isDanger`: somebody seems to be in danger now. Show the emergency number above all else. */
export interface Found {
  hits: Hit[];
  isDanger: boolean;
}

export interface SmallCopy {
  /** The SHA-256 of what the copy was made from: another one, another copy. */
  madeFrom: string;
  /** BCP 47 tag. */
  locale: string;
  find(query: string, most?: number): Found;
}

/** The bytes are no small copy, are damaged, or have a format that this reader does not know. */
export class UnreadableCopy extends Error {
  override name = 'UnreadableCopy';
}

type Item = [key: string, kind: number, isEmergency: number, titles: string[], otherNames: string[]];

interface Header {
  format: number;
  madeFrom: string;
  locale: string;
  items: Item[];
  kinds: string[];
  biases: number[];
  kindWeights: number[];
  mostOfShort: number;
  short: number[];
  long: number[];
  temperatures: [number, number];
  dangerFrom: number;
  stopWords: string;
  /** Beginnings of words; whole ones before a full stop. */
  harm: string;
  abbreviations: Record<string, string>;
  groups: [size: number, features: number, idf: number][];
  otherIdf: number;
  order: number[];
  scales: number[];
  lengths: [number, number];
}

const FORMAT = 2;
const MAGIC = 'JPTS';
const FIRST = 3;
const LEVELS = 4;
const ESCAPE = 255;
/** For a name said whole. */
const WHOLE = 100;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\u0300-\u036f]*/gu;
const WORD_LETTERS = 5;
const LETTERS = 4;
const MOST_WORDS = 120;
const SIZE = 65536;
const SHIFT = 16;
const MULTIPLIER = 0x9e3779b1;

const TABLE = Int32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}

const hash = (text: string): number => crc32(new TextEncoder().encode(text));

/** The words of a text in order, in lower case and without accents. */
export function foldedWords(text: string): string[] {
  return (text.match(WORD) ?? []).map(fold).filter(Boolean);
}

function fold(word: string): string {
  return word.toLowerCase().replace(/ß/g, 'ss').replace(/ς/g, 'σ').normalize('NFD').replace(/\p{Mn}/gu, '');
}

/** Words that begin alike are one. */
const stem = (word: string): string => [...word].slice(0, WORD_LETTERS).join('');

/** The features of folded words, and how much each says: 1 + ln of how often it is there. */
export function featuresOfWords(words: readonly string[]): Map<number, number> {
  const half = MOST_WORDS / 2;
  const found = new Map<number, number>();
  const count = (number: number): void => {
    found.set(number >>> SHIFT, (found.get(number >>> SHIFT) ?? 0) + 1);
  };
  let before: number | null = null;
  for (const word of words.length > MOST_WORDS ? [...words.slice(0, half), ...words.slice(-half)] : words) {
    const number = hash(stem(word));
    count(number);
    const framed = [' ', ...word, ' '];
    for (let start = 0; start < Math.max(1, framed.length - LETTERS + 1); start++) {
      count(hash(framed.slice(start, start + LETTERS).join('')));
    }
    if (before !== null) count(Math.imul(before, MULTIPLIER) + number);
    before = number;
  }
  for (const [feature, times] of found) found.set(feature, 1 + Math.log(times));
  return found;
}

/**
 * Read a small copy, not compressed.
 *
 * @throws UnreadableCopy
 */
export function readSmallCopy(bytes: Uint8Array): SmallCopy {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 4;
  if (end < 8 || new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC) throw new UnreadableCopy('no small copy');
  if (crc32(bytes.subarray(0, end)) !== view.getUint32(end, true)) throw new UnreadableCopy('damaged');
  const start = 8 + view.getUint32(4, true);
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Header;
    if (header.format !== FORMAT) throw header.format;
    return { madeFrom: header.madeFrom, locale: header.locale, find: finder(header, bytes, start) };
  } catch (cause) {
    throw new UnreadableCopy('format', { cause });
  }
}

function finder(header: Header, bytes: Uint8Array, start: number): SmallCopy['find'] {
  const { items, kinds, temperatures, stopWords } = header;
  const abbreviations = new Map(Object.entries(header.abbreviations));
  const { idf, rows } = weightsOf(header, bytes, start);
  const ignored = new Set(stopWords.split(' '));
  const wordsOf = (text: string): string[] => foldedWords(text).flatMap((word) => abbreviations.get(word)?.split(' ') ?? word);
  const stemsOf = (text: string): string[] => wordsOf(text).filter((word) => !ignored.has(word)).map(stem);
  const folded = (text: string): string => foldedWords(text).join(' ');
  const titles = items.map((item) => item[3].map(folded));
  const otherNames = items.map((item) => item[4].map(folded));
  // Names of things tell of nothing that happens to somebody. Synonyms of terms are none: they may be sayings.
  const things = new Set(
    items.flatMap(([, kind], place) =>
      kinds[kind] === 'TERM' ? titles[place]! : kinds[kind] === 'ORGANIZATION' ? [...titles[place]!, ...otherNames[place]!] : [],
    ),
  );
  const harm = header.harm.split(' ');
  const isHarm = (word: string): boolean => harm.some((one) => `${word}.`.startsWith(one) && one);
  const named = items.map((item) => new Set([...item[3], ...item[4]].flatMap(stemsOf)));
  const rarity = (one: string): number => Math.log(items.length / (sum(named, (stems) => +stems.has(one)) || 0.5));

  return (query, most = 10) => {
    const margins = header.biases.map(() => 0);
    const typed = folded(query);
    let isKnown = false;
    let square = 0;
    for (const [feature, value] of featuresOfWords(wordsOf(query))) {
      square += (value * idf[feature]!) ** 2;
      for (const [column, weight] of rows[feature] ?? []) margins[column]! += value * weight;
      isKnown ||= feature in rows;
    }
    header.biases.forEach((bias, column) => (margins[column] = margins[column]! / Math.sqrt(square) + bias));
    const logarithms = (places: number[], times: number): number =>
      Math.log(sum(places, (place) => Math.exp(margins[place]! * times)));
    const ofKinds = kinds.map((_, kind) => items.length + kind);
    const allKinds = logarithms(ofKinds, temperatures[1]);
    const allItems = kinds.map((_, kind) => logarithms([...items.keys()].filter((place) => items[place]![1] === kind), temperatures[0]));
    const said = stemsOf(query);
    const stems = [...new Set(said)];
    const all = sum(stems, rarity) || 1;
    const weights = said.length <= header.mostOfShort ? header.short : header.long;
    const scored = items.map((item, place) => {
      const margin = margins[place]!;
      const evidence = [
        margin,
        margin * temperatures[0] - allItems[item[1]]!,
        margins[ofKinds[item[1]]!]! * temperatures[1] - allKinds,
        sum(stems, (one) => (named[place]!.has(one) ? rarity(one) : 0)) / all,
        Math.max(...titles[place]!.map((title) => (title === typed ? 2 : +title.startsWith(typed)))),
      ];
      const whole = evidence[4]! > 1 ? 2 : +otherNames[place]!.includes(typed);
      isKnown ||= evidence[3]! + evidence[4]! > 0;
      return { item, share: evidence[1]!, score: whole * WHOLE + header.kindWeights[item[1]]! + sum(evidence, (one, number) => one * weights[number]!) };
    });
    if (!typed || !isKnown) return { hits: [], isDanger: false };
    scored.sort((one, other) => other.score - one.score);
    const emergency = scored.findIndex(({ item }) => item[2]);
    const likeliest = Math.max(-temperatures[0], ...scored.map(({ item, share }) => (item[2] ? share : -99)));
    const isQuiet = things.has(typed) && !wordsOf(query).some(isHarm);
    const isDanger = !isQuiet && margins[items.length + kinds.length]! + likeliest / temperatures[0] >= header.dangerFrom;
    if (isDanger && emergency >= FIRST) scored.splice(FIRST - 1, 0, ...scored.splice(emergency, 1));
    const hits = scored.slice(0, most).map(({ item, score }) => ({ key: item[0], kind: kinds[item[1]]!, title: item[3][0]!, score }));
    return { hits, isDanger };
  };
}

/** The weights of each feature, by column, and how rare it is. */
function weightsOf({ groups, otherIdf, order, scales, lengths }: Header, bytes: Uint8Array, start: number) {
  const idf = new Float64Array(SIZE).fill(otherIdf);
  const rows: Record<number, [column: number, weight: number][]> = {};
  let values = start + lengths[0] + lengths[1];
  const reader = (place: number) => (before: number): number => {
    for (; bytes[place] === ESCAPE; place++) before += ESCAPE;
    return before + 1 + bytes[place++]!;
  };
  const nextFeature = reader(start);
  const nextColumn = reader(start + lengths[0]);
  for (const [size, count, rarity] of groups) {
    for (let feature = -1, left = count; left; left--) {
      feature = nextFeature(feature);
      idf[feature] = rarity;
      rows[feature] = [];
      for (let column = -1, more = size; more; more--) {
        column = nextColumn(column);
        const level = bytes[values++]! - LEVELS;
        rows[feature].push([order[column]!, level * Math.abs(level) * scales[column]!]);
      }
    }
  }
  return { idf, rows };
}

function sum<Entry>(entries: readonly Entry[], value: (entry: Entry, place: number) => number): number {
  return entries.reduce((total, entry, place) => total + value(entry, place), 0);
}

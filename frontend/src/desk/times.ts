/** Hours of the day as people say them and operators type them. Pure; what is longer than any hour is none. */
import { partOfDay, type PartOfDay } from '../voices/partOfDay.ts';

export interface Hour {
  /** `HH:MM`. */
  time: string;
  /** It was said as on a clock's face, which is so twice a day: `a las 7`. */
  isHalfSaid: boolean;
}

const LONGEST = 60;
type Part = 'am' | 'pm' | 'noon' | 'morning' | 'early' | 'afternoon' | 'night' | 'none';

const PARTS: Readonly<Record<string, Part>> = {
  '': 'none', a: 'am', am: 'am', p: 'pm', pm: 'pm', m: 'noon', md: 'noon', delmediodia: 'noon', demediodia: 'noon', n: 'night', t: 'afternoon',
  ...Object.fromEntries(['', 'dela', 'enla', 'porla', 'de'].flatMap((before) => [
    [`${before}manana`, 'morning'], [`${before}madrugada`, 'early'], [`${before}tarde`, 'afternoon'], [`${before}noche`, 'night'],
  ] as const)),
};
const NAMED: Readonly<Record<string, string>> = { medianoche: '00:00', mediodia: '12:00' };
const MINUTES: Readonly<Record<string, string>> = { ymedia: '30', ycuarto: '15', enpunto: '00' };

/**
 * Read an hour: `1840`, `18:40`, `6 40 pm`, `18`, `a las 7 de la noche`, `7 y media`, `medianoche`, `12:30 am`; with `m`, `t` or `n` behind it, of
 * the morning, the afternoon or the night.
 *
 * Returns:
 *   `null`: it is no hour, or one that there is not (`13 pm`, `10 de la tarde`).
 */
export function hourIn(typed: string): Hour | null {
  if (typed.length > LONGEST) return null;
  const { part: partBefore, rest: behindDay } = daySaidIn(typed);
  const said = behindDay.replace(ABOUT, '').replace(/^(?:al?|las?)(?: las?)? /, '')
    .replace(/^[a-z]+(?= |$)/, (word) => (Object.hasOwn(HOURS, word) ? String(HOURS[word]) : word)).replace(AND_SOME, '');
  const named = NAMED[said.replace(/ /g, '')];
  if (named) return { time: named, isHalfSaid: false };
  const found = /^(\d{1,2})(?: ?([:.h])? ?(\d{2}))?(?!\d)(.*)$/.exec(said);
  if (!found) return null;
  const [, digits, sign, written, behind] = found as unknown as [string, string, string | undefined, string | undefined, string];
  let rest = behind.replace(/[.\s]/g, '');
  const words = written ? undefined : Object.keys(MINUTES).find((one) => rest.startsWith(one));
  if (words) rest = rest.slice(words.length);
  rest = rest.replace(/^(?:horas?|hrs?|h)(?=$|d|e|p)/, '');
  const saidBehind = PARTS[rest];
  // “Anoche a las 2” is in the small hours.
  const part = saidBehind === 'none' && partBefore ? (partBefore === 'night' && Number(digits) < 6 ? 'early' : partBefore) : saidBehind;
  const minute = written ?? (words ? MINUTES[words]! : '00');
  const hour = part && hourOf(Number(digits), part);
  if (hour === null || hour === undefined || hour > 23 || Number(minute) > 59) return null;
  const isOfADay = digits.startsWith('0') || hour === 0 || hour > 12 || (written !== undefined && sign === undefined && said.startsWith(digits + written) && digits.length === 2);
  return { time: `${String(hour).padStart(2, '0')}:${minute}`, isHalfSaid: part === 'none' && !isOfADay };
}

/** What was typed, without accents, and without that it corrects what was said before: `no, ayer a las 7`. */
function saidIn(typed: string): string {
  return typed.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim().replace(/\s+/g, ' ').replace(/^(?:(?:no|digo|perdon)[,.]? )+/, '');
}

/** Hours that are written as words. */
const HOURS: Readonly<Record<string, number>> = { una: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9, diez: 10, once: 11, doce: 12 };
/** That it was somewhat later: `las 6 y algo` counts as 6:00. */
const AND_SOME = /(?<=^\d{1,2}) y (?:algo|pico|feria|tant[oa]s)(?= |$)/;
/** That an hour is not exact: `como a las 7`, `a eso de las 7`. */
const ABOUT = /^(?:(?:como|tipo|casi|mas o menos|alrededor de|cerca de) )?(?:a eso de )?/;
/** A day, or a part of one, that is said before an hour: `ayer a las 7`, `ayer en la noche a las 9`, `en la madrugada`. */
const DAY_SAID = /^(?:(hoy|ayer|antier|anteayer)(?=[, ]|$),? ?)?(?:(?:en|por) la (manana|tarde|noche|madrugada)(?=[, ]|$),? ?)?/;
/** The same said behind the hour: `a las 11 de la noche de ayer`. */
const DAY_BEHIND = /^(.*?\S),? (?:de )?(hoy|ayer|antier|anteayer|anoche|antenoche)$/;
const DAYS_BACK: Readonly<Record<string, number>> = { hoy: 0, ayer: 1, antier: 2, anteayer: 2 };
const PARTS_BEFORE: Readonly<Record<string, Part>> = { manana: 'morning', tarde: 'afternoon', noche: 'night', madrugada: 'early' };

/** The day and the part of it that are said beside an hour, and what is left: the hour. */
function daySaidIn(typed: string): { day: string | null; part: Part | null; rest: string } {
  const said = saidIn(typed).replace(DAY_BEHIND, '$2 $1').replace(/^anoche(?=[, ]|$)/, 'ayer en la noche').replace(/^antenoche(?=[, ]|$)/, 'antier en la noche');
  const [whole, day, part] = DAY_SAID.exec(said)!;
  return { day: day ?? null, part: part ? PARTS_BEFORE[part]! : null, rest: said.slice(whole.length) };
}

/**
 * How many days back the day is that is said beside an hour; `null`: none is said. The night of a day goes on after midnight: `anoche a las 2` is
 * of today.
 */
export function daysBackIn(typed: string): number | null {
  if (typed.length > LONGEST) return null;
  const { day, part } = daySaidIn(typed);
  if (day === null) return null;
  const time = part === 'night' ? readTime(typed) : null;
  const isAfterMidnight = time !== null && time < '06:00';
  return Math.max(0, DAYS_BACK[day]! - (isAfterMidnight ? 1 : 0));
}

const MONTHS = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'];

/** A day that is typed whole, with its year: `15/03/2025`, `15 de marzo de 2025`; as `YYYY-MM-DD`; `null`: none is. */
export function dateIn(typed: string): string | null {
  if (typed.length > LONGEST) return null;
  const said = saidIn(typed).replace(/^(?:desde )?(?:el )?/, '').replace(/^(?:primero|1o|1ro) /, '1 ');
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(said) ?? /^(\d{1,2}) (?:de )?([a-z]+) (?:del? )?(\d{4})$/.exec(said);
  if (!found) return null;
  const [, date, named, year] = found as unknown as [string, string, string, string];
  const month = MONTHS.indexOf(named.replace('setiembre', 'septiembre')) + 1 || Number(named);
  const day = [year, String(month).padStart(2, '0'), date.padStart(2, '0')].join('-');
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day) ? day : null;
}

/** What is said of a time that began weeks, months or years ago: `marzo de 2025`, `hace año y medio`, `desde 2024`. */
const LONG_AGO = new RegExp(String.raw`\b(?:semanas?|mes(?:es)?|anos?|setiembre|${MONTHS.join('|')})\b|^(?:en|desde|del) (?:el )?(?:19|20)\d{2}$`);

/** Whether a time was said of which the day is not known, so that no deadline can be counted from it. */
export function isDateLeftOut(typed: string): boolean {
  return typed.length <= LONGEST && dateIn(typed) === null && LONG_AGO.test(saidIn(typed));
}

/** Whether a day or a part of it was said and its hour not yet: `anoche`, `ayer en la noche`, `en la madrugada`. */
export function isHourLeftOut(typed: string): boolean {
  if (typed.length > LONGEST) return false;
  const { day, part, rest } = daySaidIn(typed);
  return (day !== null || part !== null) && /^(?:(?:como|tipo|casi)? ?(?:a(?: las?)?)?)?$/.test(rest);
}

/** Whether an hour was said as one that is not exact: `seis y algo`, `como a las 7`. */
export function isAbout(typed: string): boolean {
  return hourIn(typed) !== null && /\b(?:y (?:algo|pico|feria|tant[oa]s)|como|tipo|casi|mas o menos|alrededor de|cerca de|a eso de)\b/.test(saidIn(typed));
}

const AGO = /^hace (?:como |unas? |unos? |mas o menos )?(?:(media) hora|(\d{1,2}|[a-z]+) (horas?|hrs?|h|minutos?|min)|(hora))( y media)?\.?$/;
const COUNTED: Readonly<Record<string, number>> = {
  un: 1, una: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9, diez: 10, once: 11, doce: 12, quince: 15, veinte: 20, treinta: 30, cuarenta: 40,
};
const MOST_HOURS_AGO = 72;

/** How many minutes ago something was of which that is said: `hace dos horas`, `hace media hora`; `null`: it is not. */
export function minutesAgoIn(typed: string): number | null {
  if (typed.length > LONGEST) return null;
  const said = saidIn(typed);
  const found = AGO.exec(said);
  if (!found) return null;
  const [, half, count, unit, hour, more] = found;
  if (half) return more ? null : 30;
  const number = hour ? 1 : Object.hasOwn(COUNTED, count!) ? COUNTED[count!]! : Number(count);
  const isHours = Boolean(hour) || unit!.startsWith('h');
  if (Number.isNaN(number) || (isHours && number > MOST_HOURS_AGO) || (more && !isHours)) return null;
  return isHours ? 60 * number + (more ? 30 : 0) : number;
}

/** The hour of the day; `null`: that part of a day has none of that number. */
function hourOf(said: number, part: Part): number | null {
  if (part === 'none') return said;
  // Whoever says 20 hours and “de la noche” says it twice.
  if (said > 12) return (part === 'afternoon' && said < 20) || (part === 'night' && said > 17) ? said : null;
  if (said < 1) return null;
  if (part === 'noon') return said === 12 ? 12 : said;
  if (part === 'am' || part === 'early') return said % 12;
  if (part === 'morning') return said === 12 ? null : said;
  if (part === 'pm') return (said % 12) + 12;
  if (part === 'afternoon') return said > 8 && said !== 12 ? null : (said % 12) + 12;
  if (said === 12) return 0;
  return said < 6 ? null : said + 12;
}

/** What may still be typed of the word of which a letter behind an hour is the first. */
const RESTS: Readonly<Record<string, readonly string[]>> = { M: ['anana', 'adrugada', 'ediodia'], T: ['arde'], N: ['oche'] };

/**
 * What may follow a letter that was typed right behind an hour and says which half of the day is meant, as the desk asks for it; `null`: the
 * present text is not the one before and such a letter.
 */
export function restsOfHalf(before: string, typed: string): readonly string[] | null {
  const letter = typed.slice(before.length).toUpperCase();
  return typed.startsWith(before) && /\d$/.test(before) && halvesOf(before).some((half) => half.letter === letter) ? (RESTS[letter] ?? []) : null;
}

/** `HH:MM`; `null`: no time. */
export function readTime(typed: string): string | null {
  return hourIn(typed)?.time ?? null;
}

const PARTS_SAID: Readonly<Record<PartOfDay, string>> = {
  midnight: 'de la noche', night: 'de la madrugada', morning: 'de la mañana', noon: 'del mediodía', afternoon: 'de la tarde', evening: 'de la noche',
};

/** A time of the day as it is said: `a la 1 de la tarde`, `a las 8:30 de la noche`. */
export function timeSaid(time: string): string {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  const said = hour % 12 || 12;
  // Midnight begins its day, and many count it to the day before: the figures stand beside it.
  const part = hour === 0 ? `${PARTS_SAID.midnight} (0:${String(minute).padStart(2, '0')})` : PARTS_SAID[partOfDay(hour)];
  return `${said === 1 ? 'a la' : 'a las'} ${said}${minute ? `:${String(minute).padStart(2, '0')}` : ''} ${part}`;
}

/** A time of the day as it is typed so that it means no other one: `11:15` as `11:15 am`. */
export function wholeOf(time: string): string {
  return hourIn(time)?.isHalfSaid ? `${time} ${Number(time.split(':')[0]) < 12 ? 'am' : 'pm'}` : time;
}

export interface Half {
  name: string;
  /** Typed behind the hour, it says the same. */
  letter: string;
  typed: string;
}

/**
 * What an hour that was said as on a clock's face can mean: the two halves of the day.
 *
 * Returns:
 *   empty: it was said whole, or is none.
 */
export function halvesOf(typed: string): Half[] {
  const hour = hourIn(typed);
  if (!hour?.isHalfSaid) return [];
  const said = Number(hour.time.split(':')[0]);
  const half = (name: string, letter: string, part: string): Half => ({ name, letter, typed: `${hour.time} ${part}` });
  if (said === 12) return [half('del mediodía', 'M', 'pm'), half('de la noche', 'N', 'am')];
  return [
    half(said < 6 ? 'de la madrugada' : 'de la mañana', 'M', 'am'), said < 7 ? half('de la tarde', 'T', 'pm') : half('de la noche', 'N', 'pm'),
  ];
}

/**
 * When a deadline ends that runs from the hour a caller gives, or is counted back from what they were summoned to, and how that is said. Pure.
 *
 * Hours are elapsed hours, whatever the clocks do meanwhile; days, months and years are days of the place's calendar, of
 * which the first is the one after the event. Business days are Monday to Friday: which holidays a court keeps is not
 * known here, so the sentence says so.
 */
import type { Answer, Node } from '../walker/walk.ts';
import { daysBackIn, hourIn, readTime, timeSaid } from './times.ts';
import { type Local, dayAfter, daysBetween, instantOf, localOf, monthsAfter, weekdayOf } from './zones.ts';

export interface Deadline {
  amount: number;
  amountMax: number | null;
  unit: 'HOURS' | 'DAYS' | 'BUSINESS_DAYS' | 'MONTHS' | 'YEARS';
  event: string | null;
  /** Whether it is counted back from what is to come: it runs from nothing that has happened. */
  countsBack?: boolean;
  /** Who must act by then, and what happens, or must, as its content says it. */
  whoMustAct?: string | null;
  consequence?: string | null;
}

/** An instant, or the whole of a day. */
export type End = { at: number } | { day: string };

/** What a caller gave from which deadlines are counted. */
export interface Given {
  eventAt: number | null;
  /** What is to come, as the clocks of the place show it then. */
  appointment: Local | null;
}

/** From when a deadline is counted, or back from when; `null`: nobody has said that yet. */
export function startOf({ countsBack }: Pick<Deadline, 'countsBack'>, { eventAt, appointment }: Given, zone: string): number | null {
  if (!countsBack) return eventAt;
  return appointment && instantOf(appointment, zone);
}

/** When a deadline ends at the latest; one that counts back, its shortest time before what is to come. */
export function endOf({ amount, amountMax, unit, countsBack = false }: Deadline, from: number, zone: string): End {
  const most = countsBack ? -amount : (amountMax ?? amount);
  if (unit === 'HOURS') return { at: from + most * 3_600_000 };
  const { day } = localOf(from, zone);
  if (unit === 'DAYS') return { day: dayAfter(day, most) };
  if (unit === 'MONTHS') return { day: monthsAfter(day, most) };
  if (unit === 'YEARS') return { day: monthsAfter(day, 12 * most) };
  let end = day;
  for (let left = Math.abs(most); left; ) {
    end = dayAfter(end, Math.sign(most));
    if (weekdayOf(end) < 5) left -= 1;
  }
  return { day: end };
}

/** Whether a deadline is over. */
export function hasEnded(deadline: Deadline, from: number, now: number, zone: string): boolean {
  const end = endOf(deadline, from, zone);
  return 'at' in end ? end.at <= now : end.day < localOf(now, zone).day;
}

/**
 * The deadlines to say: those that the way has reached, or, where it has reached none, the only one that the script has, once it is known from when it is counted.
 *
 * Args:
 *   start: from when a deadline is counted (`startOf`).
 * Returns:
 *   the deadlines, and whether their step is still ahead.
 */
export function deadlinesToSay<Found extends Deadline>(
  blocks: Readonly<Record<string, Found>>, reached: readonly string[], start: (deadline: Found) => number | null,
): { found: Found[]; isAhead: boolean } {
  const found = reached.flatMap((id) => blocks[id] ?? []);
  const all = Object.values(blocks);
  const isAhead = !found.length && all.length === 1 && start(all[0]!) !== null;
  return { found: isAhead ? all : found, isAhead };
}

const UNITS = {
  HOURS: ['hora', 'horas'],
  DAYS: ['día', 'días'],
  BUSINESS_DAYS: ['día hábil', 'días hábiles'],
  MONTHS: ['mes', 'meses'],
  YEARS: ['año', 'años'],
} as const;

/** `48 horas`, `3 a 10 días hábiles`. */
export function amountInWords({ amount, amountMax, unit }: Deadline): string {
  const most = amountMax ?? amount;
  const name = UNITS[unit][most === 1 ? 0 : 1];
  return most === amount ? `${amount} ${name}` : `${amount} a ${most} ${name}`;
}

/** `Las 48 horas terminan hoy a las 18:40.`; in the past `Las 48 horas terminaron ayer a las 18:40.`; one that counts back `Al menos 48 horas antes de la cita. A más tardar mañana, …` */
export function inWords(deadline: Deadline, from: number, now: number, zone: string, isOwnZone = true): string {
  if (deadline.countsBack) return `Al menos ${amountInWords(deadline)} ${beforeWhat(deadline.event)}. ${atLatest(deadline, from, now, zone, isOwnZone)}`;
  const { isOne, span, end, isOver, caution } = partsOf(deadline, from, now, zone, isOwnZone);
  const isFeminine = deadline.unit === 'HOURS';
  const article = isOne ? (isFeminine ? 'La' : 'El') : isFeminine ? 'Las' : 'Los';
  return `${article} ${span} ${verbOf(isOne, isOver)} ${end}.${caution}`;
}

/**
 * A deadline as it is read out: who must do what until when, so far as its content says it, and from when it counts, without which it is taken
 * for a promise. `El Ministerio Público tiene 48 horas, que terminan hoy a las 18:40. Debe llevarlo con un juez o dejarlo libre. Cuenta desde que lo retiene.`
 *
 * Args:
 *   voiced: puts words of the content into the voice in which they are read.
 */
export function asRead(deadline: Deadline, from: number, now: number, zone: string, isOwnZone: boolean, voiced: (words: string) => string): string {
  const { whoMustAct: who, consequence } = deadline;
  const event = deadline.event && voiced(deadline.event);
  const then = consequence && otherwise(voiced(consequence));
  if (deadline.countsBack) {
    const before = who ? `El plazo es de al menos ${amountInWords(deadline)} ${beforeWhat(event)}: lo debe cumplir ${uncapitalised(voiced(who))}. ${atLatest(deadline, from, now, zone, isOwnZone)}` : inWords({ ...deadline, event }, from, now, zone, isOwnZone);
    return [before, then].filter(Boolean).join(' ');
  }
  const { isOne, end, isOver, caution } = partsOf(deadline, from, now, zone, isOwnZone);
  const until = who
    ? `${capitalised(voiced(who))} ${isOver ? 'tenía' : 'tiene'} ${amountInWords(deadline)}, que ${verbOf(isOne, isOver)} ${end}.${caution}`
    : inWords(deadline, from, now, zone, isOwnZone);
  return [until, then, countsFrom({ ...deadline, event })].filter(Boolean).join(' ');
}

/** When at the latest something must be that counts back, and whether that has passed: `A más tardar el martes 1.º de diciembre, a las 9 de la mañana. Ese momento ya pasó.` */
function atLatest(deadline: Deadline, from: number, now: number, zone: string, isOwnZone: boolean): string {
  const found = endOf(deadline, from, zone);
  const { day, time } = 'at' in found ? localOf(found.at, zone) : { day: found.day, time: null };
  const when = `${dayWhole(day, localOf(now, zone).day)}${time ? `, ${timeSaid(time)}${isOwnZone ? '' : ', hora del lugar'}` : ''}`;
  return `A más tardar ${when}.${deadline.unit === 'BUSINESS_DAYS' ? ' Los días festivos lo adelantan: confirme.' : ''}${hasEnded(deadline, from, now, zone) ? ' Ese momento ya pasó.' : ''}`;
}

/** `Cuenta desde que lo retiene.`: without it, a deadline is taken for a promise; empty: it counts back, or nobody has said from when. */
export function countsFrom(deadline: Pick<Deadline, 'event' | 'countsBack'>): string {
  return deadline.countsBack || !deadline.event ? '' : `Cuenta ${fromWhen(deadline)}.`;
}

/** From when a deadline counts, or before what it ends: `desde la acusación`, `antes de la cita`. */
export function fromWhen({ event, countsBack }: Pick<Deadline, 'event' | 'countsBack'>): string {
  if (countsBack) return beforeWhat(event);
  if (!event || /^desde\s/i.test(event)) return event ?? '';
  const after = /^después de(l?)\s+(.+)$/is.exec(event);
  return after ? `desde ${after[1] ? 'el ' : ''}${after[2]}` : `desde: ${event}`;
}

/** How an event begins that says “before” itself, as in `content_models/deadline_words.py`. */
const SAYS_BEFORE = /^(?:antes del?|before)\s/i;

/** Before what a deadline ends, as the sentence goes on: `antes de la cita`; of an event that was written otherwise `antes de: la cita`. */
function beforeWhat(event: string | null | undefined): string {
  if (!event) return 'antes';
  return SAYS_BEFORE.test(event) ? uncapitalised(event) : `antes de: ${event}`;
}

/** What must be done, or what happens if it is not, as a sentence: a page has it below “Si no”. */
function otherwise(consequence: string): string {
  const words = consequence.trim().replace(/\.$/, '');
  const isWhole = /^(?:si no|deben?)\s/i.test(words);
  return `${isWhole ? capitalised(words) : `Si no, ${uncapitalised(words)}`}.`;
}

const capitalised = (words: string): string => words.charAt(0).toLocaleUpperCase('es') + words.slice(1);
const uncapitalised = (words: string): string => words.charAt(0).toLocaleLowerCase('es') + words.slice(1);

function partsOf(deadline: Deadline, from: number, now: number, zone: string, isOwnZone: boolean): { isOne: boolean; span: string; end: string; isOver: boolean; caution: string } {
  const found = endOf(deadline, from, zone);
  const isOne = (deadline.amountMax ?? deadline.amount) === 1;
  const ends = 'at' in found ? localOf(found.at, zone) : { day: found.day, time: null };
  const when = [dayWithDate(ends.day, localOf(now, zone).day), ...(ends.time ? [timeInWords(ends.time)] : [])].join(' ').replace(/,$/, '');
  return {
    isOne,
    span: isOne ? UNITS[deadline.unit][0] : amountInWords(deadline),
    end: when + (isOwnZone || !ends.time ? '' : ', hora del lugar'),
    isOver: hasEnded(deadline, from, now, zone),
    caution: deadline.unit === 'BUSINESS_DAYS' ? ' Los días festivos lo alargan: confirme.' : '',
  };
}

const verbOf = (isOne: boolean, isOver: boolean): string => (isOne ? (isOver ? 'terminó' : 'termina') : isOver ? 'terminaron' : 'terminan');

const MONTHS = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'];
const WEEKDAYS = ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'];

/** `hoy`, `mañana`, `el lunes 30 de noviembre`, `el 3 de enero de 2027`. */
export function dayInWords(day: string, today: string): string {
  const distance = daysBetween(today, day);
  if (distance === 0) return 'hoy';
  if (distance === 1) return 'mañana';
  if (distance === -1) return 'ayer';
  const year = Number(day.slice(0, 4));
  const name = dayOfMonth(day);
  if (year !== Number(today.slice(0, 4))) return `el ${name} de ${year}`;
  return Math.abs(distance) < 7 ? `el ${WEEKDAYS[weekdayOf(day)]} ${name}` : `el ${name}`;
}

/** `hoy`, `mañana, martes 1.º de diciembre,`, `el lunes 30 de noviembre`: after midnight “tomorrow” alone may be taken for the day that has begun. */
function dayWithDate(day: string, today: string): string {
  const near = dayInWords(day, today);
  return near === 'mañana' ? `${near}, ${WEEKDAYS[weekdayOf(day)]} ${dayOfMonth(day)},` : near;
}

/** A day with its name, which cannot be taken for another one: `el martes 1.º de diciembre`, `hoy, miércoles 2 de diciembre`. */
function dayWhole(day: string, today: string): string {
  const near = ['ayer', 'hoy', 'mañana'][daysBetween(today, day) + 1];
  return `${near ? `${near}, ` : 'el '}${dayNamed(day, today)}`;
}

/** `jueves 3 de diciembre`, `lunes 4 de enero de 2027`. */
export function dayNamed(day: string, today: string): string {
  return `${WEEKDAYS[weekdayOf(day)]} ${dayOfMonth(day)}${day.slice(0, 4) === today.slice(0, 4) ? '' : ` de ${day.slice(0, 4)}`}`;
}

/** `30 de noviembre`, `1.º de enero`. */
export function dayOfMonth(day: string): string {
  const [month, date] = day.split('-').slice(1).map(Number) as [number, number];
  return `${date === 1 ? '1.º' : date} de ${MONTHS[month - 1]}`;
}

/** `a la 1:05`, `a las 18:40`. */
export function timeInWords(time: string): string {
  const [hour, minute] = time.split(':') as [string, string];
  return `${Number(hour) === 1 ? 'a la' : 'a las'} ${Number(hour)}:${minute}`;
}

/** `ayer, domingo 29 de noviembre, a las 22:30`: an hour with its day in words, which cannot be taken for another one. */
export function hourInWords(at: number, now: number, zone: string): string {
  const { day, time } = localOf(at, zone);
  const distance = daysBetween(day, localOf(now, zone).day);
  const near = ['hoy', 'ayer', 'anteayer'][distance];
  return `${near ? `${near}, ` : 'el '}${dayNamed(day, localOf(now, zone).day)}, ${timeInWords(time)}`;
}

/** Of which hours an answer says that more or fewer have passed: `Más de 48 horas`; `null`: it speaks of none. */
function hoursOf(label: string): { isMore: boolean; hours: number } | null {
  const found = /\b(más|mas|menos) de (\d{1,3}) horas\b/i.exec(label);
  return found && { isMore: !/^menos/i.test(found[1]!), hours: Number(found[2]) };
}

/** What the hour that was given says against an answer: `Las 48 horas terminan mañana a las 22:30.`; `null`: nothing. */
export function againstAnswer(label: string, eventAt: number | null, now: number, zone: string, isOwnZone = true): string | null {
  const said = hoursOf(label);
  if (!said || eventAt === null || said.isMore === now - eventAt > said.hours * 3_600_000) return null;
  return inWords({ amount: said.hours, amountMax: null, unit: 'HOURS', event: null }, eventAt, now, zone, isOwnZone);
}

/**
 * The first answer of a way that the hour contradicts, which may have been given after it; `null`: none.
 *
 * Returns:
 *   after how many answers its question is asked, the answer, and what the hour says against it.
 */
export function contradictedAnswer(
  nodes: readonly Node[], way: readonly Answer[], eventAt: number | null, now: number, zone: string, isOwnZone = true,
): { place: number; label: string; sentence: string } | null {
  for (const [place, { node, option }] of way.entries()) {
    const label = nodes.find(({ key }) => key === node)?.options.find(({ key }) => key === option)?.label ?? '';
    const sentence = againstAnswer(label, eventAt, now, zone, isOwnZone);
    if (sentence) return { place, label, sentence };
  }
  return null;
}

/** The hour that a caller gives, as an instant; `null`: what was typed is no time, or has not been yet. */
export function hourGiven(typed: string, day: string, now: number, zone: string): number | null {
  const time = readTime(typed);
  if (!time) return null;
  const at = instantOf({ day, time } satisfies Local, zone);
  return at > now ? null : at;
}

/** As many days ahead may be what a caller was summoned to: a trial is at most 60 days ahead when they are. */
export const MOST_DAYS_AHEAD = 63;

/**
 * What a caller was summoned to, as the clocks of the place show it then.
 *
 * Returns:
 *   `null`: day or hour are missing, it is not known which half of the day is meant, it has been, or it is too far ahead.
 */
export function appointmentGiven(typed: string, day: string, now: number, zone: string): Local | null {
  const hour = hourIn(typed);
  // A day that is said before the hour may be another one than the day that was chosen.
  if (!day || !hour || hour.isHalfSaid || daysBackIn(typed) !== null) return null;
  const given = { day, time: hour.time };
  return instantOf(given, zone) > now && daysBetween(localOf(now, zone).day, day) <= MOST_DAYS_AHEAD ? given : null;
}

/** What a caller was summoned to, in words: `jueves 3 de diciembre, 9 de la mañana`. */
export function appointmentInWords({ day, time }: Local, now: number, zone: string, isOwnZone = true): string {
  return `${dayNamed(day, localOf(now, zone).day)}, ${timeSaid(time).replace(/^a las? /, '')}${isOwnZone ? '' : ', hora del lugar'}`;
}

/**
 * The day of an hour for which nobody chose one: today, or yesterday where today it has not been that hour yet.
 *
 * Args:
 *   present: the day that stands there, which stays while what is typed is no hour.
 */
export function dayMeant(typed: string, present: string, now: number, zone: string): string {
  const today = localOf(now, zone).day;
  if (!typed.trim()) return today;
  if (readTime(typed) === null) return present;
  return hourGiven(typed, today, now, zone) === null ? dayAfter(today, -1) : today;
}

/**
 * The day to which an arrow moves an hour, of today and the two days before it. A day that nobody chose counts as today, though it may
 * follow from the hour: an arrow and an hour give the same day, whichever comes first.
 *
 * Args:
 *   days: how many days earlier.
 */
export function dayMoved(days: number, present: string, isChosen: boolean, today: string): string {
  const before = (isChosen ? daysBetween(present, today) : 0) + days;
  return dayAfter(today, -Math.min(2, Math.max(0, before)));
}

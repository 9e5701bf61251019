/** Instants as people write them. Pure. */
import { dayInWords, dayOfMonth, timeInWords } from './deadlines.ts';
import * as clock from './clock.ts';
import type { Office } from './data.ts';
import type { Opening } from './opening.ts';
import { texts } from './texts.ts';
import { timeSaid } from './times.ts';
import { dayAfter, localOf } from './zones.ts';

const ONE_DAY = 86_400_000;

/** `hoy a las 18:40`, by the clocks of a zone. */
export function clockInWords(at: number, zone: string, now: number = clock.now()): string {
  const { day, time } = localOf(at, zone);
  return `${dayInWords(day, localOf(now, zone).day)} ${timeInWords(time)}`;
}

/** When a call comes: once its hour has begun, `ahora, hasta las 12:00`. What is over is said with its beginning. */
export function callInWords({ startsAt, endsAt }: { startsAt: string; endsAt: string | null }, zone: string, now: number = clock.now()): string {
  const [starts, ends] = [Date.parse(startsAt), Date.parse(endsAt ?? startsAt)];
  return starts <= now && now < ends ? texts.windowNow(clockInWords(ends, zone, now)) : clockInWords(starts, zone, now);
}

/** Whether an office is open, until when, and that a holiday makes the difference, by the office's clocks. */
export function openingInWords(office: Pick<Office, 'hoursText' | 'timeZone'>, { isOpen, changesAt, becomes, special }: Opening, now: number = clock.now()): string {
  const zone = office.timeZone;
  const names = special?.names.join(', ') ?? '';
  if (isOpen === null) return special ? texts.holidayUnknown(names) : (office.hoursText ? texts.hoursOnlyWritten(office.hoursText) : texts.hoursUnknown);
  const state = isOpen ? openInWords(changesAt, zone, now) : special ? texts.closedToday(names) : texts.closed;
  if (changesAt === null || (isOpen && becomes === false)) return state;
  return `${state}; ${becomes === null ? texts.holidayAhead(dayInWords(localOf(changesAt, zone).day, localOf(now, zone).day)) : texts.opens(clockInWords(changesAt, zone, now))}`;
}

function openInWords(changesAt: number | null, zone: string, now: number): string {
  if (changesAt === null) return texts.alwaysOpen;
  return changesAt - now < ONE_DAY ? texts.openUntil(localOf(changesAt, zone).time) : texts.openUntilDay(clockInWords(changesAt, zone, now));
}

/**
 * When the first call can come that is not today any more: `mañana a las 9:00`; empty: one can still come today, or none is known.
 *
 * Args:
 *   free: the beginnings of the hours that have room, the first one first.
 */
export function firstAfterToday(free: readonly string[], zone: string, now: number = clock.now()): string {
  const first = free[0] === undefined ? null : Date.parse(free[0]);
  return first === null || localOf(first, zone).day <= localOf(now, zone).day ? '' : clockInWords(first, zone, now);
}

/** The hour of a call, as it is said: `a la 1 de la tarde`; once it has begun, as `callInWords`. */
export function hourSaid(window: { startsAt: string; endsAt: string | null }, zone: string, now: number = clock.now()): string {
  const at = Date.parse(window.startsAt);
  if (at <= now) return callInWords(window, zone, now);
  return timeSaid(localOf(at, zone).time);
}

/** When a call comes, as it is said: `mañana a la 1 de la tarde`, `mañana a las 8:30 de la noche`; once its hour has begun, as `callInWords`. */
export function callSaid(window: { startsAt: string; endsAt: string | null }, zone: string, now: number = clock.now()): string {
  const at = Date.parse(window.startsAt);
  const said = hourSaid(window, zone, now);
  return at <= now ? said : `${dayInWords(localOf(at, zone).day, localOf(now, zone).day)} ${said}`;
}

/** When the calls end of the day on which the first one can come: `hoy a las 18:00`; empty: none can, or calls go on past midnight. */
export function endOfCalls(windows: readonly { startsAt: string; endsAt: string }[], first: string | undefined, zone: string, now: number = clock.now()): string {
  if (first === undefined) return '';
  const { day } = localOf(Date.parse(first), zone);
  const ends = windows.filter((one) => localOf(Date.parse(one.startsAt), zone).day === day).map((one) => Date.parse(one.endsAt));
  const end = Math.max(...ends);
  return ends.length && !windows.some(({ startsAt }) => Date.parse(startsAt) === end) ? clockInWords(end, zone, now) : '';
}

const WEEK: readonly (readonly [day: string, name: string])[] = [
  ['MONDAY', 'lunes'], ['TUESDAY', 'martes'], ['WEDNESDAY', 'miércoles'], ['THURSDAY', 'jueves'], ['FRIDAY', 'viernes'], ['SATURDAY', 'sábado'], ['SUNDAY', 'domingo'],
];
/** Special days that are further off are not said. */
const SPECIAL_DAYS_AHEAD = 60;

/** The week of an office in words, days with the same hours together: `lunes a viernes: de 9:00 a 15:00`; the last one says when it is closed. Empty: its hours are not known. */
export function weekInWords({ schedule }: Pick<Office, 'schedule'>): string[] {
  if (!schedule) return [];
  if (schedule.isAlwaysOpen) return [texts.weekAlways];
  const hours = WEEK.map(([day]) => schedule.periods.filter(({ days }) => days.includes(day)).map(({ opensAt, closesAt }) => texts.weekHours(hourOf(opensAt), hourOf(closesAt))).join(' y '));
  const lines: string[] = [];
  for (let from = 0; from < WEEK.length;) {
    let to = from;
    while (to + 1 < WEEK.length && hours[to + 1] === hours[from]) to += 1;
    lines.push(`${WEEK[from]![1]}${to > from ? `${to === from + 1 ? ' y' : ' a'} ${WEEK[to]![1]}` : ''}: ${hours[from] || texts.weekClosed}`);
    from = to + 1;
  }
  return lines;
}

/** The special days of an office that come soon, by its own clocks: `25 de diciembre (Navidad): cerrado`, or that nobody knows whether it opens. */
export function specialDaysInWords({ schedule, specialDays = [], timeZone }: Pick<Office, 'schedule' | 'specialDays' | 'timeZone'>, now: number = clock.now()): string[] {
  const today = localOf(now, timeZone).day;
  const last = dayAfter(today, SPECIAL_DAYS_AHEAD);
  return specialDays.filter(({ startsOn, endsOn }) => endsOn >= today && startsOn <= last).toSorted((one, other) => one.startsOn.localeCompare(other.startsOn)).map(({ kind, name, startsOn, endsOn }) => {
    const days = startsOn === endsOn ? dayOfMonth(startsOn) : texts.daysBetween(dayOfMonth(startsOn), dayOfMonth(endsOn));
    const isKept = schedule?.holidays === 'OPEN' || (schedule?.isAlwaysOpen && schedule.holidays === 'UNKNOWN');
    const state = kind === 'CLOSURE' || schedule?.holidays === 'CLOSED' ? texts.specialClosed : isKept ? texts.specialOpen : texts.specialUnknown;
    return `${days} (${name}): ${state}`;
  });
}

function hourOf(time: string): string {
  return time.slice(0, 5).replace(/^0(?=\d)/, '');
}

/** What is not confirmed of an office, and since when; empty: all is. */
export function confirmationInWords({ needsConfirmation, assuredOn }: Pick<Office, 'needsConfirmation' | 'assuredOn'>): string {
  if (!needsConfirmation) return '';
  return assuredOn ? texts.unconfirmedSince(dayOfYear(assuredOn)) : texts.unconfirmed;
}

/** `3 de marzo de 2026`. */
export function dayOfYear(day: string): string {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`).toLocaleDateString('es-MX', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
}

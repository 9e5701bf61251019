/** Instants as people write them. Pure. */
import { dayInWords, timeInWords } from './deadlines.ts';
import * as clock from './clock.ts';
import type { Office } from './data.ts';
import type { Opening } from './opening.ts';
import { texts } from './texts.ts';
import { localOf } from './zones.ts';

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
  if (isOpen === null) return special ? texts.holidayUnknown(names) : (office.hoursText ?? texts.hoursUnknown);
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

/** ` de la mañana`, ` de la tarde`, ` de la noche`: what tells 8:00 from the evening for which somebody asks. */
export function partOfDay(at: number, zone: string): string {
  const hour = Number(localOf(at, zone).time.slice(0, 2));
  return ` de la ${hour < 12 ? 'mañana' : hour < 19 ? 'tarde' : 'noche'}`;
}

/** When the calls end of the day on which the first one can come: `hoy a las 18:00`; empty: none can. */
export function endOfCalls(windows: readonly { startsAt: string; endsAt: string }[], first: string | undefined, zone: string, now: number = clock.now()): string {
  if (first === undefined) return '';
  const { day } = localOf(Date.parse(first), zone);
  const ends = windows.filter((one) => localOf(Date.parse(one.startsAt), zone).day === day).map((one) => Date.parse(one.endsAt));
  return ends.length ? clockInWords(Math.max(...ends), zone, now) : '';
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

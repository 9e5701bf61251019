/** Instants as people write them. Pure. */
import { dayInWords, timeInWords } from './deadlines.ts';
import * as clock from './clock.ts';
import type { Office } from './data.ts';
import { texts } from './texts.ts';
import { localOf } from './zones.ts';

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

/** What is not confirmed of an office, and since when; empty: all is. */
export function confirmationInWords({ needsConfirmation, assuredOn }: Pick<Office, 'needsConfirmation' | 'assuredOn'>): string {
  if (!needsConfirmation) return '';
  return assuredOn ? texts.unconfirmedSince(dayOfYear(assuredOn)) : texts.unconfirmed;
}

/** `3 de marzo de 2026`. */
export function dayOfYear(day: string): string {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`).toLocaleDateString('es-MX', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
}

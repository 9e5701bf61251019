/** Instants as people write them. Pure. */
import { dayInWords, timeInWords } from './deadlines.ts';
import * as clock from './clock.ts';
import { localOf } from './zones.ts';

/** `hoy a las 18:40`, by the clocks of a zone. */
export function clockInWords(at: number, zone: string, now: number = clock.now()): string {
  const { day, time } = localOf(at, zone);
  return `${dayInWords(day, localOf(now, zone).day)} ${timeInWords(time)}`;
}

/** `3 de marzo de 2026`. */
export function dayOfYear(day: string): string {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`).toLocaleDateString('es-MX', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
}

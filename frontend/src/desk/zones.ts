/** Calendar days and clocks of a time zone. Pure. */

const ONE_DAY = 86_400_000;

/** Where no state is known. */
export const HOME_ZONE = 'America/Mexico_City';

/** What a zone's clocks show: a day as `YYYY-MM-DD` and a time as `HH:MM`. */
export interface Local {
  day: string;
  time: string;
}

const MOST_INSTANTS = 5_000;
/** Offices have hours in common, and what a zone's clocks show is slow to find. */
const instants = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** What the clocks of a zone show at an instant. */
export function localOf(at: number, zone: string): Local {
  const { year, month, day, hour, minute } = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

/** Whether the clocks of a zone show what this computer's show. */
export function isOwnClock(zone: string, at: number, own: string = Intl.DateTimeFormat().resolvedOptions().timeZone): boolean {
  return offsetOf(at, zone) === offsetOf(at, own);
}

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetOf(at: number, zone: string): number {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)])) as Record<string, number>;
  const shown = Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute'], parts['second']);
  return shown - Math.floor(at / 1000) * 1000;
}

/**
 * The instant at which the clocks of a zone show a time: the first of two where it comes twice, that of the change where
 * a change of the clocks skips it.
 */
export function instantOf({ day, time }: Local, zone: string): number {
  const name = `${day} ${time} ${zone}`;
  const known = instants.get(name);
  if (known !== undefined) return known;
  if (instants.size >= MOST_INSTANTS) instants.clear();
  const found = firstInstantOf({ day, time }, zone);
  instants.set(name, found);
  return found;
}

function firstInstantOf({ day, time }: Local, zone: string): number {
  const shown = Date.parse(`${day}T${time}:00Z`);
  const offsets = [offsetOf(shown - ONE_DAY, zone), offsetOf(shown + ONE_DAY, zone)];
  const exact = offsets.map((offset) => shown - offset).filter((at) => offsetOf(at, zone) === shown - at);
  if (exact.length) return Math.min(...exact);
  let [before, after] = [shown - Math.max(...offsets), shown - Math.min(...offsets)];
  const offset = offsetOf(after, zone);
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2);
    if (offsetOf(middle, zone) === offset) after = middle;
    else before = middle;
  }
  return Math.floor(after / 1000) * 1000;
}

/** The day so many days later; earlier where the number is negative. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * ONE_DAY).toISOString().slice(0, 10);
}

/** The days from one to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / ONE_DAY);
}

/** The day of the week, 0 for Monday. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The day so many months later; the month's last day where it has none of that number. */
export function monthsAfter(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

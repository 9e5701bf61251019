/**
 * Whether an office is open: its structured hours in its own time, as `delivery/opening_hours.py` judges them. Pure.
 *
 * Holidays are not known here: what that module says of them, the server says with what it finds near the caller.
 */
import type { Office, Schedule } from './data.ts';
import { dayAfter, instantOf, localOf, weekdayOf } from './zones.ts';

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const LOOK_AHEAD_DAYS = 8;

interface Span {
  from: number;
  to: number;
}

/** `isOpen` is null where the hours are not known; `changesAt`: when that answer changes, null: not within a week. */
export interface Opening {
  isOpen: boolean | null;
  changesAt: number | null;
}

export function openingOf({ schedule, timeZone }: Pick<Office, 'schedule' | 'timeZone'>, now: number): Opening {
  if (!schedule) return { isOpen: null, changesAt: null };
  if (schedule.isAlwaysOpen) return { isOpen: true, changesAt: null };
  const today = localOf(now, timeZone).day;
  const days = Array.from({ length: LOOK_AHEAD_DAYS + 1 }, (_, days) => dayAfter(today, days - 1));
  const spans = joined(days.flatMap((day) => spansOn(day, schedule, timeZone)));
  const present = spans.find(({ from, to }) => from <= now && now < to);
  if (present) return { isOpen: true, changesAt: present.to };
  return { isOpen: false, changesAt: spans.find(({ from }) => from > now)?.from ?? null };
}

/** What begins on a day; a shift that ends at or before its beginning ends on the next day. */
function spansOn(day: string, schedule: Schedule, zone: string): Span[] {
  return schedule.periods
    .filter(({ days }) => days.includes(WEEKDAYS[weekdayOf(day)]!))
    .map(({ opensAt, closesAt }) => ({
      from: instantOf({ day, time: opensAt }, zone),
      to: instantOf({ day: closesAt > opensAt ? day : dayAfter(day, 1), time: closesAt }, zone),
    }));
}

function joined(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.sort((one, other) => one.from - other.from)) {
    const last = result.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else result.push({ ...span });
  }
  return result;
}

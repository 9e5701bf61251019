/**
 * Whether an office is open: its structured hours in its own time, with holidays and closures, as `delivery/opening_hours.py` judges them; both
 * pass `vectors_opening.json`. Pure.
 */
import type { Holiday, Office, Schedule } from './data.ts';
import { dayAfter, instantOf, localOf, weekdayOf } from './zones.ts';

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
/** A change that is further off is given as none. */
const LOOK_AHEAD_DAYS = 60;
const LOOK_AHEAD = LOOK_AHEAD_DAYS * 86_400_000;

type IsOpen = boolean | null;
type DayKind = 'ORDINARY' | Holiday['kind'];
type WithHours = Pick<Office, 'schedule' | 'timeZone' | 'specialDays'>;

/** Hours in which an office is open (`true`), or in which that is not known (`null`). */
interface Span {
  from: number;
  to: number;
  isOpen: true | null;
}

/** `isOpen` is null where the hours are not known, or not known on this holiday. */
export interface Opening {
  isOpen: IsOpen;
  /** When that answer changes; null: not within 60 days, or that is not known. */
  changesAt: number | null;
  /** What it changes to. */
  becomes: IsOpen;
  /** Why the hours of the day are not the usual ones; null: they are. */
  special: { kind: Holiday['kind']; names: string[] } | null;
}

const NOT_KNOWN: Opening = { isOpen: null, changesAt: null, becomes: null, special: null };

export function openingOf(office: WithHours, now: number): Opening {
  const { schedule, timeZone } = office;
  if (!schedule) return NOT_KNOWN;
  let day = localOf(now, timeZone).day;
  let before = spansOn(dayAfter(day, -1), schedule, office);
  const special = specialOn(day, schedule, office);
  const isOpen = stateAt(now, [...before, ...spansOn(day, schedule, office)]);
  if (neverChanges(schedule, office)) return { isOpen, changesAt: null, becomes: isOpen, special };
  for (let days = 0; days <= LOOK_AHEAD_DAYS; days += 1) {
    const spans = spansOn(day, schedule, office);
    const both = [...before, ...spans];
    day = dayAfter(day, 1);
    const edges = both.flatMap(({ from, to }) => [from, to]).filter((edge) => edge > now).sort((one, other) => one - other);
    // What begins on the following day has a say in what is after its midnight.
    const midnight = edges.length ? instantOf({ day, time: '00:00' }, timeZone) : 0;
    const changesAt = edges.find((edge) => edge < midnight && stateAt(edge, both) !== isOpen);
    if (changesAt !== undefined) {
      return changesAt - now <= LOOK_AHEAD ? { isOpen, changesAt, becomes: stateAt(changesAt, both), special } : { isOpen, changesAt: null, becomes: isOpen, special };
    }
    before = spans;
  }
  return { isOpen, changesAt: null, becomes: isOpen, special };
}

/**
 * The holidays and closures that are an office's: those of the nation and its own; a federal office does not rest on a state's holiday. A
 * closure without an office does not close offices that are open day and night; one that names the office closes any.
 */
export function specialDaysOf({ key, origin, schedule }: Pick<Office, 'key' | 'origin' | 'schedule'>, holidays: readonly Holiday[]): Holiday[] {
  return holidays.filter(({ kind, officeKey, isNational }) => {
    if (officeKey !== null) return officeKey === key;
    if (kind === 'CLOSURE' && schedule?.isAlwaysOpen) return false;
    return isNational || origin === 'LOCAL';
  });
}

function specialOn(day: string, { isAlwaysOpen, holidays }: Schedule, { specialDays }: WithHours): Opening['special'] {
  const found = on(day, specialDays);
  const kind = kindOf(found);
  const isKept = holidays === 'OPEN' || (isAlwaysOpen && holidays === 'UNKNOWN');
  if (kind === 'ORDINARY' || (kind === 'HOLIDAY' && isKept)) return null;
  return { kind, names: [...new Set(found.map(({ name }) => name))] };
}

function on(day: string, specialDays: readonly Holiday[] = []): Holiday[] {
  return specialDays.filter(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn);
}

/** What a day is; a closure counts more than a holiday. */
function kindOf(found: readonly Holiday[]): DayKind {
  if (found.some(({ kind }) => kind === 'CLOSURE')) return 'CLOSURE';
  return found.length ? 'HOLIDAY' : 'ORDINARY';
}

function neverChanges({ isAlwaysOpen, holidays }: Schedule, { specialDays = [] }: WithHours): boolean {
  return isAlwaysOpen && holidays !== 'CLOSED' && !specialDays.some(({ kind }) => kind === 'CLOSURE');
}

function stateAt(at: number, spans: readonly Span[]): IsOpen {
  const states = spans.filter(({ from, to }) => from <= at && at < to).map(({ isOpen }) => isOpen);
  return states.includes(true) ? true : states.length ? null : false;
}

/** What begins on a day; a shift that ends at or before its beginning ends on the next day. */
function spansOn(day: string, { isAlwaysOpen, holidays, periods }: Schedule, { timeZone, specialDays }: WithHours): Span[] {
  const kind = kindOf(on(day, specialDays));
  if (kind === 'CLOSURE' || (kind === 'HOLIDAY' && holidays === 'CLOSED')) return [];
  // An office that is always open is so on holidays, too, unless its hours say otherwise.
  const isUnknown = kind === 'HOLIDAY' && holidays === 'UNKNOWN' && !isAlwaysOpen;
  const span = (opensAt: string, closesAt: string): Span => ({
    from: instantOf({ day, time: opensAt }, timeZone),
    to: instantOf({ day: closesAt > opensAt ? day : dayAfter(day, 1), time: closesAt }, timeZone),
    isOpen: isUnknown ? null : true,
  });
  if (isAlwaysOpen) return [span('00:00', '00:00')];
  const found = periods.filter(({ days }) => days.includes(WEEKDAYS[weekdayOf(day)]!)).map(({ opensAt, closesAt }) => span(opensAt, closesAt));
  return isUnknown ? [span('00:00', '00:00'), ...found] : found;
}

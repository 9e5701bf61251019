// The rows of a form that has several of a kind: what was typed into one goes back into that one, wherever it stands now.
import type { Values } from './values.ts';

/** What a row is known by, `phones-1` to “EMERGENCY 911”; empty: it is a new one. */
export type Rows = Record<string, string>;

const KEY = /^(.+-\d+)-row$/;
const OF_ROW = /^(.+)-(\d+)-(.+)$/;

export function rowsOf(form: HTMLFormElement): Rows {
  const inputs = [...form.querySelectorAll<HTMLInputElement>('input[type=hidden][name$="-row"]')];
  return Object.fromEntries(inputs.flatMap(({ name, value }) => (KEY.test(name) ? [[KEY.exec(name)![1]!, value]] : [])));
}

const sortOf = (row: string): string => row.replace(/-\d+$/, '');
const numberOf = (row: string): number => Number(/\d+$/.exec(row)?.[0]);
const blankOf = (rows: Rows, sort: string): string[] =>
  Object.keys(rows).filter((row) => sortOf(row) === sort && rows[row] === '').sort((one, other) => numberOf(one) - numberOf(other));

/** Where a row stands now: the one of the same key, or of the new ones that of the same order. */
function rowNow(row: string, was: Rows, now: Rows): string | undefined {
  const key = was[row];
  if (key === undefined) return undefined;
  if (key === '') return blankOf(now, sortOf(row))[blankOf(was, sortOf(row)).indexOf(row)];
  return Object.keys(now).find((one) => sortOf(one) === sortOf(row) && now[one] === key);
}

/** Values with those of rows under the names that these have now, and what of rows that are not there any more was typed. */
export function inRowsOf(kept: Values, now: Rows): { values: Values; missing: string[] } {
  const sorts = new Set(Object.keys(now).map(sortOf));
  const lost = new Map<string, string[]>();
  const moved = <Kind>(part: Record<string, Kind>, lostOf: (field: string, value: Kind) => string[]): Record<string, Kind> =>
    Object.fromEntries(Object.entries(part).flatMap(([name, value]): [string, Kind][] => {
      const [, sort, number, field] = OF_ROW.exec(name) ?? [];
      if (sort === undefined || !sorts.has(sort)) return [[name, value]];
      const row = `${sort}-${number}`;
      const there = rowNow(row, kept.rows ?? {}, now);
      if (there !== undefined) return [[`${there}-${field}`, value]];
      lost.set(row, [...(lost.get(row) ?? []), ...lostOf(field!, value)]);
      return [];
    }));
  const values = {
    ...kept,
    fields: moved(kept.fields, textsOf),
    choosers: moved(kept.choosers, () => []),
    rows: now,
  };
  return { values, missing: [...lost.values()].filter((texts) => texts.length).map((texts) => texts.join(' ')) };
}

/** Fields of a row that nobody types: its order, and choices by their code. */
const NOT_TYPED = ['ORDER', 'DELETE', 'purpose'];

/** What was typed in a field of a row, no mark. */
const textsOf = (field: string, texts: string[]): string[] => (NOT_TYPED.includes(field) ? [] : texts.filter((text) => text.trim() && text !== 'on'));

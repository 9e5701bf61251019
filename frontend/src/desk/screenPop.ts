/** Which state a call is from: the line that was dialled, or else the caller's area code. Pure. */
import type { Session } from './data.ts';

export interface ScreenPop {
  line: string | null;
  area: string | null;
}

/** What a telephone system opened the desk with. */
export function readPop(search: string): ScreenPop {
  const given = new URLSearchParams(search);
  return { line: given.get('line'), area: given.get('area') };
}

/** The query of an address that opens the desk with it; empty: it has none. */
export function popInAddress({ line, area }: ScreenPop): string {
  const given = new URLSearchParams([['line', line], ['area', area]].filter((one): one is [string, string] => Boolean(one[1])));
  return given.size ? `?${given}` : '';
}

/** The codes of the states, among the operator's; none: neither line nor area says; several: they share the area, and the operator has to ask. */
export function statesFor({ line, area }: ScreenPop, { states, areas }: Pick<Session, 'states' | 'areas'>): string[] {
  const dialled = lastDigits(line ?? '');
  const byLine = dialled && states.find(({ lines }) => lines.some((one) => lastDigits(one) === dialled));
  if (byLine) return [byLine.code];
  const codes = areas[(area ?? '').replace(/\D/g, '')] ?? [];
  return states.map(({ code }) => code).filter((code) => codes.includes(code));
}

/** A space in an address stands for a plus, so only the national number counts. */
function lastDigits(number: string): string {
  return number.replace(/\D/g, '').slice(-10);
}

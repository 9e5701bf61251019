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

/**
 * The codes of the states, among the operator's; none: neither line nor area says; several: they share the area or the line, and
 * the operator has to ask. A line of several states says less than the area, and one of all of them says nothing.
 */
export function statesFor({ line, area }: ScreenPop, { states, areas }: Pick<Session, 'states' | 'areas'>): string[] {
  const dialled = lastDigits(line ?? '');
  const byLine = dialled ? states.filter(({ lines }) => lines.some((one) => lastDigits(one) === dialled)).map(({ code }) => code) : [];
  if (byLine.length === 1) return byLine;
  const codes = areas[(area ?? '').replace(/\D/g, '')] ?? [];
  const byArea = (byLine.length ? byLine : states.map(({ code }) => code)).filter((code) => codes.includes(code));
  return byArea.length || byLine.length === states.length ? byArea : byLine;
}

/** A space in an address stands for a plus, so only the national number counts. */
function lastDigits(number: string): string {
  return number.replace(/\D/g, '').slice(-10);
}

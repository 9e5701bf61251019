/** Telephone numbers: in what people write, and as they are read out, which is the one way in which the desk shows them. Pure. */

const CITY_AREAS = ['55', '56', '33', '81'];

/** The first ten digits that somebody wrote as one number, with or without the country before them; null: none. */
export function phoneIn(words: string): string | null {
  const found = /(?<!\d)(?:\+?52[\s.-]?)?(\d(?:[\s().-]{0,2}\d){9})(?!\d)/.exec(words);
  return found ? found[1]!.replace(/\D/g, '').replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3') : null;
}

/** What stood before the ten digits of a Mexican number, as `tenants/phones.py` knows it. */
const PREFIX = /^(?:\+?521?|01|04[45])(?=\d{10}$)/;

/**
 * A number in groups that can be read out, its area code in one: `993 · 315 · 20 00`, `55 · 12 34 · 56 78`, `800 · 224 · 24 26`, `911`.
 *
 * Args:
 *   number: as it is dialled, or as it stands in a text, with whatever was once written before it; neither extension nor menu.
 */
export function groupsOf(number: string): string[] {
  const digits = number.replace(/[^\d+*]/g, '').replace(PREFIX, '');
  if (digits.length <= 5) return [digits];
  if (digits.startsWith('+')) return pairs(digits.slice(1)).map((pair, place) => (place ? pair : `+${pair}`));
  if (digits.length !== 10) return pairs(digits);
  const area = CITY_AREAS.includes(digits.slice(0, 2)) ? 2 : 3;
  const groups = [digits.slice(0, area), digits.slice(area, 6), digits.slice(6)];
  return groups.map((group) => (group.length === 4 ? pairs(group).join(' ') : group));
}

/** What is to be chosen once a number answers, as it is written beside it: `opción 1`; null: nothing. */
export function optionOf(display: string): string | null {
  return /\b(?:opci[oó]n(?:es)?|opc\b\.?)\s*\d[^)]*/i.exec(display)?.[0].trim() ?? null;
}

/** Pairs of digits; one alone stands first. */
function pairs(digits: string): string[] {
  return (digits.length % 2 ? [digits[0]!] : []).concat(digits.slice(digits.length % 2).match(/\d\d/g) ?? []);
}

/** A text cut where it has numbers of ten digits, with what stood before them: every second part is one. */
export function aroundPhones(text: string): string[] {
  return text.split(/(?<![\d·])((?:\(?(?:\+?52(?:[\s.-]?1)?|01|04[45])[\s.-]?)?\(?\d(?:[\s().-]{0,2}\d){9})(?![\d·])/);
}

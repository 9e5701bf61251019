/** Telephone numbers: in what people write, and as they are read out, which is the one way in which the desk shows them. Pure. */

const CITY_AREAS = ['55', '56', '33', '81'];
/** Of numbers that cost nothing, or have no place: said as one number. */
const FREE_AREA = /^[89]00$/;

/** The first ten digits that somebody wrote as one number, with or without the country before them; null: none. */
export function phoneIn(words: string): string | null {
  const found = /(?<!\d)(?:\+?52[\s.-]?)?(\d(?:[\s().-]{0,2}\d){9})(?!\d)/.exec(words);
  return found ? found[1]!.replace(/\D/g, '').replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3') : null;
}

/** A number in groups that can be read out: `9 93 · 3 15 · 20 00`, `55 · 12 34 · 56 78`, `800 · 2 24 · 24 26`, `911`. */
export function groupsOf(display: string): string[] {
  const digits = display.replace(/^\+?52(?=(\D*\d){10}$)/, '').replace(/\D/g, '');
  if (digits.length !== 10) return digits.length <= 5 ? [display.trim()] : pairs(digits);
  const area = CITY_AREAS.includes(digits.slice(0, 2)) ? 2 : 3;
  const local = digits.slice(area);
  const parts = area === 2 ? [local.slice(0, 4), local.slice(4)] : [local.slice(0, 3), local.slice(3)];
  return [digits.slice(0, area), ...parts].map((part, place) => (place === 0 && FREE_AREA.test(part) ? part : pairs(part).join(' ')));
}

/** Pairs of digits; one alone stands first. */
function pairs(digits: string): string[] {
  return (digits.length % 2 ? [digits[0]!] : []).concat(digits.slice(digits.length % 2).match(/\d\d/g) ?? []);
}

/** A text cut where it has numbers of ten digits: every second part is one. */
export function aroundPhones(text: string): string[] {
  return text.split(/(?<![\d·])((?:\+52[\s.-]?)?\(?\d(?:[\s().-]{0,2}\d){9})(?![\d·])/);
}

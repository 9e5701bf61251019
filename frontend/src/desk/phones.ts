/** Telephone numbers in what people write. Pure. */

/** The first ten digits that somebody wrote as one number, with or without the country before them; null: none. */
export function phoneIn(words: string): string | null {
  const found = /(?<!\d)(?:\+?52[\s.-]?)?(\d(?:[\s().-]{0,2}\d){9})(?!\d)/.exec(words);
  return found ? found[1]!.replace(/\D/g, '').replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3') : null;
}

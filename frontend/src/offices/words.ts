// What the office screens say themselves; the sentences come with the page, in the person's language.

export type Words = {
  days: Record<string, string>;
  open: string;
  closed: string;
  hint: string;
  nothing: string;
  remove: string;
  search: string;
  none: string;
  point: string;
  noPoint: string;
  near: string;
  unread: string;
};

export function words(): Words {
  return JSON.parse(document.getElementById('office-words')?.textContent ?? '{}') as Words;
}

export function filled(sentence: string, values: Record<string, string | number>): string {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, String(value)), sentence);
}

/** A text as it is searched: accents, apostrophes and hyphens make no difference (Ch’ol, Tojol-ab’al). */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/[\p{M}'’‘ʼʹ´`\-‐‑–]/gu, '').toLowerCase().trim();
}

// What of a form may rest in a browser until it is saved, and where.

export interface Settings {
  person: number;
  /** The state that the person works for; 0: none. */
  tenant: number;
  /** Whether this page answers a form that was sent: it shows what was typed. */
  isAnswer: boolean;
  signOut: string;
  /** A pattern for the names of fields that are secret. */
  secret: string;
  /** Names of fields that say where a place is: an office may be marked as confidential later. */
  neverKept: string[];
  words: Record<string, string>;
}

export interface Control {
  name: string;
  type: string;
  autocomplete: string;
}

/**
 * What says which version of something a form was made from, a token, or that somebody is sure or was told that a part
 * is right: never given back. An answer to a question carries the value that it is about, and what a form began with
 * stands in it again, which may say where an office is. What a row is known by, and how many there are, is the page's.
 */
const OF_THE_PAGE = /^(csrfmiddlewaretoken|next|loaded_revision_.*|overwrite_revision_id|own_revision_id|writing|action-.*|comments-.*|is_sure|confirm.*|answer-.*|seen|initial-.*|is_.*_right|is_without_place|.+-\d+-row|.+-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS)$/;
const WITHOUT_VALUE = new Set(['file', 'password', 'submit', 'button', 'image', 'reset']);

export function mayBeKept({ name, type, autocomplete }: Control, { secret, neverKept }: Pick<Settings, 'secret' | 'neverKept'>): boolean {
  if (!name || WITHOUT_VALUE.has(type) || autocomplete === 'one-time-code' || /password/.test(autocomplete)) return false;
  return !OF_THE_PAGE.test(name) && !new RegExp(secret, 'i').test(name) && !neverKept.includes(name);
}

/** Whether a form is written in, by the types of what is in it: which rows or answer somebody marks of what stands there is no writing. */
export const isWriting = (types: string[]): boolean => types.some((type) => !['hidden', 'checkbox', 'radio'].includes(type));

const PASSING = new Set(['next', 'p', 'result']);

/** The address of a form, without what only says where somebody came from. */
export function addressOf({ pathname, search }: { pathname: string; search: string }): string {
  const parameters = [...new URLSearchParams(search)].filter(([name]) => !PASSING.has(name) && !name.startsWith('_w_'));
  return parameters.length ? `${pathname}?${new URLSearchParams(parameters.sort())}` : pathname;
}

/** What a page is called, without the name of the site behind it. */
export function titleOf(title: string): string {
  return title.replace(/\s+/g, ' ').replace(/ - [^-]*$/, '').trim();
}

/** When something was typed, as one says it: “hoy 10:42”, “28 de noviembre 18:03”. */
export function whenOf(at: number, now: number, language: string, zone?: string): string {
  const dayOf = (instant: number): string => new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone }).format(instant);
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: zone }).format(at);
  const ago = [0, 1].find((days) => dayOf(now - days * 86_400_000) === dayOf(at));
  const day = ago === undefined
    ? new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: zone }).format(at)
    : new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-ago, 'day');
  return `${day} ${clock}`;
}

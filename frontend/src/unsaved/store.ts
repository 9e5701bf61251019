// What was typed and is not saved, in the browser's storage: per person, state, address, form and tab.

export interface Place {
  person: number;
  tenant: number;
  address: string;
  form: string;
}

export interface Entry<Values = unknown> extends Place {
  tab: string;
  /** When it was typed, in milliseconds since 1970. */
  at: number;
  /** Which version of the page it was made from; empty: the form does not say. */
  version: string;
  /** Whether the form was saving itself: what the server has now may be this. */
  isSending?: boolean;
  /** What the page is called. */
  title?: string;
  values: Values;
}

export type BrowserStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'sin-guardar:';
export const LONGEST_MS = 7 * 24 * 60 * 60 * 1000;
export const MOST = 40;

const keyOf = (one: Place & { tab: string }): string => `${PREFIX}${[one.person, one.tenant, one.tab, one.form, one.address].join(':')}`;
const isAt = (one: Entry, place: Place): boolean =>
  one.person === place.person && one.tenant === place.tenant && one.address === place.address && one.form === place.form;

function keys(storage: BrowserStorage): string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index)).filter((key): key is string => !!key?.startsWith(PREFIX));
}

/** What a key of the storage holds; null: it is no entry. */
export function entryAt(storage: BrowserStorage, key: string): Entry | null {
  return parsed(key, storage.getItem(key));
}

/** The entry that a text under a key is; null: it is none. */
export function parsed(key: string, text: string | null): Entry | null {
  if (!key.startsWith(PREFIX)) return null;
  try {
    const entry = JSON.parse(text ?? 'null') as Entry | null;
    return entry && typeof entry.at === 'number' && isOfThisSite(entry.address) && keyOf(entry) === key ? entry : null;
  } catch {
    return null;
  }
}

/** Whether an address leads to a page of this site: what is stored may have been written by another script. */
const isOfThisSite = (address: unknown): boolean => typeof address === 'string' && /^\/(?![/\\])/.test(address);

function all(storage: BrowserStorage): Entry[] {
  return keys(storage).map((key) => entryAt(storage, key)).filter((one) => one !== null).sort((one, other) => other.at - one.at);
}

/** Keep an entry in the place of the tab's former one; the oldest of all make room. False: the browser keeps nothing. */
export function keep(storage: BrowserStorage, entry: Entry): boolean {
  const text = JSON.stringify(entry);
  for (let tries = 0; tries <= MOST; tries += 1) {
    try {
      storage.setItem(keyOf(entry), text);
      return true;
    } catch {
      const oldest = all(storage).filter((one) => keyOf(one) !== keyOf(entry)).pop();
      if (!oldest) return false;
      storage.removeItem(keyOf(oldest));
    }
  }
  return false;
}

/** What was typed at a place, the newest first. */
export function found(storage: BrowserStorage, place: Place): Entry[] {
  return all(storage).filter((one) => isAt(one, place));
}

/** What somebody left unsaved, once for each address, the newest first. */
export function left(storage: BrowserStorage, { person, tenant }: Pick<Place, 'person' | 'tenant'>): Entry[] {
  // The address becomes a link: it is a path of this site.
  const own = all(storage).filter((one) => one.person === person && one.tenant === tenant && /^\/(?!\/)/.test(one.address));
  return own.filter((one, index) => own.findIndex(({ address }) => address === one.address) === index);
}

/** Forget what was typed at a place: in one tab, or in all but those that are open. */
export function forget(storage: BrowserStorage, place: Place, { tab, open = new Set() }: { tab?: string; open?: Set<string> } = {}): void {
  for (const one of found(storage, place)) {
    if (tab === undefined ? !open.has(one.tab) : one.tab === tab) storage.removeItem(keyOf(one));
  }
}

export function forgetAll(storage: BrowserStorage): void {
  for (const key of keys(storage)) storage.removeItem(key);
}

/** Forget what is old, too much, unreadable, or another person's, who has left this browser to this one. */
export function tidy(storage: BrowserStorage, person: number, now: number): void {
  const own = all(storage).filter((one) => one.person === person && now - one.at < LONGEST_MS).slice(0, MOST);
  const stays = new Set(own.map(keyOf));
  for (const key of keys(storage)) if (!stays.has(key)) storage.removeItem(key);
}

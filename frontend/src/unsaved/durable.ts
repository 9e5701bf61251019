// What is typed is kept twice: in localStorage, which is there at once, and which a browser brings to its disk up to a
// minute late; and in IndexedDB, where it is on the disk as soon as it is written. After the browser itself was killed, or
// the power was cut, the latter gives back what the former has lost.
import { openDB, type IDBPDatabase, type IDBPObjectStore } from 'idb';

import { parsed, type BrowserStorage } from './store.ts';

const NAME = 'sin-guardar';
const STORE = 'entries';
export const LONGEST_WAIT_MS = 1000; // nobody waits longer for a database that does not open

type Entries = IDBPObjectStore<unknown, [typeof STORE], typeof STORE, 'readwrite'>;

async function open(): Promise<IDBPDatabase | null> {
  try {
    return await openDB(NAME, 1, { upgrade: (database) => void database.createObjectStore(STORE) });
  } catch {
    return null; // it is refused in a private window, say: localStorage has all of it
  }
}

export class DurableStorage implements BrowserStorage {
  /** What was removed here: it does not come back while the database still has it. */
  private readonly removed = new Set<string>();
  private readonly local: Storage;
  private readonly opened: Promise<IDBPDatabase | null>;

  constructor(local: Storage, opened: Promise<IDBPDatabase | null> = open()) {
    this.local = local;
    this.opened = opened;
  }

  get length(): number {
    return this.local.length;
  }

  key(index: number): string | null {
    return this.local.key(index);
  }

  getItem(key: string): string | null {
    return this.local.getItem(key);
  }

  setItem(key: string, text: string): void {
    this.local.setItem(key, text);
    this.removed.delete(key);
    this.write((entries) => entries.put(text, key));
  }

  removeItem(key: string): void {
    this.local.removeItem(key);
    this.removed.add(key);
    this.write((entries) => entries.delete(key));
  }

  /** Forget what IndexedDB holds, also of what localStorage has lost. */
  clear(): void {
    this.write((entries) => entries.clear());
  }

  /**
   * Bring back what localStorage has lost; what is another person's, old or unreadable is forgotten.
   *
   * `oldest`: when the oldest that stays was typed.
   */
  async restore(person: number, oldest: number): Promise<void> {
    const database = await this.opened;
    if (!database) return;
    const { store: entries } = database.transaction(STORE);
    const [keys, texts] = await Promise.all([entries.getAllKeys(), entries.getAll()]);
    keys.forEach((name, index) => {
      const [key, text] = [String(name), String(texts[index])];
      if (this.removed.has(key)) return undefined;
      const entry = parsed(key, text);
      if (!entry || entry.person !== person || entry.at < oldest) return this.write((store) => store.delete(name));
      const here = parsed(key, this.local.getItem(key));
      if (here && here.at >= entry.at) return undefined;
      try {
        this.local.setItem(key, text);
      } catch {
        // Without room it stays in IndexedDB.
      }
      return undefined;
    });
  }

  private write(act: (entries: Entries) => Promise<unknown>): void {
    void this.opened
      .then(async (database) => {
        if (!database) return;
        const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
        void act(transaction.store);
        transaction.commit(); // also when the page goes meanwhile
        await transaction.done;
      })
      .catch(() => undefined); // localStorage has it
  }
}

/** Wait for something, but not for long. */
export async function soon(awaited: Promise<unknown>): Promise<void> {
  await Promise.race([awaited.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS))]);
}

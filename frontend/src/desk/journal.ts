/**
 * What this browser keeps of the operator's work: the acts of calls, what waits to be sent, bundles, the last session.
 *
 * Writes are made in their order, each batch in one transaction. One that fails (a full disk) stays in memory and is tried
 * again with the next one, so that the desk goes on and nothing is written by halves.
 */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';

import type { Act } from './call.ts';
import type { Bundle } from './data.ts';

/** What is sent to the server once: its id makes repetitions harmless. */
export interface Sending {
  id: string;
  user: number;
  kind: 'inquiry' | 'correction' | 'callBack' | 'report' | 'suggestion';
  path: string;
  body: unknown;
  /** What the operator knows it by. */
  name: string;
  /** Why the server did not take it; it is not sent again by itself. */
  refused: string | null;
  /** The operator has it as a file. */
  isExported?: boolean;
}

interface KeptAct {
  call: string;
  number: number;
  user: number;
  act: Act;
}

interface Stores extends DBSchema {
  acts: { key: [string, number]; value: KeptAct };
  queue: { key: string; value: Sending };
  bundles: { key: string; value: Bundle };
  copies: { key: string; value: { digest: string; bytes: Uint8Array } };
  kept: { key: string; value: unknown };
}

const NAME = 'justicia-mesa';
/** What is practised is kept apart, so that nothing of it is ever among what is sent. */
const PRACTICE_NAME = 'justicia-mesa-practica';
const WORK = ['acts', 'queue', 'kept'] as const;

type Work = IDBPTransaction<Stores, typeof WORK extends readonly (infer Name)[] ? Name[] : never, 'readwrite'>;
type Write = (work: Work) => Promise<unknown>;

/** A write that waits: what it is of, so that nothing waits of what is over. */
export interface Waiting {
  write: Write;
  /** The call, or what is sent, that it is of. */
  of?: string;
  /** It forgets all of what it is of. */
  isLast?: boolean;
  /** What it keeps, of which only the latest counts. */
  keeps?: string;
}

/**
 * Return what must still be written: nothing of what is forgotten later, and of what is kept under one name the latest alone. A browser
 * that keeps nothing would otherwise hold all that was ever done in it.
 */
export function stillToWrite(waiting: readonly Waiting[]): Waiting[] {
  const over = new Map<string, number>();
  const kept = new Map<string, number>();
  waiting.forEach(({ of, isLast, keeps }, place) => {
    if (of && isLast) over.set(of, place);
    if (keeps) kept.set(keeps, place);
  });
  return waiting.filter(({ of, keeps }, place) => (!of || place >= (over.get(of) ?? 0)) && (!keeps || place === kept.get(keeps)));
}

export type Keeping = 'kept' | 'writing' | 'memory';

export class Journal {
  keeping: Keeping = 'kept';
  onKeeping: (keeping: Keeping) => void = () => {};
  /** Where the work is; `null`: nothing is kept. Bundles are in the one that practice shares. */
  #name: string | null = null;
  readonly #connections = new Map<string, Promise<IDBPDatabase<Stores>>>();
  #pending: Waiting[] = [];
  #flushing: Promise<void> | null = null;

  /** Open it; a browser that keeps nothing works from memory. */
  static async open(isPractice = false): Promise<Journal> {
    const journal = new Journal();
    journal.#name = isPractice ? PRACTICE_NAME : NAME;
    try {
      await journal.#connected(NAME);
      await journal.#connected(journal.#name);
    } catch {
      journal.#say('memory');
    }
    return journal;
  }

  /** Remove all that was practised in this browser; who still has it open lets go of it. */
  static async forgetPractice(): Promise<void> {
    await deleteDB(PRACTICE_NAME).catch(() => undefined);
  }

  /** Write what waits, and let go of what is open: nothing is kept any more. */
  async close(): Promise<void> {
    this.onKeeping = () => undefined;
    await this.#flushing;
    this.#name = null;
    for (const connection of this.#connections.values()) void connection.then((database) => database.close(), () => undefined);
    this.#connections.clear();
  }

  /** A database that is open; one that was let go of, so that it could be upgraded or removed, is opened anew. */
  #connected(name: string): Promise<IDBPDatabase<Stores>> {
    const known = this.#connections.get(name);
    if (known) return known;
    const opened = openedOf(name, () => this.#connections.delete(name));
    this.#connections.set(name, opened);
    opened.catch(() => this.#connections.delete(name));
    return opened;
  }

  /** Forget all work, but no content. */
  empty(): Promise<void> {
    return this.#write({ write: (work) => Promise.all(WORK.map((name) => work.objectStore(name).clear())) });
  }

  /** The call that a person has not ended, if there is one. */
  async openCall(user: number): Promise<{ id: string; acts: Act[] } | null> {
    const kept = (await this.#read((database) => database.getAll('acts'))) ?? [];
    const waiting = new Set((await this.queue(user)).map(({ id }) => id));
    const own = kept.filter((one) => one.user === user && !waiting.has(one.call));
    const ended = new Set(own.filter(({ act }) => act.type === 'finish' || act.type === 'discard').map(({ call }) => call));
    const open = own.filter(({ call }) => !ended.has(call));
    const id = open.at(-1)?.call;
    return id ? { id, acts: open.filter(({ call }) => call === id).map(({ act }) => act) } : null;
  }

  /** Whether somebody else's work waits in this browser. */
  async hasOthers(user: number): Promise<boolean> {
    const acts = (await this.#read((database) => database.getAll('acts'))) ?? [];
    const queue = (await this.#read((database) => database.getAll('queue'))) ?? [];
    return [...acts, ...queue].some((one) => one.user !== user);
  }

  /** What a person has to send, the oldest first. */
  async queue(user: number): Promise<Sending[]> {
    return ((await this.#read((database) => database.getAll('queue'))) ?? []).filter((one) => one.user === user);
  }

  add(call: string, number: number, user: number, act: Act): Promise<void> {
    return this.#write({ of: call, write: (work) => work.objectStore('acts').put({ call, number, user, act }) });
  }

  /** Keep a call's last act and what is to be sent of it, both or neither. */
  finish(call: string, number: number, user: number, act: Act, sendings: readonly Sending[]): Promise<void> {
    return this.#write({
      of: call,
      write: (work) => Promise.all([work.objectStore('acts').put({ call, number, user, act }), ...sendings.map((one) => work.objectStore('queue').put(one))]),
    });
  }

  enqueue(sending: Sending): Promise<void> {
    return this.#write({ of: sending.id, write: (work) => work.objectStore('queue').put(sending) });
  }

  /** Forget what was sent, and the acts of the call that it is of. */
  sent(id: string): Promise<void> {
    return this.#write({ of: id, isLast: true, write: (work) => Promise.all([work.objectStore('queue').delete(id), this.#forget(work, id)]) });
  }

  /** Forget the acts of a call that is no longer this person's. */
  forget(call: string): Promise<void> {
    return this.#write({ of: call, write: (work) => this.#forget(work, call) });
  }

  async kept<Value>(name: string): Promise<Value | null> {
    return ((await this.#read((database) => database.get('kept', name))) ?? null) as Value | null;
  }

  keep(name: string, value: unknown): Promise<void> {
    return this.#write({ keeps: name, write: (work) => work.objectStore('kept').put(value, name) });
  }

  async bundle(code: string, locale: string): Promise<Bundle | null> {
    return (await this.#read((database) => database.get('bundles', `${code}/${locale}`), true)) ?? null;
  }

  /** Keep a bundle; whether there was room for it. */
  async keepBundle(bundle: Bundle): Promise<boolean> {
    return this.#try((database) => database.put('bundles', bundle, `${bundle.code}/${bundle.locale}`));
  }

  async copy(name: string): Promise<{ digest: string; bytes: Uint8Array } | null> {
    return (await this.#read((database) => database.get('copies', name), true)) ?? null;
  }

  async keepCopy(name: string, digest: string, bytes: Uint8Array): Promise<boolean> {
    return this.#try((database) => database.put('copies', { digest, bytes }, name));
  }

  /** Forget what states serve. */
  async forgetStates(codes: readonly string[]): Promise<void> {
    await this.#try(async (database) => {
      for (const name of ['bundles', 'copies'] as const) {
        const keys = await database.getAllKeys(name);
        await Promise.all(keys.filter((key) => codes.includes(key.split('/')[0]!)).map((key) => database.delete(name, key)));
      }
    });
  }

  #forget(work: Work, call: string): Promise<void> {
    return work.objectStore('acts').delete(IDBKeyRange.bound([call, 0], [call, Number.MAX_SAFE_INTEGER]));
  }

  async #read<Value>(read: (database: IDBPDatabase<Stores>) => Promise<Value>, isContent = false): Promise<Value | null> {
    await this.#flushing;
    try {
      return this.#name ? await read(await this.#connected(isContent ? NAME : this.#name)) : null;
    } catch {
      return null;
    }
  }

  async #try(write: (database: IDBPDatabase<Stores>) => Promise<unknown>): Promise<boolean> {
    try {
      if (this.#name) await write(await this.#connected(NAME));
      return this.#name !== null;
    } catch {
      return false;
    }
  }

  #write(waiting: Waiting): Promise<void> {
    this.#pending.push(waiting);
    this.#flushing ??= this.#flush().finally(() => (this.#flushing = null));
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    this.#pending = stillToWrite(this.#pending);
    if (!this.#name) return this.#say('memory');
    if (this.keeping === 'kept') this.#say('writing');
    while (this.#pending.length) {
      const batch = [...this.#pending];
      try {
        const work = (await this.#connected(this.#name)).transaction([...WORK], 'readwrite') as Work;
        await Promise.all([...batch.map(({ write }) => write(work)), work.done]);
      } catch {
        return this.#say('memory');
      }
      this.#pending.splice(0, batch.length);
    }
    this.#say('kept');
  }

  #say(keeping: Keeping): void {
    this.keeping = keeping;
    this.onKeeping(keeping);
  }
}

/** @param gone called when the connection is closed: another page upgrades or removes the database, or the browser has closed it. */
function openedOf(name: string, gone: () => void): Promise<IDBPDatabase<Stores>> {
  return openDB<Stores>(name, 1, {
    blocking(_present, _blocked, event) {
      (event.target as IDBDatabase).close();
      gone();
    },
    terminated: gone,
    upgrade(database) {
      database.createObjectStore('acts', { keyPath: ['call', 'number'] });
      database.createObjectStore('queue', { keyPath: 'id' });
      database.createObjectStore('bundles');
      database.createObjectStore('copies');
      database.createObjectStore('kept');
    },
  });
}

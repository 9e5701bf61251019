/**
 * What a browser remembers of a conversation: in sessionStorage, so that a reload goes on with it and closing the tab
 * ends it. Where a browser forbids that to the frames of other sites, only this page remembers, and it says so.
 */
import type { Command } from './commands.ts';
import type { Written } from './outbox.ts';

export interface Held {
  conversation: string;
  secret: string;
}

export interface Storage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

const HELD = 'chat';
const DRAFT = 'chat.draft';
const WAITING = 'chat.waiting';
const COMMANDS = 'chat.commands';
const READ = 'chat.read';
const ERASES = 'chat.erases';
const OVER = 'chat.over';

export class Session {
  readonly #memory = new Map<string, string>();
  #storage: Storage | null = null;

  constructor(storage: () => Storage) {
    try {
      const found = storage();
      found.setItem('chat.try', '1');
      found.removeItem('chat.try');
      this.#storage = found;
    } catch { /* Forbidden, or full: the page's own memory serves. */ }
  }

  /** Whether a reload finds it again. */
  get isKept(): boolean {
    return this.#storage !== null;
  }

  get held(): Held | null {
    const found = this.#read<Held>(HELD);
    return typeof found?.conversation === 'string' && typeof found.secret === 'string' ? found : null;
  }

  /** Another conversation begins without what is remembered of the one before it. */
  hold(held: Held): void {
    if (held.conversation !== this.held?.conversation) for (const name of [WAITING, COMMANDS, READ, OVER]) this.#remove(name);
    this.#write(HELD, held);
  }

  get draft(): string {
    const found = this.#read<string>(DRAFT);
    return typeof found === 'string' ? found : '';
  }

  set draft(text: string) {
    if (text) this.#write(DRAFT, text);
    else this.#remove(DRAFT);
  }

  get waiting(): Written[] {
    const found = this.#read<Written[]>(WAITING);
    return Array.isArray(found) ? found : [];
  }

  set waiting(waiting: Written[]) {
    if (waiting.length) this.#write(WAITING, waiting);
    else this.#remove(WAITING);
  }

  /** What was asked for and is not done yet. */
  get commands(): Command[] {
    const found = this.#read<Command[]>(COMMANDS);
    return Array.isArray(found) ? found : [];
  }

  set commands(commands: Command[]) {
    if (commands.length) this.#write(COMMANDS, commands);
    else this.#remove(COMMANDS);
  }

  /** Whether the conversation is to be erased, and is not yet: no other one begins before. */
  get isToErase(): boolean {
    return this.commands.some(({ type }) => type === 'erase');
  }

  /** Up to which message whoever answers has read: what was read once is not unread after a reload. */
  get readUpTo(): number {
    const found = this.#read<number>(READ);
    return typeof found === 'number' ? found : 0;
  }

  set readUpTo(seq: number) {
    this.#write(READ, seq);
  }

  /** Whether the conversation has ended, as this page was told: it can be read, and is in the way of no other. */
  get isOver(): boolean {
    return this.#read<boolean>(OVER) === true;
  }

  /** Note that the conversation has ended. */
  end(): void {
    this.#write(OVER, true);
  }

  /** Whether the quick exit erases the conversation, too. */
  get erasesOnExit(): boolean {
    return this.#read<boolean>(ERASES) === true;
  }

  set erasesOnExit(erases: boolean) {
    if (erases) this.#write(ERASES, true);
    else this.#remove(ERASES);
  }

  /** Nothing of it is left in this browser. */
  clear(): void {
    for (const name of [HELD, DRAFT, WAITING, COMMANDS, READ, ERASES, OVER]) this.#remove(name);
  }

  #read<T>(name: string): T | null {
    try {
      return JSON.parse(this.#storage?.getItem(name) ?? this.#memory.get(name) ?? 'null') as T;
    } catch {
      return null;
    }
  }

  #write(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.#memory.set(name, text);
    try {
      this.#storage?.setItem(name, text);
    } catch {
      this.#storage = null;
    }
  }

  #remove(name: string): void {
    this.#memory.delete(name);
    try {
      this.#storage?.removeItem(name);
    } catch {
      this.#storage = null;
    }
  }
}

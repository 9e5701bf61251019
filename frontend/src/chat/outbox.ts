/**
 * What has been written and is not yet with the server: in the order in which it was written, one at a time, until the
 * server says that it is stored. The same id goes with each try, so that no try doubles a message. Without a DOM.
 */
import { uuid7 } from '../desk/uuid.ts';
import { Retries } from './retries.ts';
import type { Timing } from './waits.ts';

export interface Written {
  clientId: string;
  text: string;
  at: number;
}

/** What comes so long after it was written was written without a connection, as `assistance.chat.visitors` has it. */
const LATE_MS = 30_000;

/** Whether something that was written at one instant and comes at another was written without a connection. */
export function isLate(at: number, now: number): boolean {
  return now - at > LATE_MS;
}

/** How many seconds ago something was written that comes late, as it is sent: clocks may differ, what lies between does not. */
export function writtenAgo(at: number, now: number): { writtenAgo?: number } {
  return isLate(at, now) ? { writtenAgo: Math.round((now - at) / 1000) } : {};
}

/** What the outbox needs of others. */
export interface OutboxCalls {
  /** Put one on the line; false: there is no line now. */
  send(written: Written): boolean;
  /** Keep what is not sent, for a reload. */
  keep(waiting: Written[]): void;
}

export class Outbox {
  readonly #calls: OutboxCalls;
  readonly #timing: Timing;
  #waiting: Written[];
  #isOnTheWay = false;
  readonly #retries: Retries;
  #isClosed = false;

  constructor(calls: OutboxCalls, timing: Timing, kept: Written[] = []) {
    this.#calls = calls;
    this.#timing = timing;
    this.#waiting = [...kept];
    this.#retries = new Retries(timing, () => {
      this.#rest();
      this.#next();
    });
  }

  /** Not yet stored, oldest first. */
  get waiting(): readonly Written[] {
    return this.#waiting;
  }

  add(text: string): Written {
    const at = this.#timing.now();
    const written = { clientId: uuid7(at), text, at };
    this.#waiting.push(written);
    this.#keep();
    this.#next();
    return written;
  }

  /** The line is there, for the first time or again: whatever was on the way when it broke goes once more. */
  connected(): void {
    this.#retries.begin();
    this.#rest();
    this.#next();
  }

  disconnected(): void {
    this.#rest();
  }

  /** The server has stored it; said by an acknowledgement, or by the message itself among those that are read again. */
  stored(clientId: string): void {
    const place = this.#waiting.findIndex((one) => one.clientId === clientId);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    this.#keep();
    if (place > 0) return;
    this.#retries.begin();
    this.#rest();
    this.#next();
  }

  /** The server takes it later: the same one again, after so many seconds at the least. */
  postponed(clientId: string, seconds: number): void {
    if (this.#waiting[0]?.clientId !== clientId) return;
    this.#rest();
    this.#isOnTheWay = true;
    this.#retries.after(seconds * 1000);
  }

  /** The server never takes it: it leaves, and is handed back to whoever wrote it. */
  refused(clientId: string): Written | null {
    const found = this.#waiting.find((one) => one.clientId === clientId) ?? null;
    this.stored(clientId);
    return found;
  }

  /** Nothing is sent any more, and nothing is kept. */
  close(): Written[] {
    this.#rest();
    this.#isClosed = true;
    const left = this.#waiting;
    this.#waiting = [];
    this.#keep();
    return left;
  }

  #next(): void {
    const [first] = this.#waiting;
    if (!first || this.#isOnTheWay || this.#isClosed) return;
    if (!this.#calls.send(first)) return;
    this.#isOnTheWay = true;
    this.#retries.sent();
  }

  #rest(): void {
    this.#retries.stop();
    this.#isOnTheWay = false;
  }

  #keep(): void {
    this.#calls.keep([...this.#waiting]);
  }
}

/**
 * What has been written and is not yet with the server: in the order in which it was written, one at a time, until the
 * server says that it is stored. The same id goes with each try, so that no try doubles a message. Without a DOM.
 */
import { uuid7 } from '../desk/uuid.ts';
import { waitAfter, type Timing } from './waits.ts';

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

/** The answer did not come for so long: the line may be dead without knowing it. */
const PATIENCE_MS = 8_000;

export class Outbox {
  readonly #calls: OutboxCalls;
  readonly #timing: Timing;
  #waiting: Written[];
  #isOnTheWay = false;
  #tries = 0;
  #callOff: (() => void) | null = null;
  #isClosed = false;

  constructor(calls: OutboxCalls, timing: Timing, kept: Written[] = []) {
    this.#calls = calls;
    this.#timing = timing;
    this.#waiting = [...kept];
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
    this.#tries = 0;
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
    this.#tries = 0;
    this.#rest();
    this.#next();
  }

  /** The server takes it later: the same one again, after so many seconds at the least. */
  postponed(clientId: string, seconds: number): void {
    if (this.#waiting[0]?.clientId !== clientId) return;
    this.#rest();
    this.#isOnTheWay = true;
    this.#retryIn(seconds * 1000 + waitAfter(this.#tries++, this.#timing.chance()));
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
    this.#retryIn(PATIENCE_MS + waitAfter(this.#tries++, this.#timing.chance()));
  }

  #retryIn(milliseconds: number): void {
    this.#callOff = this.#timing.after(milliseconds, () => {
      this.#rest();
      this.#next();
    });
  }

  #rest(): void {
    this.#callOff?.();
    this.#callOff = null;
    this.#isOnTheWay = false;
  }

  #keep(): void {
    this.#calls.keep([...this.#waiting]);
  }
}

/**
 * What somebody has asked for besides messages: to end, to erase, to stay, to be called no more, a mark. Each is kept,
 * and sent again, until the server shows the conversation as it was asked for. Without a DOM.
 */
import type { ShownConversation } from './frames.ts';
import { uuid7 } from '../desk/uuid.ts';
import { Retries } from './retries.ts';
import type { Timing } from './waits.ts';

export type CommandType = 'stay' | 'end' | 'erase' | 'cancelCall' | 'rate';

export interface Asked {
  type: CommandType;
  rating?: number;
}

/** `clientId`: by which a refusal names it. */
export interface Command extends Asked {
  clientId: string;
}

/** What the commands need of others. */
export interface CommandCalls {
  /** Put one on the line; false: there is no line now. */
  send(command: Command): boolean;
  /** Keep what is not done, for a reload. */
  keep(waiting: Command[]): void;
}

type Answer = Pick<ShownConversation, 'state' | 'endReason' | 'isErased' | 'callNumber' | 'isNearlyInactive' | 'rating'>;

export class Commands {
  readonly #calls: CommandCalls;
  readonly #timing: Timing;
  #waiting: Command[];
  #onTheWay = new Set<string>();
  readonly #retries: Retries;

  constructor(calls: CommandCalls, timing: Timing, kept: Command[] = []) {
    this.#calls = calls;
    this.#timing = timing;
    this.#waiting = [...kept];
    this.#retries = new Retries(timing, () => {
      this.#rest();
      this.#next();
    });
  }

  /** Not yet done, oldest first. */
  get waiting(): readonly Command[] {
    return this.#waiting;
  }

  has(type: CommandType): boolean {
    return this.#waiting.some((one) => one.type === type);
  }

  /** Ask for something; the same once more takes the place of the one before. */
  add(asked: Asked): void {
    const found = this.#waiting.find((one) => one.type === asked.type && one.rating === asked.rating);
    if (!found) this.#keep([...this.#waiting.filter(({ type }) => type !== asked.type), { ...asked, clientId: uuid7(this.#timing.now()) }]);
    this.#next();
  }

  /** The line is there, for the first time or again: whatever was on the way when it broke goes once more. */
  connected(): void {
    this.#next();
  }

  disconnected(): void {
    this.#retries.begin();
    this.#rest();
  }

  /** The server has said how the conversation stands: what that shows to be done is asked for no more. */
  answered(shown: Answer): void {
    const left = this.#waiting.filter((one) => !isDone(one, shown));
    if (left.length < this.#waiting.length) this.#keep(left);
  }

  /** The server takes it later: again, after so many seconds at the least. Return whether it is one of these. */
  postponed(clientId: string, seconds: number): boolean {
    if (!this.#waiting.some((one) => one.clientId === clientId)) return false;
    this.#retries.after(seconds * 1000);
    return true;
  }

  /** The server never takes it. Return whether it is one of these. */
  refused(clientId: string): boolean {
    const left = this.#waiting.filter((one) => one.clientId !== clientId);
    if (left.length === this.#waiting.length) return false;
    this.#keep(left);
    return true;
  }

  /** Nothing is sent any more, and what is kept stays. */
  close(): void {
    this.#rest();
    this.#waiting = [];
  }

  #next(): void {
    let isSent = false;
    for (const command of this.#waiting) {
      if (this.#onTheWay.has(command.clientId)) continue;
      if (!this.#calls.send(command)) break;
      this.#onTheWay.add(command.clientId);
      isSent = true;
    }
    if (isSent) this.#retries.sent();
  }

  #rest(): void {
    this.#retries.stop();
    this.#onTheWay.clear();
  }

  #keep(waiting: Command[]): void {
    this.#waiting = waiting;
    if (!waiting.length) {
      this.#retries.begin();
      this.#rest();
    }
    this.#calls.keep([...waiting]);
  }
}

function isDone({ type, rating }: Asked, shown: Answer): boolean {
  const isErased = shown.isErased || shown.endReason === 'ERASED';
  if (isErased) return true;
  switch (type) {
    case 'erase': return false;
    case 'end': return shown.state === 'ENDED';
    case 'stay': return shown.state === 'ENDED' || !shown.isNearlyInactive;
    case 'cancelCall': return !shown.callNumber;
    case 'rate': return shown.rating === rating;
  }
}

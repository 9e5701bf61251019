/** Whether a key that was pressed is meant: not a second press within the same moment, and twice for what needs it. Pure. */

/** Presses of one key within so many milliseconds are one. */
const MOMENT_MS = 800;

/** Keys that send something: a second press within a moment of the first does nothing. */
export class Presses {
  #taken = new Map<string, number>();

  /** Whether the key acts, pressed now; it then does not for a moment. */
  take(key: string, now: number): boolean {
    if (this.isTaken(key, now)) return false;
    this.#taken.set(key, now);
    return true;
  }

  /** Whether it has acted within a moment. */
  isTaken(key: string, now: number): boolean {
    const before = this.#taken.get(key);
    return before !== undefined && now - before < MOMENT_MS;
  }
}

/** What is done only if it is asked for once more, after the operator was told why. */
export class Confirmations {
  #asked = new Map<string, number>();

  /** Whether it is asked for once more; the first time, and within a moment of it, it is not. */
  isConfirmed(what: string, now: number): boolean {
    const before = this.#asked.get(what);
    if (before === undefined) this.#asked.set(what, now);
    return before !== undefined && now - before >= MOMENT_MS;
  }

  /** Ask anew the next time. */
  forget(what: string): void {
    this.#asked.delete(what);
  }
}

/** How many of a list have a key of their own. */
export const MOST_NUMBERED = 10;

/** The key that chooses one of a list: 1 to 9, and 0 for the tenth; `null`: it has none, and is clicked, or found by its words. */
export function numberKey(place: number): string | null {
  return place >= 0 && place < MOST_NUMBERED ? String((place + 1) % MOST_NUMBERED) : null;
}

/** The messages of a conversation as they are shown: in order, each once, without holes. Pure. */
import type { ShownMessage } from './frames.ts';

export class Thread {
  #last = 0;

  /** The place behind which the server is asked for more. */
  get last(): number {
    return this.#last;
  }

  /**
   * Take what came, and return what is new, in order.
   *
   * A message behind a hole is not taken: whoever asks again from `last` on gets it with what is missing.
   */
  take(came: readonly ShownMessage[]): { fresh: ShownMessage[]; hasGap: boolean } {
    const fresh: ShownMessage[] = [];
    let hasGap = false;
    for (const message of [...came].sort((one, other) => one.seq - other.seq)) {
      if (message.seq <= this.#last) continue;
      if (message.seq > this.#last + 1) {
        hasGap = true;
        break;
      }
      this.#last = message.seq;
      fresh.push(message);
    }
    return { fresh, hasGap };
  }

  /** One of one's own is stored at a place; false: something before it is missing. */
  stored(seq: number): boolean {
    if (seq === this.#last + 1) this.#last = seq;
    return seq <= this.#last;
  }
}

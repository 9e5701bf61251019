/** When what was sent and is not answered is sent again: each time after a longer wait. Without a DOM. */
import { waitAfter, type Timing } from './waits.ts';

/** The answer did not come for so long: the line may be dead without knowing it. */
const PATIENCE_MS = 8_000;

export class Retries {
  readonly #timing: Timing;
  readonly #again: () => void;
  #tries = 0;
  #callOff: (() => void) | null = null;

  constructor(timing: Timing, again: () => void) {
    this.#timing = timing;
    this.#again = again;
  }

  /** Something was sent: again, unless it is answered before. */
  sent(): void {
    this.after(PATIENCE_MS);
  }

  /** Again, after so long at the least. */
  after(milliseconds: number): void {
    this.stop();
    this.#callOff = this.#timing.after(milliseconds + waitAfter(this.#tries++, this.#timing.chance()), this.#again);
  }

  stop(): void {
    this.#callOff?.();
    this.#callOff = null;
  }

  /** It was answered, or another line is there: the next wait is the shortest. */
  begin(): void {
    this.#tries = 0;
  }
}

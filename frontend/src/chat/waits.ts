/** How long to wait before the next try. Pure. */

/** A process that was killed is there again in some seconds: for about half a minute nobody waits longer. */
const SOON_MS = 5_000;
const SOON_TRIES = 12;
const LONGEST_MS = 15_000;

/** Milliseconds, doubled with each try from half a second to 5 s, later to 15 s, and never the same for all who lost one server. */
export function waitAfter(tries: number, chance: number): number {
  return Math.min(tries < SOON_TRIES ? SOON_MS : LONGEST_MS, 500 * 2 ** Math.min(tries, 6)) * (0.5 + chance / 2);
}

/** What the modules need of the browser: clocks, timers and chance, so that their tests need no patience. */
export interface Timing {
  now(): number;
  chance(): number;
  /** Call it later; what is returned calls it off. */
  after(milliseconds: number, act: () => void): () => void;
}

export const browserTiming: Timing = {
  now: () => Date.now(),
  chance: () => Math.random(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

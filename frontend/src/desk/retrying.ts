import type { Sending } from './journal.ts';

/** How long to wait before the next try, in milliseconds: doubled each time up to a minute, and never the same for all desks. */
export function waitAfter(tries: number, chance: number = Math.random()): number {
  return Math.min(60_000, 1000 * 2 ** tries) * (0.5 + chance / 2);
}

/** What is sent next of what waits, if anything; what only editors read comes last, so that no contact waits for it. */
export function nextOf(queue: readonly Sending[]): Sending | undefined {
  const waiting = queue.filter(({ refused }) => !refused);
  return waiting.find(({ kind }) => kind !== 'report' && kind !== 'suggestion') ?? waiting[0];
}

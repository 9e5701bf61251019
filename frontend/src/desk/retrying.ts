import type { Refused } from './api.ts';
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

/** Whether a contact was refused because whoever took it does not answer for its state any more. */
export function isTooLate({ kind }: Pick<Sending, 'kind'>, { code, field }: Pick<Refused, 'code' | 'field'>): boolean {
  return (kind === 'inquiry' || kind === 'correction') && (code === 'NOT_ASSIGNED' || (code === 'NOT_FOUND' && field === 'state'));
}

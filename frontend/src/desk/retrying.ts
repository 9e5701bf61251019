/** How long to wait before the next try, in milliseconds: doubled each time up to a minute, and never the same for all desks. */
export function waitAfter(tries: number, chance: number = Math.random()): number {
  return Math.min(60_000, 1000 * 2 ** tries) * (0.5 + chance / 2);
}

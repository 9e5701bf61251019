/**
 * The server's clock, kept by one that nobody can set: a computer's clock may be wrong, or be set during a call.
 */
let serverAtStart = Date.now();
let startedAt = performance.now();

/** The present instant in milliseconds since 1970. */
export function now(): number {
  return serverAtStart + (performance.now() - startedAt);
}

/** How far the server's clock is ahead of this computer's. */
export function offset(): number {
  return now() - Date.now();
}

/** Go by what the server said when it answered; `took`: how long it needed for that. */
export function setByServer(server: string, took = 0): void {
  serverAtStart = Date.parse(server) + took / 2;
  startedAt = performance.now();
}

/** Correct it by the hour at which an answer was made, which is known to the second: a computer that slept has missed some. */
export function checkBy(date: string | null): void {
  const server = Date.parse(date ?? '');
  if (Math.abs(server - now()) > 3000) setByServer(date!);
}

/** Go by what was known before this page was loaded. */
export function setByOffset(milliseconds: number): void {
  serverAtStart = Date.now() + milliseconds;
  startedAt = performance.now();
}

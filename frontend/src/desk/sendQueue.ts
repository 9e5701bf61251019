/** What is to be sent once, now or when the server is back; this browser keeps it until the server has it. */
import { Refused, Unreachable } from './api.ts';
import type { Sending } from './journal.ts';
import { isTooLate, nextOf, waitAfter } from './retrying.ts';
import type { DeskHost } from './state.ts';
import { texts } from './texts.ts';

export class SendQueue {
  readonly #host: DeskHost;
  #isFlushing = false;
  #tries = 0;

  constructor(host: DeskHost) {
    this.#host = host;
  }

  /** Send something once, now or when the server is back. */
  send(kind: Sending['kind'], path: string, body: { id: string }, name: string): void {
    const sending = this.of(kind, path, body, name);
    this.#keep(sending);
    this.#host.set({ queue: [...this.#host.state.queue, sending] });
    void this.flush();
  }

  /** Address something to the server for the operator; whoever puts it into the queue keeps it. */
  of(kind: Sending['kind'], path: string, body: { id: string }, name: string): Sending {
    return { id: body.id, user: this.#host.state.session?.operator.id ?? 0, kind, path, body, name, refused: null };
  }

  /** Keep what is to be sent; the number of a call-back stays in memory. */
  #keep(sending: Sending): void {
    if (sending.kind !== 'callBack') void this.#host.journal.enqueue(sending);
  }

  #replace(changed: Sending): void {
    this.#host.set({ queue: this.#host.state.queue.map((one) => (one.id === changed.id ? changed : one)) });
    this.#keep(changed);
  }

  /** Give the operator a contact that the server refused as a file, for whoever coordinates its state; it can be let go of then. */
  export(sending: Sending): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(sending.body, null, 2)], { type: 'application/json' }));
    link.download = `contacto-${sending.id}.json`;
    link.click();
    // The browser reads it after this.
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.#replace({ ...sending, isExported: true });
  }

  /** Let go of what the server refused. */
  drop({ id }: Sending): void {
    this.#host.set({ queue: this.#host.state.queue.filter((one) => one.id !== id) });
    void this.#host.journal.sent(id);
  }

  retry(sending: Sending): void {
    this.#replace({ ...sending, refused: null });
    void this.flush();
  }

  /** Send what waits, in its order, contacts first. */
  async flush(): Promise<void> {
    if (this.#isFlushing || this.#host.state.isSignedOut || this.#host.state.phase !== 'ready') return;
    this.#isFlushing = true;
    let isTokenRenewed = false;
    try {
      for (;;) {
        const next = nextOf(this.#host.state.queue);
        if (!next) break;
        try {
          await this.#host.api.post(next.path, next.body);
          this.#host.set({ queue: this.#host.state.queue.filter(({ id }) => id !== next.id), isReachable: true });
          await this.#host.journal.sent(next.id);
          this.#tries = 0;
        } catch (error) {
          if (error instanceof Refused && error.code === 'CSRF_FAILED' && !isTokenRenewed) {
            isTokenRenewed = true;
            if (await this.#host.askSession()) continue;
            break;
          }
          if (this.#host.heard(error)) {
            const wait = (error instanceof Unreachable && error.retryAfter ? error.retryAfter * 1000 : 0) || waitAfter(this.#tries++);
            window.setTimeout(() => void this.flush(), wait);
            break;
          }
          if (this.#host.state.isSignedOut) break;
          this.#replace({ ...next, refused: error instanceof Refused ? (isTooLate(next, error) ? texts.tooLate : error.message || error.code) : String(error) });
        }
      }
    } finally {
      this.#isFlushing = false;
    }
  }
}

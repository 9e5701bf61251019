/**
 * What the operator has written and the server does not have yet: one message at a time per conversation, in its order.
 *
 * It is in memory only: what was said in a chat is never on a disk.
 */
import { Refused, Unreachable } from '../api.ts';
import { waitAfter } from '../retrying.ts';
import type { Card, CardInput } from './data.ts';

/** Somebody waits for what is sent. */
const LONGEST_MS = 5_000;

export type Content = { text: string } | { card: CardInput; shown: Pick<Card, 'kind' | 'title' | 'text'> };

export interface Outgoing {
  clientId: string;
  conversation: string;
  /** The assignment in which it was written: another one must not send it. */
  epoch: number;
  content: Content;
  writtenAt: number;
  /** Its number once the server has it; it stays here until the conversation shows it. */
  seq: number | null;
  /** Why the server did not take it; `isStale`: somebody else attends the conversation. */
  refused: { sentence: string; isStale: boolean } | null;
}

export interface Sender {
  post: <Answer>(path: string, body: unknown) => Promise<Answer>;
  /** Note what an error says of session and network. */
  heard: (error: unknown) => void;
  /** Get a new token; whether there is one. */
  renewToken: () => Promise<boolean>;
  changed: () => void;
  /** The server has a message, or says that the conversation is another one's. */
  told: (conversation: string) => void;
  later: (task: () => void, milliseconds: number) => void;
}

export class Outbox {
  items: readonly Outgoing[] = [];
  #sender: Sender;
  #busy = new Set<string>();
  #tries = 0;
  isPaused = false;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  of(conversation: string): Outgoing[] {
    return this.items.filter((one) => one.conversation === conversation);
  }

  /** How many the server does not have yet, and may still take. */
  get waiting(): number {
    return this.items.filter(({ seq, refused }) => seq === null && !refused).length;
  }

  add(item: Omit<Outgoing, 'seq' | 'refused'>): void {
    this.#become([...this.items, { ...item, seq: null, refused: null }]);
    void this.flush(item.conversation);
  }

  /** Send once more what was refused, as the conversation is assigned now. */
  again(clientId: string, epoch: number): void {
    this.#change(clientId, { refused: null, epoch });
    const item = this.items.find((one) => one.clientId === clientId);
    if (item) void this.flush(item.conversation);
  }

  /** Hold back what the server does not have yet, until it is sent once more. */
  hold(conversation: string, sentence: string): void {
    const isHeld = (one: Outgoing): boolean => one.conversation === conversation && one.seq === null && !one.refused;
    if (this.items.some(isHeld)) this.#become(this.items.map((one) => (isHeld(one) ? { ...one, refused: { sentence, isStale: false } } : one)));
  }

  drop(clientId: string): void {
    this.#become(this.items.filter((one) => one.clientId !== clientId));
  }

  /** Let go of what the conversation shows by now. */
  shown(clientIds: ReadonlySet<string>): void {
    const left = this.items.filter(({ clientId }) => !clientIds.has(clientId));
    if (left.length !== this.items.length) this.#become(left);
  }

  flushAll(): void {
    for (const conversation of new Set(this.items.map((one) => one.conversation))) void this.flush(conversation);
  }

  async flush(conversation: string): Promise<void> {
    if (this.#busy.has(conversation) || this.isPaused) return;
    this.#busy.add(conversation);
    let isTokenRenewed = false;
    try {
      for (;;) {
        const next = this.items.find((one) => one.conversation === conversation && one.seq === null && !one.refused);
        if (!next || this.isPaused) break;
        const { clientId, epoch, content } = next;
        const body = 'text' in content ? { text: content.text } : { card: content.card };
        try {
          const { seq } = await this.#sender.post<{ seq: number }>(`chats/${conversation}/messages`, { clientId, epoch, ...body });
          this.#tries = 0;
          this.#change(clientId, { seq, refused: null });
          this.#sender.told(conversation);
        } catch (error) {
          this.#sender.heard(error);
          if (error instanceof Unreachable) {
            this.#sender.later(() => void this.flush(conversation), (error.retryAfter ?? 0) * 1000 || Math.min(LONGEST_MS, waitAfter(this.#tries++)));
            break;
          }
          if (!(error instanceof Refused)) throw error;
          if (error.code === 'CSRF_FAILED' && !isTokenRenewed) {
            isTokenRenewed = true;
            if (await this.#sender.renewToken()) continue;
            break;
          }
          if (error.status === 401) break;
          this.#change(clientId, { refused: { sentence: error.message, isStale: error.code === 'STALE' } });
          this.#sender.told(conversation);
        }
      }
    } finally {
      this.#busy.delete(conversation);
    }
  }

  #change(clientId: string, change: Partial<Outgoing>): void {
    this.#become(this.items.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)));
  }

  #become(items: readonly Outgoing[]): void {
    this.items = items;
    this.#sender.changed();
  }
}

/** What goes to the person: words and cards, some of them only if it is asked for once more. */
import * as clock from '../clock.ts';
import type { Desk } from '../desk.ts';
import { Confirmations } from '../pressing.ts';
import { uuid7 } from '../uuid.ts';
import type { CardInput } from './data.ts';
import { Outbox, type Content, type Outgoing } from './outbox.ts';
import type { ChatStore, Kept } from './store.ts';
import { texts } from './texts.ts';
import { hasLeft, leftQuicklyAt } from './thread.ts';

export class Sending {
  readonly outbox: Outbox;
  #desk: Desk;
  #store: ChatStore;
  #on: { told: () => void; sent: (id: string) => void; stepSent: () => void };
  #confirmations = new Confirmations();
  /** Steps of scripts that were sent, as `conversation/script/node`. */
  #steps = new Set<string>();

  /**
   * Args:
   *   on: `told`, the server has a message, or says that a conversation is another one's; `sent`, one is on its way; `stepSent`, among them a
   *     step of a script, which a browser keeps.
   */
  constructor(desk: Desk, store: ChatStore, on: { told: () => void; sent: (id: string) => void; stepSent: () => void }) {
    this.#desk = desk;
    this.#store = store;
    this.#on = on;
    this.outbox = new Outbox({
      post: (path, body) => desk.api.post(path, body),
      heard: (error) => void desk.heard(error),
      renewToken: async () => (await desk.askSession()) !== null,
      changed: () => store.set({ outbox: this.outbox.items }),
      told: on.told,
      later: (task, milliseconds) => void window.setTimeout(task, milliseconds),
    });
  }

  get steps(): readonly string[] {
    return [...this.#steps];
  }

  load(steps: readonly string[] | undefined): void {
    this.#steps = new Set(steps);
  }

  of(id: string): Outgoing[] {
    return this.outbox.of(id);
  }

  /**
   * Send a card; a step that was sent already, one that is only written to be said aloud, and a text of which the person gets no words, only if
   * it is asked for once more.
   *
   * Args:
   *   isSpoken: its words are those of the telephone, in usted: all else in a chat is in tú.
   */
  sendCard(id: string, card: CardInput, shown: { title: string; text: string }, isSpoken = false): boolean {
    const step = card.kind === 'node' ? `${id}/${card.key}/${card.node}` : null;
    if (step && this.#steps.has(step) && !this.#confirmations.isConfirmed(step, performance.now())) {
      this.#desk.say(texts.stepSent);
      return false;
    }
    if (step && isSpoken && !this.#steps.has(step) && !this.#confirmations.isConfirmed(step, performance.now())) {
      this.#desk.say(texts.stepSpoken);
      return false;
    }
    const wordless = card.kind === 'guidance' && !shown.text ? `${id}/${card.key}` : null;
    if (wordless && !this.#confirmations.isConfirmed(wordless, performance.now())) {
      this.#desk.say(texts.sendsLinkOnly);
      return false;
    }
    if (!this.send(id, { card, shown: { kind: card.kind, ...shown } })) return false;
    if (wordless) this.#confirmations.forget(wordless);
    if (step) {
      this.#steps.add(step);
      this.#on.stepSent();
      this.#confirmations.forget(step);
    }
    return true;
  }

  /** Whether something is asked for once more; the first time it is said why it was not done. */
  isAskedAgain(what: string, why: string): boolean {
    const isConfirmed = this.#confirmations.isConfirmed(what, performance.now());
    if (isConfirmed) this.#confirmations.forget(what);
    else this.#desk.say(why);
    return isConfirmed;
  }

  send(id: string, content: Content): boolean {
    const found = this.#store.conversation(id);
    if (!found || found.isGone || found.state === 'ENDED') return false;
    if (!this.#maySend(found, content)) return false;
    this.#on.sent(id);
    const now = clock.now();
    this.outbox.add({ clientId: uuid7(now), conversation: id, epoch: found.epoch, content, writtenAt: now });
    return true;
  }

  /**
   * Whether something may be sent to somebody: after the quick exit whoever came may read it, so that each thing, words, step, text or
   * office, is held back until that very thing is asked for once more.
   */
  #maySend(found: Kept, content: Content): boolean {
    const thread = this.#store.state.threads.get(found.id);
    if (!hasLeft(found, thread)) return true;
    const what = [found.id, leftQuicklyAt(thread), 'text' in content ? content.text : JSON.stringify(content.card)].join('/');
    if (this.#confirmations.isConfirmed(what, performance.now())) {
      this.#confirmations.forget(what);
      return true;
    }
    this.#desk.say(texts.sendAfterExit);
    return false;
  }

  sendAgain(item: Outgoing): void {
    const found = this.#store.conversation(item.conversation);
    if (found && !found.isGone && this.#maySend(found, item.content)) this.outbox.again(item.clientId, found.epoch);
  }

  drop(item: Outgoing): void {
    this.outbox.drop(item.clientId);
  }

  /** The conversation is let go of: nothing goes to it any more. */
  forget(id: string): void {
    for (const { clientId } of this.outbox.of(id)) this.outbox.drop(clientId);
  }

  forgetSteps(id: string): void {
    for (const step of this.#steps) if (step.startsWith(`${id}/`)) this.#steps.delete(step);
  }
}

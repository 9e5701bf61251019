/** To whom the operator goes next (F2): one of their own chats, or somebody who waits in the queue. */
import { STOOD_MS } from '../pressing.ts';
import { nextOf, type Waiting } from './data.ts';
import type { ChatState, ChatStore, Kept } from './store.ts';
import { isAway, mostUrgent, mostUrgentOpen } from './thread.ts';

/** To whom the operator goes next: one of their own, or somebody who waits in the queue. */
export type Next = { of: 'own'; one: Kept } | { of: 'queue'; one: Waiting };

/** How many of people in danger an operator may take beyond what they can have: the server has the same. */
const ABOVE_LIMIT_IN_DANGER = 1;

const isHere = ({ threads }: ChatState, { id, visitorSeenAt }: Kept): boolean => !isAway(threads.get(id), visitorSeenAt);

export class NextChat {
  #store: ChatStore;
  #unasked: ReadonlySet<string>;
  /** Where F2 stood before what came in moved it, and when that was: a key that was on its way is for whoever stood there. */
  #stood: { id: string; at: number } | null = null;

  /**
   * Args:
   *   unasked: what came to the operator by itself and was not looked at.
   */
  constructor(store: ChatStore, unasked: ReadonlySet<string>) {
    this.#store = store;
    this.#unasked = unasked;
  }

  #own(): Kept[] {
    return this.#store.state.conversations.filter(({ id }) => this.#store.isTheirs(id));
  }

  /** Which of the operator's chats waits for an answer and is the most urgent, where none is on the screen; `null`: none waits, or one is. */
  ownWaiting(): Kept | null {
    const { state } = this.#store;
    if (this.#store.conversation(state.selected)) return null;
    return mostUrgent(this.#own().filter((one) => isHere(state, one)), state.threads);
  }

  /** Which of the operator's chats is open and the most urgent, where none waits and none is on the screen; `null`: none. */
  ownOpen(): Kept | null {
    const { state } = this.#store;
    if (this.#store.conversation(state.selected) || this.ownWaiting()) return null;
    return mostUrgentOpen(this.#own().filter((one) => isHere(state, one)));
  }

  /**
   * To whom F2 leads, on whichever page: who is in danger (their own that came by itself or waits for an answer, then the queue's); then who is
   * offered; their own that came by itself and was not looked at, or, where none is on the screen, that waits; the first of the queue.
   * `null`: nobody.
   */
  find(): Next | null {
    const { waiting, threads, selected, isOpen } = this.#store.state;
    const own = this.#own();
    const elsewhere = own.filter((one) => !(isOpen && one.id === selected) && !isAway(threads.get(one.id), one.visitorSeenAt));
    // Whoever used the quick exit waits for nobody, though nobody has looked at what they wrote.
    const came = own.filter(({ id, leftQuickly, visitorSeenAt }) => this.#unasked.has(id) && !(leftQuickly && (!threads.has(id) || isAway(threads.get(id), visitorSeenAt))));
    const ofOwn = (one: Kept | null | undefined): Next | null => (one ? { of: 'own', one } : null);
    const first = nextOf(waiting);
    const inQueue: Next | null = first ? { of: 'queue', one: first } : null;
    return ofOwn(came.find(({ isInDanger }) => isInDanger) ?? mostUrgent(elsewhere.filter(({ isInDanger }) => isInDanger), threads))
      ?? (first && (first.offeredToMe || (first.isInDanger && this.hasRoomFor(first))) ? inQueue : null)
      ?? ofOwn(came[0] ?? this.ownWaiting()) ?? inQueue;
  }

  /** Whether the operator can take somebody: of those in danger one more than they can have. */
  hasRoomFor({ isInDanger }: Pick<Waiting, 'isInDanger'>): boolean {
    const { most } = this.#store.state;
    const mine = this.#own().filter(({ leftQuickly }) => !leftQuickly).length;
    return most === 0 || mine < most + (isInDanger ? ABOVE_LIMIT_IN_DANGER : 0);
  }

  /** Note where F2 stood, if what comes in moves it. */
  noteStood(hear: () => void): void {
    const before = this.find()?.one.id;
    hear();
    if (before && before !== this.find()?.one.id) this.#stood = { id: before, at: performance.now() };
  }

  forgetStood(): void {
    this.#stood = null;
  }

  /** On whom F2 stood a moment ago, who still waits or is the operator's by now; `null`: it has not moved. */
  stoodOn(): Next | null {
    if (!this.#stood || performance.now() - this.#stood.at > STOOD_MS) return null;
    const { id } = this.#stood;
    const [own, waiting] = [this.#store.conversation(id), this.#store.state.waiting.find((one) => one.id === id)];
    if (own && this.#store.isTheirs(id)) return { of: 'own', one: own };
    return waiting ? { of: 'queue', one: waiting } : null;
  }
}

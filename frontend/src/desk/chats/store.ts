/** What the desk knows of its chats, which screens subscribe to. */
import type { Call } from '../call.ts';
import type { Conversation, Note, Waiting } from './data.ts';
import type { Outgoing } from './outbox.ts';
import type { Loss, Thread } from './thread.ts';

/** What was done beside the operator's conversations, as this browser keeps it. */
export interface ChatWork {
  isOpen: boolean;
  selected: string | null;
  runs: Record<string, Call>;
  /** Steps of scripts that were sent, as `conversation/script/node`. */
  steps: string[];
  numbers?: Record<string, number>;
}

/** `isGone`: the server no longer counts it among the operator's; it stays on the screen until they close it. `loss`: why. */
export type Kept = Conversation & { isGone: boolean; loss?: Loss };

export interface ChatState {
  /** Whether the operator answers chats at all. */
  isOffered: boolean;
  isLoaded: boolean;
  /** Whether the live feed shows what happens; otherwise the desk asks every few seconds. */
  isLive: boolean;
  isMuted: boolean;
  /** Whether chats are what is on the screen. */
  isOpen: boolean;
  waiting: readonly Waiting[];
  /** What is said of a chat that was offered to the operator, who did not take it, until they open one or have read it; empty: nothing. */
  missedOffer: string;
  conversations: readonly Kept[];
  /** By which each is chosen, whatever becomes of the others. */
  numbers: ReadonlyMap<string, number>;
  selected: string | null;
  /** How often the operator has opened a conversation: only then is focus where they write to the person. */
  openings: number;
  /** The one that is being taken and is not there yet: what is typed already waits for it. */
  opening: string | null;
  threads: ReadonlyMap<string, Thread>;
  drafts: ReadonlyMap<string, string>;
  runs: ReadonlyMap<string, Call>;
  /** Until when somebody is taken to be typing. */
  typing: ReadonlyMap<string, number>;
  outbox: readonly Outgoing[];
  /** How many an operator has at once. */
  most: number;
}

export class ChatStore {
  state: ChatState = {
    isOffered: false, isLoaded: false, isLive: false, isMuted: false, isOpen: false, waiting: [], missedOffer: '', conversations: [], numbers: new Map(), selected: null, openings: 0, opening: null,
    threads: new Map(), drafts: new Map(), runs: new Map(), typing: new Map(), outbox: [], most: 0,
  };
  #listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }

  conversation(id: string | null): Kept | null {
    return this.state.conversations.find((one) => one.id === id) ?? null;
  }

  /** Whether it is the operator's to answer. */
  isTheirs(id: string): boolean {
    const found = this.conversation(id);
    return found !== null && !found.isGone && !found.isSupervised && found.state === 'ATTENDED';
  }

  changeThread(id: string, change: (thread: Thread) => Thread): void {
    const before = this.state.threads.get(id);
    const changed = before && change(before);
    if (changed && changed !== before) this.set({ threads: new Map(this.state.threads).set(id, changed) });
  }

  changeNotes(id: string, change: (notes: readonly Note[]) => Note[]): void {
    this.set({ conversations: this.state.conversations.map((one) => (one.id === id ? { ...one, notes: change(one.notes) } : one)) });
  }
}

/** What is typed into chats and not sent, and notes for colleagues that are not kept: a browser keeps both until they are. */
import type { Desk } from '../desk.ts';
import type { ChatStore, Kept } from './store.ts';

/** What is typed and not sent as a browser keeps it, whose it is, and when it was changed last. */
export interface KeptDrafts {
  user: number;
  at?: number;
  texts: Record<string, string>;
}

/** So long a browser keeps what is typed and what was done beside chats, also where nobody signs in again. */
const DRAFTS_KEPT_HOURS = 12;

/** Whether what a browser keeps is the operator's, and not too old: otherwise it is not kept any longer. */
export function isStillTheirs(kept: { user: number; at?: number } | null, user: number | undefined, now: number): boolean {
  return kept !== null && kept.user === user && now - (kept.at ?? 0) < DRAFTS_KEPT_HOURS * 3_600_000;
}

/** What an operator finds again of it; null: it is another one's, or too old, and is not kept any longer. */
export function draftsOf(kept: KeptDrafts | null, user: number | undefined, now: number): Record<string, string> | null {
  return kept && isStillTheirs(kept, user, now) ? kept.texts : null;
}

const OF_NOTE = 'note/';

/** What this browser keeps of what was typed: messages, and notes, by conversation. */
function apart(kept: ReadonlyMap<string, string>): Record<'messages' | 'notes', [id: string, text: string][]> {
  const isNote = ([name]: [string, string]): boolean => name.startsWith(OF_NOTE);
  return {
    messages: [...kept].filter((one) => !isNote(one)), notes: [...kept].filter(isNote).map(([name, text]) => [name.slice(OF_NOTE.length), text]),
  };
}

/** What is typed into conversations that are the operator's to answer, and not sent; and notes, also of those that they have lost. */
export function draftsToKeep(conversations: readonly Kept[], drafts: ReadonlyMap<string, string>, notes: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const isOpen = new Set(conversations.filter(({ isGone, state }) => !isGone && state === 'ATTENDED').map(({ id }) => id));
  const unkept = [...notes].filter(([, text]) => text.trim() !== '').map(([id, text]): [string, string] => [OF_NOTE + id, text]);
  return new Map([...[...drafts].filter(([id, draft]) => isOpen.has(id) && draft.trim() !== ''), ...unkept]);
}

/** What is typed is kept after so long a pause. */
const KEEP_MILLISECONDS = 300;

export class Drafts {
  #desk: Desk;
  #store: ChatStore;
  #notes = new Map<string, string>();
  #keeping: ReturnType<typeof setTimeout> | undefined;
  /** What this browser keeps of drafts. */
  #kept: string | null = null;

  constructor(desk: Desk, store: ChatStore) {
    this.#desk = desk;
    this.#store = store;
  }

  /** Take up what this browser keeps; what was typed since stays. */
  async load(): Promise<void> {
    const { messages, notes } = apart(await this.#desk.unsent.messages());
    this.#notes = new Map([...notes, ...this.#notes]);
    this.#store.set({ drafts: new Map([...messages, ...this.#store.state.drafts]) });
  }

  /** What is typed to the person. */
  message(id: string): string {
    return (this.#store.state.drafts.get(id) ?? '').trim();
  }

  writeMessage(id: string, draft: string): void {
    this.#store.set({ drafts: new Map(this.#store.state.drafts).set(id, draft) });
    this.#keepSoon();
  }

  /** It was sent. */
  clearMessage(id: string): void {
    this.#store.set({ drafts: new Map(this.#store.state.drafts).set(id, '') });
    this.keep();
  }

  dropMessage(id: string): void {
    this.#store.set({ drafts: new Map([...this.#store.state.drafts].filter(([one]) => one !== id)) });
  }

  /** What is written of a conversation for colleagues and not kept yet. */
  note(id: string): string {
    return this.#notes.get(id) ?? '';
  }

  writeNote(id: string, text: string): void {
    const isShown = this.note(id).trim() !== '';
    this.#notes.set(id, text);
    // Whether one is unkept stands on the screen.
    if (isShown !== (text.trim() !== '')) this.#store.set({});
    this.#keepSoon();
  }

  /** Notes that were never kept, of conversations that are the operator's no longer and not on the screen. */
  strayNotes(): [id: string, text: string][] {
    return [...this.#notes].filter(([id, text]) => text.trim() && this.#store.state.isLoaded && !this.#store.conversation(id));
  }

  /** The conversation is let go of. */
  forgetNote(id: string): void {
    this.#notes.delete(id);
  }

  dropNote(id: string): void {
    this.#notes.delete(id);
    this.#store.set({});
    this.keep();
  }

  #keepSoon(): void {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.keep(), KEEP_MILLISECONDS);
  }

  /** Keep what is typed and not sent of conversations that are the operator's: it goes with what is sent, ended or another one's. */
  keep(): void {
    clearTimeout(this.#keeping);
    const { conversations, drafts, isLoaded } = this.#store.state;
    const unsent = draftsToKeep(conversations, drafts, this.#notes);
    const content = JSON.stringify([...unsent]);
    if (!isLoaded || content === this.#kept) return;
    this.#kept = content;
    this.#desk.unsent.keepMessages(unsent);
  }
}

/** What an operator typed and did that is not sent yet, as this browser keeps it for them, and for nobody else. */
import { CallBackDrafts, type CallBackDraft } from './callBackDrafts.ts';
import { draftsOf, isStillTheirs, type KeptDrafts } from './chats/drafts.ts';
import type { ChatWork } from './chats/store.ts';
import * as clock from './clock.ts';
import type { DeskHost } from './state.ts';

type Theirs<Work> = Work & { user: number; at: number };

export class UnsentWork {
  readonly #host: DeskHost;
  /** Of calls to make: kept until they are sent or their contact is over. */
  readonly callBacks = new CallBackDrafts();

  constructor(host: DeskHost) {
    this.#host = host;
  }

  get #user(): number | undefined {
    return this.#host.state.session?.operator.id;
  }

  /** Take up what was typed of calls to make; another one's, or what is too old, is not kept any longer. */
  async load(user: number): Promise<void> {
    const keep = (drafts: Record<string, CallBackDraft> | null): void => void this.#host.journal.keep('callBackDrafts', drafts && { user, at: clock.now(), drafts });
    const kept = await this.#host.journal.kept<Theirs<{ drafts: Record<string, CallBackDraft> }>>('callBackDrafts');
    const isTheirs = isStillTheirs(kept, user, clock.now());
    if (kept && !isTheirs) keep(null);
    this.callBacks.keptBy(keep, isTheirs ? kept?.drafts : {});
  }

  /** What was typed into chats. */
  async messages(): Promise<Map<string, string>> {
    const kept = await this.#host.journal.kept<KeptDrafts>('drafts');
    const texts = draftsOf(kept, this.#user, clock.now());
    if (kept && !texts) this.keepMessages(new Map());
    return new Map(Object.entries(texts ?? {}));
  }

  keepMessages(drafts: ReadonlyMap<string, string>): void {
    const user = this.#user;
    void this.#host.journal.keep('drafts', drafts.size && user !== undefined ? { user, at: clock.now(), texts: Object.fromEntries(drafts) } : null);
  }

  /** What was done beside chats. */
  async chatWork(): Promise<ChatWork | null> {
    const kept = await this.#host.journal.kept<Theirs<{ work: ChatWork }>>('chats');
    if (isStillTheirs(kept, this.#user, clock.now())) return kept?.work ?? null;
    if (kept) this.keepChatWork(null);
    return null;
  }

  keepChatWork(work: ChatWork | null): void {
    void this.#host.journal.keep('chats', work && { user: this.#user, at: clock.now(), work });
  }

  /** Where nobody signs in again, what was typed does not stay in this browser. */
  async forgetOld(): Promise<void> {
    if (!this.#host.state.isSignedOut) return;
    await this.messages();
    await this.chatWork();
    const kept = await this.#host.journal.kept<Theirs<object>>('callBackDrafts');
    if (kept && !isStillTheirs(kept, this.#user, clock.now())) await this.#host.journal.keep('callBackDrafts', null);
  }
}

/** What is done beside conversations, as beside a call: role, script, place, offices. The server keeps it for whoever has one next. */
import { Refused } from '../api.ts';
import { after, handedRunOf, referralOf, walkOf, type Act, type Call } from '../call.ts';
import * as clock from '../clock.ts';
import type { Office } from '../data.ts';
import type { Desk, Unsaid } from '../desk.ts';
import { texts as deskTexts } from '../texts.ts';
import type { Conversation } from './data.ts';
import type { ChatStore, Kept } from './store.ts';
import { texts } from './texts.ts';
import { lasting } from './times.ts';

/** What is known of a conversation is sent after so long without a change. */
const KEEP_MILLISECONDS = 1_000;

export class Runs {
  #desk: Desk;
  #store: ChatStore;
  #changed: () => void;
  /** What the server keeps of what is known, by conversation; and what is soon to be sent. */
  #kept = new Map<string, string>();
  #keeping = new Map<string, ReturnType<typeof setTimeout>>();

  /**
   * Args:
   *   changed: told that something was done, which a browser keeps, too.
   */
  constructor(desk: Desk, store: ChatStore, changed: () => void) {
    this.#desk = desk;
    this.#store = store;
    this.#changed = changed;
  }

  /** What the operator's acts make of the walk through a script beside a conversation. */
  act(id: string, given: Unsaid<Act>): void {
    const found = this.#store.conversation(id);
    if (!found) return;
    const run = after(this.of(found), { ...given, at: clock.now() } as Act, id);
    if (!run) return;
    // What was said of what was done before need not be so any more.
    if (this.#desk.state.notice) this.#desk.say('');
    this.#store.set({ runs: new Map(this.#store.state.runs).set(id, run) });
    this.#changed();
    this.#keepSoon(id);
  }

  of(found: Conversation): Call {
    const { id, tenant: state, language, role } = found;
    const known = this.#store.state.runs.get(id);
    if (known) return known;
    const handed = found.run ?? found.notes?.findLast(({ run }) => run)?.run;
    const begun = after(null, { type: 'begin', at: Date.parse(found.startedAt), channel: 'CHAT', state, language, contactType: 'CITIZEN', ...(handed ? { handed } : {}) }, id)!;
    return role && !begun.role ? after(begun, { type: 'role', role, at: begun.startedAt }, id)! : begun;
  }

  /** What was done beside conversations; where another state's content answers by now, without what was the former one's: script, place, offices. */
  withStatesOf(conversations: readonly Conversation[]): ReadonlyMap<string, Call> {
    const runs = new Map(this.#store.state.runs);
    for (const { id, tenant: state, language } of conversations) {
      const run = runs.get(id);
      if (!run || run.state === state) continue;
      runs.set(id, after(run, { type: 'state', state, language, at: clock.now() }, id)!);
      this.#keepSoon(id);
    }
    return runs;
  }

  /** Keep what is known of a conversation for whoever has it next, by whichever way: the server replaces what it has. */
  async keep(id: string): Promise<void> {
    const found = this.#store.conversation(id);
    if (!found || found.isGone || found.isSupervised || found.state !== 'ATTENDED') return;
    const run = this.of(found);
    const [text, handed] = [this.#factsOf(found, run), handedRunOf(run)];
    const known = JSON.stringify([found.epoch, text, handed]);
    // What is still to be gone on with is not all there: its script and offices come with the texts of its state.
    if (!text || run.handed || this.#kept.get(id) === known) return;
    this.#kept.set(id, known);
    try {
      await this.#desk.api.post(`chats/${id}/run`, { epoch: found.epoch, text, run: handed });
    } catch (error) {
      if (!(error instanceof Refused)) this.#kept.delete(id);
      this.#desk.heard(error);
    }
  }

  #keepSoon(id: string): void {
    clearTimeout(this.#keeping.get(id));
    this.#keeping.set(id, setTimeout(() => void this.keep(id), KEEP_MILLISECONDS));
  }

  /** What is known of a conversation, in words; empty: nothing but what was written. */
  #factsOf({ startedAt, firstAttendedAt, isUnsure }: Kept, run: Call): string {
    const step = run.pinned ? (walkOf(run)?.texts.length ?? 1) : 0;
    return [
      run.isInDanger ? deskTexts.inDanger : isUnsure && texts.unsure,
      firstAttendedAt && texts.knownWait(lasting(Date.parse(firstAttendedAt) - Date.parse(startedAt))), run.municipality && texts.knownPlace(run.municipality), run.pinned && texts.knownScript(run.pinned.script.title, step),
      run.referrals.length && texts.knownReferrals(run.referrals.map(({ name }) => name)),
    ].filter(Boolean).join('\n');
  }

  /** Go on with what was known as it was passed on, once the texts of its state are there. */
  async resume(id: string): Promise<void> {
    const found = this.#store.conversation(id);
    const handed = found && this.of(found).handed;
    const { bundle } = this.#desk.state;
    if (!handed || bundle?.code !== found.tenant) return;
    for (const key of handed.referralKeys) {
      const office = bundle.items.get(key) as Office | undefined;
      if (office && !this.of(found).referrals.some((one) => one.key === key)) this.act(id, { type: 'refer', referral: referralOf(office) });
    }
    const pinned = await this.#desk.scriptOf(handed, found.tenant);
    const present = this.#store.conversation(id);
    if (pinned === undefined || !present || !this.of(present).handed) return;
    this.act(id, { type: 'script', pinned });
    const { handedScript } = this.of(present);
    const isPublished = pinned === null || bundle.items.has(pinned.script.key);
    if (handedScript) this.#desk.say(handedScript === 'LOST' ? deskTexts.handedScriptLost : deskTexts.handedScriptReplaced);
    else if (!isPublished) this.#desk.say(deskTexts.handedScriptGone);
    else if (pinned && bundle.pinned[pinned.script.key] !== pinned.digest) this.#desk.say(deskTexts.handedScriptChanged);
  }

  /** Send soon what the server was never sent, as after the page was loaded anew. */
  keepUnsent(): void {
    for (const { id } of this.#store.state.conversations) if (!this.#kept.has(id)) this.#keepSoon(id);
  }

  /** The conversation is let go of. */
  forget(id: string): void {
    clearTimeout(this.#keeping.get(id));
    this.#keeping.delete(id);
    this.#kept.delete(id);
  }
}

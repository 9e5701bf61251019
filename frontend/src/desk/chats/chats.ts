/**
 * The operator's chats: what came in, what goes out, and who waits. Screens subscribe to it. Nothing of it is written to a disk but what is
 * typed and not sent yet, and what the operator did beside the conversations: script, place and offices, as of a call.
 */
import { Refused } from '../api.ts';
import { after, firstDangerAnswer, handedRunOf, referralOf, walkOf, type Act, type Call } from '../call.ts';
import * as clock from '../clock.ts';
import type { Office, Script } from '../data.ts';
import type { Desk, Unsaid } from '../desk.ts';
import { isUncertain } from '../offices.ts';
import { Confirmations } from '../pressing.ts';
import { uuid7 } from '../uuid.ts';
import { HOME_ZONE } from '../zones.ts';
import type { Contact, ContactState } from '../useDesk.ts';
import { Alert } from './alert.ts';
import { nextOf, type CardInput, type ChatsAnswer, type Conversation, type Message, type Note, type Waiting } from './data.ts';
import { Feed, feedUrl, type Frame } from './feed.ts';
import { Offers } from './offers.ts';
import { Outbox, type Content, type Outgoing } from './outbox.ts';
import { ROLES, texts as deskTexts } from '../texts.ts';
import { askLocation, sayEmergencyCalled, sayEmergencyNotCalled, texts } from './texts.ts';
import { lasting, timeAt } from './times.ts';
import { emergencyCallOf, EMPTY, inOrder, isLocationAsked, isAway, isNearlyLost, isSaidToBeThere, lastSeqOf, leftQuicklyAt, lossOf, mostUrgent, mostUrgentOpen, readBy, saidOfCall, seen, unreadOf, numbersOf, withMessages, type Loss, type Thread } from './thread.ts';

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

/** To whom the operator goes next: one of their own, or somebody who waits in the queue. */
export type Next = { of: 'own'; one: Kept } | { of: 'queue'; one: Waiting };

const POLL_SECONDS = 3;
const LIVE_POLL_SECONDS = 30;
const LEASE_SECONDS = 8;
const TYPING_SECONDS = 6;
const TYPING_AGAIN_SECONDS = 3;
/** Up to which message each person has read, in this tab: numbers alone, of the conversations last heard of. */
const READ_NAME = 'justicia-mesa-leidos';
const MOST_READ = 50;
/** What is typed is kept after so long a pause. */
const KEEP_MILLISECONDS = 300;
/** What is known of a conversation is sent after so long without a change. */
const KEEP_RUN_MILLISECONDS = 1_000;

/** A key that was on its way as F2 came to stand elsewhere takes the one on which it stood. */
const STOOD_MILLISECONDS = 600;

/** How many of people in danger an operator may take beyond what they can have: the server has the same. */
const ABOVE_LIMIT_IN_DANGER = 1;

/** Of so many conversations that were let go of it is known: an answer that still names one comes within seconds. */
const MOST_CLOSED = 50;

export class Chats {
  state: ChatState = {
    isOffered: false, isLoaded: false, isLive: false, isMuted: false, isOpen: false, waiting: [], missedOffer: '', conversations: [], numbers: new Map(), selected: null, openings: 0, opening: null,
    threads: new Map(), drafts: new Map(), runs: new Map(), typing: new Map(), outbox: [], most: 0,
  };
  #desk: Desk;
  #listeners = new Set<() => void>();
  #alert: Alert | null = null;
  #feed: Feed | null = null;
  #outbox: Outbox;
  #timers: number[] = [];
  #poll = 0;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  /** What this browser keeps of drafts. */
  #keptDrafts: string | null = null;
  #isPolling = false;
  /** Who waits for an answer to a question that is asked after now, while an earlier one is under way. */
  #asksAgain: (() => void)[] = [];
  #asks = 0;
  /** With which question a conversation was heard of first: an answer to it, or to an earlier one, may not know it yet. */
  #heardAt = new Map<string, number>();
  /** With which question one was let go of: what is older may still name it. */
  #closedAt = new Map<string, number>();
  #typedAt = 0;
  #contacts = new Map<string, ChatContact>();
  #confirmations = new Confirmations();
  #notes = new Map<string, string>();
  /** What counts as said once the message is sent into which it was put, by conversation. */
  #written = new Map<string, string[]>();
  #reads = keptReads();
  /** Of which conversations it was said that they are nearly lost, and until when each is to be answered. */
  #warned = new Map<string, string>();
  /** What the server keeps of what is known, by conversation; and what is soon to be sent. */
  #keptRuns = new Map<string, string>();
  #keepingRuns = new Map<string, ReturnType<typeof setTimeout>>();
  /** Steps of scripts that were sent, as `conversation/script/node`. */
  #steps = new Set<string>();
  /** What this browser was told last to keep of the work. */
  #keptWork: readonly unknown[] = [];
  #isStopped = false;
  /** What came without having been taken here: assigned or handed over. The desk calls until it is looked at. */
  #unasked = new Set<string>();
  #hasHeard = false;
  #offers = new Offers();
  /** Of which conversations, as they were assigned then, the operator has said that they are there. */
  #cameTo = new Map<string, number>();
  /** Which conversations, as they were assigned then, the operator has opened, or pressed something in. */
  #touched = new Map<string, number>();
  /** Where F2 stood before what came in moved it, and when that was. */
  #stood: { id: string; at: number } | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#outbox = new Outbox({
      post: (path, body) => desk.api.post(path, body),
      heard: (error) => void desk.heard(error),
      renewToken: async () => (await desk.askSession()) !== null,
      changed: () => this.#set({ outbox: this.#outbox.items }),
      told: () => void this.ask(),
      later: (task, milliseconds) => void window.setTimeout(task, milliseconds),
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get = (): ChatState => this.state;

  #set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /**
   * Take up what this browser keeps: drafts, and what was done beside conversations.
   *
   * Args:
   *   isCalled: a call has opened the desk, so that chats are not what is on the screen.
   */
  async load(isCalled: boolean): Promise<void> {
    const [drafts, work] = [await this.#desk.keptDrafts(), await this.#desk.keptChatWork()];
    this.#steps = new Set(work?.steps);
    const { messages, notes } = apart(drafts);
    this.#notes = new Map([...notes, ...this.#notes]);
    this.#set({
      drafts: new Map([...messages, ...this.state.drafts]), runs: new Map(Object.entries(work?.runs ?? {})), selected: work?.selected ?? null,
      numbers: new Map(Object.entries(work?.numbers ?? {})),
      isOpen: !isCalled && (work?.isOpen ?? false),
    });
  }

  start(): void {
    this.#isStopped = this.#outbox.isPaused = false;
    this.#alert ??= new Alert();
    this.#set({ isMuted: this.#alert.isMuted });
    void this.#ask();
    this.#timers = [window.setInterval(() => void this.#renew(), LEASE_SECONDS * 1000), window.setInterval(() => this.#tick(), 1000)];
    document.addEventListener('visibilitychange', this.#see);
  }

  stop(): void {
    this.#isStopped = this.#outbox.isPaused = true;
    this.#keepDrafts();
    for (const timer of this.#timers) window.clearInterval(timer);
    window.clearTimeout(this.#poll);
    document.removeEventListener('visibilitychange', this.#see);
    this.#feed?.stop();
    this.#alert?.quiet();
  }

  /** The network, or the session, is back. */
  wake(): void {
    this.#feed?.wake();
    void this.ask();
    this.#outbox.flushAll();
  }

  /** Whether something that was written is in this tab alone. */
  get isHolding(): boolean {
    return this.#outbox.waiting > 0;
  }

  // What comes in

  /** Ask at once, and then again as often as there is need. */
  async ask(): Promise<void> {
    window.clearTimeout(this.#poll);
    await this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#isPolling) return new Promise((done) => this.#asksAgain.push(done));
    const { session, isSignedOut, isPractice } = this.#desk.state;
    const isOffered = !isPractice && Boolean(session?.states.some(({ channels }) => channels.includes('CHAT'))) || this.state.conversations.length > 0;
    if (isOffered !== this.state.isOffered) this.#set({ isOffered });
    if (isOffered && !isSignedOut) {
      this.#isPolling = true;
      const asked = ++this.#asks;
      if (!this.#feed && session) {
        this.#feed = new Feed(feedUrl(session.chatFeed), { frame: (frame) => this.#hear(frame), live: (isLive) => this.#live(isLive) });
        this.#feed.start();
      }
      try {
        this.#take(await this.#desk.api.get<ChatsAnswer>(`chats${this.#after()}`), asked);
        this.#desk.reached();
        this.#outbox.flushAll();
      } catch (error) {
        this.#desk.heard(error);
      } finally {
        this.#isPolling = false;
      }
    }
    window.clearTimeout(this.#poll);
    const waiting = this.#asksAgain;
    if (waiting.length) {
      this.#asksAgain = [];
      return void this.#ask().then(() => waiting.forEach((done) => done()));
    }
    this.#poll = window.setTimeout(() => void this.#ask(), (this.state.isLive ? LIVE_POLL_SECONDS : POLL_SECONDS) * (800 + Math.random() * 400));
  }

  #after(): string {
    const known = this.state.conversations.map(({ id }) => `${id}:${lastSeqOf(this.state.threads.get(id))}`);
    return known.length ? `?after=${known.join(',')}` : '';
  }

  #take(answer: ChatsAnswer, asked: number): void {
    this.#noteStood(() => this.#takeAnswer(answer, asked));
  }

  /** Note where F2 stood, if what comes in moves it. */
  #noteStood(hear: () => void): void {
    const before = this.next()?.one.id;
    hear();
    if (before && before !== this.next()?.one.id) this.#stood = { id: before, at: performance.now() };
  }

  /** On whom F2 stood a moment ago, who still waits or is the operator's by now; `null`: it has not moved. */
  #stoodOn(): Next | null {
    if (!this.#stood || performance.now() - this.#stood.at > STOOD_MILLISECONDS) return null;
    const { id } = this.#stood;
    const [own, waiting] = [this.conversation(id), this.state.waiting.find((one) => one.id === id)];
    if (own && this.#isTheirs(id)) return { of: 'own', one: own };
    return waiting ? { of: 'queue', one: waiting } : null;
  }

  #takeAnswer(answer: ChatsAnswer, asked: number): void {
    this.#set({ isLoaded: true, most: answer.most });
    this.#heardQueue(answer.waiting);
    this.#heardConversations(answer.conversations, asked);
    this.#keepDrafts();
    this.#keepWork();
    for (const { id } of this.state.conversations) if (!this.#keptRuns.has(id)) this.#keepRunSoon(id);
    for (const [id, messages] of Object.entries(answer.messages)) this.#heardMessages(id, messages);
  }

  #live(isLive: boolean): void {
    this.#set({ isLive });
    // What happened meanwhile, and the pace of asking.
    void this.ask();
  }

  #hear(frame: Frame): void {
    this.#noteStood(() => this.#hearFrame(frame));
  }

  #hearFrame(frame: Frame): void {
    const id = String(frame['conversation'] ?? '');
    switch (frame.type) {
      case 'queue': return this.#heardQueue(frame['waiting'] as Waiting[]);
      case 'conversations': return this.#heardConversations(frame['conversations'] as Conversation[]);
      case 'messages': return this.#heardMessages(id, frame['messages'] as Message[]);
      case 'read': return this.#heardRead(id, Number(frame['seq']));
      case 'typing': return this.#set({ typing: new Map(this.state.typing).set(id, clock.now() + TYPING_SECONDS * 1000) });
    }
  }

  #heardQueue(waiting: readonly Waiting[]): void {
    const known = new Set(this.state.waiting.map(({ id }) => id));
    this.#set({ waiting });
    const { passed, gone } = this.#offers.hear(waiting);
    for (const one of passed) this.#sayMissed(one, texts.offerPassed);
    // It may be the operator's by now, taken or assigned: that is heard of next.
    if (gone.length) void this.ask().then(() => gone.forEach((one) => this.conversation(one.id) ?? this.#sayMissed(one, texts.offerGone)));
    // Whoever is on a call is offered nobody: of somebody in danger they hear once, and see until somebody has taken them.
    if (this.#desk.state.call && waiting.some(({ id, isInDanger, offeredToMe }) => isInDanger && !offeredToMe && !known.has(id))) this.#alert?.sound();
    this.#call();
  }

  /** Say of a chat that was offered to the operator that they did not take it; whoever was on a call could not. */
  #sayMissed({ id, state, role, isInDanger }: Waiting, sentence: (who: string, time: string) => string): void {
    if (this.#desk.state.call || id === this.state.opening) return;
    const who = isInDanger ? `▲ ${texts.inDanger}` : role ? ROLES[role].short : texts.roleUnknown;
    this.#set({ missedOffer: sentence(who, timeAt(clock.now(), this.#desk.stateOf(state)?.timeZone ?? HOME_ZONE)) });
  }

  /** The operator has read what was said of the chat that they did not take. */
  dropMissedOffer(): void {
    this.#set({ missedOffer: '' });
  }

  /** Whether a chat is offered to the operator, or came to them and was not looked at. */
  get isCalling(): boolean {
    return this.#unasked.size > 0 || this.state.waiting.some(({ offeredToMe }) => offeredToMe);
  }

  #call(): void {
    if (this.isCalling) this.#alert?.call(texts.alertTitle);
    else this.#alert?.quiet();
  }

  /** Note which conversations came by themselves; one is looked at once the operator opens it or types in it. */
  #heardUnasked(conversations: readonly Conversation[]): void {
    const came = conversations.filter(({ id, isSupervised, state }) => !isSupervised && state === 'ATTENDED' && (this.conversation(id)?.isGone ?? true) && id !== this.state.opening);
    if (this.#hasHeard) for (const { id } of came) this.#unasked.add(id);
    for (const id of this.#unasked) if (!conversations.some((one) => one.id === id && one.state === 'ATTENDED')) this.#unasked.delete(id);
    this.#hasHeard = true;
    if (came.some(({ id }) => this.#unasked.has(id))) this.#desk.say(texts.cameNotice);
    this.#call();
  }

  #lookedAt(id: string): void {
    if (this.#unasked.delete(id)) this.#call();
  }

  /**
   * Args:
   *   asked: the number of the question that is answered; 0: the feed says it by itself, so that it is asked about what it leaves out.
   */
  #heardConversations(named: readonly Conversation[], asked = 0): void {
    const conversations = named.filter(({ id }) => asked > (this.#closedAt.get(id) ?? -1));
    if (conversations.length < named.length) void this.ask();
    for (const { id } of conversations) this.#closedAt.delete(id);
    const present = new Set(conversations.map(({ id }) => id));
    const missing = this.state.conversations.filter(({ id }) => !present.has(id));
    const gone = missing.map((one): Kept => {
      if (one.isGone || asked <= (this.#heardAt.get(one.id) ?? 0)) return one;
      return { ...one, isGone: true, loss: lossOf(one, this.state.waiting, clock.now()) };
    });
    if (gone.some(({ isGone }) => !isGone)) void this.ask();
    for (const { id } of missing) if (asked > (this.#heardAt.get(id) ?? 0)) this.#heardAt.delete(id);
    for (const { id } of conversations) if (!this.#heardAt.has(id)) this.#heardAt.set(id, this.#asks);
    this.#heardUnasked(conversations);
    const held: Kept[] = [...conversations.map((one) => ({ ...one, isGone: one.state === 'ENDED' && !one.hasToBeRegistered })), ...gone];
    const numbers = numbersOf(this.state.numbers, held);
    const kept = inOrder(numbers, held);
    const threads = new Map(this.state.threads);
    // Whoever joined it has read it masked; once it is theirs, they read it anew.
    for (const { id, isSupervised } of conversations) if (!isSupervised && this.conversation(id)?.isSupervised) threads.delete(id);
    for (const { id, isErased } of kept) if (isErased) threads.set(id, { ...EMPTY, messages: (threads.get(id)?.messages ?? []).map(removed) });
    const { selected, conversations: before } = this.state;
    // Whoever cancels a call, or is promised one, changes what is to be called.
    const wasCalled = new Map(before.map(({ id, callStartsAt }) => [id, callStartsAt]));
    if (conversations.some(({ id, callStartsAt }) => wasCalled.has(id) && wasCalled.get(id) !== callStartsAt)) this.#desk.renewPresence();
    this.#set({ conversations: kept, numbers, threads, runs: this.#runsOf(conversations) });
    this.#attend();
    // Nobody comes back to what was left by the quick exit: once it has ended by itself it goes, unless it is looked at or holds words.
    for (const { id } of kept) if (this.#isLeftOver(id)) this.close(id);
    // Whoever has ended one chooses the next one themselves. While one opens that they took, none is shown instead.
    if (!before.length && kept[0] && !this.state.opening) this.#show(this.conversation(selected)?.id ?? mostUrgentOpen(kept)!.id);
    if (conversations.some(({ id, lastSeq }) => lastSeq > lastSeqOf(this.state.threads.get(id))) && this.state.isLive) this.#sayAfter();
  }

  #isLeftOver(id: string): boolean {
    const found = this.conversation(id);
    return Boolean(found?.isGone && found.leftQuickly) && id !== this.state.selected && !this.noteDraft(id).trim() && !this.state.drafts.get(id)?.trim() && this.#outbox.of(id).length === 0;
  }

  /** What was done beside conversations; where another state's content answers by now, without what was the former one's: script, place, offices. */
  #runsOf(conversations: readonly Conversation[]): ReadonlyMap<string, Call> {
    const runs = new Map(this.state.runs);
    for (const { id, tenant: state, language } of conversations) {
      const run = runs.get(id);
      if (!run || run.state === state) continue;
      runs.set(id, after(run, { type: 'state', state, language, at: clock.now() }, id)!);
      this.#keepRunSoon(id);
    }
    return runs;
  }

  /** Tell the feed what is here; it sends the rest. */
  #sayAfter(): void {
    for (const { id, isGone } of this.state.conversations) {
      if (!isGone) this.#feed?.send({ type: 'after', conversation: id, seq: lastSeqOf(this.state.threads.get(id)) });
    }
  }

  #heardMessages(id: string, messages: readonly Message[]): void {
    const before = this.state.threads.get(id) ?? EMPTY;
    const { thread: next, isGapped } = withMessages(before, messages);
    const thread = next === before ? before : readBy(next, this.#reads.get(id) ?? 0);
    if (thread !== before) {
      this.#set({ threads: new Map(this.state.threads).set(id, thread) });
      this.#outbox.shown(new Set(thread.messages.map(({ clientId }) => clientId)));
      const isExit = ({ event }: Message): boolean => event === 'QUICK_EXIT';
      if (thread.messages.slice(before.messages.length).some(isExit)) this.#outbox.hold(id, texts.heldAfterExit);
      const isNew = before.messages.length > 0 && thread.messages.slice(before.messages.length).some(({ author }) => author === 'VISITOR');
      if (isNew) this.#set({ typing: new Map([...this.state.typing].filter(([one]) => one !== id)) });
      if (isNew && !this.#isSeen(id)) this.#alert?.sound([520]);
      this.#see();
    }
    if (isGapped) {
      if (!this.#feed?.send({ type: 'after', conversation: id, seq: lastSeqOf(thread) })) void this.ask();
    }
  }

  #changeThread(id: string, change: (thread: Thread) => Thread): void {
    const before = this.state.threads.get(id);
    const changed = before && change(before);
    if (changed && changed !== before) this.#set({ threads: new Map(this.state.threads).set(id, changed) });
  }

  /** Somebody has read so far: it is true, too, where the messages come later, or the page is loaded anew. */
  #heardRead(id: string, seq: number): void {
    this.#changeThread(id, (thread) => readBy(thread, seq));
    const known = Math.max(seq, this.#reads.get(id) ?? 0);
    this.#reads.delete(id);
    this.#reads.set(id, known);
    keepReads(this.#reads);
  }

  #tick(): void {
    this.#forgetTyping();
    for (const one of this.state.conversations) {
      if (one.isGone || !one.answerBy || this.#warned.get(one.id) === one.answerBy || !isNearlyLost(one, clock.now())) continue;
      this.#warned.set(one.id, one.answerBy);
      this.#alert?.sound([520, 440]);
    }
  }

  #forgetTyping(): void {
    const left = [...this.state.typing].filter(([, until]) => until > clock.now());
    if (left.length !== this.state.typing.size) this.#set({ typing: new Map(left) });
  }

  async #renew(): Promise<void> {
    if (this.state.isLive || !this.state.conversations.some(({ isSupervised, isGone, state }) => !isSupervised && !isGone && state === 'ATTENDED')) return;
    try {
      await this.#desk.api.post('chats/lease', {});
    } catch (error) {
      this.#desk.heard(error);
    }
  }

  // What is on the screen

  open(isOpen: boolean): void {
    if (isOpen === this.state.isOpen) return;
    this.#set({ isOpen });
    if (isOpen && this.state.selected) this.#lookedAt(this.state.selected);
    this.#keepWork();
    this.#attend();
    this.#see();
  }

  /** Show a conversation that the operator has asked for. */
  select(id: string): void {
    this.#lookedAt(id);
    this.#touched.set(id, this.conversation(id)?.epoch ?? 0);
    this.#stood = null;
    this.#set({ openings: this.state.openings + 1, missedOffer: '' });
    this.#show(id);
  }

  /** The operator has pressed something in a conversation that is on the screen: of one that opened by itself the person is told only now. */
  touch(id: string): void {
    this.#lookedAt(id);
    const epoch = this.conversation(id)?.epoch ?? 0;
    if (this.#touched.get(id) === epoch) return;
    this.#touched.set(id, epoch);
    this.#see();
  }

  #show(id: string | null): void {
    this.#set({ selected: id });
    this.#keepWork();
    this.#attend();
    this.#see();
  }

  /** The conversation with this number. */
  selectNumber(number: number): boolean {
    const found = this.state.conversations.find(({ id }) => this.state.numbers.get(id) === number);
    if (found) this.select(found.id);
    return Boolean(found);
  }

  /** Let go of a conversation that has ended, or is another one's: its text goes with it, and no other one takes its place on the screen. */
  close(id: string): void {
    const without = <Value>(known: ReadonlyMap<string, Value>): Map<string, Value> => new Map([...known].filter(([one]) => one !== id));
    const closed = this.conversation(id);
    const conversations = this.state.conversations.filter((one) => one.id !== id);
    for (const { clientId } of this.#outbox.of(id)) this.#outbox.drop(clientId);
    this.#heardAt.delete(id);
    this.#closedAt.set(id, this.#asks);
    for (const oldest of [...this.#closedAt.keys()].slice(0, -MOST_CLOSED)) this.#closedAt.delete(oldest);
    this.#contacts.delete(id);
    // What was lost may come back, and with it what is written of it.
    if (!closed?.isGone || closed.state === 'ENDED') {
      this.#notes.delete(id);
      this.#written.delete(id);
      for (const step of this.#steps) if (step.startsWith(`${id}/`)) this.#steps.delete(step);
    }
    this.#desk.callBackDrafts.delete(id);
    this.locationDrafts.delete(id);
    this.#warned.delete(id);
    clearTimeout(this.#keepingRuns.get(id));
    this.#keepingRuns.delete(id);
    this.#keptRuns.delete(id);
    const { threads, drafts, runs } = this.state;
    this.#set({ conversations, numbers: numbersOf(this.state.numbers, conversations), threads: without(threads), drafts: without(drafts), runs: without(runs) });
    this.#keepDrafts();
    if (this.state.selected === id) this.#show(null);
    this.#keepWork();
  }

  conversation(id: string | null): Kept | null {
    return this.state.conversations.find((one) => one.id === id) ?? null;
  }

  unread(): number {
    return this.state.conversations.reduce((count, { id }) => count + unreadOf(this.state.threads.get(id)), 0);
  }

  #attend(): void {
    const found = this.state.isOpen ? this.conversation(this.state.selected) : null;
    this.#desk.attend(found && { code: found.tenant, language: found.language });
  }

  #isSeen(id: string): boolean {
    return this.state.isOpen && this.state.selected === id && document.visibilityState === 'visible';
  }

  #see = (): void => {
    const { selected, threads } = this.state;
    const thread = selected ? threads.get(selected) : undefined;
    if (!selected || !thread || !this.#isSeen(selected)) return;
    // What opened by itself nobody has read yet.
    if (this.#isTheirs(selected) && !isSaidToBeThere(thread) && this.#touched.get(selected) !== this.conversation(selected)?.epoch) return;
    this.#come(selected, thread);
    const now = seen(thread);
    if (now === thread) return;
    this.#changeThread(selected, () => now);
    this.#feed?.send({ type: 'read', conversation: selected, seq: now.seenSeq });
  };

  /** Of what was assigned the person is told that the operator has come once they look at it, and not before. */
  #come(id: string, thread: Thread): void {
    const epoch = this.conversation(id)?.epoch ?? 0;
    if (!this.#isTheirs(id) || isSaidToBeThere(thread) || this.#cameTo.get(id) === epoch) return;
    this.#cameTo.set(id, epoch);
    this.#desk.api.post(`chats/${id}/accept`, { epoch, isOpened: true }).catch((error: unknown) => {
      this.#cameTo.delete(id);
      this.#desk.heard(error);
    });
  }

  mute(isMuted: boolean): void {
    this.#alert?.mute(isMuted);
    this.#set({ isMuted });
  }

  // What goes out

  write(id: string, draft: string): void {
    this.touch(id);
    if (!draft.trim()) this.#written.delete(id);
    this.#set({ drafts: new Map(this.state.drafts).set(id, draft) });
    this.#keepDraftsSoon();
    this.#sayTyping(id, 'typing', draft);
  }

  #keepDraftsSoon(): void {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#keepDrafts(), KEEP_MILLISECONDS);
  }

  /** Whoever types is not silent; that they type a note the person is not told. */
  #sayTyping(id: string, type: 'typing' | 'noting', text: string): void {
    const now = performance.now();
    if (!text || now - this.#typedAt < TYPING_AGAIN_SECONDS * 1000) return;
    this.#typedAt = now;
    this.#feed?.send({ type, conversation: id });
  }

  /** What is written of a conversation for colleagues and not kept yet. */
  noteDraft(id: string): string {
    return this.#notes.get(id) ?? '';
  }

  writeNote(id: string, text: string): void {
    const isShown = this.noteDraft(id).trim() !== '';
    this.#notes.set(id, text);
    // Whether one is unkept stands on the screen.
    if (isShown !== (text.trim() !== '')) this.#set({});
    this.#keepDraftsSoon();
    this.#sayTyping(id, 'noting', text);
  }

  /** Notes that were never kept, of conversations that are the operator's no longer and not on the screen. */
  strayNotes(): [id: string, text: string][] {
    return [...this.#notes].filter(([id, text]) => text.trim() && this.state.isLoaded && !this.conversation(id));
  }

  dropNote(id: string): void {
    this.#notes.delete(id);
    this.#set({});
    this.#keepDrafts();
  }

  /**
   * Put the words of a step into what is typed, to be changed: what it says counts as said once that is sent.
   *
   * Args:
   *   parts: what must be said and is said with it.
   */
  writeStep(id: string, words: string, parts: readonly string[]): void {
    this.#written.set(id, [...(this.#written.get(id) ?? []), ...parts]);
    this.write(id, [(this.state.drafts.get(id) ?? '').trim(), words].filter(Boolean).join('\n'));
  }

  /** Send what is written; true: it is on its way. */
  sendDraft(id: string): boolean {
    const text = (this.state.drafts.get(id) ?? '').trim();
    if (!text || !this.#send(id, { text })) return false;
    const parts = this.#written.get(id);
    this.#written.delete(id);
    if (parts?.length) this.actOn(id, { type: 'read', parts });
    this.#set({ drafts: new Map(this.state.drafts).set(id, '') });
    this.#keepDrafts();
    return true;
  }

  /** Ask somebody in danger where they are, in the prepared words; once more only if it is asked for once more. */
  askLocation(id: string): void {
    const found = this.conversation(id);
    if (!found) return;
    const number = this.#desk.emergencyNumber(found.tenant);
    const text = askLocation(found.language, number);
    const isGoing = this.#outbox.of(id).some(({ content }) => 'text' in content && content.text === text);
    if ((isGoing || isLocationAsked(this.state.threads.get(id) ?? EMPTY, number)) && !this.isAskedAgain(`${id}/location`, texts.askedTwice)) return;
    this.#send(id, { text });
  }

  /** What was typed of where somebody is and not kept. */
  readonly locationDrafts = new Map<string, string>();

  /**
   * Record that the operator has called the emergency number for somebody, or take that back; what may be said to them of it stands where
   * the operator writes, and goes only once they send it. Where the record is no longer theirs to write, it stays as a note that was not kept.
   */
  async recordEmergencyCall(id: string, isCalled: boolean): Promise<boolean> {
    const found = this.conversation(id);
    if (!found) return false;
    const number = this.#desk.emergencyNumber(found.tenant);
    const [called, notCalled] = [sayEmergencyCalled(found.language, number), sayEmergencyNotCalled(found.language, number)];
    const call = emergencyCallOf(found.notes);
    if (isCalled && call) {
      this.#desk.say(texts.emergencyCallKnown);
      return false;
    }
    const isSaid = !isCalled && this.saidOfEmergencyCall(found).length > 0;
    const at = new Date(clock.now()).toISOString();
    if (!(await this.act(id, 'emergency-call', { isCalled }))) {
      if (isCalled) await this.#keepEmergencyCall(id, number, at);
      return false;
    }
    const isTheirs = this.#isTheirs(id);
    // Of what is theirs no longer, the server says no more: it stands there as they recorded it.
    if (!isTheirs) this.#changeNotes(id, (notes) => withEmergencyCall(notes, isCalled, at));
    const draft = [called, notCalled].reduce((left, sentence) => left.replace(sentence, '').trim(), (this.state.drafts.get(id) ?? '').trim());
    const offered = !isTheirs ? '' : isCalled ? called : isSaid ? notCalled : '';
    const text = [draft, offered].filter(Boolean).join('\n');
    if (text !== (this.state.drafts.get(id) ?? '').trim()) this.write(id, text);
    this.#desk.say(isCalled ? (offered ? texts.emergencyCallNotice(number) : texts.emergencyCallNoted(number)) : offered ? texts.emergencyCallUndoneSaid(number) : texts.emergencyCallUndone(number));
    return true;
  }

  /** What the person was written of the emergency number since it was recorded as called, also what is on its way. */
  saidOfEmergencyCall(found: Conversation): { text: string; sentAt: string; isRead: boolean }[] {
    const call = emergencyCallOf(found.notes);
    if (!call) return [];
    const thread = this.state.threads.get(found.id) ?? EMPTY;
    const number = this.#desk.emergencyNumber(found.tenant);
    const sent = saidOfCall(thread, call, number).map(({ text, sentAt, seq }) => ({ text: text ?? '', sentAt, isRead: seq <= thread.readSeq }));
    const going = this.#outbox.of(found.id).flatMap(({ content, refused, writtenAt }) => (!refused && 'text' in content && content.text === sayEmergencyCalled(found.language, number)
      ? [{ text: content.text, sentAt: new Date(writtenAt).toISOString(), isRead: false }] : []));
    return [...sent, ...going.filter(({ text }) => !sent.some((one) => one.text === text))];
  }

  /** Keep that the operator called beside a conversation that another one has; only where it is known to be theirs no more. */
  async #keepEmergencyCall(id: string, number: string, at: string): Promise<void> {
    await this.ask();
    const found = this.conversation(id);
    if (found && this.#isTheirs(id)) return;
    const zone = found && this.#desk.stateOf(found.tenant)?.timeZone;
    this.writeNote(id, [this.noteDraft(id).trim(), `${texts.calledEmergency(number)}, ${timeAt(at, zone ?? HOME_ZONE)}`].filter(Boolean).join('\n'));
    this.#desk.say(texts.emergencyCallLost);
  }

  #changeNotes(id: string, change: (notes: readonly Note[]) => Note[]): void {
    this.#set({ conversations: this.state.conversations.map((one) => (one.id === id ? { ...one, notes: change(one.notes) } : one)) });
  }

  /** Keep what is typed and not sent of conversations that are the operator's: it goes with what is sent, ended or another one's. */
  #keepDrafts(): void {
    clearTimeout(this.#keeping);
    const { conversations, drafts, isLoaded } = this.state;
    const unsent = draftsToKeep(conversations, drafts, this.#notes);
    const content = JSON.stringify([...unsent]);
    if (!isLoaded || content === this.#keptDrafts) return;
    this.#keptDrafts = content;
    this.#desk.keepDrafts(unsent);
  }

  /** Keep what was done beside conversations that are the operator's; it goes with them. */
  #keepWork(): void {
    const { conversations, runs, selected, isOpen, isLoaded } = this.state;
    const own = conversations.filter(({ isGone }) => !isGone).map(({ id }) => id);
    const work = [runs, selected, isOpen, this.#steps.size, own.join()];
    if (!isLoaded || this.#isStopped || work.every((one, place) => one === this.#keptWork[place])) return;
    this.#keptWork = work;
    this.#desk.keepChatWork(own.length ? {
      isOpen, selected, runs: Object.fromEntries([...runs].filter(([id]) => own.includes(id))), steps: [...this.#steps].filter((step) => own.includes(step.split('/')[0]!)),
      numbers: Object.fromEntries([...this.state.numbers].filter(([id]) => own.includes(id))),
    } : null);
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
    if (!this.#send(id, { card, shown: { kind: card.kind, ...shown } })) return false;
    if (wordless) this.#confirmations.forget(wordless);
    if (step) {
      this.#steps.add(step);
      this.#keepWork();
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

  #send(id: string, content: Content): boolean {
    const found = this.conversation(id);
    if (!found || found.isGone || found.state === 'ENDED') return false;
    if (!this.#maySend(found, content)) return false;
    this.#lookedAt(id);
    const now = clock.now();
    this.#outbox.add({ clientId: uuid7(now), conversation: id, epoch: found.epoch, content, writtenAt: now });
    return true;
  }

  /**
   * Whether something may be sent to somebody: after the quick exit whoever came may read it, so that each thing, words, step, text or
   * office, is held back until that very thing is asked for once more.
   */
  #maySend({ id, leftQuickly, visitorSeenAt }: Kept, content: Content): boolean {
    const thread = this.state.threads.get(id);
    if (!leftQuickly || !isAway(thread, visitorSeenAt)) return true;
    const what = [id, leftQuicklyAt(thread), 'text' in content ? content.text : JSON.stringify(content.card)].join('/');
    if (this.#confirmations.isConfirmed(what, performance.now())) {
      this.#confirmations.forget(what);
      return true;
    }
    this.#desk.say(texts.sendAfterExit);
    return false;
  }

  sendAgain(item: Outgoing): void {
    const found = this.conversation(item.conversation);
    if (found && !found.isGone && this.#maySend(found, item.content)) this.#outbox.again(item.clientId, found.epoch);
  }

  drop(item: Outgoing): void {
    this.#outbox.drop(item.clientId);
  }

  /** Do something that the server decides; what it refuses is said. */
  async act(id: string, name: string, body: object = {}): Promise<boolean> {
    try {
      await this.#desk.api.post(`chats/${id}/${name}`, { epoch: this.conversation(id)?.epoch ?? 0, ...body });
      await this.ask();
      return true;
    } catch (error) {
      this.#desk.heard(error);
      this.#desk.say(error instanceof Refused ? error.message : texts.needsNetwork);
      void this.ask();
      return false;
    }
  }

  /** Take a conversation from the queue, and show it. */
  async accept(id: string): Promise<boolean> {
    if (this.state.opening) return false;
    const wanted = this.state.waiting.find((one) => one.id === id);
    if (wanted && !this.#hasRoomFor(wanted)) {
      this.#desk.say(wanted.isInDanger ? texts.fullInDanger : texts.full);
      return false;
    }
    this.#stood = null;
    this.#set({ opening: id });
    const isAccepted = await this.act(id, 'accept');
    // It may have come all the same, assigned, or though the answer was lost: then it is what was asked for, too.
    const isTaken = isAccepted || this.#isTheirs(id);
    if (isTaken) this.select(id);
    // What was typed for somebody who still waits is there once they are taken.
    else if (!this.state.waiting.some((one) => one.id === id)) this.#set({ drafts: new Map([...this.state.drafts].filter(([one]) => one !== id)) });
    this.#set({ opening: null });
    return isTaken;
  }

  /** Whether the operator can take somebody: of those in danger one more than they can have. */
  #hasRoomFor({ isInDanger }: Pick<Waiting, 'isInDanger'>): boolean {
    const { conversations, most } = this.state;
    const mine = conversations.filter(({ id, leftQuickly }) => this.#isTheirs(id) && !leftQuickly).length;
    return most === 0 || mine < most + (isInDanger ? ABOVE_LIMIT_IN_DANGER : 0);
  }

  /** `acceptNext`; whether a chat is on the screen by it, or on its way there. */
  takeNext(): boolean {
    const before = this.state.openings;
    void this.acceptNext();
    return this.state.opening !== null || this.state.openings !== before;
  }

  #isTheirs(id: string): boolean {
    const found = this.conversation(id);
    return found !== null && !found.isGone && !found.isSupervised && found.state === 'ATTENDED';
  }

  /** Which of the operator's chats waits for an answer and is the most urgent, where none is on the screen; `null`: none waits, or one is. */
  ownWaiting(): Kept | null {
    if (this.conversation(this.state.selected)) return null;
    const { conversations, threads } = this.state;
    return mostUrgent(conversations.filter((one) => this.#isTheirs(one.id) && !isAway(threads.get(one.id), one.visitorSeenAt)), threads);
  }

  /** Which of the operator's chats is open and the most urgent, where none waits and none is on the screen; `null`: none. */
  ownOpen(): Kept | null {
    if (this.conversation(this.state.selected) || this.ownWaiting()) return null;
    return mostUrgentOpen(this.state.conversations.filter((one) => this.#isTheirs(one.id) && !isAway(this.state.threads.get(one.id), one.visitorSeenAt)));
  }

  /**
   * To whom F2 leads, on whichever page: who is in danger (their own that came by itself or waits for an answer, then the queue's); then who is
   * offered; their own that came by itself and was not looked at, or, where none is on the screen, that waits; the first of the queue.
   * `null`: nobody.
   */
  next(): Next | null {
    const { waiting, conversations, threads, selected, isOpen } = this.state;
    const own = conversations.filter((one) => this.#isTheirs(one.id));
    const elsewhere = own.filter((one) => !(isOpen && one.id === selected) && !isAway(threads.get(one.id), one.visitorSeenAt));
    // Whoever used the quick exit waits for nobody, though nobody has looked at what they wrote.
    const came = own.filter(({ id, leftQuickly, visitorSeenAt }) => this.#unasked.has(id) && !(leftQuickly && (!threads.has(id) || isAway(threads.get(id), visitorSeenAt))));
    const ofOwn = (one: Kept | null | undefined): Next | null => (one ? { of: 'own', one } : null);
    const first = nextOf(waiting);
    const inQueue: Next | null = first ? { of: 'queue', one: first } : null;
    return ofOwn(came.find(({ isInDanger }) => isInDanger) ?? mostUrgent(elsewhere.filter(({ isInDanger }) => isInDanger), threads))
      ?? (first && (first.offeredToMe || (first.isInDanger && this.#hasRoomFor(first))) ? inQueue : null)
      ?? ofOwn(came[0] ?? this.ownWaiting()) ?? inQueue;
  }

  /** Take or show `next`; of who is in danger it is said who it is. */
  async acceptNext(): Promise<boolean> {
    if (this.state.opening) return false;
    const next = this.#stoodOn() ?? this.next();
    if (!next) {
      this.#desk.say(texts.nobodyWaits);
      return false;
    }
    if (next.one.isInDanger) this.#desk.say(texts.nextInDanger(next.one.role ? ROLES[next.one.role].short : texts.roleUnknown, next.of === 'own'));
    if (next.of === 'queue') return this.accept(next.one.id);
    this.select(next.one.id);
    return true;
  }

  /** Keep what is known of a conversation for whoever has it next, by whichever way: the server replaces what it has. */
  async keepRun(id: string): Promise<void> {
    const found = this.conversation(id);
    if (!found || found.isGone || found.isSupervised || found.state !== 'ATTENDED') return;
    const run = this.runOf(found);
    const [text, handed] = [this.#factsOf(found, run), handedRunOf(run)];
    const known = JSON.stringify([found.epoch, text, handed]);
    // What is still to be gone on with is not all there: its script and offices come with the texts of its state.
    if (!text || run.handed || this.#keptRuns.get(id) === known) return;
    this.#keptRuns.set(id, known);
    try {
      await this.#desk.api.post(`chats/${id}/run`, { epoch: found.epoch, text, run: handed });
    } catch (error) {
      if (!(error instanceof Refused)) this.#keptRuns.delete(id);
      this.#desk.heard(error);
    }
  }

  #keepRunSoon(id: string): void {
    clearTimeout(this.#keepingRuns.get(id));
    this.#keepingRuns.set(id, setTimeout(() => void this.keepRun(id), KEEP_RUN_MILLISECONDS));
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
    const found = this.conversation(id);
    const handed = found && this.runOf(found).handed;
    const { bundle } = this.#desk.state;
    if (!handed || bundle?.code !== found.tenant) return;
    for (const key of handed.referralKeys) {
      const office = bundle.items.get(key) as Office | undefined;
      if (office && !this.runOf(found).referrals.some((one) => one.key === key)) this.actOn(id, { type: 'refer', referral: referralOf(office) });
    }
    const pinned = await this.#desk.scriptOf(handed, found.tenant);
    const present = this.conversation(id);
    if (pinned === undefined || !present || !this.runOf(present).handed) return;
    this.actOn(id, { type: 'script', pinned });
    const { handedScript } = this.runOf(present);
    const isPublished = pinned === null || bundle.items.has(pinned.script.key);
    if (handedScript) this.#desk.say(handedScript === 'LOST' ? deskTexts.handedScriptLost : deskTexts.handedScriptReplaced);
    else if (!isPublished) this.#desk.say(deskTexts.handedScriptGone);
    else if (pinned && bundle.pinned[pinned.script.key] !== pinned.digest) this.#desk.say(deskTexts.handedScriptChanged);
  }

  /** Act, and let go of the conversation. */
  async leave(id: string, name: string, body: object = {}): Promise<boolean> {
    if (!(await this.act(id, name, body))) return false;
    this.close(id);
    // Though it was heard before the answer that the conversation is the operator's no longer: they let go of it themselves.
    this.dropNote(id);
    return true;
  }

  // The script beside a chat

  contact(id: string): ChatContact {
    let found = this.#contacts.get(id);
    if (!found) this.#contacts.set(id, (found = new ChatContact(this.#desk, this, id)));
    return found;
  }

  /** What the operator's acts make of the walk through a script beside a conversation. */
  actOn(id: string, given: Unsaid<Act>): void {
    const found = this.conversation(id);
    if (!found) return;
    const run = after(this.runOf(found), { ...given, at: clock.now() } as Act, id);
    if (!run) return;
    // What was said of what was done before need not be so any more.
    if (this.#desk.state.notice) this.#desk.say('');
    this.#set({ runs: new Map(this.state.runs).set(id, run) });
    this.#keepWork();
    this.#keepRunSoon(id);
  }

  runOf(found: Conversation): Call {
    const { id, tenant: state, language, role } = found;
    const known = this.state.runs.get(id);
    if (known) return known;
    const handed = found.run ?? found.notes?.findLast(({ run }) => run)?.run;
    const begun = after(null, { type: 'begin', at: Date.parse(found.startedAt), channel: 'CHAT', state, language, contactType: 'CITIZEN', ...(handed ? { handed } : {}) }, id)!;
    return role && !begun.role ? after(begun, { type: 'role', role, at: begun.startedAt }, id)! : begun;
  }
}

/** A conversation as the parts of the desk see it that a call has, too: script, search, offices. */
export class ChatContact implements Contact {
  #desk: Desk;
  #chats: Chats;
  #id: string;
  #known: { desk: unknown; chats: unknown; found: unknown; state: ContactState } | null = null;

  constructor(desk: Desk, chats: Chats, id: string) {
    this.#desk = desk;
    this.#chats = chats;
    this.#id = id;
  }

  subscribe = (listener: () => void): (() => void) => {
    const [fromDesk, fromChats] = [this.#desk.subscribe(listener), this.#chats.subscribe(listener)];
    return () => {
      fromDesk();
      fromChats();
    };
  };

  get = (): ContactState => {
    const [desk, found, runs] = [this.#desk.state, this.#chats.conversation(this.#id), this.#chats.state.runs];
    const chats = runs.get(this.#id);
    if (this.#known?.desk !== desk || this.#known.chats !== chats || this.#known.found !== found) {
      const { session, bundle, isReachable, code } = desk;
      this.#known = { desk, chats, found, state: { session, bundle, isReachable, code: found?.tenant ?? code, call: found && this.#chats.runOf(found), isClosed: !found || found.isGone || found.state === 'ENDED' } };
    }
    return this.#known.state;
  };

  /** An office to which somebody is referred is sent to them. */
  act = (given: Unsaid<Act>): void => {
    if (given.type === 'refer') {
      const { key, name } = given.referral;
      const office = this.#desk.state.bundle?.items.get(key) as Office | undefined;
      const title = office?.title ?? name;
      if (office && isUncertain(office) && !this.#chats.isAskedAgain(`${this.#id}/office/${key}`, texts.officeUncertain(title))) return;
      if (!this.#chats.sendCard(this.#id, { kind: 'office', key }, { title, text: '' })) return;
    }
    this.#chats.actOn(this.#id, given);
  };

  takeScript = (script: Script, isDangerSaid = false): void => {
    this.act({ type: 'script', pinned: this.#desk.pin(script) });
    const { call } = this.get();
    const answer = call && isDangerSaid && firstDangerAnswer(call, this.emergencyNumber());
    if (answer) this.act({ type: 'answer', answer });
  };
  search: Contact['search'] = (query, near) => this.#desk.search(query, near, this.get().call);
  ask: Contact['ask'] = (path, body) => this.#desk.ask(path, body);
  say = (notice: string): void => this.#desk.say(notice);
  stateOf: Contact['stateOf'] = (code) => this.#desk.stateOf(code);
  emergencyNumber: Contact['emergencyNumber'] = (code = this.get().code) => this.#desk.emergencyNumber(code);
  newId = (): string => this.#desk.newId();
  /** A call that is promised is part of the conversation. */
  send: Contact['send'] = (kind, path, body, name) => {
    if (kind === 'callBack') void this.#chats.act(this.#id, 'hand-over', { phone: body });
    else this.#desk.send(kind, path, body, name);
  };
}

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

function keptReads(): Map<string, number> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(READ_NAME) ?? '[]') as [string, number][]);
  } catch {
    return new Map();
  }
}

function keepReads(reads: ReadonlyMap<string, number>): void {
  try {
    sessionStorage.setItem(READ_NAME, JSON.stringify([...reads].slice(-MOST_READ)));
  } catch {
    // It holds until the page is closed.
  }
}

/** Notes with what an operator recorded of an emergency call, or took back. */
function withEmergencyCall(notes: readonly Note[], isCalled: boolean, at: string): Note[] {
  if (isCalled) return [...notes, { id: uuid7(clock.now()), kind: 'EMERGENCY_CALL', authorName: '', text: '', writtenAt: at }];
  const call = emergencyCallOf(notes);
  return notes.map((note) => (note === call ? { ...note, withdrawnAt: at } : note));
}

function removed(message: Message): Message {
  return message.kind === 'EVENT' ? message : { ...message, text: null, card: null, isRemoved: true };
}

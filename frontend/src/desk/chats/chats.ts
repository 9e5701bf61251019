/**
 * The operator's chats: what came in, what goes out, and who waits. Screens subscribe to it. Nothing of it is written to a disk but what is
 * typed and not sent yet, and what the operator did beside the conversations: script, place and offices, as of a call.
 */
import { Refused } from '../api.ts';
import type { Call } from '../call.ts';
import * as clock from '../clock.ts';
import type { Desk } from '../desk.ts';
import { ROLES } from '../texts.ts';
import { HOME_ZONE } from '../zones.ts';
import { Alert } from './alert.ts';
import { ChatContact } from './contact.ts';
import type { ChatsAnswer, Conversation, Message, Waiting } from './data.ts';
import { Drafts } from './drafts.ts';
import { Emergency } from './emergency.ts';
import { Feed, feedUrl, type Frame } from './feed.ts';
import { NextChat } from './next.ts';
import { Offers } from './offers.ts';
import { Reads } from './reads.ts';
import { Runs } from './runs.ts';
import { Sending } from './sending.ts';
import { ChatStore, type ChatState, type Kept } from './store.ts';
import { texts } from './texts.ts';
import { EMPTY, inOrder, isNearlyLost, isSaidToBeThere, lastSeqOf, lossOf, mostUrgentOpen, numbersOf, readBy, seen, unreadOf, withMessages, type Thread } from './thread.ts';
import { timeAt } from './times.ts';

const POLL_SECONDS = 3;
const LIVE_POLL_SECONDS = 30;
const LEASE_SECONDS = 8;
const TYPING_SECONDS = 6;
const TYPING_AGAIN_SECONDS = 3;

/** Of so many conversations that were let go of it is known: an answer that still names one comes within seconds. */
const MOST_CLOSED = 50;

export class Chats {
  readonly store = new ChatStore();
  readonly drafts: Drafts;
  readonly runs: Runs;
  readonly sending: Sending;
  readonly emergency: Emergency;
  /** What came without having been taken here: assigned or handed over. The desk calls until it is looked at. */
  #unasked = new Set<string>();
  readonly next = new NextChat(this.store, this.#unasked);
  #desk: Desk;
  #alert: Alert | null = null;
  #feed: Feed | null = null;
  #timers: number[] = [];
  #poll = 0;
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
  /** What counts as said once the message is sent into which it was put, by conversation. */
  #written = new Map<string, string[]>();
  #reads = new Reads();
  /** Of which conversations it was said that they are nearly lost, and until when each is to be answered. */
  #warned = new Map<string, string>();
  /** What this browser was told last to keep of the work. */
  #keptWork: readonly unknown[] = [];
  #isStopped = false;
  #hasHeard = false;
  #offers = new Offers();
  /** Of which conversations, as they were assigned then, the operator has said that they are there. */
  #cameTo = new Map<string, number>();
  /** Which conversations, as they were assigned then, the operator has opened, or pressed something in. */
  #touched = new Map<string, number>();

  constructor(desk: Desk) {
    this.#desk = desk;
    this.drafts = new Drafts(desk, this.store);
    this.runs = new Runs(desk, this.store, () => this.#keepWork());
    this.sending = new Sending(desk, this.store, { told: () => void this.ask(), sent: (id) => this.#lookedAt(id), stepSent: () => this.#keepWork() });
    this.emergency = new Emergency(desk, this);
  }

  get state(): ChatState {
    return this.store.state;
  }

  get = (): ChatState => this.store.state;

  subscribe = (listener: () => void): (() => void) => this.store.subscribe(listener);

  conversation(id: string | null): Kept | null {
    return this.store.conversation(id);
  }

  /**
   * Take up what this browser keeps: drafts, and what was done beside conversations.
   *
   * Args:
   *   isCalled: a call has opened the desk, so that chats are not what is on the screen.
   */
  async load(isCalled: boolean): Promise<void> {
    await this.drafts.load();
    const work = await this.#desk.unsent.chatWork();
    this.sending.load(work?.steps);
    this.store.set({
      runs: new Map(Object.entries(work?.runs ?? {})), selected: work?.selected ?? null, numbers: new Map(Object.entries(work?.numbers ?? {})),
      isOpen: !isCalled && (work?.isOpen ?? false),
    });
  }

  start(): void {
    this.#isStopped = this.sending.outbox.isPaused = false;
    this.#alert ??= new Alert();
    this.store.set({ isMuted: this.#alert.isMuted });
    void this.#ask();
    this.#timers = [window.setInterval(() => void this.#renew(), LEASE_SECONDS * 1000), window.setInterval(() => this.#tick(), 1000)];
    document.addEventListener('visibilitychange', this.#see);
  }

  stop(): void {
    this.#isStopped = this.sending.outbox.isPaused = true;
    this.drafts.keep();
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
    this.sending.outbox.flushAll();
  }

  /** Whether something that was written is in this tab alone. */
  get isHolding(): boolean {
    return this.sending.outbox.waiting > 0;
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
    if (isOffered !== this.state.isOffered) this.store.set({ isOffered });
    if (isOffered && !isSignedOut) {
      this.#isPolling = true;
      const asked = ++this.#asks;
      if (!this.#feed && session) {
        this.#feed = new Feed(feedUrl(session.chatFeed), { frame: (frame) => this.#hear(frame), live: (isLive) => this.#live(isLive) });
        this.#feed.start();
      }
      try {
        const answer = await this.#desk.api.get<ChatsAnswer>(`chats${this.#after()}`);
        this.next.noteStood(() => this.#takeAnswer(answer, asked));
        this.#desk.reached();
        this.sending.outbox.flushAll();
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

  #takeAnswer(answer: ChatsAnswer, asked: number): void {
    this.store.set({ isLoaded: true, most: answer.most });
    this.#heardQueue(answer.waiting);
    this.#heardConversations(answer.conversations, asked);
    this.drafts.keep();
    this.#keepWork();
    this.runs.keepUnsent();
    for (const [id, messages] of Object.entries(answer.messages)) this.#heardMessages(id, messages);
  }

  #live(isLive: boolean): void {
    this.store.set({ isLive });
    // What happened meanwhile, and the pace of asking.
    void this.ask();
  }

  #hear(frame: Frame): void {
    this.next.noteStood(() => this.#hearFrame(frame));
  }

  #hearFrame(frame: Frame): void {
    const id = String(frame['conversation'] ?? '');
    switch (frame.type) {
      case 'queue': return this.#heardQueue(frame['waiting'] as Waiting[]);
      case 'conversations': return this.#heardConversations(frame['conversations'] as Conversation[]);
      case 'messages': return this.#heardMessages(id, frame['messages'] as Message[]);
      case 'read': return this.#heardRead(id, Number(frame['seq']));
      case 'typing': return this.store.set({ typing: new Map(this.state.typing).set(id, clock.now() + TYPING_SECONDS * 1000) });
    }
  }

  #heardQueue(waiting: readonly Waiting[]): void {
    const known = new Set(this.state.waiting.map(({ id }) => id));
    this.store.set({ waiting });
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
    this.store.set({ missedOffer: sentence(who, timeAt(clock.now(), this.#desk.stateOf(state)?.timeZone ?? HOME_ZONE)) });
  }

  /** The operator has read what was said of the chat that they did not take. */
  dropMissedOffer(): void {
    this.store.set({ missedOffer: '' });
  }

  /** Whether a chat is offered to the operator, or came to them and was not looked at. */
  get isCalling(): boolean {
    return this.#unasked.size > 0 || this.state.waiting.some(({ offeredToMe }) => offeredToMe);
  }

  /** Whether a colleague passes a call, which they do to whoever is on none. */
  get isPassedCall(): boolean {
    const { call, handovers } = this.#desk.state;
    return !call && handovers.length > 0;
  }

  #call(): void {
    if (this.isCalling) this.#alert?.call(texts.alertTitle);
    else if (this.isPassedCall) this.#alert?.call(texts.callAlertTitle);
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
      return { ...one, isGone: true, hasToBeRegistered: false, loss: lossOf(one, this.state.waiting, clock.now()) };
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
    if (conversations.some(({ id, callStartsAt }) => wasCalled.has(id) && wasCalled.get(id) !== callStartsAt)) void this.#desk.presence.tell();
    this.store.set({ conversations: kept, numbers, threads, runs: this.runs.withStatesOf(conversations) });
    this.#attend();
    // Nobody comes back to what was left by the quick exit: once it has ended by itself it goes, unless it is looked at or holds words.
    for (const { id } of kept) if (this.#isLeftOver(id)) this.close(id);
    // Whoever has ended one chooses the next one themselves. While one opens that they took, none is shown instead.
    if (!before.length && kept[0] && !this.state.opening) this.#show(this.conversation(selected)?.id ?? mostUrgentOpen(kept)!.id);
    if (conversations.some(({ id, lastSeq }) => lastSeq > lastSeqOf(this.state.threads.get(id))) && this.state.isLive) this.#sayAfter();
  }

  #isLeftOver(id: string): boolean {
    const found = this.conversation(id);
    return Boolean(found?.isGone && found.leftQuickly) && id !== this.state.selected && !this.drafts.note(id).trim() && !this.drafts.message(id) && this.sending.of(id).length === 0;
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
    const thread = next === before ? before : readBy(next, this.#reads.of(id));
    if (thread !== before) {
      this.store.set({ threads: new Map(this.state.threads).set(id, thread) });
      this.sending.outbox.shown(new Set(thread.messages.map(({ clientId }) => clientId)));
      const isExit = ({ event }: Message): boolean => event === 'QUICK_EXIT';
      if (thread.messages.slice(before.messages.length).some(isExit)) this.sending.outbox.hold(id, texts.heldAfterExit);
      const isNew = before.messages.length > 0 && thread.messages.slice(before.messages.length).some(({ author }) => author === 'VISITOR');
      if (isNew) this.store.set({ typing: new Map([...this.state.typing].filter(([one]) => one !== id)) });
      if (isNew && !this.#isSeen(id)) this.#alert?.sound([520]);
      this.#see();
    }
    if (isGapped) {
      if (!this.#feed?.send({ type: 'after', conversation: id, seq: lastSeqOf(thread) })) void this.ask();
    }
  }

  /** Somebody has read so far: it is true, too, where the messages come later, or the page is loaded anew. */
  #heardRead(id: string, seq: number): void {
    this.store.changeThread(id, (thread) => readBy(thread, seq));
    this.#reads.heard(id, seq);
  }

  #tick(): void {
    this.#forgetTyping();
    this.#call();
    for (const one of this.state.conversations) {
      if (one.isGone || !one.answerBy || this.#warned.get(one.id) === one.answerBy || !isNearlyLost(one, clock.now())) continue;
      this.#warned.set(one.id, one.answerBy);
      this.#alert?.sound([520, 440]);
    }
  }

  #forgetTyping(): void {
    const left = [...this.state.typing].filter(([, until]) => until > clock.now());
    if (left.length !== this.state.typing.size) this.store.set({ typing: new Map(left) });
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
    this.store.set({ isOpen });
    if (isOpen && this.state.selected) this.#lookedAt(this.state.selected);
    this.#keepWork();
    this.#attend();
    this.#see();
  }

  /** Show a conversation that the operator has asked for. */
  select(id: string): void {
    this.#lookedAt(id);
    this.#touched.set(id, this.conversation(id)?.epoch ?? 0);
    this.next.forgetStood();
    this.store.set({ openings: this.state.openings + 1, missedOffer: '' });
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
    this.store.set({ selected: id });
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
    this.sending.forget(id);
    this.#heardAt.delete(id);
    this.#closedAt.set(id, this.#asks);
    for (const oldest of [...this.#closedAt.keys()].slice(0, -MOST_CLOSED)) this.#closedAt.delete(oldest);
    this.#contacts.delete(id);
    // What was lost may come back, and with it what is written of it.
    if (!closed?.isGone || closed.state === 'ENDED') {
      this.drafts.forgetNote(id);
      this.#written.delete(id);
      this.sending.forgetSteps(id);
    }
    this.#desk.unsent.callBacks.delete(id);
    this.emergency.locationDrafts.delete(id);
    this.#warned.delete(id);
    this.runs.forget(id);
    const { threads, drafts, runs } = this.state;
    this.store.set({ conversations, numbers: numbersOf(this.state.numbers, conversations), threads: without(threads), drafts: without(drafts), runs: without(runs) });
    this.drafts.keep();
    if (this.state.selected === id) this.#show(null);
    this.#keepWork();
  }

  /** Let go of what is the operator's no longer, as they ask for. */
  putAway(id: string): void {
    const isEnded = this.conversation(id)?.state === 'ENDED';
    this.close(id);
    this.#desk.say(isEnded ? texts.putAwayRegistered : texts.putAway);
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
    if (this.store.isTheirs(selected) && !isSaidToBeThere(thread) && this.#touched.get(selected) !== this.conversation(selected)?.epoch) return;
    this.#come(selected, thread);
    const now = seen(thread);
    if (now === thread) return;
    this.store.changeThread(selected, () => now);
    this.#feed?.send({ type: 'read', conversation: selected, seq: now.seenSeq });
  };

  /** Of what was assigned the person is told that the operator has come once they look at it, and not before. */
  #come(id: string, thread: Thread): void {
    const epoch = this.conversation(id)?.epoch ?? 0;
    if (!this.store.isTheirs(id) || isSaidToBeThere(thread) || this.#cameTo.get(id) === epoch) return;
    this.#cameTo.set(id, epoch);
    this.#desk.api.post(`chats/${id}/accept`, { epoch, isOpened: true }).catch((error: unknown) => {
      this.#cameTo.delete(id);
      this.#desk.heard(error);
    });
  }

  /** Keep what was done beside conversations that are the operator's; it goes with them. */
  #keepWork(): void {
    const { conversations, runs, selected, isOpen, isLoaded } = this.state;
    const own = conversations.filter(({ isGone }) => !isGone).map(({ id }) => id);
    const work = [runs, selected, isOpen, this.sending.steps.length, own.join()];
    if (!isLoaded || this.#isStopped || work.every((one, place) => one === this.#keptWork[place])) return;
    this.#keptWork = work;
    this.#desk.unsent.keepChatWork(own.length ? {
      isOpen, selected, runs: Object.fromEntries([...runs].filter(([id]) => own.includes(id))), steps: this.sending.steps.filter((step) => own.includes(step.split('/')[0]!)),
      numbers: Object.fromEntries([...this.state.numbers].filter(([id]) => own.includes(id))),
    } : null);
  }

  mute(isMuted: boolean): void {
    this.#alert?.mute(isMuted);
    this.store.set({ isMuted });
  }

  // What goes out

  write(id: string, draft: string): void {
    this.touch(id);
    if (!draft.trim()) this.#written.delete(id);
    this.drafts.writeMessage(id, draft);
    this.#sayTyping(id, 'typing', draft);
  }

  /** Whoever types is not silent; that they type a note the person is not told. */
  #sayTyping(id: string, type: 'typing' | 'noting', text: string): void {
    const now = performance.now();
    if (!text || now - this.#typedAt < TYPING_AGAIN_SECONDS * 1000) return;
    this.#typedAt = now;
    this.#feed?.send({ type, conversation: id });
  }

  /** Write a note for colleagues; the person is not told that somebody types. */
  writeNote(id: string, text: string): void {
    this.drafts.writeNote(id, text);
    this.#sayTyping(id, 'noting', text);
  }

  /** Put prepared words behind what is typed; what is typed then goes on behind a space. */
  offer(id: string, ...parts: readonly string[]): void {
    const text = parts.filter(Boolean).join('\n');
    this.write(id, text && `${text} `);
  }

  /**
   * Put the words of a step into what is typed, to be changed: what it says counts as said once that is sent.
   *
   * Args:
   *   parts: what must be said and is said with it.
   */
  writeStep(id: string, words: string, parts: readonly string[]): void {
    this.#written.set(id, [...(this.#written.get(id) ?? []), ...parts]);
    this.offer(id, this.drafts.message(id), words);
  }

  /** Send what is written; true: it is on its way. */
  sendDraft(id: string): boolean {
    const text = this.drafts.message(id);
    if (!text || !this.sending.send(id, { text })) return false;
    const parts = this.#written.get(id);
    this.#written.delete(id);
    if (parts?.length) this.runs.act(id, { type: 'read', parts });
    this.drafts.clearMessage(id);
    return true;
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
    if (wanted && !this.next.hasRoomFor(wanted)) {
      this.#desk.say(wanted.isInDanger ? texts.fullInDanger : texts.full);
      return false;
    }
    this.next.forgetStood();
    this.store.set({ opening: id });
    const isAccepted = await this.act(id, 'accept');
    // It may have come all the same, assigned, or though the answer was lost: then it is what was asked for, too.
    const isTaken = isAccepted || this.store.isTheirs(id);
    if (isTaken) this.select(id);
    // What was typed for somebody who still waits is there once they are taken.
    else if (!this.state.waiting.some((one) => one.id === id)) this.drafts.dropMessage(id);
    this.store.set({ opening: null });
    return isTaken;
  }

  /** `acceptNext`; whether a chat is on the screen by it, or on its way there. */
  takeNext(): boolean {
    const before = this.state.openings;
    void this.acceptNext();
    return this.state.opening !== null || this.state.openings !== before;
  }

  /** Take or show `next`; of who is in danger it is said who it is. */
  async acceptNext(): Promise<boolean> {
    if (this.state.opening) return false;
    const next = this.next.stoodOn() ?? this.next.find();
    if (!next) {
      this.#desk.say(texts.nobodyWaits);
      return false;
    }
    if (next.one.isInDanger) this.#desk.say(texts.nextInDanger(next.one.role ? ROLES[next.one.role].short : texts.roleUnknown, next.of === 'own'));
    if (next.of === 'queue') return this.accept(next.one.id);
    this.select(next.one.id);
    return true;
  }

  /** Act, and let go of the conversation. */
  async leave(id: string, name: string, body: object = {}): Promise<boolean> {
    if (!(await this.act(id, name, body))) return false;
    this.close(id);
    // Though it was heard before the answer that the conversation is the operator's no longer: they let go of it themselves.
    this.drafts.dropNote(id);
    return true;
  }

  // The script beside a chat

  contact(id: string): ChatContact {
    let found = this.#contacts.get(id);
    if (!found) this.#contacts.set(id, (found = new ChatContact(this.#desk, this, id)));
    return found;
  }

}

function removed(message: Message): Message {
  return message.kind === 'EVENT' ? message : { ...message, text: null, card: null, isRemoved: true };
}

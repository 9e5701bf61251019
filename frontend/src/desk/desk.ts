/** The desk itself: the call, what is known of the operator's states, and the traffic with the server. Screens subscribe to it. */
import { Api, Refused, Unreachable } from './api.ts';
import { after, callOf, firstDangerAnswer, inquiryOf, missingOf, referralOf, type Act, type Call, type InquiryInput, type Pinned, type Promised } from './call.ts';
import { Chats } from './chats/chats.ts';
import * as clock from './clock.ts';
import { Content, helpedOf, type FoundAnswer, type Helped } from './content.ts';
import { deadlineBlocksOf, takesCalls, type HandedRun, type Handover, type Office, type PresenceAnswer, type PresenceState, type Script, type Session, type State } from './data.ts';
import { Journal, type Sending } from './journal.ts';
import type { Point } from './offices.ts';
import { setPractising } from './practice.ts';
import { Presence, presenceAtStart } from './presence.ts';
import { popInAddress, statesFor, type ScreenPop } from './screenPop.ts';
import { personIn } from './person.ts';
import { SendQueue } from './sendQueue.ts';
import type { DeskHost, DeskState } from './state.ts';
import { texts } from './texts.ts';
import { contactOf, ofToday, type KeptToday, type TodayContact } from './today.ts';
import { UnsentWork } from './unsentWork.ts';
import { uuid7 } from './uuid.ts';
import { HOME_ZONE, localOf } from './zones.ts';

/** What is noted of a contact of today: what is left undefined is not kept. */
type Noted = Omit<TodayContact, 'inquiry' | 'promised'> & { inquiry?: InquiryInput | undefined; promised?: Promised | undefined };

export type Unsaid<Kind> = Kind extends unknown ? Omit<Kind, 'at'> : never;

const REFRESH_SECONDS = 300;
const MOST_BEFORE_SECONDS = 180;
const NOTICE_SECONDS = 10;

/** The states for which whoever works here answered before, and does not any more; that of their call is not over yet. */
export function statesLeft(session: Session, earlier: Session | null, call: Pick<Call, 'state'> | null): string[] {
  if (earlier?.operator.id !== session.operator.id) return [];
  const before = [...earlier.states, ...(earlier.former ? [earlier.former] : [])].map(({ code }) => code);
  return before.filter((code) => code !== call?.state && !session.states.some((one) => one.code === code));
}

export class Desk {
  state: DeskState = {
    phase: 'loading', session: null, isReachable: true, isSignedOut: false, isAssigned: true, isPractice: false, code: '', attended: null, possibleStates: [], call: null, contact: 0, speaksOfDanger: false, firstTypedAt: null, bundle: null,
    presence: 'AVAILABLE', presenceSince: clock.now(), afterwards: null, keeping: 'kept', queue: [], last: null, today: [], notice: '', hasOthers: false, handovers: [], callBacksDue: 0, elsewhere: '',
  };
  readonly api: Api;
  readonly sendQueue: SendQueue;
  readonly content: Content;
  readonly presence: Presence;
  readonly unsent: UnsentWork;
  readonly chats = new Chats(this);
  #journal = new Journal();
  #listeners = new Set<() => void>();
  #acts = 0;
  #codeOfCalls = '';
  /** The state that was chosen between calls: the next contact's, whatever the last one's was. */
  #codeOfNext = '';
  /** The states that a call may be from that came in during another one. */
  #popped: string[] = [];
  #timers: number[] = [];
  readonly #practises: number | null;

  /** @param practises who practises; `null`: what is done counts. */
  constructor(practises: number | null = null) {
    this.#practises = practises;
    this.api = new Api(practises !== null);
    this.state = { ...this.state, isPractice: practises !== null };
    const host = this.#host();
    this.sendQueue = new SendQueue(host);
    this.content = new Content(host, () => void this.#resume());
    this.presence = new Presence(host, (answer, bundle) => this.#hear(answer, bundle));
    this.unsent = new UnsentWork(host);
  }

  #host(): DeskHost {
    const desk = this;
    return {
      get state() {
        return desk.state;
      },
      get journal() {
        return desk.#journal;
      },
      api: this.api,
      set: (change) => this.#set(change),
      say: (said) => this.say(said),
      stateOf: (code) => this.stateOf(code),
      askSession: () => this.askSession(),
      heard: (error) => this.heard(error),
    };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get = (): DeskState => this.state;

  #set(change: Partial<DeskState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** How many notices there have been: a sentence that is said again is another one. */
  #said = 0;

  /** Say what happened, for as long as it takes to read it. */
  say(said: string): void {
    const notice = said && this.state.isPractice ? texts.practised(said) : said;
    const number = (this.#said += 1);
    this.#set({ notice });
    window.setTimeout(() => this.#said === number && this.#set({ notice: '' }), NOTICE_SECONDS * 1000);
  }

  /** Begin to work in this tab: take up the call that was not ended, whatever the network says. */
  async start(pop: ScreenPop): Promise<void> {
    this.#set({ phase: 'loading' });
    // So that the browser does not make room at the cost of the journal.
    void navigator.storage?.persist?.().catch(() => undefined);
    this.#journal = await Journal.open(this.#practises !== null);
    this.#journal.onKeeping = (keeping) => this.#set({ keeping });
    this.#set({ keeping: this.#journal.keeping });
    if (this.#practises === null) void Journal.forgetPractice();
    const [kept, offset] = [await this.#journal.kept<Session>('session'), await this.#journal.kept<number>('offset')];
    // Without a network only whoever has signed in here: what another person's desk has kept is not theirs.
    const earlier = kept?.operator.id === personIn(document.cookie) ? kept : null;
    if (offset !== null) clock.setByOffset(offset);
    const session = (await this.askSession()) ?? earlier;
    if (!session) {
      if (this.state.isSignedOut) this.signIn();
      else this.#set({ phase: 'unreachable' });
      return;
    }
    const user = session.operator.id;
    if (this.#practises !== null && this.#practises !== user) return this.leavePractice();
    const open = await this.#journal.openCall(user);
    const call = open && callOf(open.id, open.acts);
    this.#know(session, earlier, call);
    this.#acts = open?.acts.length ?? 0;
    const lastState = await this.#journal.kept<{ user: number; code: string }>('state');
    const lastCode = lastState?.user === user ? lastState.code : null;
    const finished = await this.#journal.kept<{ user: number; last: InquiryInput | null }>('last');
    const today = ofToday(await this.#journal.kept<KeptToday>('today'), user, clock.now());
    const popped = statesFor(pop, session);
    this.#codeOfNext = (call ? null : this.#likely(popped, lastCode)) ?? session.states.find((one) => one.code === lastCode)?.code ?? (session.states.find(takesCalls) ?? session.states[0])?.code ?? '';
    const code = call?.state ?? this.#codeOfNext;
    const presence = presenceAtStart(session, call);
    const chosen = await this.#journal.kept<{ call: string; afterwards: PresenceState | null }>('afterwards');
    const afterwards = call && chosen?.call === call.id ? chosen.afterwards : call && session.operator.isSupervisor ? 'BREAK' : null;
    await this.unsent.load(user);
    await this.chats.load(popped.length > 0);
    this.#set({
      phase: 'ready', call, code, today, last: finished?.user === user ? finished.last : null, presence, presenceSince: clock.now(), afterwards, queue: await this.#journal.queue(user), hasOthers: await this.#journal.hasOthers(user),
      notice: call ? (popped.length ? texts.popDuringCall : texts.callTakenUp) : '', possibleStates: !call && popped.length > 1 ? popped : [],
    });
    this.#popped = call ? popped : [];
    this.#timers = [
      window.setInterval(() => void this.askSession().then(() => this.content.renew()).then(() => this.unsent.forgetOld()), REFRESH_SECONDS * 1000),
    ];
    window.addEventListener('online', this.#wake);
    window.addEventListener('focus', this.#wake);
    window.addEventListener('beforeunload', this.#hold);
    this.chats.start();
    await this.content.show();
    this.presence.start();
    void this.sendQueue.flush();
    void this.content.renew();
  }

  /** Stop: another tab works now. */
  stop(): void {
    this.chats.stop();
    this.presence.stop();
    for (const timer of this.#timers) window.clearInterval(timer);
    window.removeEventListener('online', this.#wake);
    window.removeEventListener('focus', this.#wake);
    window.removeEventListener('beforeunload', this.#hold);
    this.#set({ phase: 'elsewhere' });
    void this.#journal.close();
  }

  /** The page leads to whichever step is missing. */
  signIn(): void {
    window.location.assign('/mesa/');
  }

  /** A telephone system opened the desk once more: the state of the next call. */
  pop(pop: ScreenPop): void {
    const { session, call, isPractice } = this.state;
    // Somebody calls: what is done from now on counts.
    if (isPractice) return this.leavePractice(pop);
    const popped = session ? statesFor(pop, session) : [];
    if (!popped.length) return;
    if (!call) return this.#takeStates(popped, true);
    this.#popped = popped;
    this.say(texts.popDuringCall);
  }

  /** Take the state of the next call; of several that share an area code one, until the operator has asked which. */
  #takeStates(popped: string[], isLasting: boolean): void {
    this.chooseState(this.#likely(popped, this.state.code) ?? '', isLasting);
    if (popped.length > 1) this.#set({ possibleStates: popped });
  }

  /** Of states the one that was chosen before, or else the first. */
  #likely(popped: string[], before: string | null): string | null {
    return popped.find((code) => code === before) ?? popped[0] ?? null;
  }

  // Practice

  /** Practise from now on, in a page that begins with nothing of it; only where nothing is under way or has to be sent. */
  async practise(): Promise<void> {
    const { session, call, queue } = this.state;
    if (!session || call) return;
    if (this.chats.state.conversations.some(({ isGone }) => !isGone)) return this.say(texts.practiceAfterChats);
    if (queue.some(({ refused }) => !refused)) return this.say(texts.practiceAfterQueue);
    const journal = await Journal.open(true);
    await journal.empty();
    // So that it begins without a network, too.
    await journal.keep('session', { ...session, csrfToken: '' });
    await journal.keep('offset', clock.offset());
    if (this.state.call) return;
    if (!setPractising(session.operator.id)) return this.say(texts.practiceImpossible);
    window.location.reload();
  }

  /**
   * Let what is done count again.
   *
   * Args:
   *   pop: what a telephone system opened the desk with meanwhile.
   */
  leavePractice(pop: ScreenPop = { line: null, area: null }): void {
    setPractising(null);
    window.location.assign(`/mesa/${popInAddress(pop)}`);
  }

  // The call

  act(given: Unsaid<Act>): void {
    const act = { ...given, at: clock.now() } as Act;
    const { call, session } = this.state;
    if (!session || (!call && act.type !== 'begin')) return;
    const id = call?.id ?? ((act.type === 'begin' && act.callId) || uuid7(clock.now()));
    if (!call) this.#acts = 0;
    void this.#journal.add(id, this.#acts++, session.operator.id, act);
    const next = after(call, act, id);
    this.#set({ call: next, notice: '', firstTypedAt: null });
    if (act.type === 'begin') {
      // Who is on a break, or only looks, takes this call, and no chat after it.
      this.presence.doAfterwards(this.state.presence === 'BREAK' ? 'BREAK' : null);
      this.presence.set('ON_CALL');
    }
    if (act.type === 'hangUp') this.presence.set('AFTER_CALL');
    if (act.type === 'discard') {
      void this.#journal.forget(id);
      this.#goOn();
    }
    if (next && next.state !== this.state.code) this.chooseState(next.state);
  }

  begin(contactType: Call['contactType']): void {
    const { isAssigned, code } = this.state;
    if (!isAssigned) return this.say(texts.assignmentEndedIdle);
    this.act({ type: 'begin', state: code, language: this.stateOf(code)?.locale ?? 'es-MX', contactType, ...this.#startedAt() });
  }

  /** Note that the words of somebody who calls are typed before it is said who they are; `false`: they were taken back. */
  typed(isTyped: boolean): void {
    const { call, firstTypedAt } = this.state;
    if (call || isTyped === (firstTypedAt !== null)) return;
    this.#set({ firstTypedAt: isTyped ? clock.now() : null });
  }

  /** A contact begins with its first key; words that have stood there for long were another one's. */
  #startedAt(): { startedAt?: number } {
    const { firstTypedAt } = this.state;
    return firstTypedAt !== null && clock.now() - firstTypedAt < MOST_BEFORE_SECONDS * 1000 ? { startedAt: firstTypedAt } : {};
  }

  /** Note whether the words of a caller speak of danger. */
  heardOfDanger(speaksOfDanger: boolean): void {
    if (speaksOfDanger !== this.state.speaksOfDanger) this.#set({ speaksOfDanger });
  }

  /**
   * Take another state for the call, or, between calls, for the contacts to come.
   *
   * Args:
   *   isLasting: it is that of the contacts to come.
   */
  chooseState(code: string, isLasting = !this.state.call): void {
    const state = this.stateOf(code);
    if (!state) return;
    const { call } = this.state;
    this.#set({ possibleStates: [] });
    if (isLasting) {
      this.#codeOfNext = code;
      void this.#journal.keep('state', { user: this.state.session?.operator.id, code });
    }
    if (call && call.state !== code) this.act({ type: 'state', state: code, language: state.locale });
    if (this.state.code === code && this.state.bundle?.code === code) return;
    this.#set({ code, bundle: null });
    if (call?.pinned && call.state !== code) this.say(texts.stateChanged(state.name));
    void this.content.show().then(() => this.content.renew());
  }

  /** Speak another language of the state: what is opened from now on is in it; a script that runs stays as it is. */
  chooseLanguage(language: string): void {
    this.act({ type: 'language', language });
    this.#set({ bundle: null });
    void this.content.show().then(() => this.content.renew());
  }

  /** Show the content of a chat's state in its language; `null`: of the call again, or of the next one. */
  attend(attended: DeskState['attended']): void {
    const { call, code: present, attended: before } = this.state;
    if (attended?.code === before?.code && attended?.language === before?.language) return;
    if (!before) this.#codeOfCalls = present;
    const code = attended?.code ?? call?.state ?? this.#codeOfCalls;
    this.#set({ attended, code });
    const state = this.stateOf(code);
    if (state && this.state.bundle?.code === code && this.state.bundle.locale === this.content.localeOf(state)) return;
    this.#set({ bundle: null });
    void this.content.show().then(() => this.content.renew());
  }

  /**
   * Take a script for the call, and go on in it where it was left.
   *
   * Args:
   *   isDangerSaid: what they said before has answered whether anything suggests danger, where its first question asks that.
   */
  takeScript(script: Script, isDangerSaid = false): void {
    if (!this.state.call) this.begin('CITIZEN');
    const before = this.state.call;
    this.act({ type: 'script', pinned: this.pin(script) });
    const { call } = this.state;
    if (call?.answers.length && !before?.handed) this.say(texts.scriptResumed(script.title, call.answers.length));
    else this.#sayLeft(before);
    this.answerDanger(isDangerSaid);
  }

  /** Leave the script of the call for the list of scripts. */
  leaveScript(): void {
    const before = this.state.call;
    this.act({ type: 'script', pinned: null });
    this.#sayLeft(before);
  }

  /** Say that what was answered in the script that a call had is kept, if it has another one now, or none. */
  #sayLeft(before: Call | null): void {
    const { call } = this.state;
    const left = before?.pinned?.script;
    if (left && left.key !== call?.pinned?.script.key && before.answers.length) this.say(texts.scriptLeft(left.title, before.answers.length));
  }

  /** Take a question about danger that opens the script of a call as answered where they said that they are in it. */
  answerDanger(isSaid = false): void {
    const { call } = this.state;
    const answer = call && (isSaid || call.isInDanger) && firstDangerAnswer(call, this.emergencyNumber());
    if (answer) this.act({ type: 'answer', answer });
  }

  /** The emergency number of a state, by default the one on the screen, as people write it. */
  emergencyNumber(code: string = this.state.code): string {
    return this.stateOf(code)?.emergency?.display ?? '911';
  }

  /** A script as it is now, with its deadlines, which belong to it although they stand in its topic. */
  pin(script: Script): Pinned {
    const { bundle } = this.state;
    return { script: { ...script, deadlineBlocks: deadlineBlocksOf(script, bundle) }, digest: bundle?.pinned[script.key] ?? '' };
  }

  /** End the call and, once nothing is missing, register it; what is missing otherwise. */
  finish(): ReturnType<typeof missingOf> {
    const { session } = this.state;
    if (!this.state.call || !session) return null;
    if (this.state.call.offer && this.state.isReachable) {
      this.say(texts.offered(this.state.call.offer.name));
      return null;
    }
    if (this.state.call.endedAt === null) this.act({ type: 'hangUp' });
    const call = this.state.call;
    const missing = missingOf(call);
    if (missing) return missing;
    const at = clock.now();
    const inquiry = inquiryOf(call, at);
    const state = this.stateOf(call.state);
    const sending = this.sendQueue.of('inquiry', 'inquiries', inquiry, texts.contactOf(state?.name ?? call.state, localOf(call.startedAt, state?.timeZone ?? HOME_ZONE).time));
    void this.#journal.finish(call.id, this.#acts++, session.operator.id, { type: 'finish', at }, [sending]);
    this.#remember(inquiry);
    this.noteContact({ ...inquiry, zone: state?.timeZone ?? HOME_ZONE, script: call.pinned?.script.title ?? '', inquiry, promised: call.promised });
    this.#set({ call: null, queue: [...this.state.queue, sending] });
    this.#goOn();
    const next = this.state.code;
    const isBack = next !== call.state && !this.state.attended ? ` ${texts.stateBack(this.stateOf(next)?.name ?? next)}` : '';
    this.say((this.state.isPractice ? texts.finishedPractice : texts.finished) + isBack);
    void this.sendQueue.flush();
    return null;
  }

  /** Send something once, now or when the server is back. */
  send(kind: Sending['kind'], path: string, body: { id: string }, name: string): void {
    this.sendQueue.send(kind, path, body, name);
  }

  /** Find in the content of the state on the screen; `helped`: whom the call is with where nothing else is said. */
  search(query: string, near: Point | null, helped: Helped = helpedOf(this.state.call)): Promise<FoundAnswer> {
    return this.content.search(query, near, helped);
  }

  /** Correct a contact; its correction is what can be corrected next. */
  correct(wrong: InquiryInput, corrected: InquiryInput, reason: string): void {
    this.send('correction', `inquiries/${wrong.id}/corrections`, { ...corrected, reason } as { id: string }, texts.correction);
    const isVoid = reason === 'DUPLICATE' || reason === 'TEST';
    if (this.state.last?.id === wrong.id) this.#remember(isVoid ? null : corrected);
    const known = contactOf(wrong.id, this.state.today);
    if (!known) return;
    const { state, contactType, role, outcome, referralKeys } = isVoid ? known : corrected;
    this.noteContact({ ...known, state, contactType, role, outcome, referralKeys, correctedAs: isVoid ? 'VOID' : 'CORRECTED', inquiry: isVoid ? undefined : corrected });
  }

  /** Note a contact among those of today, or what became of one. */
  noteContact({ id, startedAt, state, zone, channel, contactType, role, script, outcome, referralKeys, isHungUp, isLeftUnread, correctedAs, inquiry, promised }: Noted): void {
    const user = this.state.session?.operator.id;
    if (user === undefined) return;
    const contact: TodayContact = {
      id, startedAt, state, zone, channel, contactType, role, script, outcome, ...(referralKeys?.length ? { referralKeys } : {}), ...(isHungUp ? { isHungUp } : {}), ...(isLeftUnread ? { isLeftUnread } : {}), ...(correctedAs ? { correctedAs } : {}), ...(inquiry ? { inquiry } : {}), ...(promised ? { promised } : {}),
    };
    const today = ofToday({ user, contacts: [contact, ...this.state.today.filter((one) => one.id !== id)] }, user, clock.now());
    this.#set({ today });
    void this.#journal.keep('today', { user, contacts: today } satisfies KeptToday);
  }

  #remember(last: InquiryInput | null): void {
    this.#set({ last });
    void this.#journal.keep('last', { user: this.state.session?.operator.id, last });
  }

  newId(): string {
    return uuid7(clock.now());
  }

  /** Ask before the page is left with work that is nowhere else. */
  #hold = (event: BeforeUnloadEvent): void => {
    if (this.isHolding) event.preventDefault();
  };

  /** Whether something is in this tab, and nowhere else. */
  get isHolding(): boolean {
    const { keeping, call, queue } = this.state;
    const isInMemory = (keeping === 'memory' && (call !== null || queue.length > 0)) || this.chats.isHolding;
    return isInMemory || queue.some(({ kind, refused }) => kind === 'callBack' && !refused);
  }

  // The operator

  /** Go on to the next contact, which begins with nothing of the last one. */
  #goOn(): void {
    const { afterwards, isAssigned, attended, session, contact } = this.state;
    this.#set({ afterwards: null, contact: contact + 1, speaksOfDanger: false, firstTypedAt: null });
    for (const id of this.unsent.callBacks.keys()) if (!this.chats.conversation(id)) this.unsent.callBacks.delete(id);
    // The next contact is not the last caller's: it counts for the state that was chosen between calls, or for that of its line.
    const own = (session?.states.find(({ code }) => code === this.#codeOfNext) ?? session?.states.find(takesCalls) ?? session?.states[0])?.code;
    const next = this.#popped.length ? this.#popped : own ? [own] : [];
    this.#popped = [];
    if (next[0] && attended) this.#codeOfCalls = next[0];
    else if (next[0]) this.#takeStates(next, false);
    this.presence.set(isAssigned ? (afterwards ?? 'AVAILABLE') : 'AWAY');
  }

  /** How many calls are to be made, as their list has it, which is newer than the last beat. */
  heardCallBacks(callBacksDue: number): void {
    if (callBacksDue !== this.state.callBacksDue) this.#set({ callBacksDue });
  }

  /** What the server said with a beat, which `bundle` was on the screen for. */
  #hear(answer: PresenceAnswer, bundle: DeskState['bundle']): void {
    this.#set({ handovers: answer.handovers, callBacksDue: answer.callBacksDue });
    this.#hearOffer(answer);
    if (this.state.queue.some((one) => !one.refused)) void this.sendQueue.flush();
    // What was published meanwhile: a call goes on with the script that it took.
    const isSame = bundle !== null && (this.state.bundle !== bundle || !answer.bundleVersion || answer.bundleVersion === bundle.version);
    if (!isSame) void this.content.renew();
    else void this.#resume();
  }

  /** What became of the offer of the present call. */
  #hearOffer({ sentHandovers }: PresenceAnswer): void {
    const offer = this.state.call?.offer;
    const outcome = offer && sentHandovers.find(({ id }) => id === offer.id)?.outcome;
    if (!outcome || outcome === 'WAITING') return;
    if (outcome === 'ACCEPTED') return this.#handedOver(offer.name);
    this.act({ type: 'offer', offer: null });
    this.say(texts.offerOver(offer.name));
  }

  /** Go on with a call that was handed over, as soon as the state's texts are there. */
  async #resume(): Promise<void> {
    const { call, bundle } = this.state;
    if (!call?.handed || bundle?.code !== call.state) return;
    for (const key of call.handed.referralKeys) {
      const office = bundle.items.get(key) as Office | undefined;
      if (!call.referrals.some((one) => one.key === key)) this.act({ type: 'refer', referral: office ? referralOf(office) : { key, name: key } });
    }
    const pinned = await this.scriptOf(call.handed, call.state);
    // Meanwhile the operator may have taken another script, or ended the call.
    if (pinned !== undefined && this.state.call?.id === call.id && this.state.call.handed) this.act({ type: 'script', pinned });
  }

  /**
   * Return the script of a run that is gone on with, in the words with which it began; where the server has them no more, in those of today.
   * `null`: it had none, or it is not published any more, either; `undefined`: the server does not answer, and is asked again later.
   */
  async scriptOf({ scriptKey, scriptDigest }: HandedRun, code: string): Promise<Pinned | null | undefined> {
    if (!scriptKey) return null;
    const script = this.state.bundle?.items.get(scriptKey) as Script | undefined;
    const published = script ? this.pin(script) : null;
    if (!scriptDigest || published?.digest === scriptDigest) return published;
    try {
      const { digest, ...found } = await this.api.get<Script & { digest: string }>(`scripts/${code}/${scriptDigest}`);
      return { script: found, digest };
    } catch (error) {
      this.heard(error);
      return error instanceof Refused && error.code === 'NOT_FOUND' ? published : undefined;
    }
  }

  /** Begin the call to somebody where their chat has ended; offices that they were sent are that chat's in the ledger. */
  async beginCalled(tenant: string, run: HandedRun): Promise<void> {
    this.chooseState(tenant, false);
    const startedAt = new Date(clock.now()).toISOString();
    this.act({ type: 'begin', state: tenant, language: run.language, contactType: run.contactType, handed: { ...run, startedAt, referralKeys: [], hasCallBack: false, result: null, campaign: null } });
    await this.content.show();
    void this.#resume();
  }

  async accept(handover: Handover): Promise<void> {
    try {
      const { callId, tenant, run } = await this.api.post<{ callId: string; tenant: string; run: HandedRun }>(`handovers/${handover.id}/accept`, {});
      this.chooseState(tenant, false);
      this.act({ type: 'begin', callId, state: tenant, language: run.language, contactType: run.contactType, handed: run });
      await this.content.show();
      void this.#resume();
      this.#set({ handovers: this.state.handovers.filter(({ id }) => id !== handover.id) });
    } catch (error) {
      this.heard(error);
      this.say(error instanceof Refused ? error.message : texts.needsNetwork);
    }
  }

  offered(id: string, name: string): void {
    this.act({ type: 'offer', offer: { id, name } });
    void this.presence.tell();
  }

  /** Keep the call after all; where the colleague has taken it, it is theirs, and they register it. */
  async withdraw(): Promise<void> {
    const offer = this.state.call?.offer;
    if (!offer) return;
    try {
      await this.api.post(`handovers/${offer.id}/withdraw`, {});
      this.act({ type: 'offer', offer: null });
    } catch (error) {
      this.heard(error);
      if (error instanceof Refused && error.code === 'TAKEN') this.#handedOver(offer.name);
      else this.say(error instanceof Refused ? error.message : texts.needsNetwork);
    }
  }

  #handedOver(name: string): void {
    this.act({ type: 'discard' });
    this.say(texts.handedOver(name));
  }

  /** Ask the server something for which it has to be there; `null`: it is not, or refused, and the operator was told. */
  async ask<Answer>(path: string, body?: unknown): Promise<Answer | null> {
    try {
      const answer = await (body === undefined ? this.api.get<Answer>(path) : this.api.post<Answer>(path, body));
      this.#set({ isReachable: true });
      return answer;
    } catch (error) {
      this.heard(error);
      this.say(error instanceof Refused ? error.message : texts.needsNetwork);
      return null;
    }
  }

  stateOf(code: string): State | null {
    const { session } = this.state;
    return session?.states.find((one) => one.code === code) ?? (session?.former?.code === code ? session.former : null);
  }

  // The server

  async askSession(): Promise<Session | null> {
    try {
      const asked = performance.now();
      const session = await this.api.get<Session>('session');
      const known = this.state.session?.operator.id;
      if (known !== undefined && known !== session.operator.id) window.location.reload();
      clock.setByServer(session.now, performance.now() - asked);
      this.api.csrfToken = session.csrfToken;
      this.#set({ isReachable: true, isSignedOut: false });
      if (this.state.session) this.#know(session, this.state.session, this.state.call);
      void this.#journal.keep('offset', clock.offset());
      return session;
    } catch (error) {
      this.heard(error);
      return null;
    }
  }

  /** Take over what the server says of the operator; of a call's state that is no longer theirs what was known before. */
  #know(session: Session, earlier: Session | null, call: Call | null): void {
    const isFormer = call !== null && !session.states.some(({ code }) => code === call.state);
    const former = isFormer ? (earlier?.states.find(({ code }) => code === call.state) ?? earlier?.former ?? null) : null;
    const known = { ...session, former };
    this.#set({ session: known, isAssigned: session.states.length > 0 && !isFormer });
    void this.#journal.keep('session', { ...known, csrfToken: '' });
    const left = statesLeft(session, earlier, call);
    if (left.length) void this.#journal.forgetStates(left);
  }

  #wake = (): void => {
    const { isSignedOut, isReachable, isAssigned } = this.state;
    if (!isSignedOut && isReachable && isAssigned) return;
    this.chats.wake();
    void this.askSession().then((session) => {
      if (!session) return;
      void this.sendQueue.flush();
      void this.content.renew();
    });
  };

  /** Note that the server has answered. */
  reached(): void {
    if (!this.state.isReachable) this.#set({ isReachable: true });
  }

  /** Note what an error says of session and network; true: try again later. */
  heard(error: unknown): boolean {
    if (error instanceof Unreachable) {
      this.#set({ isReachable: error.isThere });
      return true;
    }
    if (error instanceof Refused) {
      this.#set({ isReachable: true });
      if (error.status === 401) this.#set({ isSignedOut: true });
      if (error.code === 'NOT_ASSIGNED') this.#set({ isAssigned: false });
      // Somebody signed in again in another tab.
      if (error.code === 'CSRF_FAILED') void this.askSession();
      return false;
    }
    throw error;
  }
}

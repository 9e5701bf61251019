/** What the operator does, as the server knows it: said with each change and, so that it is known that they are there, again and again. */
import { Refused } from './api.ts';
import type { Call, InquiryInput } from './call.ts';
import * as clock from './clock.ts';
import type { Bundle, PresenceAnswer, PresenceState, Session } from './data.ts';
import { practisedPresence } from './practice.ts';
import type { DeskHost } from './state.ts';
import { PRESENCES, texts } from './texts.ts';

const BEAT_SECONDS = 20;
/** How often whoever is on no call asks: a colleague may pass one, whose caller waits meanwhile. */
const FREE_SECONDS = 4;
const OFFER_SECONDS = 4;

/** What somebody does who opens the desk: a supervisor who has not said that they attend only looks, and is given no chat. */
export function presenceAtStart({ operator, presence }: Pick<Session, 'operator' | 'presence'>, call: Pick<Call, 'endedAt'> | null): PresenceState {
  if (call) return call.endedAt ? 'AFTER_CALL' : 'ON_CALL';
  if (presence?.state === 'BREAK') return 'BREAK';
  return operator.isSupervisor && presence?.state !== 'AVAILABLE' ? 'BREAK' : 'AVAILABLE';
}

export class Presence {
  readonly #host: DeskHost;
  readonly #onHeard: (answer: PresenceAnswer, bundle: Bundle | null) => void;
  /** When the last beat was sent, by which the server knows one that comes late; no two were at once. */
  #beatAt = 0;
  /** How many beats have no answer yet. */
  #beating = 0;
  #timers: number[] = [];

  /** @param onHeard gets what the server says with a beat, and the content that was on the screen when it was sent. */
  constructor(host: DeskHost, onHeard: (answer: PresenceAnswer, bundle: Bundle | null) => void) {
    this.#host = host;
    this.#onHeard = onHeard;
  }

  start(): void {
    this.#timers = [window.setInterval(() => void this.tell(), BEAT_SECONDS * 1000), window.setInterval(() => this.#askWhileFree(), FREE_SECONDS * 1000)];
    void this.tell();
  }

  stop(): void {
    for (const timer of this.#timers) window.clearInterval(timer);
  }

  /** What the operator chooses to do: at once, or after the call. */
  choose(presence: PresenceState): void {
    if (!this.#host.state.call) return this.set(presence);
    this.doAfterwards(presence === 'AVAILABLE' ? null : presence);
    this.#host.say(presence === 'AVAILABLE' ? '' : texts.afterwards(PRESENCES[presence]));
  }

  /** What the operator does once the call is registered, also where the page is loaded again meanwhile. */
  doAfterwards(afterwards: PresenceState | null): void {
    this.#host.set({ afterwards });
    void this.#host.journal.keep('afterwards', { call: this.#host.state.call?.id, afterwards });
  }

  set(presence: PresenceState): void {
    if (presence === this.#host.state.presence) return;
    this.#host.set({ presence, presenceSince: clock.now() });
    void this.tell();
  }

  /** Let no chat be offered to an operator who reads one; returns what ends it. */
  pauseOffers(): () => void {
    if (this.#host.state.presence !== 'AVAILABLE') return () => undefined;
    this.set('AFTER_CALL');
    return () => {
      if (!this.#host.state.call && this.#host.state.presence === 'AFTER_CALL') this.set('AVAILABLE');
    };
  }

  /** Say it now, and hear what the server says with each beat, such as how many calls are to be made. */
  async tell(isSecondTry = false): Promise<void> {
    const { presence, call, code, bundle, isSignedOut, last, phase } = this.#host.state;
    if (isSignedOut || phase !== 'ready') return;
    this.#beating += 1;
    try {
      const content = bundle && { code: bundle.code, locale: bundle.locale };
      const heard = await this.#host.api.post<PresenceAnswer>('presence', { state: presence, callId: call?.id ?? null, tenant: call?.state ?? code, saidAt: this.#saidAt(), content });
      const { isPractice, call: present } = this.#host.state;
      this.#host.set({ isReachable: true, elsewhere: '' });
      this.#onHeard(isPractice ? practisedPresence(heard, present?.offer ?? null, present?.id ?? '') : heard, bundle);
    } catch (error) {
      this.#host.heard(error);
      if (error instanceof Refused && error.code === 'TAKEN') {
        if (this.#host.state.isPractice) return;
        if (last && !isSecondTry) return this.#leave(last);
        this.#host.set({ elsewhere: error.message });
      }
    } finally {
      this.#beating -= 1;
    }
    if (this.#host.state.call?.offer) window.setTimeout(() => void this.tell(), OFFER_SECONDS * 1000);
  }

  /** Let the server know that a call is over which it takes for another browser's: it ended while nobody was signed in. */
  async #leave({ id, state }: InquiryInput): Promise<void> {
    try {
      await this.#host.api.post('presence', { state: 'AFTER_CALL', callId: id, tenant: state, saidAt: this.#saidAt() });
    } catch (error) {
      this.#host.heard(error);
    }
    await this.tell(true);
  }

  #askWhileFree(): void {
    const { call, isPractice, isReachable } = this.#host.state;
    if (!call && !isPractice && isReachable && !this.#beating) void this.tell();
  }

  #saidAt(): string {
    this.#beatAt = Math.max(this.#beatAt + 1, clock.now());
    return new Date(this.#beatAt).toISOString();
  }
}

/** What a conversation looks like around its messages, and what a screen reader says of it: nothing that only moves. */
import type { CommandType } from './commands.ts';
import { Composer, isPointerFine } from './composer.ts';
import { button, element, say } from './dom.ts';
import { confirmation, endPanel, item, keeping, type EndCalls } from './ending.ts';
import type { ShownConversation, ShownMessage } from './frames.ts';
import { MessageLog, referenceOf } from './messageLog.ts';
import type { Written } from './outbox.ts';
import {
  callOf, contentOf, filled, isElsewhere, isOvertaken, statusOf, timeOf, waitingOf, waitsLong, waitsSinceBy, warningOf, type HelpLine, type Place,
} from './words.ts';
import { hasComeBy } from './presence.ts';

const TYPING_SHOWN_MS = 6_000;
/** The kind of the card that answers whoever writes of wanting to die. */
const CRISIS_CARD = 'crisis';
/** Guided questions that are offered while somebody waits. */
const MOST_GUIDES = 6;
/** Whoever is so near the end of the messages is taken along when one comes. */
const NEAR_PX = 80;

/** What a person does. */
export interface ViewCalls extends EndCalls {
  write(text: string): void;
  typed(draft: string): void;
  stay(): void;
  end(): void;
  /** Whether the quick exit erases the conversation, too. */
  eraseOnExit(erases: boolean): void;
  /** A number and an hour are asked for on a page of its own. */
  askCall(): void;
  /** Another hour of the promised call is asked for on a page of its own. */
  moveCall(): void;
  /** Nobody is to call any more. */
  cancelCall(): void;
}

export interface ViewOptions {
  place: Place;
  state: string;
  /** Origin of the state's site, where cards lead; empty: this one. */
  site: string;
  emergency: { display: string; href: string };
  /** Whom to call if a promised call does not come; null: no number is known. */
  line: HelpLine | null;
  /** Where somebody asks to be called; empty: nobody calls. */
  call: string;
  /** What to read while waiting, as the page has it; null: nothing. */
  guides: Node | null;
  draft: string;
  isKept: boolean;
  /** Up to which message whoever answers has read, as this tab has heard before. */
  readUpTo: number;
  erasesOnExit: boolean;
}

export class View {
  readonly #options: ViewOptions;
  readonly #place: Place;
  readonly #calls: ViewCalls;
  readonly #cards = new Set<string>();
  readonly #main: HTMLElement;
  readonly #status = element('span');
  readonly #content = element('span', { class: 'of' });
  #hasCome = false;
  /** Since when they wait for an answer; `null`: they do not. */
  #waitsSince: number | null = null;
  readonly #head = element('p', { class: 'standing' }, element('span', { class: 'dot', 'aria-hidden': 'true' }));
  /** In the head's place while there is no connection: whoever it names cannot be reached. */
  readonly #offline = element('div', { class: 'standing offline', role: 'status' });
  readonly #promised = element('section', { class: 'promised', hidden: true });
  readonly #scroll: HTMLElement;
  readonly #log: MessageLog;
  readonly #queue: HTMLElement;
  readonly #waiting = element('p');
  #isOvertaken = false;
  /** What to read while waiting. */
  readonly #reading: HTMLElement | null;
  /** They have written of wanting to die. */
  #isCrisis = false;
  readonly #askCall: HTMLElement;
  /** What to do first, for whoever has said that they may not be safe. */
  readonly #meanwhile: HTMLElement;
  readonly #leaveOpen: HTMLElement;
  readonly #callYourself: HTMLElement;
  /** The same in the options, whoever attends. */
  readonly #callItem: HTMLElement;
  /** And below a conversation that has ended. */
  readonly #callAtEnd: HTMLElement;
  /** And in the card that answers a wish to be called. */
  readonly #callInCard = element('p', { hidden: true });
  readonly #more: HTMLButtonElement;
  readonly #typing = element('p', { class: 'typing', 'aria-live': 'off' });
  readonly #warning = element('div', { role: 'alert' });
  readonly #line = element('p', { class: 'line', role: 'status' });
  readonly #undone = element('p', { class: 'line', role: 'status' });
  readonly #composer: Composer;
  readonly #menu: HTMLDetailsElement;
  readonly #asked = element('div', { hidden: true });
  #ended: HTMLElement | null = null;
  #shown: ShownConversation | null = null;
  #isErased = false;
  #typingEnds = 0;

  constructor(main: HTMLElement, options: ViewOptions, calls: ViewCalls, now: number) {
    const { words } = options.place;
    this.#options = options;
    this.#place = options.place;
    this.#calls = calls;
    this.#main = main;
    this.#head.append(element('span', {}, this.#status, this.#content));
    this.#offline.hidden = true;
    this.#promised.setAttribute('aria-label', words.promised);
    this.#log = new MessageLog({ place: options.place, site: options.site, readUpTo: options.readUpTo, callInCard: this.#callInCard, answer: calls.write });
    this.#meanwhile = element('p', { hidden: true }, ...this.#dialling(filled(words.meanwhile, { emergency: options.emergency.display })));
    this.#leaveOpen = element('p', {}, words.leaveOpen);
    this.#callYourself = element('p', { hidden: true }, ...(options.line ? this.#dialling(filled(words.callYourself, { number: options.line.number, label: options.line.label })) : []));
    this.#askCall = element('p', { hidden: true }, this.#opening(words.askCall, 'link', calls.askCall));
    this.#callItem = item(this.#opening(words.askCall, 'link', calls.askCall));
    this.#callItem.hidden = true;
    this.#callAtEnd = this.#opening(words.askCall, 'secondary', calls.askCall);
    this.#callInCard.append(this.#opening(words.askForCall, 'secondary', calls.askCall));
    this.#queue = element('div', { class: 'queue', hidden: true }, this.#meanwhile, this.#waiting, this.#askCall, this.#callYourself);
    this.#reading = options.guides && element('details', {}, element('summary', {}, words.whileWaiting), options.guides);
    this.#queue.append(this.#reading ?? '', this.#leaveOpen);
    const zone = isElsewhere(options.place.zone, Intl.DateTimeFormat().resolvedOptions().timeZone, now);
    this.#scroll = element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words.log },
      element('div', { class: 'flow' },
        options.isKept ? null : element('p', { class: 'event' }, words.notKept),
        zone ? element('p', { class: 'event' }, filled(words.zone, { state: options.state })) : null,
        this.#log.element, this.#queue, this.#promised, this.#typing));
    this.#more = button(words.newMessages, 'more', () => this.#toEnd());
    this.#more.hidden = true;
    this.#composer = new Composer(words, options.draft, { write: calls.write, typed: calls.typed, ask: (question) => this.line(question) });
    this.#menu = element('details', { id: 'chat-options', class: 'options' }, element('summary', {}, words.options),
      element('ul', {},
        item(button(words.end, 'link', () => this.#askEnd())),
        this.#callItem,
        item(button(words.keep, 'link', () => this.#askKeep())),
        item(button(words.erase, 'link', () => this.#askErase())),
        item(this.#choiceOfExit())));
    const under = element('div', { class: 'under' }, this.#menu,
      element('p', { class: 'danger' }, words.danger, ' ', element('a', { href: options.emergency.href, target: '_top' }, options.emergency.display)));
    main.className = 'talk live';
    document.body.classList.add('live');
    main.replaceChildren(element('h1', { class: 'unseen' }, words.heading),
      element('div', { id: 'chat-log', class: 'log-place' }, this.#head, this.#offline, this.#scroll, this.#more),
      this.#warning, this.#line, this.#undone, this.#composer.form, this.#asked, under);
    this.#composer.grow();
    this.#scroll.addEventListener('scroll', () => { if (this.#isNear()) this.#more.hidden = true; }, { passive: true });
  }

  get draft(): string {
    return this.#composer.draft;
  }

  focus(): void {
    this.#toEnd();
    if (!this.#composer.form.hidden && isPointerFine()) this.#composer.focus();
  }

  show(shown: ShownConversation, now: number): void {
    const wasOpen = this.#shown !== null && this.#shown.state !== 'ENDED';
    const isNear = this.#isNear();
    const before = this.#shown;
    this.#shown = shown;
    this.#main.dataset['state'] = shown.state;
    this.#head.className = `standing ${shown.state.toLowerCase()}`;
    this.#sayStatus(now);
    say(this.#content, contentOf(this.#place, shown));
    this.#promise(now);
    this.#log.sayCalls(shown.callStartsAt !== null);
    this.#callItem.hidden = !this.#options.call || Boolean(shown.callNumber);
    this.#callAtEnd.hidden = this.#callItem.hidden || shown.endReason === 'SPAM' || shown.mayRing === false;
    this.#callInCard.hidden = this.#callItem.hidden || shown.isErased || shown.mayRing === false;
    this.#isOvertaken = isOvertaken(before, shown, this.#isOvertaken);
    say(this.#waiting, waitingOf(this.#place, shown, now, this.#isOvertaken));
    this.#queue.hidden = shown.state !== 'WAITING';
    this.#placeQueue();
    this.#meanwhile.hidden = shown.mayRing !== false;
    this.#leaveOpen.hidden = shown.isOutsideHours === true;
    this.#askCall.hidden = !this.#options.call || shown.mayRing === false || !waitsLong(shown);
    this.#callYourself.hidden = !this.#options.line || !waitsLong(shown);
    this.#sortGuides();
    this.#warn(warningOf(this.#place, shown, now));
    const isErased = shown.isErased || shown.endReason === 'ERASED';
    if (isErased) this.#log.clear();
    if (shown.state === 'ENDED' && (!this.#ended || (isErased && !this.#isErased))) this.#close(shown, wasOpen || isErased, now);
    this.#isErased = isErased;
    // What was agreed is below what was written; whoever asked for it reads it first.
    const isAgreed = before !== null && Boolean(shown.callStartsAt) && shown.callStartsAt !== before.callStartsAt;
    if (isNear || isAgreed) this.#toEnd();
  }

  /**
   * Show messages that are new.
   *
   * Args:
   *   isFirst: they are what was said before: nobody is told that something is new.
   */
  append(messages: readonly ShownMessage[], now: number, isFirst: boolean): void {
    const isNear = isFirst || this.#isNear();
    for (const message of messages) {
      this.#hasCome = hasComeBy(this.#hasCome, message);
      this.#waitsSince = waitsSinceBy(this.#waitsSince, message);
      if (message.card?.kind === CRISIS_CARD) this.#isCrisis = true;
      if (message.card?.key) this.#cards.add(referenceOf(message.card, message.isAutomatic));
    }
    const hasOthers = this.#log.append(messages, now);
    this.#sayStatus(now);
    this.#placeQueue();
    this.#sortGuides();
    if (hasOthers) this.typing(null, 0);
    if (isNear) this.#toEnd();
    else if (hasOthers) this.#more.hidden = false;
  }

  /** What somebody has just written, before it is stored. */
  pending(written: Written, isConnected: boolean): void {
    this.#log.pending(written, isConnected);
    this.#toEnd();
  }

  stored(clientId: string, seq: number, sentAt: string, now: number): void {
    if (this.#log.stored(clientId, seq, sentAt, now)) this.#waitsSince ??= Date.parse(sentAt);
  }

  /** Whoever answers has read up to there; return up to where in all. */
  read(seq: number): number {
    return this.#log.read(seq);
  }

  /** It was refused: it leaves the messages and comes back to where it was written. */
  giveBack(written: Written, why: string): void {
    this.#log.drop(written);
    this.#composer.giveBack([written]);
    this.#calls.typed(this.draft);
    this.line(filled(this.#place.words.notSent, { why }), true);
  }

  /** It can never be sent: it is shown apart, so that it can be copied. */
  abandon(left: readonly Written[]): void {
    for (const written of left) this.#log.drop(written);
    this.#composer.giveBack(left);
  }

  connected(isConnected: boolean): void {
    this.#log.connected(isConnected);
    this.#main.dataset['connected'] = String(isConnected);
  }

  /** The head says that there is no connection, since when, and that what is written is kept; null: there is one. */
  lost(since: number | null): void {
    const { words } = this.#place;
    this.#head.hidden = this.#waiting.hidden = since !== null; // place and wait are not known any more
    this.#offline.hidden = since === null;
    if (since === null) return this.#offline.replaceChildren();
    const { display, href } = this.#options.emergency;
    const [before, after] = words.offlineKept.split('{number}');
    this.#offline.replaceChildren(
      element('strong', {}, since ? filled(words.offlineSince, { time: timeOf(since, this.#place) }) : words.offline), ' ',
      element('span', {}, before ?? '', element('a', { href, target: '_top' }, display), after ?? ''));
  }

  line(words: string, isProblem = false): void {
    this.#line.className = isProblem ? 'line problem' : 'line';
    say(this.#line, words);
  }

  /** What was asked for and is not done yet: whoever believes that all is erased must not be wrong. */
  undone(types: readonly CommandType[]): void {
    const { eraseWaits: erase, endWaits: end, cancelCallWaits: cancelCall, stayWaits: stay } = this.#place.words;
    const words: Partial<Record<CommandType, string>> = types.includes('erase') ? { erase } : { end, cancelCall, stay };
    say(this.#undone, types.flatMap((type) => words[type] ?? []).join(' '));
  }

  typing(name: string | null, now: number): void {
    const { words } = this.#place;
    const isNear = this.#isNear();
    this.#typingEnds = now + TYPING_SHOWN_MS;
    say(this.#typing, name === null ? '' : name ? filled(words.typing, { name }) : words.somebodyTyping);
    if (isNear) this.#toEnd();
  }

  /** Whatever changes with time alone. */
  tick(now: number): void {
    if (this.#typing.textContent && now >= this.#typingEnds) say(this.#typing, '');
    this.#promise(now);
    this.#sayStatus(now);
    if (this.#shown) say(this.#waiting, waitingOf(this.#place, this.#shown, now, this.#isOvertaken));
  }

  /** Who is there; whoever is said to be typing answers. */
  #sayStatus(now: number): void {
    const waited = this.#waitsSince === null || this.#typing.textContent ? 0 : now - this.#waitsSince;
    if (this.#shown) say(this.#status, statusOf(this.#place, this.#shown, this.#hasCome, waited));
  }

  #promise(now: number): void {
    const sentences = this.#shown ? callOf(this.#place, this.#shown, this.#options.line, this.#options.emergency.display, this.#options.state, now) : [];
    if (this.#promised.dataset['words'] === sentences.join('')) return;
    this.#promised.dataset['words'] = sentences.join('');
    this.#promised.hidden = !sentences.length;
    this.#promised.replaceChildren(...sentences.map((one, place) => element('p', {}, ...(place === sentences.length - 1 ? this.#dialling(one) : [one]))));
    if (this.#shown?.callNumber && this.#options.call) this.#promised.append(element('p', {}, this.#opening(this.#place.words.moveCall, 'link', this.#calls.moveCall)));
    if (this.#shown?.callNumber) this.#promised.append(element('p', {}, button(this.#place.words.cancelCall, 'link', () => this.#askCancelCall())));
  }

  /** A button by which a page opens beside this one. */
  #opening(said: string, kind: string, open: () => void): HTMLElement {
    const found = button(said, kind, open);
    found.append(element('span', { class: 'unseen' }, ` ${this.#place.words.newTab}`));
    return found;
  }

  /** A sentence, in which the numbers to call in danger and of the help line dial them. */
  #dialling(sentence: string): (string | HTMLElement)[] {
    const { emergency, line } = this.#options;
    const numbers = [{ number: emergency.display, href: emergency.href }, ...(line?.href ? [line] : [])];
    const found = numbers.map((one) => ({ ...one, place: sentence.indexOf(one.number) })).filter(({ place }) => place >= 0);
    const [first] = found.sort((one, other) => one.place - other.place);
    if (!first) return [sentence];
    const { number, href, place } = first;
    return [sentence.slice(0, place), element('a', { href, target: '_top' }, number), ...this.#dialling(sentence.slice(place + number.length))];
  }

  /** What is read first as it ends, by whoever said or wrote of danger. */
  #advice(): HTMLElement | null {
    return this.#shown?.mayRing === false ? element('p', { class: 'advice' }, ...this.#dialling(filled(this.#place.words.advice, { emergency: this.#options.emergency.display }))) : null;
  }

  #choiceOfExit(): HTMLElement {
    const box = element('input', { type: 'checkbox', checked: this.#options.erasesOnExit });
    box.addEventListener('change', () => this.#calls.eraseOnExit(box.checked));
    return element('label', { class: 'on-exit' }, box, ' ', element('span', {}, this.#place.words.eraseOnExit));
  }

  /** Nothing of it is left on the page. */
  remove(): void {
    this.#composer.clear();
    this.#log.clear();
    this.#main.replaceChildren();
  }

  /** To whoever wants to die the card that answers it is what is in sight, and no guided questions fit. */
  #placeQueue(): void {
    if (this.#reading) this.#reading.hidden = this.#isCrisis;
    this.#queue.classList.toggle('above', this.#isCrisis && !this.#shown?.wasAttended);
  }

  /** For who the person is, and on what was suggested first; nothing moves under a finger. */
  #sortGuides(): void {
    const list = this.#options.guides;
    if (!(list instanceof HTMLElement) || list.closest('details')?.open) return;
    const role = this.#shown?.role;
    const isOfOther = ({ dataset }: HTMLElement) => Boolean(role && dataset['role'] && dataset['role'] !== role);
    const topics = new Set([...this.#cards].map((reference) => reference.split('#')[0]!));
    const rank = (one: HTMLElement) => (topics.has(one.dataset['topic'] ?? '') ? 0 : 1) + (isOfOther(one) ? 2 : 0);
    const found = ([...list.children] as HTMLElement[]).sort((one, other) => rank(one) - rank(other));
    found.forEach((one, place) => { one.hidden = place >= MOST_GUIDES || isOfOther(one); });
    list.append(...found);
  }

  #warn(warning: string): void {
    if (this.#warning.dataset['words'] === warning) return;
    this.#warning.dataset['words'] = warning;
    const hadFocus = this.#warning.contains(document.activeElement);
    this.#warning.replaceChildren(...(warning
      ? [element('div', { class: 'warning' }, element('p', {}, warning), button(this.#place.words.stay, 'primary', this.#calls.stay))] : []));
    if (hadFocus) this.#composer.focus();
  }

  /** Nothing can be written any more: in the field's place stands what can be done now. */
  #close(shown: ShownConversation, wasOpen: boolean, now: number): void {
    this.#main.classList.add('over');
    document.body.classList.remove('live');
    this.#dismiss();
    this.typing(null, 0);
    this.line('');
    this.#composer.form.hidden = this.#menu.hidden = true; // The number to call in danger stays.
    this.#ended?.remove();
    this.#log.close();
    this.#head.hidden = this.#offline.hidden = true;
    this.#ended = endPanel(this.#place, shown, now, this.draft.trim(), this.#promised, this.#callAtEnd, this.#cards.size > 0, this.#advice(),
      { keep: () => this.#askKeep(), erase: () => this.#askErase() }, this.#calls);
    this.#asked.before(this.#ended);
    if (wasOpen) this.#ended.querySelector('h2')?.focus();
  }

  #askEnd(): void {
    const { words } = this.#place;
    const advice = this.#advice();
    this.#ask(confirmation(this.#place, words.endAsked, words.endHelp, words.endYes, advice ? 'secondary' : 'primary', this.#calls.end, () => this.#dismiss(), advice));
  }

  #askCancelCall(): void {
    const { words } = this.#place;
    this.#ask(confirmation(this.#place, words.cancelCallAsked, words.cancelCallHelp, words.cancelCallYes, 'primary', this.#calls.cancelCall, () => this.#dismiss()));
  }

  #askErase(): void {
    const { words } = this.#place;
    const help = this.#shown?.state === 'ENDED' ? words.eraseHelp : words.eraseOpen;
    const lost = [help, ...(this.#shown?.callNumber ? [words.cancelCallHelp] : []), words.eraseKept].join(' ');
    this.#ask(confirmation(this.#place, words.eraseAsked, lost, words.eraseYes, 'primary loss', this.#calls.erase, () => this.#dismiss()));
  }

  #askKeep(): void {
    this.#ask(keeping(this.#place, [...this.#cards], this.#calls, () => this.#dismiss()));
  }

  #ask(question: HTMLElement): void {
    this.#menu.open = false;
    this.#composer.form.hidden = this.#menu.hidden = true;
    if (this.#ended) this.#ended.hidden = true;
    this.#asked.replaceChildren(question);
    this.#asked.hidden = false;
    question.querySelector('h2')?.focus();
  }

  #dismiss(): void {
    if (this.#asked.hidden) return;
    this.#asked.hidden = true;
    this.#asked.replaceChildren();
    if (this.#ended) {
      this.#ended.hidden = false;
      this.#ended.querySelector('h2')?.focus();
    } else {
      this.#composer.form.hidden = this.#menu.hidden = false;
      this.#composer.focus();
    }
  }

  #isNear(): boolean {
    return Math.abs(this.#scroll.scrollTop) < NEAR_PX;
  }

  #toEnd(): void {
    this.#more.hidden = true;
    this.#scroll.scrollTop = 0; // It is laid out from its end, which is where it begins.
  }
}

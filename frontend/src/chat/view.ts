/** What a conversation looks like, and what a screen reader says of it: each message once, and nothing that only moves. */
import type { CommandType } from './commands.ts';
import { button, element, say } from './dom.ts';
import { confirmation, endPanel, item, keeping, type EndCalls } from './ending.ts';
import { CALL_EVENTS, type Card, type ShownConversation, type ShownMessage } from './frames.ts';
import { offset } from '../desk/clock.ts';
import { isLate, type Written } from './outbox.ts';
import {
  callOf, callStandingOf, clockOf, contentOf, eventOf, filled, isElsewhere, isOvertaken, questionAbout, statusOf, timeOf, waitingOf, waitsLong, waitsSinceBy, warningOf, whoOf, type HelpLine, type Place,
} from './words.ts';
import { hasComeBy } from './presence.ts';

export const LONGEST_TEXT = 2_000;
/** From here on it is said how many letters are left. */
const NEARLY_FULL = 200;
const TYPING_SHOWN_MS = 6_000;
/** The kind of the card that leads to where a call is asked for. */
const CALL_CARD = 'call';
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

interface Own {
  entry: HTMLElement;
  mark: Text;
  clock: Text;
  /** 0: not stored yet. */
  seq: number;
  /** When it was written on this device; what was read from the server has it there. */
  at?: number;
}

export class View {
  readonly #options: ViewOptions;
  readonly #place: Place;
  readonly #calls: ViewCalls;
  readonly #own = new Map<string, Own>();
  /** The answers to the question that is open. */
  #replies: HTMLElement | null = null;
  readonly #cards = new Set<string>();
  /** What is said of calls that were promised: of a cancelled one something else. */
  readonly #callEvents: { text: Text; message: ShownMessage }[] = [];
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
  readonly #log: HTMLElement;
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
  readonly #form: HTMLFormElement;
  readonly #text: HTMLTextAreaElement;
  readonly #hint = element('p', { id: 'chat-hint', class: 'hint' });
  readonly #menu: HTMLDetailsElement;
  readonly #asked = element('div', { hidden: true });
  #ended: HTMLElement | null = null;
  #shown: ShownConversation | null = null;
  #isErased = false;
  #typingEnds = 0;
  #readUpTo: number;
  /** What was asked about and sent once: sent again, it goes. */
  #warnedOf = '';

  constructor(main: HTMLElement, options: ViewOptions, calls: ViewCalls, now: number) {
    const { words } = options.place;
    this.#options = options;
    this.#readUpTo = options.readUpTo;
    this.#place = options.place;
    this.#calls = calls;
    this.#main = main;
    this.#head.append(element('span', {}, this.#status, this.#content));
    this.#offline.hidden = true;
    this.#promised.setAttribute('aria-label', words.promised);
    // Additions only: that a message is stored changes a word in it, and the message must not be read out once more.
    this.#log = element('div', { id: 'chat-entries', role: 'log', 'aria-label': words.log, 'aria-relevant': 'additions' });
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
        this.#log, this.#queue, this.#promised, this.#typing));
    this.#more = button(words.newMessages, 'more', () => this.#toEnd());
    this.#more.hidden = true;
    this.#text = element('textarea', { id: 'escribir', rows: '2', autocomplete: 'off', placeholder: words.write, 'aria-describedby': 'chat-hint' });
    this.#form = element('form', { id: 'chat-write', class: 'writing' },
      element('label', { for: 'escribir', class: 'unseen' }, words.message),
      this.#text, element('button', { class: 'primary' }, words.send), this.#hint);
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
      this.#warning, this.#line, this.#undone, this.#form, this.#asked, under);
    this.#listen();
    this.#text.value = options.draft;
    this.#grow();
  }

  get draft(): string {
    return this.#text.value;
  }

  focus(): void {
    this.#toEnd();
    if (!this.#form.hidden && matchMedia('(pointer: fine)').matches) this.#text.focus();
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
    this.#sayCalls();
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
    if (isErased) this.#log.replaceChildren();
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
    let hasOthers = false;
    for (const message of messages) {
      this.#hasCome = hasComeBy(this.#hasCome, message);
      this.#waitsSince = waitsSinceBy(this.#waitsSince, message);
      if (message.card?.kind === CRISIS_CARD) this.#isCrisis = true;
      if (message.card?.key) this.#cards.add(referenceOf(message.card, message.isAutomatic));
      if (this.#own.has(message.clientId)) {
        this.stored(message.clientId, message.seq, message.sentAt, now);
        continue;
      }
      const entry = this.#entry(message, now);
      if (!entry) continue;
      this.#insert(entry, message.seq);
      hasOthers ||= message.author !== 'VISITOR';
    }
    this.#sayStatus(now);
    this.#placeQueue();
    this.#sortGuides();
    if (hasOthers) this.typing(null, 0);
    if (isNear) this.#toEnd();
    else if (hasOthers) this.#more.hidden = false;
  }

  /** What somebody has just written, before it is stored. */
  pending(written: Written, isConnected: boolean): void {
    const { words } = this.#place;
    const clock = new Text('');
    this.#removeReplies();
    const mark = new Text(isConnected ? words.sending : words.waitingToSend);
    const entry = element('article', { class: 'entry own' }, by(words.you, element('time', {}, clock), mark),
      element('p', { class: 'said' }, element('bdi', {}, written.text)));
    this.#own.set(written.clientId, { entry, mark, clock, seq: 0, at: written.at });
    this.#log.append(entry);
    this.#toEnd();
  }

  stored(clientId: string, seq: number, sentAt: string, now: number): void {
    const mine = this.#own.get(clientId);
    if (!mine || mine.seq) return;
    mine.seq = seq;
    this.#waitsSince ??= Date.parse(sentAt);
    const at = mine.at === undefined ? null : mine.at + offset(); // it was written by this device's clock
    mine.clock.data = this.#clockOf(Date.parse(sentAt), at !== null && isLate(at, now) ? at : null, now);
    mine.mark.data = this.#receiptOf(seq);
    mine.entry.dataset['seq'] = String(seq);
  }

  /** Whoever answers has read up to there; return up to where in all: what was read once never says less again. */
  read(seq: number): number {
    this.#readUpTo = Math.max(this.#readUpTo, seq);
    for (const one of this.#own.values()) if (one.seq > 0) one.mark.data = this.#receiptOf(one.seq);
    return this.#readUpTo;
  }

  #receiptOf(seq: number): string {
    const { words } = this.#place;
    return seq <= this.#readUpTo ? words.read : words.sent;
  }

  /** It was refused: it leaves the messages and comes back to where it was written. */
  giveBack(written: Written, why: string): void {
    this.#own.get(written.clientId)?.entry.remove();
    this.#own.delete(written.clientId);
    this.#text.value = [written.text, this.#text.value].filter(Boolean).join('\n');
    this.#grow();
    this.#calls.typed(this.#text.value);
    this.line(filled(this.#place.words.notSent, { why }), true);
  }

  /** It can never be sent: it is shown apart, so that it can be copied. */
  abandon(left: readonly Written[]): void {
    for (const { clientId } of left) {
      this.#own.get(clientId)?.entry.remove();
      this.#own.delete(clientId);
    }
    this.#text.value = [...left.map((one) => one.text), this.#text.value].filter(Boolean).join('\n');
  }

  connected(isConnected: boolean): void {
    const { words } = this.#place;
    for (const one of this.#own.values()) if (!one.seq) one.mark.data = isConnected ? words.sending : words.waitingToSend;
    this.#main.dataset['connected'] = String(isConnected);
  }

  /** The head says that there is no connection, since when, and that what is written is kept; null: there is one. */
  lost(since: number | null): void {
    const { words } = this.#place;
    this.#head.hidden = since !== null;
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

  #choiceOfExit(): HTMLElement {
    const box = element('input', { type: 'checkbox', checked: this.#options.erasesOnExit });
    box.addEventListener('change', () => this.#calls.eraseOnExit(box.checked));
    return element('label', { class: 'on-exit' }, box, ' ', element('span', {}, this.#place.words.eraseOnExit));
  }

  /** Nothing of it is left on the page. */
  remove(): void {
    this.#text.value = '';
    this.#log.replaceChildren();
    this.#main.replaceChildren();
    this.#own.clear();
  }

  /** Put a message where its number belongs: before whatever comes later, or is not stored yet. */
  #insert(entry: HTMLElement, seq: number): void {
    let later: Element | null = null;
    for (let one = this.#log.lastElementChild; one && Number((one as HTMLElement).dataset['seq'] ?? Infinity) > seq; one = one.previousElementSibling) later = one;
    this.#log.insertBefore(entry, later);
  }

  #entry(message: ShownMessage, now: number): HTMLElement | null {
    const { words } = this.#place;
    const clock = new Text(this.#clockOf(Date.parse(message.sentAt), message.writtenAt ? Date.parse(message.writtenAt) : null, now));
    const time = element('time', { datetime: message.sentAt }, clock);
    const seq = String(message.seq);
    if (message.kind === 'EVENT') {
      const event = this.#eventOf(message);
      if (!event) return null;
      const text = new Text(event);
      if (CALL_EVENTS.has(message.event)) {
        this.#callEvents.push({ text, message });
        this.#sayCalls();
      }
      return element('p', { class: 'event', 'data-seq': seq }, text, ' ', time);
    }
    const isOwn = message.author === 'VISITOR';
    const side = isOwn ? 'own' : message.author === 'SYSTEM' ? 'automatic' : 'other';
    const mark = isOwn ? new Text(this.#receiptOf(message.seq)) : null;
    const entry = element('article', { class: `entry ${side}`, 'data-seq': seq }, by(whoOf(this.#place, message), time, mark),
      message.isRemoved ? element('p', { class: 'removed' }, words.removed)
        : message.card ? this.#card(message.card) : element('p', { class: 'said' }, element('bdi', {}, message.text ?? '')));
    if (isOwn) this.#removeReplies();
    else if (message.card) this.#offerReplies(entry, message.card);
    if (mark) this.#own.set(message.clientId, { entry, mark, clock, seq: message.seq });
    return entry;
  }

  /** When something came; and when it was written, where that was long before. */
  #clockOf(sentAt: number, writtenAt: number | null, now: number): string {
    const came = clockOf(sentAt, this.#place, now);
    return writtenAt === null ? came : `${came} · ${filled(this.#place.words.writtenOffline, { time: timeOf(writtenAt, this.#place) })}`;
  }

  /** Offer the answers to the question of a card as buttons, each of which writes its words; of an earlier card none is offered any more. */
  #offerReplies(entry: HTMLElement, { answers = [] }: Card): void {
    this.#removeReplies();
    if (!answers.length || this.#shown?.state === 'ENDED') return;
    this.#replies = element('p', { class: 'replies', role: 'group', 'aria-label': this.#place.words.answers },
      ...answers.map((answer) => button(answer, 'secondary', () => this.#calls.write(answer))));
    entry.querySelector('.card')?.append(this.#replies);
  }

  #removeReplies(): void {
    this.#replies?.remove();
    this.#replies = null;
  }

  #eventOf(message: ShownMessage): string {
    const isCalled = !this.#shown || this.#shown.callStartsAt !== null;
    return eventOf(this.#place, message, callStandingOf(message, this.#callEvents.map((one) => one.message), isCalled));
  }

  #sayCalls(): void {
    for (const { text, message } of this.#callEvents) text.data = this.#eventOf(message);
  }

  #card(card: Card): HTMLElement {
    const { words } = this.#place;
    const address = cardAddress(card.url, this.#options.site);
    const phone = card.phone?.trim();
    return element('div', { class: 'card' },
      // A step does not say of which script it is: others may look on.
      card.kind === 'node' ? null : element('p', { class: 'card-title' }, element('bdi', {}, card.title)),
      card.text ? element('p', { class: 'card-text' }, element('bdi', {}, card.text)) : null,
      card.kind === CALL_CARD ? this.#callInCard : null,
      phone ? element('p', { class: 'card-phone' }, card.phoneUrl?.startsWith('tel:') ? element('a', { href: card.phoneUrl, target: '_top' }, phone) : phone) : null,
      address ? element('p', {}, element('a', { href: address, target: '_blank', rel: 'noopener' }, words.open,
        element('span', { class: 'unseen' }, ` ${card.title} ${words.newTab}`))) : null);
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
    if (hadFocus) this.#text.focus();
  }

  /** Nothing can be written any more: in the field's place stands what can be done now. */
  #close(shown: ShownConversation, wasOpen: boolean, now: number): void {
    this.#main.classList.add('over');
    document.body.classList.remove('live');
    this.#dismiss();
    this.typing(null, 0);
    this.line('');
    this.#form.hidden = this.#menu.hidden = true; // The number to call in danger stays.
    this.#ended?.remove();
    this.#removeReplies();
    this.#head.hidden = this.#offline.hidden = true;
    this.#ended = endPanel(this.#place, shown, now, this.#text.value.trim(), this.#promised, this.#callAtEnd, this.#cards.size > 0,
      { keep: () => this.#askKeep(), erase: () => this.#askErase() }, this.#calls);
    this.#asked.before(this.#ended);
    if (wasOpen) this.#ended.querySelector('h2')?.focus();
  }

  #askEnd(): void {
    const { words } = this.#place;
    this.#ask(confirmation(this.#place, words.endAsked, words.endHelp, words.endYes, 'primary', this.#calls.end, () => this.#dismiss()));
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
    this.#form.hidden = this.#menu.hidden = true;
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
      this.#form.hidden = this.#menu.hidden = false;
      this.#text.focus();
    }
  }

  #listen(): void {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener('keydown', (event) => {
      // On a phone's keyboard Enter begins another line; beside it stands the button.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !matchMedia('(pointer: fine)').matches) return;
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener('input', () => {
      this.#grow();
      this.#calls.typed(this.#text.value);
    });
    this.#scroll.addEventListener('scroll', () => { if (this.#isNear()) this.#more.hidden = true; }, { passive: true });
  }

  #send(): void {
    const text = this.#text.value.trim();
    this.#text.focus();
    if (!text || lengthOf(text) > LONGEST_TEXT) return;
    const question = questionAbout(this.#place.words, text);
    if (question && this.#warnedOf !== text) {
      this.#warnedOf = text;
      this.line(question);
      return;
    }
    if (this.#warnedOf) this.line('');
    this.#warnedOf = '';
    this.#text.value = '';
    this.#grow();
    this.#calls.typed('');
    this.#calls.write(text);
  }

  /** The field grows with what is written, and says when it is nearly full. */
  #grow(): void {
    const { words } = this.#place;
    const left = LONGEST_TEXT - lengthOf(this.#text.value.trim());
    say(this.#hint, left < 0 ? filled(words.tooLong, { over: -left }) : left < NEARLY_FULL ? filled(words.left, { left }) : '');
    if (left < 0) this.#text.setAttribute('aria-invalid', 'true');
    else this.#text.removeAttribute('aria-invalid');
    this.#text.style.height = 'auto';
    if (this.#text.scrollHeight) this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }

  #isNear(): boolean {
    return Math.abs(this.#scroll.scrollTop) < NEAR_PX;
  }

  #toEnd(): void {
    this.#more.hidden = true;
    this.#scroll.scrollTop = 0; // It is laid out from its end, which is where it begins.
  }
}

function by(who: string, time: HTMLElement, mark: Text | null): HTMLElement {
  return element('p', { class: 'by' }, element('bdi', {}, who), ' ', time, mark && ' ', mark && element('span', { class: 'mark' }, mark));
}

/** By what a link to what was suggested names a card (`assistance.chat.summary_links`). */
export function referenceOf({ key, node }: Pick<Card, 'key' | 'node'>, isAutomatic: boolean): string {
  return node ? `${key}#${node}` : isAutomatic ? `${key}#*` : key;
}

/** Where a card leads: a path is one of the state's site; anything but a web address leads nowhere. */
export function cardAddress(url: string | null | undefined, site: string): string {
  if (!url) return '';
  if (/^\/(?!\/)/.test(url)) return site + url;
  return /^https?:\/\//i.test(url) ? url : '';
}

/** Letters as the server counts them: code points. */
function lengthOf(text: string): number {
  return [...text].length;
}

/** The messages of a conversation: each once, in its place, and what a screen reader says of it once. */
import { button, element } from './dom.ts';
import { CALL_EVENTS, type Card, type ShownMessage } from './frames.ts';
import { offset } from '../desk/clock.ts';
import { isLate, type Written } from './outbox.ts';
import { callStandingOf, clockOf, eventOf, filled, timeOf, whoOf, type Place } from './words.ts';

/** The kind of the card that leads to where a call is asked for. */
const CALL_CARD = 'call';

export interface LogOptions {
  place: Place;
  /** Origin of the state's site, where cards lead; empty: this one. */
  site: string;
  /** Up to which message whoever answers has read, as this tab has heard before. */
  readUpTo: number;
  /** What stands in the card that answers a wish to be called. */
  callInCard: HTMLElement;
  /** An answer that is offered was chosen. */
  answer(words: string): void;
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

export class MessageLog {
  readonly element: HTMLElement;
  readonly #options: LogOptions;
  readonly #place: Place;
  readonly #own = new Map<string, Own>();
  /** The answers to the question that is open. */
  #replies: HTMLElement | null = null;
  /** What is said of calls that were promised: of a cancelled one something else. */
  readonly #callEvents: { text: Text; message: ShownMessage }[] = [];
  #isCalled = true;
  #isOver = false;
  #readUpTo: number;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#place = options.place;
    this.#readUpTo = options.readUpTo;
    // Additions only: that a message is stored changes a word in it, and the message must not be read out once more.
    this.element = element('div', { id: 'chat-entries', role: 'log', 'aria-label': options.place.words.log, 'aria-relevant': 'additions' });
  }

  /** Show messages that are new; return whether any is another one's. */
  append(messages: readonly ShownMessage[], now: number): boolean {
    let hasOthers = false;
    for (const message of messages) {
      if (this.#own.has(message.clientId)) {
        this.stored(message.clientId, message.seq, message.sentAt, now);
        continue;
      }
      const entry = this.#entry(message, now);
      if (!entry) continue;
      this.#insert(entry, message.seq);
      hasOthers ||= message.author !== 'VISITOR';
    }
    return hasOthers;
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
    this.element.append(entry);
  }

  /** What somebody has written is stored; return whether that was not known. */
  stored(clientId: string, seq: number, sentAt: string, now: number): boolean {
    const mine = this.#own.get(clientId);
    if (!mine || mine.seq) return false;
    mine.seq = seq;
    const at = mine.at === undefined ? null : mine.at + offset(); // it was written by this device's clock
    mine.clock.data = this.#clockOf(Date.parse(sentAt), at !== null && isLate(at, now) ? at : null, now);
    mine.mark.data = this.#receiptOf(seq);
    mine.entry.dataset['seq'] = String(seq);
    return true;
  }

  /** Whoever answers has read up to there; return up to where in all: what was read once never says less again. */
  read(seq: number): number {
    this.#readUpTo = Math.max(this.#readUpTo, seq);
    for (const one of this.#own.values()) if (one.seq > 0) one.mark.data = this.#receiptOf(one.seq);
    return this.#readUpTo;
  }

  /** What was not stored, and is not to be, goes. */
  drop({ clientId }: Written): void {
    this.#own.get(clientId)?.entry.remove();
    this.#own.delete(clientId);
  }

  connected(isConnected: boolean): void {
    const { words } = this.#place;
    for (const one of this.#own.values()) if (!one.seq) one.mark.data = isConnected ? words.sending : words.waitingToSend;
  }

  /**
   * Say what became of the calls that were agreed.
   *
   * Args:
   *   isCalled: whether a call is promised still.
   */
  sayCalls(isCalled = this.#isCalled): void {
    this.#isCalled = isCalled;
    for (const { text, message } of this.#callEvents) text.data = this.#eventOf(message);
  }

  /** Nothing can be written any more: no question is open. */
  close(): void {
    this.#isOver = true;
    this.#removeReplies();
  }

  /** Nothing that was said is left. */
  clear(): void {
    this.element.replaceChildren();
  }

  #receiptOf(seq: number): string {
    const { words } = this.#place;
    return seq <= this.#readUpTo ? words.read : words.sent;
  }

  /** Put a message where its number belongs: before whatever comes later, or is not stored yet. */
  #insert(entry: HTMLElement, seq: number): void {
    let later: Element | null = null;
    for (let one = this.element.lastElementChild; one && Number((one as HTMLElement).dataset['seq'] ?? Infinity) > seq; one = one.previousElementSibling) later = one;
    this.element.insertBefore(entry, later);
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
        this.sayCalls();
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
    if (!answers.length || this.#isOver) return;
    this.#replies = element('p', { class: 'replies', role: 'group', 'aria-label': this.#place.words.answers },
      ...answers.map((answer) => button(answer, 'secondary', () => this.#options.answer(answer))));
    entry.querySelector('.card')?.append(this.#replies);
  }

  #removeReplies(): void {
    this.#replies?.remove();
    this.#replies = null;
  }

  #eventOf(message: ShownMessage): string {
    return eventOf(this.#place, message, callStandingOf(message, this.#callEvents.map((one) => one.message), this.#isCalled));
  }

  #card(card: Card): HTMLElement {
    const { words } = this.#place;
    const address = cardAddress(card.url, this.#options.site);
    const phone = card.phone?.trim();
    return element('div', { class: 'card' },
      // A step does not say of which script it is: others may look on.
      card.kind === 'node' ? null : element('p', { class: 'card-title' }, element('bdi', {}, card.title)),
      card.text ? element('p', { class: 'card-text' }, element('bdi', {}, card.text)) : null,
      card.kind === CALL_CARD ? this.#options.callInCard : null,
      phone ? element('p', { class: 'card-phone' }, card.phoneUrl?.startsWith('tel:') ? element('a', { href: card.phoneUrl, target: '_top' }, phone) : phone) : null,
      address ? element('p', {}, element('a', { href: address, target: '_blank', rel: 'noopener' }, words.open,
        element('span', { class: 'unseen' }, ` ${card.title} ${words.newTab}`))) : null);
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

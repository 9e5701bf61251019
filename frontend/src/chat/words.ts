/**
 * How the chat says what it says to whoever writes, and times; the sentences are in spanish.ts and english.ts, of which a
 * page loads its own. Whatever the pages without JavaScript say too is said in the same words: tests/assistance/chat/test_client_words.py. Pure.
 */
import { hasComeBy } from './presence.ts';
import { CALL_EVENTS, type ShownConversation, type ShownMessage } from './frames.ts';
import { partOfDay } from '../voices/partOfDay.ts';
import type { Words } from './spanish.ts';

export function filled(sentence: string, named: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(named[name] ?? ''));
}

/** Where words are said: by which clocks, and in which language. */
export interface Place {
  words: Words;
  language: string;
  zone: string;
}

/** Since when the person waits for an answer of whoever has come, after a further message; `null`: they do not. */
export function waitsSinceBy(before: number | null, message: Pick<ShownMessage, 'author' | 'kind' | 'event' | 'sentAt'>): number | null {
  const at = Date.parse(message.sentAt);
  if (message.kind === 'EVENT') return before && hasComeBy(false, message) ? at : before;
  if (message.author === 'VISITOR') return before ?? at;
  return message.author === 'SYSTEM' ? before : null;
}

/** Whoever has waited so long for an answer is not told any more that somebody is with them. */
const SLOW_AFTER_MS = 90_000;

/**
 * Who is there, or that nobody is yet.
 *
 * Args:
 *   hasCome: whether they have opened the conversation (`hasComeBy` of presence.ts).
 *   waitedMs: how long the person has waited for an answer of theirs (`waitsSinceBy`).
 */
export function statusOf({ words }: Place, shown: ShownConversation, hasCome = true, waitedMs = 0): string {
  if (shown.state === 'ENDED') return shown.isErased || shown.endReason === 'ERASED' ? words.wasErased : words.ended;
  if (shown.state === 'WAITING') return words.queue;
  const { operatorName: operator, supervisorName: supervisor } = shown;
  if (supervisor) return filled(words.attendedByTwo, { operator: operator || words.somebody, supervisor });
  if (!hasCome) return operator ? filled(words.willAttend, { operator }) : words.somebodyWillAttend;
  if (waitedMs >= SLOW_AFTER_MS) return filled(words.notAnswered, { operator: operator || words.somebody });
  return operator ? filled(words.attended, { operator }) : words.attendedBySomebody;
}

/**
 * The place in the queue and how long it may take, or that the hours of service are over; of the next one, where that is not known, how long they have been there, unless they were attended since. Empty: nobody waits.
 *
 * Args:
 *   isOvertaken: whether more are before them than there were.
 */
export function waitingOf(
  place: Place, { state, position, waitSeconds, startedAt, wasAttended, isNobodyThere, isOutsideHours, opensAt }: ShownConversation, now: number, isOvertaken = false,
): string {
  const { words } = place;
  if (state !== 'WAITING') return '';
  if (isOutsideHours) return [words.outsideHours, opensOf(place, opensAt, now)].filter(Boolean).join(' ');
  const standing = position === null ? words.several : position <= 1 ? words.next
    : filled(position === 2 ? words.beforeOne : words.before, { before: position - 1 });
  const minutes = Math.ceil((waitSeconds ?? 0) / 60);
  const waited = Math.floor((now - Date.parse(startedAt)) / 60_000);
  // Where nobody is free, that it is not known how long goes without saying.
  const unknown = position === 1 && waited >= 1 && !wasAttended ? filled(words.waited, { minutes: waited }) : isNobodyThere ? '' : words.waitUnknown;
  const wait = waitSeconds === null ? unknown : waitSeconds < 60 ? words.waitLess : filled(minutes === 1 ? words.waitOne : words.wait, { minutes });
  return [standing, isOvertaken ? words.overtaken : '', isNobodyThere ? words.nobodyThere : '', wait].filter(Boolean).join(' ');
}

/** When somebody is there again; empty: it is not known. */
function opensOf(place: Place, opensAt: string | null | undefined, now: number): string {
  return opensAt ? filled(place.words.opensAgain, { when: instantOf(Date.parse(opensAt), place, now) }) : '';
}

/** Whether more are before somebody in the queue than there were: as long as they are not fewer again. */
export function isOvertaken(before: ShownConversation | null, { state, position }: ShownConversation, was: boolean): boolean {
  const former = before?.state === 'WAITING' ? before.position : null;
  if (state !== 'WAITING' || position === null || former === null) return false;
  return position === former ? was : position > former;
}

export function endingOf(place: Place, shown: ShownConversation, now: number): string {
  const { words } = place;
  if (shown.isErased || shown.endReason === 'ERASED') return words.erasedWords;
  const reason = {
    VISITOR: words.byVisitor, OPERATOR: words.byOperator, INACTIVE: words.byInactive, UNATTENDED: words.byUnattended, LEFT: words.byLeft, SPAM: words.bySpam,
  }[shown.endReason] ?? '';
  return [reason, opensOf(place, shown.opensAt, now)].filter(Boolean).join(' ');
}

export function whoOf({ words }: Place, { author, authorName: name }: ShownMessage): string {
  if (author === 'VISITOR') return words.you;
  if (author === 'SYSTEM') return words.automatic;
  if (author === 'SUPERVISOR') return name ? filled(words.namedSupervisor, { name }) : words.supervisor;
  return name || words.operator;
}

/**
 * What happened; empty: the warning, which stands beside its button, or something newer than this page knows.
 *
 * Args:
 *   standing: what became of the call that was agreed, which its event says.
 */
export function eventOf(place: Place, message: ShownMessage, standing: CallStanding): string {
  const { words } = place;
  const { event, authorName: name } = message;
  const [named, unnamed] = {
    ATTENDED: [words.came, words.somebodyCame],
    REQUEUED: ['', words.requeued],
    OPERATOR_SILENT: ['', words.operatorSilent],
    OPERATOR_LOST: ['', words.operatorLost],
    OPERATOR_LEFT: ['', words.operatorLeft],
    TAKEN_OVER: [words.takenOver, words.somebodyTookOver],
    HANDED_OVER: [words.handedOver, words.somebodyHandedOver],
    JOINED: [words.joined, words.somebodyJoined],
    LEFT: [words.leftAgain, words.somebodyLeft],
    TO_STATE: ['', words.toState],
    TO_PHONE: ['', callEventOf(place, message, standing)],
    CALL_CANCELLED: ['', callEventOf(place, message, standing)],
    CALLED_OFF: ['', callEventOf(place, message, standing)],
    QUICK_EXIT: ['', words.quickExit],
    ENDED: ['', words.endedEvent],
  }[event] ?? ['', ''];
  return named && name ? filled(named!, { name }) : unnamed!;
}

/** What became of a call that was agreed: it is promised still, another one took its place, or it was cancelled. */
export type CallStanding = 'promised' | 'changed' | 'cancelled';

/**
 * What became of a call, by the events of calls behind it.
 *
 * Args:
 *   isCalled: whether a call is promised still.
 */
export function callStandingOf({ seq }: Pick<ShownMessage, 'seq'>, events: readonly Pick<ShownMessage, 'seq' | 'event'>[], isCalled: boolean): CallStanding {
  const later = events.filter((one) => one.seq > seq && CALL_EVENTS.has(one.event));
  const next = later.find((one) => later.every((other) => one.seq <= other.seq));
  if (next) return next.event === 'TO_PHONE' ? 'changed' : 'cancelled';
  return isCalled ? 'promised' : 'cancelled';
}

/** What happened to a call, with its hours as long as they are kept. */
function callEventOf(place: Place, { event, callStartsAt, callEndsAt, sentAt }: ShownMessage, standing: CallStanding): string {
  const { words } = place;
  const ended = { CALL_CANCELLED: [words.cancelledAt, words.cancelled], CALLED_OFF: [words.calledOffAt, words.calledOff] }[event ?? ''];
  const [timed, untimed] = ended ?? {
    promised: [words.toPhoneAt, words.toPhone], changed: [words.callChangedAt, words.callChanged], cancelled: [words.callCancelledAt, words.callCancelled],
  }[standing] as [string, string];
  if (!callStartsAt || !callEndsAt) return untimed;
  const starts = Date.parse(callStartsAt);
  // Nobody calls before it was agreed: its hour may have begun.
  const from = event === 'TO_PHONE' && standing === 'promised' ? Math.max(starts, Date.parse(sentAt)) : starts;
  return filled(timed, hoursOf(from, Date.parse(callEndsAt), place));
}

/** Day and hours of a call, as sentences name them. */
function hoursOf(starts: number, ends: number, place: Place): Record<'day' | 'from' | 'until', string> {
  const day = new Date(starts).toLocaleDateString(place.language, { timeZone: place.zone, weekday: 'long', day: 'numeric', month: 'long' }).replace(',', '');
  return { day, ...hoursInWords(timeOf(starts, place), timeOf(ends, place), place.words) };
}

/** Between which times of day a call comes, as people say them; beside midnight, which begins its day, stand the figures: many count it to the day before. */
function hoursInWords(starts: string, ends: string, words: Words): Record<'from' | 'until', string> {
  const [part, first] = [ends, starts].map((time) => words[partOfDay(parseInt(time, 10))]) as [string, string];
  const isMidnight = starts.startsWith('0:');
  const said = part === first && !isMidnight ? clockSaid(starts, words) : filled(first, { clock: clockSaid(starts, words) });
  return { from: isMidnight ? `${said} (${starts})` : said, until: filled(part, { clock: clockSaid(ends, words) }) };
}

function clockSaid(time: string, words: Words): string {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  const said = `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, '0')}` : ''}`;
  return filled(hour % 12 === 1 ? words.atOne : words.atOtherHours, { time: said });
}

const DAY_MS = 86_400_000;

function dayOf(at: number, zone: string): string {
  return new Date(at).toLocaleDateString('en-CA', { timeZone: zone });
}

export function timeOf(at: number, { zone }: Place): string {
  const time = new Date(at).toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  return time.replace(/^0/, '');
}

/** `10:41`; with its day where that is not today. */
export function clockOf(at: number, place: Place, now: number): string {
  const time = timeOf(at, place);
  if (dayOf(at, place.zone) === dayOf(now, place.zone)) return time;
  const day = new Date(at).toLocaleDateString(place.language, { timeZone: place.zone, day: 'numeric', month: 'long' });
  return `${day}, ${time}`;
}

/** `hoy a las 18:40`. */
export function instantOf(at: number, place: Place, now: number): string {
  const { words, zone, language } = place;
  const time = timeOf(at, place);
  const day = dayOf(at, zone);
  if (day === dayOf(now, zone)) return filled(words.today, { time });
  if (day === dayOf(now + DAY_MS, zone)) return filled(words.tomorrow, { time });
  const named = new Date(at).toLocaleDateString(language, { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' });
  return filled(words.onDay, { day: named, time });
}

const CURP = /[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d/i;

const CARD = /(?<!\d)\d(?:[ .-]?\d){13,18}(?!\d)/g;

/** What is asked of whoever sends a CURP or the number of a card, by the rules of `assistance.inquiries.personal_data`; empty: nothing. */
export function questionAbout(words: Words, text: string): string {
  if (CURP.test(text)) return words.curp;
  return (text.match(CARD) ?? []).some(isOfCard) ? words.card : '';
}

/** Luhn's formula. */
function isOfCard(number: string): boolean {
  const digits = [...number.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((before, digit, place) => before + (place % 2 ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit), 0);
  return sum % 10 === 0;
}

/** A number to call, and whose it is. */
export interface HelpLine {
  number: string;
  label: string;
  /** What dials it; empty: nothing does. */
  href: string;
}

/** The call that was promised: when it comes, that whoever waits stays in the queue, and what to do if it does not come; none: no call was. */
export function callOf(place: Place, shown: ShownConversation, line: HelpLine | null, emergency: string, state: string, now: number): string[] {
  const { words } = place;
  if (!shown.callStartsAt || !shown.callEndsAt) return [];
  const [starts, ends] = [Date.parse(shown.callStartsAt), Date.parse(shown.callEndsAt)];
  const code = shown.callCode ? [filled(words.callCode, { code: shown.callCode })] : [];
  if (!shown.callNumber && ends > now) return [filled(shown.callCode ? words.callWithoutNumber : words.callPast, hoursOf(starts, ends, place)), ...code];
  const when = filled(ends <= now ? words.callOver : starts <= now ? words.callNow : words.call, { ...hoursOf(starts, ends, place), state });
  const queue = shown.state === 'WAITING' && ends > now ? [words.callAndQueue] : [];
  const number = shown.callNumber ? [filled(words.callNumber, { number: shown.callNumber })] : [];
  return [[when, ...queue].join(' '), ...number, ...code, filled(line ? words.callLine : words.callNobody, { ...line, emergency })];
}

const LONG_WAIT_SECONDS = 600;

/** Whether somebody waits who may rather be called, and was promised no call yet. */
export function waitsLong({ state, waitSeconds, callStartsAt }: ShownConversation): boolean {
  return state === 'WAITING' && !callStartsAt && (waitSeconds === null || waitSeconds >= LONG_WAIT_SECONDS);
}

/** That another state's content answers; empty: their own does. */
export function contentOf({ words }: Place, { state, contentState }: ShownConversation): string {
  return contentState && state !== 'ENDED' ? filled(words.content, { state: contentState }) : '';
}

/** What is said before it ends because nobody writes; empty: it does not end. */
export function warningOf(place: Place, shown: ShownConversation, now: number): string {
  if (!shown.isNearlyInactive || shown.state === 'ENDED') return '';
  if (!shown.endsAt) return place.words.silentSoon;
  return filled(place.words.silent, { when: instantOf(Date.parse(shown.endsAt), place, now) });
}

/** Whether the clocks of a place and of whoever reads show another time. */
export function isElsewhere(zone: string, own: string, at: number): boolean {
  return new Date(at).toLocaleString('en-GB', { timeZone: zone }) !== new Date(at).toLocaleString('en-GB', { timeZone: own });
}

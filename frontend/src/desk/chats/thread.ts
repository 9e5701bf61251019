/** The messages of a conversation as they come in, once each and in order; and which of them are new to the operator. Pure. */
import { CALL_EVENTS } from '../../chat/frames.ts';
import { hasComeBy } from '../../chat/presence.ts';
import type { Conversation, Message, Note } from './data.ts';
import { locationQuestions } from './texts.ts';

export interface Thread {
  /** From the first on, without a gap. */
  messages: readonly Message[];
  /** Up to which the operator has seen them. */
  seenSeq: number;
  /** Up to which the person has. */
  readSeq: number;
}

export const EMPTY: Thread = { messages: [], seenSeq: 0, readSeq: 0 };

export function lastSeqOf(thread: Thread | undefined): number {
  return thread?.messages.at(-1)?.seq ?? 0;
}

/** The thread with what came in. `isGapped`: something before it is missing, and is to be asked for again. */
export function withMessages(thread: Thread, incoming: readonly Message[]): { thread: Thread; isGapped: boolean } {
  const messages = [...thread.messages];
  let next = lastSeqOf(thread) + 1;
  let isGapped = false;
  for (const message of [...incoming].sort((one, other) => one.seq - other.seq)) {
    if (message.seq < next) continue;
    if (message.seq > next) {
      isGapped = true;
      break;
    }
    messages.push(message);
    next++;
  }
  if (messages.length === thread.messages.length) return { thread, isGapped };
  // What was there before the operator's own last word has been seen, also after the page was loaded anew.
  const own = thread.messages.length ? 0 : (messages.findLast(({ author }) => author === 'OPERATOR')?.seq ?? 0);
  // And whoever writes has read what stands before.
  const read = messages.findLast(({ author, kind }) => author === 'VISITOR' && kind !== 'EVENT')?.seq ?? 0;
  return { thread: { ...thread, messages, seenSeq: Math.max(thread.seenSeq, own), readSeq: Math.max(thread.readSeq, read) }, isGapped };
}

/** The thread once all of it is on the screen. */
export function seen(thread: Thread): Thread {
  const seenSeq = lastSeqOf(thread);
  return seenSeq === thread.seenSeq ? thread : { ...thread, seenSeq };
}

export function readBy(thread: Thread, seq: number): Thread {
  return seq > thread.readSeq ? { ...thread, readSeq: seq } : thread;
}

/** How much of what the person wrote the operator has not seen. */
export function unreadOf(thread: Thread | undefined): number {
  return thread?.messages.filter(({ author, kind, seq }) => author === 'VISITOR' && kind !== 'EVENT' && seq > thread.seenSeq).length ?? 0;
}

/** What somebody said last; where nobody has said anything, what is automatic; `undefined`: nothing. */
export function lastSaid(thread: Thread | undefined): Message | undefined {
  const said = thread?.messages.filter(({ kind }) => kind !== 'EVENT') ?? [];
  return said.findLast(({ isAutomatic }) => !isAutomatic) ?? said.at(-1);
}

/** Since when the person waits for an answer, as an instant; `null`: they do not. */
export function unansweredSince(thread: Thread | undefined): number | null {
  let since: number | null = null;
  for (const { author, kind, sentAt } of thread?.messages ?? []) {
    if (kind === 'EVENT') continue;
    if (author === 'VISITOR') since ??= Date.parse(sentAt);
    else if (author !== 'SYSTEM') since = null;
  }
  return since;
}

/**
 * Which of the operator's own chats waits for an answer and is the most urgent: by danger, not knowing whether they are safe, then by how
 * long; `null`: none waits.
 */
export function mostUrgent<Own extends Pick<Conversation, 'id' | 'isInDanger' | 'isUnsure'>>(own: readonly Own[], threads: ReadonlyMap<string, Thread>): Own | null {
  const rank = ({ isInDanger, isUnsure }: Own): number => (isInDanger ? 0 : isUnsure ? 1 : 2);
  const waits = own.flatMap((one) => {
    const since = unansweredSince(threads.get(one.id));
    return since === null ? [] : [{ one, since }];
  });
  waits.sort((one, other) => rank(one.one) - rank(other.one) || one.since - other.since);
  return waits[0]?.one ?? null;
}

/** Which of the operator's own chats is the most urgent though none waits for an answer: what is open comes to its end by them alone. */
export function mostUrgentOpen<Own extends Pick<Conversation, 'id' | 'isInDanger' | 'isUnsure' | 'startedAt'>>(own: readonly Own[]): Own | null {
  const rank = ({ isInDanger, isUnsure }: Own): number => (isInDanger ? 0 : isUnsure ? 1 : 2);
  return [...own].sort((one, other) => rank(one) - rank(other) || one.startedAt.localeCompare(other.startedAt))[0] ?? null;
}

/**
 * Whether the emergency number was told of somebody: an operator has called it for them, or has referred them to it in danger. That they are in
 * danger is none yet: the ledger counts it alike (`assistance/chat/ledger.py`).
 *
 * Args:
 *   emergencyKey: of the office that is the emergency number; `undefined`: the directory has none.
 */
export function isEmergencyOf(notes: readonly Note[], isInDanger: boolean, referrals: readonly { key: string }[], emergencyKey: string | undefined): boolean {
  return emergencyCallOf(notes) !== undefined || (isInDanger && referrals.some(({ key }) => key === emergencyKey));
}

/**
 * What is asked once more before a chat ends with a result: an emergency of which nobody has noted that the number was called, and the end of somebody in danger
 * who is still there; `null`: nothing.
 */
export function askedBeforeEnd(state: Conversation['state'], result: string | null, isInDanger: boolean, isEmergency: boolean): 'UNCALLED' | 'IN_DANGER' | null {
  if (result === 'EMERGENCY' && !isEmergency) return 'UNCALLED';
  return isInDanger && state !== 'ENDED' ? 'IN_DANGER' : null;
}

/** What is chosen beforehand as the result of a chat: what was done, or else that the person left. */
export function firstResultOf(
  found: Pick<Conversation, 'callStartsAt' | 'callNumber' | 'leftQuickly' | 'visitorSeenAt' | 'endReason'>, thread: Thread | undefined,
  { isEmergency, hasReferred }: { isEmergency: boolean; hasReferred: boolean },
): 'CALL_BACK' | 'EMERGENCY' | 'REFERRED' | 'ABANDONED' | null {
  if (isCallDue(found)) return 'CALL_BACK';
  if (isEmergency) return 'EMERGENCY';
  if (hasReferred) return 'REFERRED';
  return found.endReason === 'LEFT' || hasLeft(found, thread) ? 'ABANDONED' : null;
}

/** Whether it was said that whoever has a conversation has come: it is not of one that was assigned or handed over, until they open it. */
export function isSaidToBeThere(thread: Thread | undefined): boolean {
  return thread?.messages.reduce(hasComeBy, false) ?? false;
}

/** When the person used the quick exit and has not been back since; `null`: they have not, or it is not known. */
export function leftQuicklyAt(thread: Thread | undefined): string | null {
  return thread?.messages.findLast(({ event }) => event === 'QUICK_EXIT')?.sentAt ?? null;
}

/** When the person was last heard of, as an instant: what they write is a sign of life, too; `null`: never. */
export function heardOfAt(thread: Thread | undefined, seenAt: string | null): number | null {
  const written = thread?.messages.findLast(({ author, kind }) => author === 'VISITOR' && kind !== 'EVENT')?.sentAt;
  const signs = [seenAt, written].flatMap((at) => (at ? [Date.parse(at)] : []));
  return signs.length ? Math.max(...signs) : null;
}

/** By so much a sign of life may still come in after the quick exit: it was on its way. */
const LEAVING_MS = 15_000;

/**
 * Whether the quick exit is the last that is known of the person: they are not on the page, whatever was seen shortly before.
 *
 * Args:
 *   seenAt: when the person was last seen.
 */
export function isAway(thread: Thread | undefined, seenAt: string | null): boolean {
  const exit = thread?.messages.findLast(({ event }) => event === 'QUICK_EXIT');
  if (!thread || !exit) return false;
  const hasWritten = thread.messages.some(({ author, kind, seq }) => author === 'VISITOR' && kind !== 'EVENT' && seq > exit.seq);
  return !hasWritten && (seenAt === null || Date.parse(seenAt) <= Date.parse(exit.sentAt) + LEAVING_MS);
}

/** Whether the person used the quick exit and nothing was heard of them since: whoever came may read what is sent. */
export function hasLeft({ leftQuickly, visitorSeenAt }: Pick<Conversation, 'leftQuickly' | 'visitorSeenAt'>, thread: Thread | undefined): boolean {
  return leftQuickly && isAway(thread, visitorSeenAt);
}

/** So long before the queue has a conversation again its operator is warned. */
const WARNED_MS = 60_000;

/** Whether somebody must answer within a minute, or the queue has the conversation again. */
export function isNearlyLost({ answerBy, isSupervised, state }: Pick<Conversation, 'answerBy' | 'isSupervised' | 'state'>, now: number): boolean {
  return !isSupervised && state === 'ATTENDED' && answerBy !== null && Date.parse(answerBy) - now <= WARNED_MS;
}

/**
 * Why a conversation is the operator's no longer: the person left by the quick exit, the operator was silent, the queue has it for another
 * reason, or none of it is known.
 */
export type Loss = 'left' | 'silent' | 'queue' | 'unknown';

export function lossOf(
  { id, answerBy, leftQuickly }: Pick<Conversation, 'id' | 'answerBy' | 'leftQuickly'>, waiting: readonly { id: string }[], now: number,
): Loss {
  if (leftQuickly) return 'left';
  if (answerBy !== null && Date.parse(answerBy) <= now) return 'silent';
  return waiting.some((one) => one.id === id) ? 'queue' : 'unknown';
}

/** Whether a call was promised and is cancelled: the conversation goes on here. */
export function isCallCancelled(thread: Thread | undefined, { callStartsAt, isErased }: Pick<Conversation, 'callStartsAt' | 'isErased'>): boolean {
  return !callStartsAt && !isErased && Boolean(thread?.messages.some(({ event }) => event === 'TO_PHONE'));
}

/** Whether a call is promised, and still to be made. */
export function isCallDue({ callStartsAt, callNumber }: Pick<Conversation, 'callStartsAt' | 'callNumber'>): boolean {
  return callStartsAt !== null && callNumber !== '';
}

/** What became of a call that was agreed; `over`: it is promised no more, though nobody cancelled it. */
export type CallStanding = 'promised' | 'over' | 'changed' | 'cancelled';

export function callStandingOf({ seq }: Pick<Message, 'seq'>, { messages }: Thread, { callStartsAt, callNumber }: Pick<Conversation, 'callStartsAt' | 'callNumber'>): CallStanding {
  const next = messages.find((one) => one.seq > seq && CALL_EVENTS.has(one.event));
  if (next) return next.event === 'TO_PHONE' ? 'changed' : 'cancelled';
  if (callStartsAt === null) return 'cancelled';
  return isCallDue({ callStartsAt, callNumber }) ? 'promised' : 'over';
}

export type Line = { at: number } & ({ of: 'message'; message: Message } | { of: 'note'; note: Note });

/**
 * Messages and internal notes as they stand below each other: messages in their order, a note where it was written. Of what the system kept
 * of former operators' work only the last stands there: it has what was known before.
 */
export function linesOf(thread: Thread | undefined, notes: readonly Note[]): Line[] {
  const lines: Line[] = (thread?.messages ?? []).map((message) => ({ of: 'message', at: Date.parse(message.sentAt), message }));
  const lastKnown = notes.findLast(({ run }) => run);
  for (const note of notes.filter((one) => !one.run || one === lastKnown).sort((one, other) => one.writtenAt.localeCompare(other.writtenAt))) {
    const at = Date.parse(note.writtenAt);
    const before = lines.findLastIndex((line) => line.at <= at);
    lines.splice(before + 1, 0, { of: 'note', at, note });
  }
  return lines;
}

/** Where somebody is, as it was noted last; `undefined`: nobody has noted it, or it was erased. */
export function locationOf(notes: readonly Note[]): Note | undefined {
  return [...notes].sort((one, other) => one.writtenAt.localeCompare(other.writtenAt)).findLast(({ kind, text }) => kind === 'LOCATION' && text);
}

/** Who has called the emergency number for somebody, and when; `undefined`: nobody, by what is known. */
export function emergencyCallOf(notes: readonly Note[]): Note | undefined {
  return notes.findLast(({ kind, withdrawnAt }) => kind === 'EMERGENCY_CALL' && !withdrawnAt);
}

/** The records of emergency calls that were taken back, the oldest first. */
export function withdrawnCallsOf(notes: readonly Note[]): Note[] {
  return notes.filter(({ kind, withdrawnAt }) => kind === 'EMERGENCY_CALL' && withdrawnAt);
}

/**
 * What the person was written of the emergency number since a record that it was called: in the prepared words, or in others.
 *
 * Args:
 *   until: an instant; what was written later is left out.
 */
export function saidOfCall(thread: Thread | undefined, call: Pick<Note, 'writtenAt'>, number: string, until?: string | null): Message[] {
  const [since, end] = [Date.parse(call.writtenAt), until ? Date.parse(until) : Infinity];
  const asked = locationQuestions(number);
  return (thread?.messages ?? []).filter(({ author, text, sentAt }) => (author === 'OPERATOR' || author === 'SUPERVISOR')
    && text?.includes(number) && !asked.includes(text) && Date.parse(sentAt) >= since && Date.parse(sentAt) <= end);
}

/** Whether the person was told that the emergency number was called, that was taken back, and nobody has written to them of it since. */
export function isToldOfWithdrawn(thread: Thread | undefined, notes: readonly Note[], number: string): boolean {
  const last = withdrawnCallsOf(notes).at(-1);
  if (!last?.withdrawnAt || emergencyCallOf(notes)) return false;
  return saidOfCall(thread, last, number, last.withdrawnAt).length > 0 && !saidOfCall(thread, { writtenAt: last.withdrawnAt }, number).length;
}

/** Whether somebody was asked where they are, in the prepared words. */
export function isLocationAsked({ messages }: Thread, number: string): boolean {
  const asked = locationQuestions(number);
  return messages.some(({ text, author }) => author !== 'VISITOR' && text !== null && asked.includes(text));
}

/** What stands there to be noted: the place that is noted, which nothing replaces by itself; where none is, what the person wrote last. */
export function locationToNote(thread: Thread | undefined, notes: readonly Note[]): string {
  const written = thread?.messages.findLast(({ author, kind }) => author === 'VISITOR' && kind === 'TEXT');
  return (locationOf(notes) ?? written)?.text ?? '';
}

const MOST_SINCE = 3;

/** What the person wrote last since the place was noted, the oldest first: they may have moved. */
export function writtenSinceLocation(thread: Thread | undefined, notes: readonly Note[]): string[] {
  const location = locationOf(notes);
  if (!location) return [];
  const written = (thread?.messages ?? []).filter(({ author, kind, sentAt }) => author === 'VISITOR' && kind === 'TEXT' && Date.parse(sentAt) > Date.parse(location.writtenAt));
  return written.flatMap(({ text }) => text ?? []).slice(-MOST_SINCE);
}

const MOST_NUMBERS = 9;

/**
 * The numbers by which an operator's conversations are chosen: each keeps its own until the desk has none any more, and the number of one
 * that is gone goes to another only once all of them were given. What is typed for one person never goes to who has taken their number.
 *
 * Args:
 *   before: numbers that were given, also of those that are gone.
 */
export function numbersOf(before: ReadonlyMap<string, number>, conversations: readonly Pick<Conversation, 'id' | 'startedAt'>[]): Map<string, number> {
  const numbers = new Map(conversations.length ? before : []);
  const present = new Set(conversations.map(({ id }) => id));
  const added = conversations.filter(({ id }) => !numbers.has(id)).sort((one, other) => one.startedAt.localeCompare(other.startedAt));
  for (const { id } of added) {
    const last = Math.max(0, ...numbers.values());
    const taken = new Set([...numbers].filter(([other]) => present.has(other)).map(([, number]) => number));
    let number = last + 1;
    if (last >= MOST_NUMBERS) for (number = 1; taken.has(number); number += 1);
    for (const [other, theirs] of numbers) if (theirs === number) numbers.delete(other);
    numbers.set(id, number);
  }
  return numbers;
}

/** An operator's conversations by their numbers. */
export function inOrder<Numbered extends Pick<Conversation, 'id'>>(numbers: ReadonlyMap<string, number>, conversations: readonly Numbered[]): Numbered[] {
  const number = ({ id }: Numbered): number => numbers.get(id) ?? Infinity;
  return [...conversations].sort((one, other) => number(one) - number(other));
}

/** What the server says of chats: the contract of `/mesa/api/chats` and of the live feed, as far as the desk reads it. */
import type { HandedRun, Role } from '../data.ts';

export type Author = 'VISITOR' | 'OPERATOR' | 'SUPERVISOR' | 'SYSTEM';
export type ConversationEvent =
  | 'ATTENDED' | 'REQUEUED' | 'OPERATOR_SILENT' | 'OPERATOR_LOST' | 'OPERATOR_LEFT' | 'HANDED_OVER' | 'TAKEN_OVER' | 'JOINED' | 'LEFT'
  | 'TO_STATE' | 'TO_PHONE' | 'CALL_CANCELLED' | 'CALLED_OFF' | 'NEARLY_INACTIVE' | 'QUICK_EXIT' | 'ENDED';

export interface Card {
  kind: 'guidance' | 'node' | 'office' | 'call' | 'crisis';
  key: string;
  title: string;
  text: string;
  url?: string | null;
  phone?: string | null;
  /** What can be answered to the question of a step. */
  answers?: string[];
}

/** What a card is made of: the server has the words. */
export type CardInput =
  | { kind: 'guidance' | 'office'; key: string }
  | { kind: 'node'; key: string; node: string; digest: string };

export interface Message {
  seq: number;
  clientId: string;
  author: Author;
  authorName: string;
  kind: 'TEXT' | 'CARD' | 'EVENT';
  event: ConversationEvent | '';
  text: string | null;
  card: Card | null;
  /** Search suggested it; nobody wrote it. */
  isAutomatic: boolean;
  isRemoved: boolean;
  /** Between which the call comes that an event is about; `null`: it is about none, or all was removed. */
  callStartsAt: string | null;
  callEndsAt: string | null;
  sentAt: string;
  /** When it was written, where that was long before it came: without a connection. */
  writtenAt?: string | null;
}

export interface Note {
  id: string;
  /** Where somebody in danger is, that the emergency number was called for them, or that they are in no danger, whatever they wrote of: the last two have no text. */
  kind?: 'NOTE' | 'LOCATION' | 'EMERGENCY_CALL' | 'NOT_IN_DANGER';
  authorName: string;
  text: string | null;
  /** What was known as the conversation was passed on. */
  run?: HandedRun | null;
  writtenAt: string;
  /** When and by whom the record of an emergency call was taken back; `null`: it holds. */
  withdrawnAt?: string | null;
  withdrawnByName?: string;
}

/** Somebody who waits in the queue. */
export interface Waiting {
  id: string;
  /** The code of the state. */
  state: string;
  role: Role | '';
  isInDanger: boolean;
  /** Asked whether they are safe, they did not know. */
  isUnsure: boolean;
  topicKey: string;
  language: string;
  waitingSince: string;
  offeredToMe: boolean;
  /** It is a colleague's turn. */
  offeredToOther: boolean;
  offeredUntil: string | null;
}

/** Whom the queue has next for this operator: who is in danger, first whoever of them is offered to them; then who is offered to them, or else the first. */
export function nextOf(waiting: readonly Waiting[]): Waiting | undefined {
  const inDanger = waiting.filter(({ isInDanger }) => isInDanger);
  const among = inDanger.length ? inDanger : waiting;
  return among.find(({ offeredToMe }) => offeredToMe) ?? among[0];
}

/** A conversation of the operator's, or one that a supervisor has joined. */
export interface Conversation {
  id: string;
  /** The code of the state whose content answers it. */
  tenant: string;
  state: 'WAITING' | 'ATTENDED' | 'ENDED';
  version: number;
  lastSeq: number;
  epoch: number;
  /** The operator has joined it as a supervisor; it is another one's. */
  isSupervised: boolean;
  /** It has ended, and what came of it is still to be said. */
  hasToBeRegistered: boolean;
  operatorName: string;
  supervisorName: string;
  role: Role | '';
  isInDanger: boolean;
  /** Asked whether they are safe, they did not know. */
  isUnsure: boolean;
  /** They answered that they are not safe. */
  hasDeclaredDanger: boolean;
  /** Of what danger they have written; empty: of none. */
  dangerWords: 'SUICIDE' | 'DANGER' | '';
  /** They count as in danger by their words alone: it may be a false alarm. */
  mayWithdrawDanger: boolean;
  topicKey: string;
  language: string;
  startedAt: string;
  visitorSeenAt: string | null;
  /** Since when the person is known not to be there: the connection closed, or nothing was heard. */
  absentSince: string | null;
  leftQuickly: boolean;
  /** Until when the operator must open or answer it, or do something else in it, before the queue has it again; `null`: it is the person's turn. */
  answerBy: string | null;
  /** When the person is called, as was promised last; `null`: no call is promised, or not any more. */
  callStartsAt: string | null;
  /** The last digits of the number that is to be called; empty: no call is to be made, or not any more. */
  callNumber: string;
  /** The folio of that call; empty: as of `callNumber`. */
  callCode: string;
  isNearlyInactive: boolean;
  endsAt: string | null;
  endedAt: string | null;
  endReason: string;
  isErased: boolean;
  notes: Note[];
  firstAttendedAt: string | null;
  /** What the operator's own desk knew of it before it was loaded anew. */
  run: HandedRun | null;
}

export interface ChatsAnswer {
  waiting: Waiting[];
  conversations: Conversation[];
  messages: Record<string, Message[]>;
  most: number;
}

/** What supervisors see of each conversation that has not ended. */
export interface BoardRow {
  id: string;
  tenant: string;
  state: 'WAITING' | 'ATTENDED';
  role: Role | '';
  isInDanger: boolean;
  /** Asked whether they are safe, they did not know. */
  isUnsure: boolean;
  topicKey: string;
  startedAt: string;
  waitingSince: string;
  attendedAt: string | null;
  operatorId: number | null;
  operatorName: string;
  /** Whoever attends is on a call, and answers nobody meanwhile. */
  isOperatorOnCall: boolean;
  supervisorName: string;
  /** Since when the person waits for an answer; `null`: they do not. */
  unansweredSince: string | null;
  /** Since when the person is known not to be there; `null`: they are, as far as is known. */
  absentSince: string | null;
}

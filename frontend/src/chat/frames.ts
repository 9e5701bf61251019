/** What a visitor's page and the chat say to each other, the same over every transport: docs/chat.md. */
import type { Command } from './commands.ts';

/** Events which say that a call was agreed, or cancelled: as `OF_CALLS` of the server. */
export const CALL_EVENTS: ReadonlySet<string> = new Set(['TO_PHONE', 'CALL_CANCELLED', 'CALLED_OFF']);

export type Author = 'VISITOR' | 'OPERATOR' | 'SUPERVISOR' | 'SYSTEM';

export interface Card {
  kind: string;
  key: string;
  title: string;
  text: string;
  url?: string | null;
  phone?: string | null;
  /** What dials it. */
  phoneUrl?: string | null;
  /** Of a step: which one of its script. */
  node?: string;
  /** What can be answered to its question. */
  answers?: string[];
}

export interface ShownMessage {
  seq: number;
  clientId: string;
  author: Author;
  authorName: string;
  kind: 'TEXT' | 'CARD' | 'EVENT';
  event: string;
  text: string | null;
  card: Card | null;
  isAutomatic: boolean;
  isRemoved: boolean;
  /** Between which the call comes that an event is about; null: it is about none, or all was removed. */
  callStartsAt: string | null;
  callEndsAt: string | null;
  sentAt: string;
  /** When it was written, where that was long before it came: without a connection. */
  writtenAt?: string | null;
}

export interface ShownConversation {
  id: string;
  state: 'WAITING' | 'ATTENDED' | 'ENDED';
  version: number;
  lastSeq: number;
  language: string;
  operatorName: string;
  supervisorName: string;
  role: string;
  /** Whether somebody has attended them before. */
  wasAttended: boolean;
  position: number | null;
  startedAt: string;
  waitSeconds: number | null;
  endedAt: string | null;
  endReason: string;
  rating: number | null;
  isNearlyInactive: boolean;
  endsAt: string | null;
  isErased: boolean;
  /** Between which the person is called, as was promised; null: no call was. */
  callStartsAt: string | null;
  callEndsAt: string | null;
  /** The last digits of the number that is called; empty: no call is to be made any more. */
  callNumber: string;
  /** The digits by which the person can name that call; empty: none is to be made any more. Where there are some and no `callNumber`, the number is not kept any more. Not sent by an earlier server. */
  callCode?: string;
  /** Whether the page offers a call by itself: not to whoever is in danger or does not know. */
  mayRing?: boolean;
  /** The name of another state whose content answers; empty: their own. */
  contentState: string;
  /** Whether they wait, and no operator is at their desk; not sent by an earlier server, like the two below. */
  isNobodyThere?: boolean;
  /** Whether they wait, and the hours of service are over. */
  isOutsideHours?: boolean;
  /** When these begin again, of whoever waits outside them, or was not attended to before. */
  opensAt?: string | null;
}

export interface Refusal {
  code: string;
  message: string;
  field?: string | null;
  clientId?: string | null;
  retryAfter?: number | null;
  opensAt?: string;
  zone?: string;
  challenge?: unknown;
}

/** How somebody comes into a conversation; said in the first frame, and nowhere else. */
export interface Hello {
  type: 'hello';
  conversation: string;
  secret: string;
  after: number;
}

export type ClientFrame =
  | Hello
  | { type: 'message'; clientId: string; text: string; writtenAgo?: number }
  | Command
  | { type: 'typing' | 'exit' | 'ping' }
  | { type: 'read'; seq: number };

export type ServerFrame =
  | { type: 'welcome'; serverTime?: string; conversation: ShownConversation; messages: ShownMessage[] }
  | { type: 'ack'; clientId: string; seq: number; sentAt: string }
  | { type: 'messages'; messages: ShownMessage[] }
  | { type: 'state'; conversation: ShownConversation }
  | { type: 'typing'; author: Author }
  | { type: 'read'; seq: number }
  | ({ type: 'refused' } & Refusal)
  | { type: 'pong'; serverTime?: string }
  | { type: 'bye'; reason: string; retryAfter?: number };

/** What the desk knows at a moment, and what its parts share. */
import type { Api } from './api.ts';
import type { Call, InquiryInput } from './call.ts';
import type { Bundle, Handover, PresenceState, Session, State } from './data.ts';
import type { Journal, Keeping, Sending } from './journal.ts';
import type { TodayContact } from './today.ts';

export interface DeskState {
  phase: 'loading' | 'elsewhere' | 'unreachable' | 'ready';
  session: Session | null;
  isReachable: boolean;
  isSignedOut: boolean;
  /** Whether the operator may still take calls. */
  isAssigned: boolean;
  /** Whether the operator practises: nothing is sent or counted. */
  isPractice: boolean;
  /** The state of the call, or of the next one. */
  code: string;
  /** The chat that is on the screen: what is opened is its state's, in its language. */
  attended: { code: string; language: string } | null;
  /** States of which the next caller's is one, as the area code says that they share; the operator asks which. */
  possibleStates: string[];
  call: Call | null;
  /** Which contact of this tab it is; screens keep what is of one contact only under its number. */
  contact: number;
  /** Whether something the caller said in this contact speaks of danger. */
  speaksOfDanger: boolean;
  /** When the first words of a contact were typed that has not begun yet. */
  firstTypedAt: number | null;
  bundle: Bundle | null;
  presence: PresenceState;
  presenceSince: number;
  /** What the operator does once the call is registered; `null`: takes the next one. */
  afterwards: PresenceState | null;
  keeping: Keeping;
  queue: Sending[];
  /** The contact that was finished last. */
  last: InquiryInput | null;
  /** The contacts that the operator has finished today in this browser. */
  today: TodayContact[];
  /** What happened last, in a sentence. */
  notice: string;
  hasOthers: boolean;
  handovers: Handover[];
  callBacksDue: number;
  /** Why this browser does not count as where the operator works; empty: it does. */
  elsewhere: string;
}

/** The desk as its parts see it: what it knows, the server, and what this browser keeps. */
export interface DeskHost {
  readonly state: DeskState;
  readonly api: Api;
  readonly journal: Journal;
  set(change: Partial<DeskState>): void;
  say(said: string): void;
  stateOf(code: string): State | null;
  askSession(): Promise<Session | null>;
  /** Note what an error says of session and network; true: try again later. */
  heard(error: unknown): boolean;
}

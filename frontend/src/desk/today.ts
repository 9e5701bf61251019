/** The contacts that an operator has finished today in this browser: codes and hours, nothing of who called. Pure. */
import type { InquiryInput, Promised } from './call.ts';
import type { ContactType, Outcome, Role } from './data.ts';
import type { Sending } from './journal.ts';
import { localOf } from './zones.ts';

export interface TodayContact {
  id: string;
  startedAt: string;
  /** The code of its state, and its zone. */
  state: string;
  zone: string;
  channel: 'PHONE' | 'CHAT';
  contactType: ContactType;
  role: Role | null;
  /** The title of its script; empty: none was taken. */
  script: string;
  outcome: Outcome;
  /** The keys of the offices to which somebody was referred. */
  referralKeys?: string[];
  isHungUp?: boolean;
  isLeftUnread?: boolean;
  /** It was corrected, or taken out of the count. */
  correctedAs?: 'CORRECTED' | 'VOID';
  /** A call as it was registered last, which a correction begins with; absent of a chat, and of what does not count. */
  inquiry?: InquiryInput;
  /** The call-back that was promised in it. */
  promised?: Promised;
}

export interface KeptToday {
  user: number;
  contacts: TodayContact[];
}

/** What of them is the operator's and of today, by the clocks of each one's state; the newest first. */
export function ofToday(kept: KeptToday | null, user: number, now: number): TodayContact[] {
  if (kept?.user !== user) return [];
  const isToday = ({ startedAt, zone }: TodayContact): boolean => localOf(Date.parse(startedAt), zone).day === localOf(now, zone).day;
  return kept.contacts.filter(isToday).sort((one, other) => other.startedAt.localeCompare(one.startedAt));
}

/** The contact that stands in the ledger under an id: as it was finished, or as it was corrected last. */
export function contactOf(id: string, contacts: readonly TodayContact[]): TodayContact | undefined {
  return contacts.find((one) => one.id === id || one.inquiry?.id === id);
}

export type Standing = 'sent' | 'waits' | 'refused';

/** Whether the server has a contact, and its last correction, by what still waits to be sent. */
export function standingOf({ id, inquiry }: Pick<TodayContact, 'id' | 'inquiry'>, queue: readonly Pick<Sending, 'id' | 'refused'>[]): Standing {
  const waiting = queue.filter((one) => one.id === id || one.id === inquiry?.id);
  if (!waiting.length) return 'sent';
  return waiting.some(({ refused }) => refused) ? 'refused' : 'waits';
}

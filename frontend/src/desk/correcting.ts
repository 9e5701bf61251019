/** What a correction says of a contact, in the place of what was registered of it. Pure. */
import { isConversation, type InquiryInput } from './call.ts';
import type { ContactType, Result, Role } from './data.ts';

/** What the ledger takes (`MOST_REFERRALS` of `assistance/models/inquiries.py`). */
export const MOST_REFERRALS = 10;

export type CorrectionReason = 'MISTAKE' | 'DUPLICATE' | 'WRONG_STATE' | 'TEST';

/** What whoever corrects has chosen. */
export interface Chosen {
  reason: CorrectionReason;
  contactType: ContactType;
  role: Role | null;
  result: Result;
  referralKeys: readonly string[];
  /** Of which state it is, if it is of another one. */
  state: string;
}

/** What a correction begins with: what was registered. */
export function chosenOf(last: InquiryInput): Chosen {
  const result = last.unservedReason === 'OUT_OF_SCOPE' ? 'OUT_OF_SCOPE' : last.outcome;
  return { reason: 'MISTAKE', contactType: last.contactType, role: last.role, result, referralKeys: last.referralKeys, state: '' };
}

/** Whether the call-back that was promised in a contact is still to be made; `UNKNOWN`: without a network nobody knows. */
export type PromiseStanding = 'STANDS' | 'GONE' | 'UNKNOWN';

/**
 * What became of the call-back that was promised in a contact.
 *
 * Args:
 *   promised: its id.
 *   due: those that are to be made; `null`: the server did not answer.
 */
export function standingOfPromise(promised: string, due: readonly { id: string }[] | null): PromiseStanding {
  if (due === null) return 'UNKNOWN';
  return due.some(({ id }) => id === promised) ? 'STANDS' : 'GONE';
}

/**
 * What is still to be chosen, or can not be: a correction books no call-back, so that none is said to be promised that nobody makes.
 *
 * Args:
 *   before: the result that was registered.
 *   promise: what became of the call-back that was promised in the contact; `null`: none was.
 */
export function missingIn({ reason, contactType, result, referralKeys, state }: Chosen, before: Result, promise: PromiseStanding | null = null): 'state' | 'office' | 'callBack' | null {
  if (reason === 'WRONG_STATE') return state ? null : 'state';
  if (reason === 'MISTAKE' && result === 'CALL_BACK' && before !== 'CALL_BACK' && promise !== 'STANDS') return 'callBack';
  return reason === 'MISTAKE' && isConversation(contactType) && result === 'REFERRED' && !referralKeys.length ? 'office' : null;
}

const OF_NO_MATTER = { topicKey: null, scriptKey: null, scriptDigest: null, endNode: null, referralKeys: [] };

/** The contact as it should have been registered: what it is no longer of, such as the script of another state, goes. */
export function correctedOf(last: InquiryInput, id: string, chosen: Chosen): InquiryInput {
  if (chosen.reason === 'WRONG_STATE') return { ...last, id, state: chosen.state, outcome: last.outcome === 'REFERRED' ? 'INFORMED' : last.outcome, ...OF_NO_MATTER, campaign: null };
  if (chosen.reason !== 'MISTAKE') return { ...last, id };
  const { contactType, result } = chosen;
  const isServed = result === 'OUT_OF_SCOPE' ? false : last.unservedReason === 'OUT_OF_SCOPE' || last.isServed;
  const unservedReason = result === 'OUT_OF_SCOPE' ? 'OUT_OF_SCOPE' : last.unservedReason === 'OUT_OF_SCOPE' ? null : last.unservedReason;
  const outcome = result === 'OUT_OF_SCOPE' ? 'OTHER' : result;
  const corrected: InquiryInput = { ...last, id, contactType, isServed, unservedReason };
  if (isConversation(contactType)) return { ...corrected, role: chosen.role, outcome, referralKeys: [...chosen.referralKeys] };
  return { ...corrected, role: null, outcome: outcome === 'REFERRED' ? 'OTHER' : outcome, ...OF_NO_MATTER };
}

/**
 * The offices to choose from, each of which keeps its place, and so its digit, until something else is looked for, and when the same contact is
 * corrected once more.
 *
 * Args:
 *   kept: those that the contact has; what of them is not among those that are listed stands behind them.
 *   found: what was looked for, or else what is likely.
 *   most: so many of these are listed.
 */
export function officesToChoose(kept: readonly string[], found: readonly string[], most: number): string[] {
  return [...new Set([...found.slice(0, most), ...kept])];
}

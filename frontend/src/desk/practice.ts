/**
 * Practice: everything works as in a call, and nothing of it leaves this tab. What may is decided in one place, `practised`, before
 * which all that the desk asks the server passes; what it does not name is refused.
 */
import type { PresenceAnswer, PresenceState } from './data.ts';
import { texts } from './texts.ts';

/** What only reads, and is the same for everybody. */
const READS = [/^session$/, /^bundle\//, /^scripts\//, /^call-backs\/windows\//];
/** A question that is kept nowhere, although it is posted. */
const QUESTIONS = [/^search\//];
/** What is otherwise kept by the server: it answers that it has it. */
const KEPT = [/^inquiries$/, /^inquiries\/[^/]+\/corrections$/, /^call-backs$/, /^reports$/, /^suggestions$/, /^handovers$/, /^handovers\/[^/]+\/withdraw$/];

/** Who takes a call over that is handed to a colleague. */
const COLLEAGUE = { id: 0, name: texts.practiceColleague, state: 'AVAILABLE' as PresenceState };
const SUMMARY_DAYS = 30;
const QR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60"><rect width="60" height="60" fill="#fff"/><text x="30" y="33" font-size="10" text-anchor="middle">PRÁCTICA</text></svg>';

/** What becomes of a question to the server: it is asked (`body`: of so much), or answered here; `null`: it is refused. */
export type Practised = { body: unknown } | { answer: unknown } | null;

export function practised(method: 'GET' | 'POST', path: string, body: unknown, now: number): Practised {
  const isOne = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(path));
  if (method === 'GET') {
    if (isOne(READS)) return { body };
    if (/^colleagues\//.test(path)) return { answer: [COLLEAGUE] };
    return path === 'call-backs' ? { answer: [] } : null;
  }
  if (isOne(QUESTIONS)) return { body };
  // To all others, who practises is not there.
  if (path === 'presence') return { body: { ...(body as object), state: 'AWAY', callId: null } };
  if (isOne(KEPT)) return { answer: {} };
  if (path === 'summaries') {
    return { answer: { url: 'https://practica.invalid/resumen/', code: '00000000', qrSvg: QR, expiresAt: new Date(now + SUMMARY_DAYS * 86_400_000).toISOString() } };
  }
  return null;
}

/** What the server says to who practises: nothing that citizens or colleagues wait for; a call that is offered is taken. */
export function practisedPresence(answer: PresenceAnswer, offer: { id: string; name: string } | null, callId: string): PresenceAnswer {
  const taken = offer ? [{ id: offer.id, to: offer.name, callId, outcome: 'ACCEPTED' as const }] : [];
  return { ...answer, handovers: [], callBacksDue: 0, sentHandovers: taken };
}

const NAME = 'justicia-mesa-practica';

/** Who practises in this tab, which a reload does not change; `null`: nobody. */
export function practising(): number | null {
  try {
    return Number(sessionStorage.getItem(NAME)) || null;
  } catch {
    return null;
  }
}

/** Note who practises; `null`: nobody does any more. Whether it was noted. */
export function setPractising(user: number | null): boolean {
  try {
    if (user === null) sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, String(user));
    return true;
  } catch {
    return false;
  }
}

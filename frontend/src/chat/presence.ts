/** Whether somebody has come to a conversation, as whoever writes and the desk read it: `has_come` of assistance/chat/assignment.py, by vectors_has_come.json. Pure. */
import type { ShownMessage } from './frames.ts';

const HAS_COME = new Set(['ATTENDED', 'TAKEN_OVER']);
const HAS_NOT_COME = new Set(['REQUEUED', 'OPERATOR_SILENT', 'OPERATOR_LOST', 'OPERATOR_LEFT', 'HANDED_OVER']);

/** Since when the person waits for an answer of whoever has come, after a further message; `null`: they do not. */
export function waitsSinceBy(before: number | null, { author, kind, event, sentAt }: Pick<ShownMessage, 'author' | 'kind' | 'event' | 'sentAt'>): number | null {
  const at = Date.parse(sentAt);
  if (kind === 'EVENT') return before !== null && HAS_COME.has(event) ? Math.max(before, at) : before;
  if (author === 'VISITOR') return before ?? at;
  return author === 'SYSTEM' ? before : null;
}

/** Whether whoever has the conversation has opened it, after a further message: to whom it was only assigned or handed has not come yet. */
export function hasComeBy(before: boolean, { author, event }: Pick<ShownMessage, 'author' | 'event'>): boolean {
  return !HAS_NOT_COME.has(event) && (before || HAS_COME.has(event) || author === 'OPERATOR');
}

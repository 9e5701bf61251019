/** Whether somebody has come to a conversation, as whoever writes and the desk read it: `has_come` of assistance/chat/assignment.py, by vectors_has_come.json. Pure. */
import type { ShownMessage } from './frames.ts';

const HAS_COME = new Set(['ATTENDED', 'TAKEN_OVER']);
const HAS_NOT_COME = new Set(['REQUEUED', 'OPERATOR_SILENT', 'OPERATOR_LOST', 'OPERATOR_LEFT', 'HANDED_OVER']);

/** Whether whoever has the conversation has opened it, after a further message: to whom it was only assigned or handed has not come yet. */
export function hasComeBy(before: boolean, { author, event }: Pick<ShownMessage, 'author' | 'event'>): boolean {
  return !HAS_NOT_COME.has(event) && (before || HAS_COME.has(event) || author === 'OPERATOR');
}

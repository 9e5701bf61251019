/** What is not as usual, in one sentence each. Pure. */
import { walkOf } from './call.ts';
import * as clock from './clock.ts';
import { takesCalls } from './data.ts';
import type { DeskState } from './state.ts';
import { texts } from './texts.ts';

export type UnusualAct = 'signIn' | 'retry' | 'export' | 'drop' | 'accept' | 'withdraw';

export interface Unusual {
  id: string;
  tone: 'plain' | 'caution' | 'danger';
  sentence: string;
  /** What can be done about it. */
  acts?: readonly UnusualAct[];
}

type Known = Pick<
  DeskState,
  'session' | 'call' | 'bundle' | 'isReachable' | 'isSignedOut' | 'isAssigned' | 'keeping' | 'queue' | 'hasOthers' | 'handovers' | 'elsewhere' | 'last'
>;

/** So long after a contact began it is said that an office of it is gone. */
const GONE_SAID_MS = 3_600_000;

export function unusualIn(state: Known): Unusual[] {
  const { session, call, bundle, isReachable, isSignedOut, isAssigned, keeping, queue, hasOthers, handovers, elsewhere } = state;
  const found: Unusual[] = [];
  const waiting = queue.filter((one) => !one.refused).length;
  if (isSignedOut) found.push({ id: 'session', tone: 'caution', sentence: call ? texts.signedOut : texts.signedOutIdle, acts: ['signIn'] });
  else if (!isReachable) {
    found.push({ id: 'network', tone: 'caution', sentence: [texts.offline, ...(waiting ? [`${texts.waiting(waiting)}.`] : [])].join(' ') });
  }
  if (keeping === 'memory') {
    found.push({ id: 'disk', tone: 'danger', sentence: call ? texts.memory : waiting ? texts.memoryWaiting : texts.memoryIdle });
  }
  if (queue.some(({ kind, refused }) => kind === 'callBack' && !refused) && !isReachable) {
    found.push({ id: 'callBack', tone: 'danger', sentence: texts.callBackWaits });
  }
  if (!isAssigned) found.push({ id: 'assignment', tone: 'caution', sentence: call ? texts.assignmentEnded : texts.assignmentEndedIdle });
  const ofCall = call && session?.states.find(({ code }) => code === call.state);
  if (ofCall && !takesCalls(ofCall)) found.push({ id: 'channel', tone: 'caution', sentence: texts.noCallsHere(ofCall.name) });
  if (call && call.endedAt !== null) found.push({ id: 'unregistered', tone: 'caution', sentence: texts.unregistered });
  if (hasOthers) found.push({ id: 'others', tone: 'plain', sentence: texts.others });
  for (const { id, kind, name, refused, isExported } of queue) {
    // A contact is never let go of before somebody has it.
    const acts: UnusualAct[] = kind === 'inquiry' ? ['retry', 'export', ...(isExported ? ['drop' as const] : [])] : ['drop'];
    if (refused) found.push({ id, tone: 'danger', sentence: texts.refused(name, refused), acts });
  }
  for (const one of handovers) {
    const name = session?.states.find(({ code }) => code === one.state)?.name ?? one.state;
    const title = one.scriptKey ? bundle?.items.get(one.scriptKey)?.title : undefined;
    const sentence = `${one.isInDanger ? `${texts.inDanger}. ` : ''}${texts.handoverFrom(one.from, name, title ?? texts.noScript)}`;
    found.push({ id: one.id, tone: one.isInDanger ? 'danger' : 'plain', sentence, ...(call ? {} : { acts: ['accept'] }) });
  }
  if (elsewhere) found.push({ id: 'browser', tone: 'caution', sentence: elsewhere });
  if (call?.offer) found.push({ id: 'offer', tone: 'plain', sentence: texts.offered(call.offer.name), acts: ['withdraw'] });
  if (isOfficeGoneSince(state)) found.push({ id: 'officeGone', tone: 'caution', sentence: texts.officeGoneSince });
  return [...found, ...changesDuring(state)];
}

/** Whether the last contact, which is over, was referred to an office that was taken out of the directory since the desk showed it. */
function isOfficeGoneSince({ call, last, bundle }: Known): boolean {
  if (call || !last || bundle?.code !== last.state || clock.now() - Date.parse(last.startedAt) > GONE_SAID_MS) return false;
  return last.referralKeys.some((key) => !bundle.items.has(key));
}

/** What became of the script and the offices of a call since it took them. */
function changesDuring({ call, bundle, isReachable }: Known): Unusual[] {
  if (!call) return [];
  const found: Unusual[] = [];
  const caution = (id: string, sentence: string): void => void found.push({ id, tone: 'caution', sentence });
  const { pinned } = call;
  if (call.handed?.scriptKey && !isReachable) caution('handed', texts.handedScriptAwaited);
  if (call.handedScript) caution('handed', call.handedScript === 'LOST' ? texts.handedScriptLost : texts.handedScriptReplaced);
  const stop = walkOf(call)?.stop;
  if (stop && stop.reason !== 'START_MISSING') caution('run', texts.staleRun);
  const present = bundle?.code === call.state ? bundle : null;
  if (pinned && present?.locale === pinned.script.locale) {
    const digest = present.items.has(pinned.script.key) ? present.pinned[pinned.script.key] : undefined;
    if (digest === undefined) caution('script', call.isHanded ? texts.handedScriptGone : texts.scriptGone);
    else if (pinned.digest && digest !== pinned.digest) caution('script', call.isHanded ? texts.handedScriptChanged : texts.scriptChanged);
  }
  for (const { key, name } of call.referrals) if (present && !present.items.has(key)) caution(key, texts.officeGone(name));
  return found;
}

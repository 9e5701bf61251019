import { Button } from 'react-aria-components';

import type { Handover } from './data';
import type { Desk } from './desk';
import { ROLES, texts } from './texts';
import { texts as chatTexts } from './chats/texts';
import { lasting } from './chats/times';
import { useChats } from './chats/useChats';
import { unansweredSince } from './chats/thread';
import { unusualIn, type UnusualAct } from './unusual';
import { useDesk, useNow } from './useDesk';

const NAMES: Record<UnusualAct, string> = { signIn: texts.signIn, retry: texts.again, export: texts.export, drop: texts.drop, accept: texts.accept, withdraw: texts.withdraw };

/**
 * What is not as usual, and what can be done about it.
 *
 * Args:
 *   onChats: leads to the chats, where calls are on the screen: of them is said here who waits.
 *   onHandover: takes the call that is offered.
 *   handoverKey: the key that takes the first one of several.
 */
export function Messages({ onChats, onHandover, handoverKey }: { onChats?: () => void; onHandover?: (handover: Handover) => void; handoverKey?: string } = {}) {
  const [desk, state] = useDesk();
  const [chats, { outbox, threads, waiting: queue, missedOffer, isMuted }] = useChats();
  const now = useNow(10);
  /** During a call only of danger. */
  const next = onChats && chats.next.find();
  const isNextSaid = next && (next.one.isInDanger || (!state.call && queue.length > 0));
  const since = next && (next.of === 'queue' ? Date.parse(next.one.waitingSince) : unansweredSince(threads.get(next.one.id)));
  const who = next && (next.one.isInDanger ? `▲ ${chatTexts.inDanger}` : next.one.isUnsure ? chatTexts.unsure : next.one.role ? ROLES[next.one.role].short : chatTexts.roleUnknown);
  const waiting = outbox.filter(({ seq, refused }) => seq === null && !refused).length;
  return (
    <div className="desk-messages" role="region" aria-label={texts.messages} aria-live="polite">
      {unusualIn(state).map((one) => (
        <p key={one.id} className={`is-${one.tone}`}>
          {one.sentence} {one.acts?.map((act) => (
            <Button key={act} onPress={() => help(desk, act, one.id, onHandover)}>{act === 'accept' && one.id === state.handovers[0]?.id && <kbd>{handoverKey}</kbd>} {NAMES[act]}</Button>
          ))}
          {one.id === state.handovers[0]?.id && chats.isPassedCall && (
            <Button className="is-quiet" aria-pressed={isMuted} onPress={() => chats.mute(!isMuted)}>{isMuted ? chatTexts.unmute : chatTexts.mute} <kbd>U</kbd></Button>
          )}
        </p>
      ))}
      {next && who && isNextSaid && (
        <p className={next.one.isInDanger ? 'is-danger' : 'is-caution'}>
          {next.of === 'queue' ? chatTexts.waitsNow(queue.length, who, since ? lasting(now - since) : '') : chatTexts.ownWaitsNow(who, since ? lasting(now - since) : '')}{' '}
          <Button onPress={() => {
            void chats.acceptNext();
            onChats?.();
          }}>{next.of === 'queue' ? chatTexts.take : chatTexts.openIt} <kbd>F2</kbd></Button>
        </p>
      )}
      {missedOffer && <p className="is-caution">{missedOffer} <Button onPress={() => chats.dropMissedOffer()}>{chatTexts.remove}</Button></p>}
      {waiting > 0 && (!state.isReachable || state.isSignedOut) && <p className="is-danger">{chatTexts.outboxWaits(waiting)}</p>}
    </div>
  );
}

function help(desk: Desk, act: UnusualAct, id: string, onHandover?: (handover: Handover) => void): void {
  const { queue, handovers } = desk.state;
  if (act === 'signIn') desk.signIn();
  if (act === 'withdraw') void desk.withdraw();
  const sending = queue.find((one) => one.id === id);
  if (sending && act === 'retry') desk.sendQueue.retry(sending);
  if (sending && act === 'export') desk.sendQueue.export(sending);
  if (sending && act === 'drop') desk.sendQueue.drop(sending);
  const handover = handovers.find((one) => one.id === id);
  if (handover) onHandover?.(handover);
}

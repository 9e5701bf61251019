import { Button } from 'react-aria-components';

import type { Desk } from './desk';
import { ROLES, texts } from './texts';
import { texts as chatTexts } from './chats/texts';
import { lasting } from './chats/times';
import { useChats } from './chats/useChats';
import { nextOf } from './chats/data';
import { unusualIn, type UnusualAct } from './unusual';
import { useDesk, useNow } from './useDesk';

const NAMES: Record<UnusualAct, string> = { signIn: texts.signIn, retry: texts.again, export: texts.export, drop: texts.drop, accept: texts.accept, withdraw: texts.withdraw };

/**
 * What is not as usual, and what can be done about it.
 *
 * Args:
 *   onChats: leads to the chats, where calls are on the screen: of them is said here who waits.
 */
export function Messages({ onChats }: { onChats?: () => void } = {}) {
  const [desk, state] = useDesk();
  const [chats, { outbox, waiting: queue }] = useChats();
  const now = useNow(10);
  const next = onChats && nextOf(queue);
  const waiting = outbox.filter(({ seq, refused }) => seq === null && !refused).length;
  return (
    <div className="desk-messages" role="region" aria-label={texts.messages} aria-live="polite">
      {unusualIn(state).map((one) => (
        <p key={one.id} className={`is-${one.tone}`}>
          {one.sentence} {one.acts?.map((act) => <Button key={act} onPress={() => help(desk, act, one.id)}>{act === 'accept' && <kbd>A</kbd>} {NAMES[act]}</Button>)}
        </p>
      ))}
      {next && !state.call && (
        <p className={next.isInDanger ? 'is-danger' : 'is-caution'}>
          {chatTexts.waitsNow(queue.length, next.isInDanger ? chatTexts.inDanger : next.isUnsure ? chatTexts.unsure : next.role ? ROLES[next.role].short : chatTexts.roleUnknown, lasting(now - Date.parse(next.waitingSince)))}{' '}
          <Button onPress={() => {
            void chats.acceptNext();
            onChats?.();
          }}>{chatTexts.take} <kbd>F2</kbd></Button>
        </p>
      )}
      {waiting > 0 && (!state.isReachable || state.isSignedOut) && <p className="is-danger">{chatTexts.outboxWaits(waiting)}</p>}
    </div>
  );
}

function help(desk: Desk, act: UnusualAct, id: string): void {
  const { queue, handovers } = desk.state;
  if (act === 'signIn') desk.signIn();
  if (act === 'withdraw') void desk.withdraw();
  const sending = queue.find((one) => one.id === id);
  if (sending && act === 'retry') desk.retry(sending);
  if (sending && act === 'export') desk.export(sending);
  if (sending && act === 'drop') desk.drop(sending);
  const handover = handovers.find((one) => one.id === id);
  if (handover) void desk.accept(handover);
}

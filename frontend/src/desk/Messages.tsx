import { Button } from 'react-aria-components';

import type { Desk } from './desk';
import { texts } from './texts';
import { texts as chatTexts } from './chats/texts';
import { useChats } from './chats/useChats';
import { unusualIn, type Unusual } from './unusual';
import { useDesk } from './useDesk';

const NAMES: Record<NonNullable<Unusual['act']>, string> = { signIn: texts.signIn, retry: texts.again, drop: texts.drop, accept: texts.accept, withdraw: texts.withdraw };

/** What is not as usual, and what can be done about it. */
export function Messages() {
  const [desk, state] = useDesk();
  const [, { outbox }] = useChats();
  const waiting = outbox.filter(({ seq, refused }) => seq === null && !refused).length;
  return (
    <div className="desk-messages" role="region" aria-label={texts.messages} aria-live="polite">
      {unusualIn(state).map((one) => (
        <p key={one.id} className={`is-${one.tone}`}>
          {one.sentence} {one.act && <Button onPress={() => help(desk, one)}>{one.act === 'accept' && <kbd>A</kbd>} {NAMES[one.act]}</Button>}
        </p>
      ))}
      {waiting > 0 && (!state.isReachable || state.isSignedOut) && <p className="is-danger">{chatTexts.outboxWaits(waiting)}</p>}
    </div>
  );
}

function help(desk: Desk, { act, id }: Unusual): void {
  const { queue, handovers } = desk.state;
  if (act === 'signIn') desk.signIn();
  if (act === 'withdraw') void desk.withdraw();
  const sending = queue.find((one) => one.id === id);
  if (sending && act === 'retry') desk.retry(sending);
  if (sending && act === 'drop') desk.drop(sending);
  const handover = handovers.find((one) => one.id === id);
  if (handover) void desk.accept(handover);
}

import { Button } from 'react-aria-components';

import { walkOf } from './call';
import { texts } from './texts';
import { useDesk } from './useDesk';

/** What is not as usual, one sentence each, and what can be done about it. */
export function Messages() {
  const [desk, { call, bundle, isReachable, isSignedOut, isAssigned, keeping, queue, hasOthers, handovers, offer }] = useDesk();
  const refused = queue.filter((one) => one.refused);
  const waiting = queue.length - refused.length;
  const pinned = call?.pinned;
  const present = call && pinned?.digest && bundle?.code === call.state && bundle.locale === pinned.script.locale ? bundle : null;
  const gone = present && call ? call.referrals.filter(({ key }) => !present.items.has(key)) : [];
  const stop = call && walkOf(call)?.stop;
  return (
    <div className="desk-messages" role="region" aria-label={texts.messages} aria-live="polite">
      {isSignedOut && (
        <p className="is-caution">{call ? texts.signedOut : texts.signedOutIdle} <Button onPress={() => desk.signIn()}>{texts.signIn}</Button></p>
      )}
      {!isSignedOut && !isReachable && <p className="is-caution">{texts.offline} {waiting > 0 && <b>{texts.waiting(waiting)}</b>}</p>}
      {keeping === 'memory' && <p className="is-danger">{texts.memory}</p>}
      {!isAssigned && <p className="is-caution">{call ? texts.assignmentEnded : texts.assignmentEndedIdle}</p>}
      {hasOthers && <p>{texts.others}</p>}
      {refused.map((one) => (
        <p key={one.id} className="is-danger">
          {texts.refused(one.name, one.refused ?? '')} <Button onPress={() => desk.retry(one)}>{texts.again}</Button>
        </p>
      ))}
      {handovers.map((one) => (
        <p key={one.id}>{texts.handoverFrom(one.from)} {!call && <Button className="is-primary" onPress={() => void desk.accept(one)}>{texts.accept}</Button>}</p>
      ))}
      {offer && <p>{texts.offered(offer.name)} <Button onPress={() => void desk.withdraw()}>{texts.withdraw}</Button></p>}
      {stop && stop.reason !== 'START_MISSING' && <p className="is-caution">{texts.staleRun}</p>}
      {pinned && present && !present.items.has(pinned.script.key) && <p className="is-caution">{texts.scriptGone}</p>}
      {pinned && present && present.items.has(pinned.script.key) && present.pinned[pinned.script.key] !== pinned.digest && (
        <p className="is-caution">{texts.scriptChanged}</p>
      )}
      {gone.map(({ key, name }) => <p key={key} className="is-caution">{texts.officeGone(name)}</p>)}
    </div>
  );
}

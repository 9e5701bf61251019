import { Button } from 'react-aria-components';

import { useContact, useDesk } from '../useDesk';
import { HOME_ZONE } from '../zones';
import type { Kept } from './store';
import type { Note } from './data';
import { texts } from './texts';
import { emergencyCallOf, EMPTY, isLocationAsked, isToldOfWithdrawn, locationOf, withdrawnCallsOf } from './thread';
import { timeAt } from './times';
import { useChats } from './useChats';

/** What the operator does for somebody in danger, each by one key. */
export interface DangerActs {
  /** `null`: nothing is to be sent to them. */
  onAsk: (() => void) | null;
  onLocate: (() => void) | null;
  /** `null`: nobody can record any more that the emergency number was called. */
  onCalled: (() => void) | null;
  /** Asks before the record is taken back. */
  onUndo: (() => void) | null;
  /** `null`: that they are in danger is not taken back. */
  onSafe: (() => void) | null;
}

/** What to do for somebody in danger, who may not be able to call, and what is known of it: whoever has the chat next sees the same. */
export function DangerSteps({ found, onAsk, onLocate, onCalled, onUndo, onSafe }: { found: Kept } & DangerActs) {
  const [desk] = useDesk();
  const [, { threads }] = useChats();
  const number = desk.emergencyNumber(found.tenant);
  const location = locationOf(found.notes);
  return (
    <section className="chat-danger" aria-label={texts.inDanger}>
      <p className="chat-danger-why">
        <span>▲ {texts.danger} <b className="desk-phone">{number}</b></span>
        <b>{whyInDanger(found)}</b>
        {onSafe && <Button className="is-quiet" onPress={onSafe}>{texts.notInDanger} <kbd>Alt S</kbd></Button>}
      </p>
      <ol>
        {!location && onAsk && (
          <li>
            <span>{texts.askWhere}</span>
            <Button onPress={onAsk}>{isLocationAsked(threads.get(found.id) ?? EMPTY, number) ? texts.askAgain : texts.askIt} <kbd>Alt Q</kbd></Button>
          </li>
        )}
        {(location || onLocate) && (
          <li>
            {location ? <LocationLine found={found} /> : <span>{onAsk ? texts.noteLocation : texts.noteLocationAfterExit}</span>}
            {onLocate && <Button onPress={onLocate}>{location ? texts.change : texts.noteIt} <kbd>Alt O</kbd></Button>}
          </li>
        )}
        <li>
          <EmergencyCallLine found={found} />
          {emergencyCallOf(found.notes)
            ? onUndo && <Button className="is-quiet" onPress={onUndo}>{texts.undo}</Button>
            : onCalled && <Button onPress={onCalled}>{texts.calledEmergency(number)} <kbd>Alt A</kbd></Button>}
        </li>
      </ol>
    </section>
  );
}

/** By what the person wrote, or else said, they count as in danger; empty: an operator marked it. */
function whyInDanger({ dangerWords, hasDeclaredDanger }: Kept): string {
  return dangerWords ? texts.dangerWords[dangerWords] : hasDeclaredDanger ? texts.declaredDanger : '';
}

/** Where somebody is, as was noted last; or that nobody has noted it. */
export function LocationLine({ found }: { found: Kept }) {
  const zone = useZoneOfChat(found);
  const location = locationOf(found.notes);
  if (!location) return <span className="is-caution">{texts.locationMissing}</span>;
  return <span>{texts.location}: <b className="chat-words"><bdi>{location.text}</bdi></b> <span className="desk-soft">{[location.authorName, timeAt(location.writtenAt, zone)].filter(Boolean).join(', ')}</span></span>;
}

/** Who has called the emergency number and when, also what was taken back of that; or that it is to be called. */
export function EmergencyCallLine({ found }: { found: Kept }) {
  const [desk] = useDesk();
  const [, { threads }] = useChats();
  const zone = useZoneOfChat(found);
  const call = emergencyCallOf(found.notes);
  const number = desk.emergencyNumber(found.tenant);
  return (
    <span>
      {withdrawnCallsOf(found.notes).map((one) => <span key={one.id}><EmergencyCallRecord call={one} number={number} zone={zone} /><br /></span>)}
      {isToldOfWithdrawn(threads.get(found.id), found.notes, number) && <><b className="is-caution">{texts.stillBelieves(number)}</b><br /></>}
      {call ? <EmergencyCallRecord call={call} number={number} zone={zone} /> : texts.callEmergency(number)}
    </span>
  );
}

/** One record that the emergency number was called; struck, with who took it back, where somebody did. */
export function EmergencyCallRecord({ call, number, zone }: { call: Pick<Note, 'authorName' | 'writtenAt' | 'withdrawnAt' | 'withdrawnByName'>; number: string; zone: string }) {
  const said = texts.emergencyCalled(call.authorName, number, timeAt(call.writtenAt, zone));
  if (!call.withdrawnAt) return <b>✓ {said}</b>;
  return <span className="desk-soft"><s>{said}</s> ({texts.withdrawnBy(call.withdrawnByName ?? '', timeAt(call.withdrawnAt, zone))})</span>;
}

function useZoneOfChat(found: Kept): string {
  const [contact] = useContact();
  return contact.stateOf(found.tenant)?.timeZone ?? HOME_ZONE;
}

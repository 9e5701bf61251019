import { useState } from 'react';
import { Button } from 'react-aria-components';

import { resultOf } from './call';
import { isFree, shortCode, type Due } from './callBacks';
import { HourChoice, useWindows } from './HourChoice';
import type { Result } from './data';
import { RESULTS, texts } from './texts';
import { useDesk } from './useDesk';
import { callSaid } from './when';

/**
 * Gives a call-back another hour, or calls it off, for the operator who has promised it.
 *
 * Args:
 *   about: which one it is, without its number: what the person can confirm.
 *   zone: of the state.
 *   onDone: called once something changed, or nothing is to.
 */
export function ChangeCallBack({ one, about, zone, onDone }: { one: Due; about: string; zone: string; onDone: () => void }) {
  const [desk, { call }] = useDesk();
  /** What the call on which that was done is registered as, where nothing else was chosen. */
  const came = (result: Result): string => (call && resultOf(call) === null ? texts.resultOfChange(RESULTS[result]) : '');
  const known = useWindows(desk, one.state);
  const windows = Array.isArray(known) ? known : null;
  const [startsAt, setStartsAt] = useState<string | null>(null);
  const [isOff, setOff] = useState(false);
  const [id] = useState(() => desk.newId()); // the same with each press: an answer may be lost
  const move = (): void => {
    const chosen = windows?.find((window) => window.startsAt === startsAt);
    if (!chosen) return desk.say(texts.noNewHour);
    void desk.ask(`call-backs/${one.id}/move`, { windowStartsAt: chosen.startsAt }).then((answer) => {
      if (answer === null) return;
      // The call on which it was moved promised it as much as the one before.
      if (call && resultOf(call) === null) desk.act({ type: 'callBack', promised: { id: one.id, code: shortCode(one.id), startsAt: chosen.startsAt, endsAt: chosen.endsAt } });
      desk.say([texts.callBackMoved(callSaid(chosen, zone)), came('CALL_BACK')].filter(Boolean).join(' '));
      onDone();
    });
  };
  const callOff = (): void => {
    void desk.ask(`call-backs/${one.id}/call-off`, { id }).then((answer) => {
      if (answer === null) return;
      if (call && resultOf(call) === null) desk.act({ type: 'result', result: 'INFORMED' });
      desk.say([texts.callBackOff, came('INFORMED')].filter(Boolean).join(' '));
      onDone();
    });
  };
  if (isOff) {
    return (
      <div role="alert">
        <p><b>{about}</b></p>
        <p className="is-caution">{texts.asksCallOff}</p>
        <p className="desk-types"><Button autoFocus className="is-primary" onPress={() => setOff(false)}>{texts.goBack}</Button> <Button onPress={callOff}>{texts.callOff}</Button></p>
      </div>
    );
  }
  const others = windows?.filter((window) => Date.parse(window.startsAt) !== Date.parse(one.windowStartsAt)) ?? [];
  return (
    <div role="group" aria-label={texts.changeCallBack}>
      <p className="desk-types">
        <Button className="is-quiet" autoFocus onPress={onDone}>← {texts.changeNothing}</Button>
        <Button onPress={() => setOff(true)}>{texts.callOff}</Button>
      </p>
      {known === null && <p className="desk-late">{texts.loading}</p>}
      {known === 'unknown' && <p className="is-caution">{texts.windowsUnknown}</p>}
      {windows !== null && !others.some(isFree) && <p className="is-caution">{texts.noOtherHour}</p>}
      {windows !== null && others.some(isFree) && (
        // Enter on an hour gives it, as in the form that promises a call.
        <form
          onSubmit={(event) => {
            event.preventDefault();
            move();
          }}
        >
          <HourChoice windows={windows} startsAt={startsAt} promised={one.windowStartsAt} zone={zone} onChange={setStartsAt} />
          <p className="desk-types"><Button type="submit" className="is-primary">{texts.moveCallBack}</Button></p>
        </form>
      )}
    </div>
  );
}

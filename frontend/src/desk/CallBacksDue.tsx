import { useCallback, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';

import { asksBefore, countSoon, isGone, isLast, LAST, MOST_ATTEMPTS, RESULTS, runIn, shortCode, type Due, type Opened } from './callBacks';
import { ChangeCallBack } from './ChangeCallBack';
import { EmergencyCallRecord } from './chats/Danger';
import { texts as chatTexts } from './chats/texts';
import { PhoneNumber } from './Offices';
import { RELATIONSHIPS, ROLES, texts } from './texts';
import { useDesk } from './useDesk';
import { useKeysOn } from './useKeys';
import { callSaid, clockInWords } from './when';
import { HOME_ZONE } from './zones';

/** Call-backs that are due; a number is shown to who takes it, and that it was seen is recorded. */
export function CallBacksDue() {
  const [desk, { bundle, callBacksDue, call }] = useDesk();
  const [due, setDue] = useState<Due[] | null>(null);
  const [opened, setOpened] = useState<(Opened & { id: string }) | null>(null);
  const list = useRef<HTMLUListElement>(null);
  /** The one that was changed or left: once the list is there again, focus goes to it, or to the list. */
  const [changedLast, setChangedLast] = useState<string | null>(null);
  const rowOf = (id: string): HTMLElement | null => list.current?.querySelector<HTMLElement>(`[data-call-back="${CSS.escape(id)}"]`) ?? null;
  const load = useCallback(() => {
    void desk.ask<Due[] | { callBacks: Due[] }>('call-backs').then((found) => {
      const list = Array.isArray(found) ? found : (found?.callBacks ?? []);
      setDue(list);
      if (found) desk.heardCallBacks(countSoon(list));
    });
  }, [desk]);
  useEffect(load, [load, callBacksDue]);
  useEffect(() => {
    if (changedLast === null) return;
    setChangedLast(null);
    // Not on its button, which would show the number and take the call.
    if (!list.current?.contains(document.activeElement)) (rowOf(changedLast) ?? list.current)?.focus();
  }, [due]);
  useEffect(() => {
    if (!isGone(opened, due)) return;
    desk.say(texts.callBackGone);
    setOpened(null);
  }, [due]);
  const [areKeysOn] = useKeysOn();
  /** The one before whose hour it is asked whether the number is taken all the same. */
  const [early, setEarly] = useState<string | null>(null);
  /** The one of which the operator changes the hour, or which they call off. */
  const [changed, setChanged] = useState<string | null>(null);
  const open = ({ id }: Due): void => {
    setEarly(null);
    void desk.ask<Opened>(`call-backs/${id}/open`, {}).then((answer) => answer && setOpened({ ...answer, id }));
  };
  /** Their numbers take call-backs: what came of one has no key, so that none is closed by a slip. */
  useEffect(() => {
    const onKey = ({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): void => {
      const one = !areKeysOn || ctrlKey || altKey || metaKey || opened || changed ? undefined : due?.[Number(key) - 1];
      if (!one || (one.isTaken && !one.isMine)) return;
      if (asksBefore(one)) setEarly(one.id);
      else open(one);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [due, opened, changed, areKeysOn]);
  const [asked, setAsked] = useState<keyof typeof RESULTS | null>(null);
  /** Close whatever is open of one: focus goes to its row before the button goes that had it, so that the dialog hears each key. */
  const leave = (id: string): void => {
    rowOf(id)?.focus();
    setOpened(null);
    setChanged(null);
    setChangedLast(id);
    load();
  };
  const record = ({ id, attempts }: Due, result: keyof typeof RESULTS): void => {
    setAsked(null);
    void desk.ask<{ isCompleted: boolean }>(`call-backs/${id}/attempts`, { id: desk.newId(), result }).then((answer) => {
      if (answer === null) return;
      desk.say(answer.isCompleted ? texts.callBackClosed(RESULTS[result]) : texts.callBackStays(RESULTS[result], MOST_ATTEMPTS - attempts - 1));
      leave(id);
    });
  };
  const giveBack = ({ id }: Due): void => {
    void desk.ask(`call-backs/${id}/release`, {}).then((answer) => {
      if (answer === null) return;
      desk.say(texts.callBackReleased);
      leave(id);
    });
  };
  if (!due) return <p className="desk-late">{texts.loading}</p>;
  if (!due.length) return <p tabIndex={-1} ref={(one) => void (changedLast !== null && one?.focus())}>{texts.noCallBacks}</p>;
  return (
    <ul className="desk-due" ref={list} tabIndex={-1}>
      {due.map((one, place) => {
        const state = desk.stateOf(one.state ?? one.tenant ?? '');
        const about = [one.role && ROLES[one.role].short, one.topicKey ? bundle?.items.get(one.topicKey)?.title : texts.noSubject].filter(Boolean).join(', ');
        const promised = one.promisedAt ? texts.promisedAt(clockInWords(Date.parse(one.promisedAt), state?.timeZone ?? HOME_ZONE), one.isPromisedByMe ? texts.you : (one.promisedBy ?? null), one.isOfChat === true) : '';
        return (
          <li key={one.id} data-call-back={one.id} tabIndex={-1}>
            <p><b>{state?.name}</b> {callSaid({ startsAt: one.windowStartsAt, endsAt: one.windowEndsAt }, state?.timeZone ?? HOME_ZONE)} · {texts.attempts(one.attempts)} {one.isOverdue && <b className="is-danger">{texts.overdue}</b>} <span className="desk-soft">{[!one.isDue && texts.notYetDue, one.isTaken && (one.isMine ? texts.isMine : texts.isTaken)].filter(Boolean).join(' · ')}</span></p>
            {one.isInDanger && <p className="is-danger">▲ {one.isDue && <b>{texts.callAtOnce}</b>} {texts.calledInDanger}</p>}
            {one.leftQuickly && <p className="is-caution">{texts.calledLeftQuickly}</p>}
            {(about || promised) && <p className="desk-soft"><b>{texts.shortCode(shortCode(one.id))}</b> · {[about, promised].filter(Boolean).join(' · ')}</p>}
            {opened?.id === one.id ? (
              <>
                {opened.mayLeaveMessage === false && <p className="desk-before-call is-danger"><b>{texts.noMessage}</b></p>}
                {opened.passPhrase && <p className="desk-before-call">{texts.sayFirst} <b>«{opened.passPhrase}»</b></p>}
                <PhoneNumber phone={{ display: opened.phone, dial: opened.phone, extension: null, label: null }} />
                {opened.relationship && <p>{texts.relationship}: <b>{RELATIONSHIPS[opened.relationship]}</b></p>}
                {opened.mayLeaveMessage && <p className="desk-soft">{texts.mayLeaveMessage}</p>}
                {opened.notes?.map(({ id, authorName, text, kind, writtenAt, withdrawnAt, withdrawnByName }) => <p key={id} className="chat-note chat-words"><span className="desk-soft">{kind === 'LOCATION' ? chatTexts.locationOf(authorName) : kind === 'EMERGENCY_CALL' || kind === 'NOT_IN_DANGER' ? '' : authorName}</span> {kind === 'NOT_IN_DANGER' ? chatTexts.dangerWithdrawn(authorName) : kind === 'EMERGENCY_CALL' ? <EmergencyCallRecord call={{ authorName, writtenAt, withdrawnAt, withdrawnByName }} number={desk.emergencyNumber(one.state ?? one.tenant)} zone={state?.timeZone ?? HOME_ZONE} /> : <bdi>{text}</bdi>}</p>)}
                {!call && runIn(opened) && <p><Button onPress={() => void desk.beginCalled(one.state ?? one.tenant ?? '', runIn(opened)!)}>{texts.beginCalled}</Button></p>}
                {asked ? (
                  <div role="alert">
                    <p className="is-caution">{LAST.has(asked) ? texts.endsCallBack(RESULTS[asked]) : texts.endsLastCall(RESULTS[asked])}</p>
                    <p className="desk-types"><Button autoFocus className="is-primary" onPress={() => setAsked(null)}>{texts.goBack}</Button> <Button onPress={() => record(one, asked)}>{texts.endCallBack}</Button></p>
                  </div>
                ) : (
                  <div className="desk-types">
                    {(Object.keys(RESULTS) as (keyof typeof RESULTS)[]).map((result) => (
                      <Button key={result} onPress={() => (isLast(one, result) ? setAsked(result) : record(one, result))}>{RESULTS[result]}</Button>
                    ))}
                    <Button className="is-quiet" onPress={() => giveBack(one)}>{texts.releaseCallBack}</Button>
                  </div>
                )}
              </>
            ) : one.isTaken && !one.isMine ? null : early === one.id ? (
              <div role="alert">
                <p className="is-caution">{texts.earlyCallBack(callSaid({ startsAt: one.windowStartsAt, endsAt: one.windowEndsAt }, state?.timeZone ?? HOME_ZONE))}</p>
                <p className="desk-types"><Button autoFocus className="is-primary" onPress={() => setEarly(null)}>{texts.goBack}</Button> <Button onPress={() => open(one)}>{texts.openEarly}</Button></p>
              </div>
            ) : changed === one.id ? (
              <ChangeCallBack
                one={one}
                about={[state?.name, callSaid({ startsAt: one.windowStartsAt, endsAt: one.windowEndsAt }, state?.timeZone ?? HOME_ZONE), texts.shortCode(shortCode(one.id)), about, promised].filter(Boolean).join(' · ')}
                zone={state?.timeZone ?? HOME_ZONE}
                onDone={() => leave(one.id)}
              />
            ) : (
              <p className="desk-types">
                <Button onPress={() => (asksBefore(one) ? setEarly(one.id) : open(one))}>{texts.openCallBack} {place < 9 && <kbd>{place + 1}</kbd>}</Button>
                {one.isPromisedByMe && <Button className="is-quiet" onPress={() => setChanged(one.id)}>{texts.changeCallBack}</Button>}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

import { useCallback, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';

import { isGone, isLast, LAST, MOST_ATTEMPTS, RESULTS, runIn, type Due, type Opened } from './callBacks';
import { PhoneNumber } from './Offices';
import { RELATIONSHIPS, ROLES, texts } from './texts';
import { useDesk } from './useDesk';
import { callInWords } from './when';
import { HOME_ZONE } from './zones';

/** Call-backs that are due; a number is shown to who takes it, and that it was seen is recorded. */
export function CallBacksDue() {
  const [desk, { bundle, callBacksDue, call }] = useDesk();
  const [due, setDue] = useState<Due[] | null>(null);
  const [opened, setOpened] = useState<(Opened & { id: string }) | null>(null);
  const load = useCallback(() => {
    void desk.ask<Due[] | { callBacks: Due[] }>('call-backs').then((found) => {
      const list = Array.isArray(found) ? found : (found?.callBacks ?? []);
      setDue(list);
      if (found) desk.heardCallBacks(list.length);
    });
  }, [desk]);
  useEffect(load, [load, callBacksDue]);
  useEffect(() => {
    if (!isGone(opened, due)) return;
    desk.say(texts.callBackGone);
    setOpened(null);
  }, [due]);
  const [asked, setAsked] = useState<keyof typeof RESULTS | null>(null);
  const record = ({ id, attempts }: Due, result: keyof typeof RESULTS): void => {
    setAsked(null);
    void desk.ask<{ isCompleted: boolean }>(`call-backs/${id}/attempts`, { id: desk.newId(), result }).then((answer) => {
      if (answer === null) return;
      desk.say(answer.isCompleted ? texts.callBackClosed(RESULTS[result]) : texts.callBackStays(RESULTS[result], MOST_ATTEMPTS - attempts - 1));
      setOpened(null);
      load();
    });
  };
  const giveBack = ({ id }: Due): void => {
    void desk.ask(`call-backs/${id}/release`, {}).then((answer) => {
      if (answer === null) return;
      desk.say(texts.callBackReleased);
      setOpened(null);
      load();
    });
  };
  if (!due) return <p className="desk-late">{texts.loading}</p>;
  if (!due.length) return <p>{texts.noCallBacks}</p>;
  return (
    <ul className="desk-due">
      {due.map((one) => {
        const state = desk.stateOf(one.state ?? one.tenant ?? '');
        const about = [one.role && ROLES[one.role].short, one.topicKey && bundle?.items.get(one.topicKey)?.title].filter(Boolean).join(', ');
        return (
          <li key={one.id}>
            <p><b>{state?.name}</b> {callInWords({ startsAt: one.windowStartsAt, endsAt: one.windowEndsAt }, state?.timeZone ?? HOME_ZONE)} · {texts.attempts(one.attempts)} {one.isOverdue && <b className="is-danger">{texts.overdue}</b>} <span className="desk-soft">{[!one.isDue && texts.notYetDue, one.isTaken && (one.isMine ? texts.isMine : texts.isTaken)].filter(Boolean).join(' · ')}</span></p>
            {one.isInDanger && <p className="is-danger">▲ {one.isDue && <b>{texts.callAtOnce}</b>} {texts.calledInDanger}</p>}
            {one.leftQuickly && <p className="is-caution">{texts.calledLeftQuickly}</p>}
            {about && <p className="desk-soft">{about}</p>}
            {opened?.id === one.id ? (
              <>
                <PhoneNumber phone={{ display: opened.phone, dial: opened.phone, extension: null, label: null }} />
                {opened.relationship && <p>{texts.relationship}: <b>{RELATIONSHIPS[opened.relationship]}</b></p>}
                {opened.passPhrase && <p>{texts.passPhrase}: <b>{opened.passPhrase}</b></p>}
                {opened.mayLeaveMessage !== undefined && <p className="desk-soft">{opened.mayLeaveMessage ? texts.mayLeaveMessage : texts.noMessage}</p>}
                {opened.notes?.map(({ id, authorName, text }) => <p key={id} className="chat-note chat-words"><span className="desk-soft">{authorName}</span> <bdi>{text}</bdi></p>)}
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
            ) : one.isTaken && !one.isMine ? null : (
              <Button onPress={() => void desk.ask<Opened>(`call-backs/${one.id}/open`, {}).then((answer) => answer && setOpened({ ...answer, id: one.id }))}>{texts.openCallBack}</Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

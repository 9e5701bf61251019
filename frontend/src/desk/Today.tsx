import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';

import { Correction } from './Correction';
import { officeNamesOf } from './data';
import { ROLES, texts, whatCameOf } from './texts';
import { ofToday, standingOf, type TodayContact } from './today';
import * as clock from './clock';
import { useDesk } from './useDesk';
import { useKeysOn } from './useKeys';
import { localOf } from './zones';

const MOST_DIGITS = 9;

/**
 * The operator's own contacts of today: without anything of who called.
 *
 * Args:
 *   canCorrect: whether they can be corrected here, each like the last one.
 */
export function Today({ canCorrect }: { canCorrect: boolean }) {
  const [desk, { today, queue, session, bundle, call, isPractice }] = useDesk();
  const [areKeysOn] = useKeysOn();
  const [corrected, setCorrected] = useState<TodayContact | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const contacts = session ? ofToday({ user: session.operator.id, contacts: today }, session.operator.id, clock.now()) : [];
  /** Those that a digit corrects, in their order; a chat is the server's, and what the server refused is not there to be corrected. */
  const correctable = canCorrect ? contacts.filter((one) => one.inquiry && standingOf(one, queue) !== 'refused') : [];
  const digitOf = (one: TodayContact): number => correctable.indexOf(one) + 1;
  const choose = useRef<(digit: string) => boolean>(() => false);
  choose.current = (digit) => {
    const one = areKeysOn && !corrected ? correctable[Number(digit) - 1] : undefined;
    if (one) setCorrected(one);
    return one !== undefined;
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !/^[1-9]$/.test(event.key)) return;
      if (choose.current(event.key)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
  const toList = (): void => {
    setCorrected(null);
    window.setTimeout(() => list.current?.focus());
  };
  if (!contacts.length) return <p>{texts.todayNone}</p>;
  const timeOf = ({ startedAt, zone }: TodayContact): string => localOf(Date.parse(startedAt), zone).time;
  const stateOf = ({ state }: TodayContact): string => desk.stateOf(state)?.name ?? state;
  const aboutOf = ({ role, script }: TodayContact): string => [role && ROLES[role].short, script].filter(Boolean).join(': ');
  if (corrected?.inquiry) {
    return (
      <>
        <div className="desk-step">
          <h3>{texts.todayCorrectOf([timeOf(corrected), stateOf(corrected), aboutOf(corrected), whatCameOf(corrected)].filter(Boolean).join(', '))}</h3>
          <Button className="is-quiet" onPress={toList}>← {texts.todayBack}</Button>
        </div>
        <Correction contact={corrected.inquiry} onDone={toList} />
      </>
    );
  }
  return (
    <div className="desk-today" ref={list} tabIndex={0} role="group" aria-label={texts.todayTitle}>
      <table>
        <thead><tr>{texts.todayHeads.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>
          {contacts.map((one) => {
            const standing = standingOf(one, queue);
            const digit = digitOf(one);
            return (
              <tr key={one.id}>
                <td>{timeOf(one)}{one.channel === 'CHAT' && ` · ${texts.todayChat}`}</td>
                <td>{stateOf(one)}</td>
                <td>{aboutOf(one) || '–'}</td>
                <td>{whatCameOf(one)}{one.referralKeys && <small> {officeNamesOf(bundle, one.referralKeys).join(', ')}</small>}{one.isLeftUnread && <small className="is-caution"> {texts.leftUnread(one.isHungUp ?? false)}</small>}{one.correctedAs && <small> {texts.todayCorrected[one.correctedAs]}</small>}</td>
                <td className={standing === 'sent' ? '' : 'is-caution'}>
                  {isPractice ? texts.todayPractised : texts.todayStanding[standing]}
                  {digit > 0 && <Button className="is-quiet" onPress={() => setCorrected(one)}>{texts.correct}<span className="desk-unseen">: {timeOf(one)}</span> {digit <= MOST_DIGITS && <kbd>{digit}</kbd>}</Button>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {correctable.length > 0 && <p className="desk-soft">{texts.todayCorrect}</p>}
      {call && <p className="desk-soft">{texts.todayCorrectLater}</p>}
      <p className="desk-soft">{texts.todayHint}</p>
    </div>
  );
}

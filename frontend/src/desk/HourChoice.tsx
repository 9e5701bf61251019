import { useEffect, useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';

import * as clock from './clock';
import { hoursByDay, isFree, type CallBackWindow } from './callBacks';
import { dayInWords } from './deadlines';
import { Radios } from './ReportForm';
import { texts } from './texts';
import { endOfCalls, hourSaid } from './when';
import type { Contact } from './useDesk';
import { localOf } from './zones';

/** So long after a question for hours that was not answered it is asked again. */
const AGAIN_MS = 5_000;

/**
 * The hours in which a state calls back, asked for until there is an answer: a request may be lost, or take longer than the desk waits.
 *
 * Args:
 *   query: of the address: of which contact they are.
 * Returns:
 *   `null`: they are asked for; `unknown`: there was no answer, and they are asked for again.
 */
export function useWindows(desk: Pick<Contact, 'ask'>, code: string, query = ''): CallBackWindow[] | 'unknown' | null {
  const [windows, setWindows] = useState<CallBackWindow[] | 'unknown' | null>(null);
  useEffect(() => {
    let isOver = false;
    let timer: number | undefined;
    const ask = async (): Promise<void> => {
      const found = await desk.ask<CallBackWindow[]>(`call-backs/windows/${code}${query}`);
      if (isOver) return;
      setWindows(found ?? 'unknown');
      if (!found) timer = window.setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [desk, code, query]);
  return windows;
}

/**
 * The hours in which a call can be promised: all those of one day, and the other days to choose from.
 *
 * Args:
 *   startsAt: the hour that is chosen; `null`: none is, before the person was asked.
 *   promised: the hour that a call has which is moved: its day is shown first, and it is marked, and cannot be chosen.
 *   zone: of the state.
 */
export function HourChoice({ windows, startsAt, promised = null, zone, onChange }: {
  windows: readonly CallBackWindow[];
  startsAt: string | null;
  promised?: string | null;
  zone: string;
  onChange: (startsAt: string | null) => void;
}) {
  const days = hoursByDay(windows, (one) => localOf(Date.parse(one.startsAt), zone).day);
  const [chosen, setChosen] = useState(() => {
    const first = startsAt ?? promised;
    return first === null ? null : localOf(Date.parse(first), zone).day;
  });
  const day = chosen !== null && days.has(chosen) ? chosen : ([...days.keys()][0] ?? '');
  const today = localOf(clock.now(), zone).day;
  const lastCall = endOfCalls(windows, days.get(day)?.[0]?.startsAt, zone);
  const isPromised = (one: CallBackWindow): boolean => promised !== null && Date.parse(one.startsAt) === Date.parse(promised);
  /** An hour of the day before is not kept: nobody would see it any more. */
  const turnTo = (one: string): void => {
    setChosen(one);
    if (one !== day) onChange(null);
  };
  return (
    <>
      <RadioGroup aria-label={texts.day} className="desk-days" orientation="horizontal" value={day} onChange={turnTo}>
        {[...days.keys()].map((one) => <Radio key={one} value={one}>{dayInWords(one, today)}</Radio>)}
      </RadioGroup>
      {/* Above the hours, which may be more than the screen holds. */}
      {lastCall && <p className="desk-soft"><b>{texts.lastCall(lastCall)}</b></p>}
      <div className="desk-hours">
        <Radios
          key={day}
          label={texts.windows}
          value={startsAt}
          choices={(days.get(day) ?? []).map((one) => ({
            key: one.startsAt, name: [hourSaid(one, zone), isPromised(one) && texts.promisedHour, one.booked > 0 && texts.booked(one.booked, one.capacity)].filter(Boolean).join(', '), isDisabled: !isFree(one) || isPromised(one),
          }))}
          onChange={onChange}
        />
      </div>
    </>
  );
}

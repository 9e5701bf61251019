import { useState } from 'react';
import { Button } from 'react-aria-components';

import { firstHours, isFree, type CallBackWindow } from './callBacks';
import { Radios } from './ReportForm';
import { texts } from './texts';
import { callSaid } from './when';
import { localOf } from './zones';

/**
 * The hours in which a call can be promised, each with its part of the day; those of a day that has many are shown when they are asked for.
 *
 * Args:
 *   startsAt: the hour that is chosen; `null`: none is, before the person was asked.
 *   zone: of the state.
 */
export function HourChoice({ windows, startsAt, zone, onChange }: {
  windows: readonly CallBackWindow[];
  startsAt: string | null;
  zone: string;
  onChange: (startsAt: string) => void;
}) {
  const [isWhole, setWhole] = useState(false);
  const first = firstHours(windows, (one) => localOf(Date.parse(one.startsAt), zone).day);
  const shown = isWhole ? windows : windows.filter((one) => first.includes(one) || one.startsAt === startsAt);
  return (
    <>
      <Radios
        label={texts.windows}
        value={startsAt}
        choices={shown.map((one) => ({ key: one.startsAt, name: `${callSaid(one, zone)}, ${texts.booked(one.booked, one.capacity)}`, isDisabled: !isFree(one) }))}
        onChange={onChange}
      />
      {shown.length < windows.length && <Button className="is-quiet" onPress={() => setWhole(true)}>{texts.moreHours(windows.length - shown.length)}</Button>}
    </>
  );
}

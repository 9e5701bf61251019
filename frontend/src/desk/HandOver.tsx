import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';

import { offeredRunOf } from './call';
import type { PresenceState } from './data';
import { PRESENCES, texts } from './texts';
import { useDesk } from './useDesk';

interface Colleague {
  id: number;
  name: string;
  state: PresenceState;
}

const RELOAD_SECONDS = 5;

/** Offers the call, with its state, to a colleague; it stays with the operator until the colleague takes it. */
export function HandOver({ onDone }: { onDone: () => void }) {
  const [desk, { call, code }] = useDesk();
  const [colleagues, setColleagues] = useState<Colleague[] | null>(null);
  useEffect(() => {
    const load = (): void => void desk.ask<Colleague[] | { colleagues: Colleague[] }>(`colleagues/${code}`).then((found) => {
      if (found) setColleagues(Array.isArray(found) ? found : found.colleagues);
    });
    load();
    const timer = window.setInterval(load, RELOAD_SECONDS * 1000);
    return () => window.clearInterval(timer);
  }, [desk, code]);
  if (!call) return null;
  if (!colleagues) return <p className="desk-late">{texts.loading}</p>;
  if (!colleagues.length) return <p>{texts.noColleagues}</p>;
  const offer = async ({ id: to, name }: Colleague): Promise<void> => {
    const id = desk.newId();
    if ((await desk.ask('handovers', { id, callId: call.id, to, tenant: call.state, run: offeredRunOf(call) })) === null) return;
    desk.offered(id, name);
    onDone();
  };
  return (
    <ul className="desk-options">
      {colleagues.map((one, place) => (
        <li key={one.id}><Button autoFocus={place === 0} onPress={() => void offer(one)}><span><b>{one.name}</b> <span className="desk-soft">{PRESENCES[one.state]}</span></span></Button></li>
      ))}
    </ul>
  );
}

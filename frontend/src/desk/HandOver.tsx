import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';

import type { HandedRun, PresenceState } from './data';
import { PRESENCES, texts } from './texts';
import { useDesk } from './useDesk';

interface Colleague {
  id: number;
  name: string;
  state: PresenceState;
}

/** Offers the call, with its state, to a colleague; it stays with the operator until the colleague takes it. */
export function HandOver({ onDone }: { onDone: () => void }) {
  const [desk, { call, code }] = useDesk();
  const [colleagues, setColleagues] = useState<Colleague[] | null>(null);
  useEffect(() => {
    void desk.ask<Colleague[] | { colleagues: Colleague[] }>(`colleagues/${code}`).then((found) => setColleagues(Array.isArray(found) ? found : (found?.colleagues ?? [])));
  }, [desk, code]);
  if (!call) return null;
  if (!colleagues) return <p className="desk-late">{texts.loading}</p>;
  if (!colleagues.length) return <p>{texts.noColleagues}</p>;
  const offer = async ({ id: to, name }: Colleague): Promise<void> => {
    const id = desk.newId();
    const run: HandedRun = {
      role: call.role, scriptKey: call.pinned?.script.key ?? null, scriptDigest: call.pinned?.digest ?? null, answers: call.answers,
      referralKeys: call.referrals.map(({ key }) => key), startedAt: new Date(call.startedAt).toISOString(), contactType: call.contactType, language: call.language,
    };
    if ((await desk.ask('handovers', { id, callId: call.id, to, tenant: call.state, run })) === null) return;
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

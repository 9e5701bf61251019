import { useState } from 'react';
import { Button } from 'react-aria-components';

import { isConversation, type InquiryInput } from './call';
import type { ContactType, Outcome, Role } from './data';
import { Radios } from './ReportForm';
import { CONTACT_TYPES, RESULTS, ROLES, texts } from './texts';
import { useDesk } from './useDesk';

const REASONS = { MISTAKE: 'Me equivoqué en un dato', DUPLICATE: 'Está dos veces', WRONG_STATE: 'Es de otro estado', TEST: 'Era una prueba' };

/** Corrects the contact that was finished last: a further row of the ledger, which stands in its place. */
export function Correction({ onDone }: { onDone: () => void }) {
  const [desk, { session, last, isReachable }] = useDesk();
  const [reason, setReason] = useState<keyof typeof REASONS>('MISTAKE');
  const [contactType, setContactType] = useState<ContactType>(last?.contactType ?? 'CITIZEN');
  const [role, setRole] = useState<string>(last?.role ?? '');
  const [outcome, setOutcome] = useState<Outcome>(last?.outcome ?? 'OTHER');
  const [state, setState] = useState('');
  if (!last || !session) return null;
  const others = session.states.filter(({ code, channels }) => code !== last.state && channels.includes('PHONE'));
  const reasons = Object.entries(REASONS).filter(([key]) => key !== 'WRONG_STATE' || others.length);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const isMoved = reason === 'WRONG_STATE';
        if (isMoved && !state) return;
        const corrected: InquiryInput = {
          ...last, id: desk.newId(), ...(reason === 'MISTAKE' ? { contactType, role: (role || null) as Role | null, outcome } : {}),
          ...(reason === 'MISTAKE' && !isConversation(contactType) ? { role: null, topicKey: null, scriptKey: null, scriptDigest: null, endNode: null } : {}),
          ...(isMoved ? { state, outcome: last.outcome === 'REFERRED' ? 'INFORMED' : last.outcome, topicKey: null, scriptKey: null, scriptDigest: null, endNode: null, referralKeys: [], campaign: null } : {}),
        };
        desk.correct(last, corrected, reason);
        desk.say(isReachable ? texts.corrected : texts.willBeSent);
        onDone();
      }}
    >
      <Radios label={texts.correctWhy} value={reason} isFirst choices={reasons.map(([key, name]) => ({ key, name }))} onChange={(key) => setReason(key as keyof typeof REASONS)} />
      {reason === 'MISTAKE' && (
        <>
          <Radios
            label={texts.contactType}
            value={contactType}
            choices={Object.entries(CONTACT_TYPES).map(([key, { name }]) => ({ key, name }))}
            onChange={(key) => setContactType(key as ContactType)}
          />
          {isConversation(contactType) && <Radios label={texts.role} value={role} choices={(Object.keys(ROLES) as Role[]).map((key) => ({ key, name: ROLES[key].name }))} onChange={setRole} />}
          <Radios
            label={texts.result}
            value={outcome}
            choices={Object.entries(RESULTS).filter(([key]) => key !== 'OUT_OF_SCOPE' && (key !== 'REFERRED' || last.referralKeys.length)).map(([key, name]) => ({ key, name }))}
            onChange={(key) => setOutcome(key as Outcome)}
          />
        </>
      )}
      {reason === 'WRONG_STATE' && <Radios label={texts.state} value={state} choices={others.map(({ code, name }) => ({ key: code, name }))} onChange={setState} />}
      <Button type="submit" className="is-primary" isDisabled={reason === 'WRONG_STATE' && !state}>{texts.correct}</Button>
    </form>
  );
}

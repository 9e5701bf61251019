import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';

import { isConversation, type InquiryInput } from './call';
import { itemsOf, kindsOf, type ContactType, type Office, type Outcome, type Role, type Script } from './data';
import { officesNamed } from './finding';
import { useOffices } from './Offices';
import { chooseByKey, numbered, Radios } from './ReportForm';
import { CONTACT_TYPES, RESULTS, ROLES, texts } from './texts';
import { useDesk } from './useDesk';

const REASONS = { MISTAKE: 'Me equivoqué en un dato', DUPLICATE: 'Está dos veces', WRONG_STATE: 'Es de otro estado', TEST: 'Era una prueba' };
const MOST_OFFICES = 6;

/** Corrects the contact that was finished last: a further row of the ledger, which stands in its place. */
export function Correction({ onDone }: { onDone: () => void }) {
  const [desk, { session, last, isReachable }] = useDesk();
  const [reason, setReason] = useState<keyof typeof REASONS>('MISTAKE');
  const [contactType, setContactType] = useState<ContactType>(last?.contactType ?? 'CITIZEN');
  const [role, setRole] = useState<string>(last?.role ?? '');
  const [outcome, setOutcome] = useState<Outcome>(last?.outcome ?? 'OTHER');
  const [referralKeys, setReferralKeys] = useState<readonly string[]>(last?.referralKeys ?? []);
  const [state, setState] = useState('');
  if (!last || !session) return null;
  const others = session.states.filter(({ code, channels }) => code !== last.state && channels.includes('PHONE'));
  const reasons = Object.entries(REASONS).filter(([key]) => key !== 'WRONG_STATE' || others.length);
  const isMistake = reason === 'MISTAKE';
  const isMoved = reason === 'WRONG_STATE';
  const isOfficeMissing = isMistake && isConversation(contactType) && outcome === 'REFERRED' && !referralKeys.length;
  return (
    <form
      className="desk-correction"
      onKeyDown={chooseByKey}
      onSubmit={(event) => {
        event.preventDefault();
        if ((isMoved && !state) || isOfficeMissing) return;
        const corrected: InquiryInput = {
          ...last, id: desk.newId(), ...(isMistake ? { contactType, role: (role || null) as Role | null, outcome, referralKeys: [...referralKeys] } : {}),
          ...(isMistake && !isConversation(contactType) ? { role: null, topicKey: null, scriptKey: null, scriptDigest: null, endNode: null } : {}),
          ...(isMoved ? { state, outcome: last.outcome === 'REFERRED' ? 'INFORMED' : last.outcome, topicKey: null, scriptKey: null, scriptDigest: null, endNode: null, referralKeys: [], campaign: null } : {}),
        };
        desk.correct(last, corrected, reason);
        desk.say(isReachable ? texts.corrected : texts.willBeSent);
        onDone();
      }}
    >
      <p className="desk-soft">{texts.correctKeys}</p>
      <Radios label={texts.correctWhy} value={reason} isFirst choices={numbered(reasons.map(([key, name]) => ({ key, name })))} onChange={(key) => setReason(key as keyof typeof REASONS)} />
      {isMistake && (
        <>
          <Radios
            label={texts.contactType}
            value={contactType}
            choices={Object.entries(CONTACT_TYPES).map(([key, { name, key: hint }]) => ({ key, name, hint }))}
            onChange={(key) => setContactType(key as ContactType)}
          />
          {isConversation(contactType) && <Radios label={texts.role} value={role} choices={numbered((Object.keys(ROLES) as Role[]).map((key) => ({ key, name: ROLES[key].name })))} onChange={setRole} />}
          <Radios
            label={texts.result}
            value={outcome}
            choices={numbered(Object.entries(RESULTS).map(([key, name]) => ({ key, name }))).filter(({ key }) => key !== 'OUT_OF_SCOPE')}
            onChange={(key) => setOutcome(key as Outcome)}
          />
          {isConversation(contactType) && <Referred last={last} keys={referralKeys} onChange={setReferralKeys} />}
        </>
      )}
      {isMoved && <Radios label={texts.state} value={state} choices={numbered(others.map(({ code, name }) => ({ key: code, name })))} onChange={setState} />}
      {isOfficeMissing && <p className="is-caution" role="status">{texts.correctOfficeMissing}</p>}
      <Button type="submit" className="is-primary" isDisabled={(isMoved && !state) || isOfficeMissing}>{texts.correct}</Button>
    </form>
  );
}

/** The offices to which the contact was referred, and others of its state, by what they are called, or else for the matter of its script. */
function Referred({ last, keys, onChange }: { last: InquiryInput; keys: readonly string[]; onChange: (keys: readonly string[]) => void }) {
  const [desk, { bundle }] = useDesk();
  const [query, setQuery] = useState('');
  const own = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (desk.stateOf(last.state)) desk.attend({ code: last.state, language: last.language });
    return () => desk.attend(null);
  }, [desk, last.state, last.language]);
  const isThere = bundle?.code === last.state;
  const offices = isThere ? itemsOf<Office>(bundle, 'OFFICE').filter(({ substitution }) => !substitution) : [];
  const script = isThere && last.scriptKey ? ((bundle.items.get(last.scriptKey) as Script | undefined) ?? null) : null;
  const likely = useOffices(kindsOf(script, bundle)).map(({ office }) => office);
  // Whichever are chosen as it opens stay in sight, with the keys that they have.
  const before = useRef(keys);
  const listed = [...new Set([...before.current, ...keys])];
  const found = (query.trim() ? officesNamed(query, offices) : likely.filter(({ substitution }) => !substitution)).filter(({ key }) => !listed.includes(key)).slice(0, Math.max(0, MOST_OFFICES - listed.length));
  const choices = [...listed.map((key) => ({ key, name: isThere ? nameOf(offices.find((one) => one.key === key)) : texts.loadingOffices })), ...found.map((office) => ({ key: office.key, name: nameOf(office) }))];
  const toggle = (key: string): void => onChange(keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]);
  return (
    <fieldset className="desk-referred-to" ref={own}>
      <legend>{texts.correctOffices}</legend>
      {choices.map(({ key, name }, place) => (
        <label key={key} className="desk-check">
          <input type="checkbox" checked={keys.includes(key)} onChange={() => toggle(key)} /> <kbd>{place + 1}</kbd> {name}
        </label>
      ))}
      <label>
        <span>{texts.correctOfficeSearch} <kbd>/</kbd></span>
        <input
          type="text"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // It chooses what was found first, and corrects nothing yet.
            event.preventDefault();
            if (query.trim() && found[0]) {
              toggle(found[0].key);
              setQuery('');
            }
            window.setTimeout(() => own.current?.querySelector<HTMLElement>('input[type=checkbox]')?.focus());
          }}
        />
      </label>
      {query.trim() && isThere && !found.length && <p className="is-caution" role="status">{texts.correctOfficeUnknown}</p>}
    </fieldset>
  );
}

function nameOf(office: Office | undefined): string {
  return office ? [office.name, office.municipality].filter(Boolean).join(', ') : texts.correctOfficeGone;
}

import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from 'react-aria-components';

import { isConversation, type InquiryInput } from './call';
import { shortCode, type Due } from './callBacks';
import { chosenOf, correctedOf, missingIn, MOST_REFERRALS, officesToChoose, standingOfPromise, type Chosen, type CorrectionReason, type PromiseStanding } from './correcting';
import { itemsOf, kindsOf, officeNamesOf, type ContactType, type Office, type Result, type Role, type Script } from './data';
import { officesNamed } from './finding';
import { useOffices } from './Offices';
import { chooseByKey, numbered, Radios } from './ReportForm';
import { CONTACT_TYPES, RESULTS, ROLES, texts } from './texts';
import { contactOf } from './today';
import { useDesk } from './useDesk';
import { callSaid } from './when';
import { HOME_ZONE } from './zones';

const REASONS: Record<CorrectionReason, string> = { MISTAKE: 'Me equivoqué en un dato', DUPLICATE: 'Está dos veces', WRONG_STATE: 'Es de otro estado', TEST: 'Era una prueba' };
const WARNINGS: Record<CorrectionReason, string | null> = { MISTAKE: null, DUPLICATE: texts.correctTakesOut, WRONG_STATE: texts.correctMoves, TEST: texts.correctTakesOut };
const MOST_OFFICES = 6;
const MOST_DIGITS = 9;

/** What became of the call-back that was promised in a contact, where a correction may say again that one is. */
function usePromise(contact: InquiryInput): { standing: PromiseStanding | null; due: Due | null } {
  const [desk, { today, isPractice }] = useDesk();
  const promised = contactOf(contact.id, today)?.promised?.id ?? null;
  const isAsked = promised !== null && contact.outcome !== 'CALL_BACK' && !isPractice;
  const [due, setDue] = useState<readonly Due[] | null>(null);
  useEffect(() => {
    if (isAsked) void desk.api.get<Due[]>('call-backs').then(setDue, (error: unknown) => void desk.heard(error));
  }, [desk, isAsked]);
  // What is practised is promised to nobody, and called off by nobody.
  if (promised === null) return { standing: null, due: null };
  if (isPractice) return { standing: 'STANDS', due: null };
  return { standing: standingOfPromise(promised, due), due: due?.find(({ id }) => id === promised) ?? null };
}

/** What a correction to a promised call says: why there is none, or which one it is. */
function ofPromise(standing: PromiseStanding | null, due: Due | null, zone: string): string | null {
  if (standing === 'STANDS') return due && texts.correctPromiseStands(callSaid({ startsAt: due.windowStartsAt, endsAt: due.windowEndsAt }, zone), shortCode(due.id));
  return standing === 'GONE' ? texts.correctPromiseGone : standing === 'UNKNOWN' ? texts.correctPromiseUnknown : texts.correctNoCallBack;
}

/** Corrects a contact: a further row of the ledger, which stands in its place. */
export function Correction({ contact: last, onDone }: { contact: InquiryInput; onDone: () => void }) {
  const [desk, { session, bundle, isReachable }] = useDesk();
  const [chosen, setChosen] = useState<Chosen>(chosenOf(last));
  const promise = usePromise(last);
  if (!session) return null;
  const { reason, contactType, role, result, referralKeys, state } = chosen;
  const choose = (change: Partial<Chosen>): void => setChosen({ ...chosen, ...change });
  const others = session.states.filter(({ code, channels }) => code !== last.state && channels.includes('PHONE'));
  const reasons = Object.entries(REASONS).filter(([key]) => key !== 'WRONG_STATE' || others.length);
  const before = chosenOf(last).result;
  const missing = missingIn(chosen, before, promise.standing);
  const isPromisedAgain = reason === 'MISTAKE' && result === 'CALL_BACK' && before !== 'CALL_BACK';
  const zone = desk.stateOf(last.state)?.timeZone ?? HOME_ZONE;
  const isStillReferred = reason === 'MISTAKE' && isConversation(contactType) && result !== 'REFERRED' && referralKeys.length > 0;
  const isStillPromised = before === 'CALL_BACK' && (reason !== 'MISTAKE' || result !== 'CALL_BACK');
  const missed = missing === 'office' ? texts.correctOfficeMissing : isPromisedAgain ? ofPromise(promise.standing, promise.due, zone) : null;
  const warning = missed ?? [isStillReferred ? texts.correctStillReferred : WARNINGS[reason], isStillPromised && texts.correctStillPromised].filter(Boolean).join(' ');
  return (
    <form
      className="desk-correction"
      onKeyDown={chooseByKey}
      onSubmit={(event) => {
        event.preventDefault();
        if (missing) return;
        desk.correct(last, correctedOf(last, desk.newId(), chosen), reason);
        desk.say(isReachable ? (reason === 'MISTAKE' ? texts.correctedTo(RESULTS[result], result === 'REFERRED' ? officeNamesOf(bundle, referralKeys) : []) : texts.corrected) : texts.willBeSent);
        onDone();
      }}
    >
      <p className="desk-soft">{texts.correctKeys}</p>
      <Radios label={texts.correctWhy} value={reason} isFirst choices={numbered(reasons.map(([key, name]) => ({ key, name })))} onChange={(key) => choose({ reason: key as CorrectionReason })} />
      {reason === 'MISTAKE' && (
        <>
          <Radios
            label={texts.contactType}
            value={contactType}
            choices={Object.entries(CONTACT_TYPES).map(([key, { name, key: hint }]) => ({ key, name, hint }))}
            onChange={(key) => choose({ contactType: key as ContactType })}
          />
          {isConversation(contactType) && <Radios label={texts.role} value={role ?? ''} choices={numbered((Object.keys(ROLES) as Role[]).map((key) => ({ key, name: ROLES[key].name })))} onChange={(key) => choose({ role: key as Role })} />}
          <Radios label={texts.result} value={result} choices={numbered(Object.entries(RESULTS).map(([key, name]) => ({ key, name })))} onChange={(key) => choose({ result: key as Result })} />
          {isConversation(contactType) && <Referred last={last} keys={referralKeys} onChange={(keys) => choose({ referralKeys: keys })} />}
        </>
      )}
      {reason === 'WRONG_STATE' && <Radios label={texts.state} value={state} choices={numbered(others.map(({ code, name }) => ({ key: code, name })))} onChange={(code) => choose({ state: code })} />}
      <div className="desk-correct">
        {warning && <p className="is-caution" role="status">{warning}</p>}
        <Button type="submit" className="is-primary" isDisabled={missing !== null}>{texts.correct}</Button>
      </div>
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
  const fit = (query.trim() ? officesNamed(query, offices) : likely.filter(({ substitution }) => !substitution)).map(({ key }) => key);
  // What is chosen moves nothing: a digit means the office that was read beside it until something else is looked for.
  const kept = useRef(keys);
  kept.current = keys;
  // Nor does an office that opens meanwhile, nor what is published.
  const listed = useMemo(() => officesToChoose(kept.current, fit, MOST_OFFICES), [query.trim(), isThere]);
  const isFull = keys.length >= MOST_REFERRALS;
  const toggle = (key: string): void => {
    if (keys.includes(key)) onChange(keys.filter((one) => one !== key));
    else if (!isFull) onChange([...keys, key]);
  };
  return (
    <fieldset className="desk-referred-to" ref={own}>
      <legend>{texts.correctOffices}</legend>
      {listed.map((key, place) => (
        <label key={key} className="desk-check">
          <input type="checkbox" data-office={key} checked={keys.includes(key)} disabled={isFull && !keys.includes(key)} onChange={() => toggle(key)} /> {isThere && place < MOST_DIGITS && <kbd>{place + 1}</kbd>}{' '}
          {isThere ? nameOf(offices.find((one) => one.key === key)) : texts.loadingOffices}
        </label>
      ))}
      {isFull && <p className="desk-soft" role="status">{texts.correctOfficesFull(MOST_REFERRALS)}</p>}
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
            const first = query.trim() ? fit[0] : undefined;
            if (first) {
              if (!keys.includes(first)) toggle(first);
              setQuery('');
            }
            window.setTimeout(() => own.current?.querySelector<HTMLElement>(first ? `[data-office="${CSS.escape(first)}"]` : '[data-office]')?.focus());
          }}
        />
      </label>
      {query.trim() && isThere && !fit.length && <p className="is-caution" role="status">{texts.correctOfficeUnknown}</p>}
    </fieldset>
  );
}

function nameOf(office: Office | undefined): string {
  return office ? [office.name, office.municipality].filter(Boolean).join(', ') : texts.correctOfficeGone;
}

import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components';

import { itemsOf, type Municipality, type Office } from './data';
import { texts as chatTexts } from './chats/texts';
import { groupsOf, officesFor, officeToRefer, placeInWords, type OfficeNear } from './offices';
import { OFFICE_KINDS, texts } from './texts';
import { useContact, useNow } from './useDesk';
import { clockInWords, dayOfYear } from './when';
import { localOf } from './zones';

const FIRST = 5;

/** Offices of kinds (of any without) for the caller, in their order. */
export function useOffices(kinds: readonly string[] | null): OfficeNear[] {
  const [desk, { bundle, code, call }] = useContact();
  const minute = Math.floor(useNow(30) / 60_000);
  const places = desk.stateOf(code)?.municipalities;
  const near = nearOf(places ?? [], call?.municipality ?? null);
  return useMemo(
    () => officesFor(itemsOf<Office>(bundle, 'OFFICE'), kinds, near, minute * 60_000, places),
    [bundle, kinds?.join(), near, minute, places],
  );
}

export function nearOf(places: readonly Municipality[], name: string | null): Municipality | null {
  return places.find((one) => one.name === name) ?? null;
}

export function OfficeList({ offices, kind, onRefer }: { offices: readonly OfficeNear[]; kind: string | null; onRefer: (office: Office) => void }) {
  const [, { call, isClosed }] = useContact();
  const [most, setMost] = useState(FIRST);
  const title = kind ? (OFFICE_KINDS[kind] ?? kind) : texts.offices;
  const next = officeToRefer(null, offices, (call?.referrals ?? []).map(({ key }) => key));
  return (
    <section className="desk-offices" aria-labelledby="desk-offices-title">
      <h2 id="desk-offices-title">{call?.municipality && !kind ? texts.officesNear(call.municipality) : title}</h2>
      {!offices.length && <p className="desk-soft">{texts.noOfficeOfKind}</p>}
      <ul>
        {offices.slice(0, most).map((near) => (
          <li key={near.office.key}>
            <OfficeCard
              near={near}
              hasKey={near.office === next}
              isReferred={call?.referrals.some(({ key }) => key === near.office.key) ?? false}
              onRefer={call && !isClosed ? () => onRefer(near.office) : null}
            />
          </li>
        ))}
      </ul>
      {offices.length > most && <Button className="is-quiet" onPress={() => setMost(offices.length)}>{texts.moreOffices(offices.length - most)}</Button>}
    </section>
  );
}

/** One office as it is read out: name, whether it is open, how far, its telephone in groups. */
export function OfficeCard({ near, isReferred, hasKey, onRefer }: {
  near: OfficeNear;
  isReferred: boolean;
  hasKey: boolean;
  onRefer: (() => void) | null;
}) {
  const [, { call }] = useContact();
  const { office, opening } = near;
  const facts = [openingInWords(office, opening), placeInWords(near)].filter(Boolean);
  return (
    <article className="desk-office">
      <h3>{office.name}</h3>
      <p className={opening.isOpen ? 'desk-open' : 'desk-soft'}>{facts.join(' · ')}</p>
      {office.phones.slice(0, 2).map((phone) => <PhoneNumber key={phone.dial} phone={phone} />)}
      {!office.phones.length && <p className="desk-soft">{texts.noPhone}</p>}
      {office.address && <p className="desk-soft">{office.address.text}</p>}
      {office.needsConfirmation && (
        <p className="is-caution">{office.assuredOn ? texts.unconfirmedSince(dayOfYear(office.assuredOn)) : texts.unconfirmed}</p>
      )}
      {onRefer && (isReferred
        ? <p className="desk-referred">✓ {call?.channel === 'CHAT' ? chatTexts.wasSent : texts.referred}</p>
        : <Button onPress={onRefer}>{hasKey && <kbd>R</kbd>} <span>{call?.channel === 'CHAT' ? chatTexts.sendOffice : texts.refer}<span className="desk-unseen">: {office.name}</span></span></Button>)}
    </article>
  );
}

export function PhoneNumber({ phone }: { phone: Office['phones'][number] }) {
  const groups = groupsOf(phone.display);
  return (
    <p className="desk-phone">
      <span aria-hidden="true">{groups.join(' · ')}</span>
      <span className="desk-unseen">{groups.map((group) => group.replace(/\s/g, ', ')).join('; ')}</span>
      {phone.extension && <small> {texts.extension(phone.extension)}</small>}
      {phone.label && <small> {phone.label}</small>}
    </p>
  );
}

export function openingInWords(office: Office, { isOpen, changesAt }: OfficeNear['opening']): string {
  if (isOpen === null) return office.hoursText ?? texts.hoursUnknown;
  if (isOpen) return changesAt === null ? texts.alwaysOpen : texts.openUntil(localOf(changesAt, office.timeZone).time);
  return changesAt === null ? texts.closed : texts.closedUntil(clockInWords(changesAt, office.timeZone));
}

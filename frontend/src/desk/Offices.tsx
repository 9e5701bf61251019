import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from 'react-aria-components';

import { matterOf } from './call';
import { itemsOf, KINDS_OF_ROLE, type Municipality, type Number_, type Office, type State } from './data';
import { texts as chatTexts } from './chats/texts';
import { centreOf, helpingNow, inKeptOrder, isKindMissing, isNoneIn, isReachable, middleOf, officesFor, placeInWords, type KeyOf, type OfficeNear } from './offices';
import { siteInWords } from './dictating';
import { optionOf } from './phones';
import { noticesNow } from './finding';
import { OFFICE_KINDS, texts } from './texts';
import { useContact, useDesk, useNow } from './useDesk';
import { confirmationInWords, openingInWords } from './when';
import { Groups, withGroups } from './Words';

const FIRST = 5;

/**
 * Offices of kinds (of any without, those of their role first) for the caller, in their order.
 *
 * Args:
 *   isHandedOver: to the emergency number: then only what helps at that moment.
 *   isForMissing: somebody else was taken away: no line for women helps whoever calls.
 */
export function useOffices(kinds: readonly string[] | null, isHandedOver = false, isForMissing = false): OfficeNear[] {
  const [desk, { bundle, code, call }] = useContact();
  const minute = Math.floor(useNow(30) / 60_000);
  const places = desk.stateOf(code)?.municipalities;
  const near = nearOf(places ?? [], call?.municipality ?? null);
  const role = matterOf(call);
  const lines = isHandedOver ? linesOf(desk.stateOf(code), isForMissing).join() : null;
  const found = useMemo(
    () => (lines === null
      ? officesFor(itemsOf<Office>(bundle, 'OFFICE'), kinds, near, minute * 60_000, places, kinds ?? (role ? KINDS_OF_ROLE[role] : []))
      : helpingNow(itemsOf<Office>(bundle, 'OFFICE'), lines.split(','), minute * 60_000)),
    [bundle, kinds?.join(), role, near, minute, places, lines],
  );
  /** As long as a call stays at a step, its list keeps its order, whatever opens, closes or is published meanwhile. */
  const step = call && [call.id, call.pinned?.script.key, call.answers.length, call.municipality, role, code, kinds?.join(), lines].join();
  const kept = useRef<{ step: string | null; keys: readonly string[] }>({ step: null, keys: [] });
  const listed = useMemo(() => (step !== null && kept.current.step === step ? inKeptOrder(found, kept.current.keys) : found), [found, step]);
  kept.current = { step, keys: listed.length || kept.current.step !== step ? listed.map(({ office }) => office.key) : kept.current.keys };
  return listed;
}

/** The lines that help somebody in danger in a state, as they are dialled: its emergency number first. */
function linesOf(state: State | null, isForMissing: boolean): string[] {
  return [state?.emergency, isForMissing ? null : state?.womenLine].flatMap((phone) => phone?.dial || []);
}

export function nearOf(places: readonly Municipality[], name: string | null): Municipality | null {
  return places.find((one) => one.name === name) ?? null;
}

/**
 * Offices in their order.
 *
 * Args:
 *   others: of the same topic, which stand below.
 *   keyOf: the key that refers to an office.
 */
export function OfficeList({ offices, others, kind, keyOf, onRefer, onShow }: {
  offices: readonly OfficeNear[];
  others: readonly OfficeNear[];
  kind: string | null;
  keyOf: KeyOf;
  onRefer: (office: Office) => void;
  onShow: (office: Office) => void;
}) {
  const [, { call, isClosed }] = useContact();
  /** The one that Tab leads to; arrows lead from one to the next. */
  const [reached, setReached] = useState<string | null>(null);
  const [most, setMost] = useState(FIRST);
  const title = kind ? (OFFICE_KINDS[kind] ?? kind) : texts.offices;
  const [mostBeside, setMostBeside] = useState(FIRST);
  const beside = others.filter(({ office }) => !offices.some((one) => one.office.key === office.key));
  const shown = [...offices.slice(0, most), ...beside.slice(0, mostBeside)].map(({ office }) => office.key);
  const first = reached !== null && shown.includes(reached) ? reached : shown[0];
  /** Arrows, Home and End lead through the list, Enter shows an office, R refers to it. */
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, office: Office): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = [...document.querySelectorAll<HTMLElement>('.desk-offices [data-office]')];
    const place = all.indexOf(event.currentTarget);
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: all.length - 1 }[event.key];
    const isReferral = event.key.toLowerCase() === 'r' && call && !isClosed && !call.referrals.some(({ key }) => key === office.key);
    if (next === undefined && event.key !== 'Enter' && !isReferral) return;
    event.preventDefault();
    event.stopPropagation();
    if (next !== undefined) all[next]?.focus();
    else if (!isReferral) onShow(office);
    else {
      const item = event.currentTarget;
      onRefer(office);
      // The next one may be meant, too.
      item.focus();
    }
  };
  const card = (near: OfficeNear) => (
    <li
      key={near.office.key}
      data-office={near.office.key}
      data-keys="r"
      aria-label={near.office.name}
      tabIndex={near.office.key === first ? 0 : -1}
      onFocus={() => setReached(near.office.key)}
      onKeyDown={(event) => onKeyDown(event, near.office)}
    >
      <OfficeCard
        near={near}
        shortcut={keyOf(near.office)}
        isReferred={call?.referrals.some(({ key }) => key === near.office.key) ?? false}
        onRefer={call && !isClosed ? () => onRefer(near.office) : null}
      />
    </li>
  );
  return (
    <section className="desk-offices" aria-labelledby="desk-offices-title">
      <Notices />
      <h2 id="desk-offices-title">{call?.municipality && !kind ? texts.officesFor(call.municipality) : title}</h2>
      {kind ? isKindMissing(offices, kind) && <KindMissing kind={kind} offices={offices} /> : !offices.length && <Lines />}
      {call?.municipality && isNoneIn(offices, call.municipality) && <p className="is-caution">{texts.noneIn(call.municipality)}</p>}
      <ul>{offices.slice(0, most).map(card)}</ul>
      {offices.length > most && <Button className="is-quiet" onPress={() => setMost(offices.length)}>{texts.moreOffices(offices.length - most)}</Button>}
      {beside.length > 0 && (
        <>
          <h2 className="desk-beside">{texts.officesBeside}</h2>
          <ul>{beside.slice(0, mostBeside).map(card)}</ul>
          {beside.length > mostBeside && <Button className="is-quiet" onPress={() => setMostBeside(beside.length)}>{texts.moreOffices(beside.length - mostBeside)}</Button>}
        </>
      )}
    </section>
  );
}

/** What the state's site tells everybody now, which holds on the telephone, too. */
function Notices() {
  return useNotices().map(({ notice }) => (
    <p key={notice.key} className={notice.severity === 'INFO' ? 'desk-note-of-site desk-soft' : 'desk-note-of-site is-caution'}><b>▲ {texts.notice}: {notice.title}.</b> {withGroups(notice.text.plainText)}</p>
  ));
}

function useNotices(): ReturnType<typeof noticesNow> {
  const [, { bundle }] = useContact();
  const minute = Math.floor(useNow(30) / 60_000);
  return useMemo(() => noticesNow(bundle, minute * 60_000), [bundle, minute]);
}

/** That a state has no office of a kind: who can tell where to go, the numbers that are always there, and the nearest one in another state. */
export function KindMissing({ kind, offices }: { kind: string; offices: readonly OfficeNear[] }) {
  const [desk] = useDesk();
  const [contact, { code, call }] = useContact();
  const state = contact.stateOf(code);
  const places = state?.municipalities;
  const near = nearOf(places ?? [], call?.municipality ?? null);
  const [elsewhere, setElsewhere] = useState<{ near: OfficeNear; state: State } | null>(null);
  useEffect(() => {
    let isOver = false;
    setElsewhere(null);
    void desk.content.officeElsewhere(kind, code, (near && centreOf(near)) ?? middleOf(places ?? [])).then((found) => isOver || setElsewhere(found));
    return () => {
      isOver = true;
    };
  }, [desk, kind, code, near, places]);
  return (
    <div className="desk-missing">
      <p className="is-caution">{texts.kindMissing(OFFICE_KINDS[kind] ?? kind, state?.name ?? code)}</p>
      <Lines without={offices} />
      {elsewhere && (
        <>
          <p className="desk-soft">{texts.nearestElsewhere(elsewhere.state.name)}</p>
          <OfficeCard near={elsewhere.near} isReferred={false} onRefer={null} />
        </>
      )}
      {offices[0]?.office.substitution && <p className="desk-soft">{texts.instead}:</p>}
    </div>
  );
}

/**
 * The numbers that are always there.
 *
 * Args:
 *   without: offices whose numbers stand beside them.
 *   isHandedOver: to the emergency number: a help line that answers in another city helps nobody then.
 *   isForMissing: somebody else was taken away: no line for women helps whoever calls.
 */
export function Lines({ without = [], isHandedOver = false, isForMissing = false }: { without?: readonly OfficeNear[]; isHandedOver?: boolean; isForMissing?: boolean }) {
  const [desk, { code }] = useContact();
  const state = desk.stateOf(code);
  const shown = new Set(without.flatMap(({ office }) => office.phones.map(({ dial }) => dial)));
  const second = isHandedOver ? [texts.womenLine, isForMissing ? null : state?.womenLine] as const : [texts.helpLine, state?.helpLine] as const;
  const lines = [[texts.emergencyLine, state?.emergency], second] as const;
  return lines.map(([name, phone]) => phone && !shown.has(phone.dial) && <PhoneNumber key={name} phone={phone} name={name} />);
}

/** One office as it is read out: name, whether it is open, how far, its telephone in groups. */
export function OfficeCard({ near, isReferred, shortcut = null, onRefer }: {
  near: OfficeNear;
  isReferred: boolean;
  shortcut?: ReturnType<KeyOf>;
  onRefer: (() => void) | null;
}) {
  const [, { call }] = useContact();
  const { office } = near;
  return (
    <article className="desk-office">
      <h3>{office.name}</h3>
      <OfficeFacts near={near} />
      {onRefer && (isReferred || call?.channel !== 'CHAT' || isReachable(office)) && (isReferred
        ? <p className="desk-referred">✓ {call?.channel === 'CHAT' ? chatTexts.wasSent : texts.referred}</p>
        : <Button onPress={onRefer}>{shortcut && <kbd>{shortcut}</kbd>} <span>{call?.channel === 'CHAT' ? chatTexts.sendOffice : texts.refer}<span className="desk-unseen">: {office.name}</span></span></Button>)}
    </article>
  );
}

/** What is told of an office below its name: whether it is open, how far it is, its telephones, where it is, and what is not confirmed. */
export function OfficeFacts({ near, most = 2 }: {
  near: OfficeNear;
  /** So many of its telephones. */
  most?: number;
}) {
  const [, { call }] = useContact();
  const { office, opening } = near;
  const notices = useNotices().filter(({ offices }) => offices.includes(office.key));
  const facts = [openingInWords(office, opening), placeInWords(near, call?.municipality ?? null)].filter(Boolean);
  return (
    <>
      <p className={opening.isOpen ? 'desk-open' : 'desk-soft'}>{facts.join(' · ')}</p>
      {office.phones.slice(0, most).map((phone) => <PhoneNumber key={phone.dial} phone={phone} />)}
      {!office.phones.length && <p className="desk-soft">{isReachable(office) ? texts.noPhone : texts.unreachableOffice}</p>}
      {office.address && <p className="desk-soft">{office.address.text}</p>}
      {office.website && <p className="desk-soft">{texts.website} {siteInWords(office.website)}</p>}
      {notices.map(({ notice }) => <p key={notice.key} className="is-caution"><b>▲ {texts.notice}: {notice.title}.</b></p>)}
      {confirmationInWords(office) && <p className="is-caution">{confirmationInWords(office)}</p>}
    </>
  );
}

/** A telephone as it is read out: the number that is dialled, and apart from it the extension and what is chosen there. */
export function PhoneNumber({ phone, name }: {
  phone: Office['phones'][number] | Number_;
  /** What stands before it. */
  name?: string;
}) {
  const { display, dial, extension, label } = { extension: null, label: null, ...phone };
  const after = [extension && texts.extension(extension), optionOf(display), label].filter(Boolean);
  return (
    <p className="desk-phone">
      {name && <><small>{name}</small> </>}
      <Groups number={dial} />
      {after.length > 0 && <small> {after.join(' · ')}</small>}
    </p>
  );
}

import { useEffect, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';

import { inUsted } from '../voices/usted';
import { isOver, leftUnreadOf, walkOf } from './call';
import * as clock from './clock';
import { deadlineBlocksOf, itemsOf, type DeadlineBlock, type Office } from './data';
import { appointmentInWords, asRead, startOf } from './deadlines';
import { addressOf, aloud, siteInWords } from './dictating';
import { usePlaceZone } from './Facts';
import { PhoneNumber } from './Offices';
import { isReachable as canBeReached, onTheWeb } from './offices';
import { texts } from './texts';
import { useContact } from './useDesk';
import { dayOfYear } from './when';
import { withGroups } from './Words';

/** As many offices the server keeps, as of referrals. */
const MOST_OFFICES = 10;

interface SummaryAnswer {
  url: string;
  code: string;
  qrSvg: string;
  expiresAt: string;
}

/**
 * What the caller takes along: to be read out, as a link, as a code to dictate.
 *
 * Args:
 *   offered: what the present step offers, where they were referred to nobody yet, or to nobody who can be called.
 *   named: the first office of each kind to which the words of the way send.
 */
export function Summary({ offered = [], named = [] }: { offered?: readonly Office[]; named?: readonly Office[] }) {
  const [desk, { call, bundle, isReachable }] = useContact();
  const [answer, setAnswer] = useState<SummaryAnswer | null>(null);
  const [isCopied, setCopied] = useState(false);
  const { zone, isOwn } = usePlaceZone(call);
  const isReached = call?.referrals.some(({ key }) => (bundle?.items.get(key) as Office | undefined)?.phones.length !== 0);
  const referred = call?.referrals ?? [];
  // Whoever was referred to an office without a telephone takes along the one that the step shows in its place.
  const chosen = isReached ? referred : [...referred, ...offered.filter(({ key, phones }) => (!referred.length || phones.length > 0) && !referred.some((one) => one.key === key))];
  const kinds = chosen.map(({ key }) => (bundle?.items.get(key) as Office | undefined)?.organizationKind);
  const walked = useMemo(() => call && walkOf(call), [call]);
  /** Those whose web address stands beside the words of the way. */
  const online = useMemo(() => {
    const all = itemsOf<Office>(bundle, 'OFFICE');
    return walked ? walked.texts.flatMap(({ text }) => onTheWeb(text?.plainText ?? '', all)) : [];
  }, [bundle, walked]);
  const told = [...new Map([...chosen, ...named.filter(({ organizationKind }) => !kinds.includes(organizationKind)), ...online].map((one) => [one.key, one])).values()].slice(0, MOST_OFFICES);
  useEffect(() => {
    if (!call?.pinned) return;
    const { script, digest } = call.pinned;
    // Of an hour from which no deadline runs, the server keeps nothing.
    const since = call.eventAt === null ? {} : { hour: new Date(call.eventAt).toISOString(), timeZone: zone };
    void desk.ask<SummaryAnswer>('summaries', {
      id: desk.newId(), state: call.state, locale: call.language, scriptKey: script.key, scriptDigest: digest, answers: call.answers,
      officeKeys: told.map(({ key }) => key), ...since, ...(call.appointment ? { appointment: `${call.appointment.day}T${call.appointment.time}` } : {}),
    }).then(setAnswer);
  }, []);
  if (!call?.pinned || !walked) return <p>{texts.reportNothing}</p>;
  const blocks = deadlineBlocksOf(call.pinned.script, bundle);
  const inVoice = ({ locale }: DeadlineBlock) => (words: string): string => inUsted(words, locale ?? call.pinned!.script.locale);
  const ends = walked.deadlines.flatMap((id) => {
    const block = blocks[id];
    const from = block ? startOf(block, call, zone) : null;
    return block && from !== null ? [asRead(block, from, clock.now(), zone, isOwn, inVoice(block))] : [];
  });
  // “Stay on the line” is over when this is read out.
  const unread = leftUnreadOf(call);
  const unreadWords = (key: string): string => (unread.includes(key) ? (isOver(call) ? texts.leftUnread(call.hasHungUp) : texts.notRead) : '');
  const readTexts = walked.texts.filter(({ kind }) => kind !== 'QUESTION' && kind !== 'HANDOFF');
  return (
    <>
      <section>
        <h3>{texts.summaryRead}</h3>
        <p><b>{call.pinned.script.title}</b></p>
        {call.left.map(({ pinned }) => <p key={pinned.script.key} className="is-caution">{texts.summaryOfOthers(pinned.script.title)}</p>)}
        <ul>{readTexts.map(({ node, text }) => text && <li key={node}>{unreadWords(node) && <b>▲ {unreadWords(node)} </b>}{withGroups(text.plainText)}</li>)}</ul>
        {call.appointment && <p>{texts.appointment}: {appointmentInWords(call.appointment, clock.now(), zone, isOwn)}</p>}
        {ends.map((sentence) => <p key={sentence}>{sentence}</p>)}
        {told.map(({ key, name }) => {
          const office = bundle?.items.get(key) as Office | undefined;
          return <div key={key}><b>{name}</b>{office?.phones.slice(0, 1).map((phone) => <PhoneNumber key={phone.dial} phone={phone} />)}{office?.address?.text.trim() && <p>{office.address.text}</p>}{office?.website && <p>{texts.website} <b>{siteInWords(office.website)}</b></p>}{office && !canBeReached(office) && <p>{texts.summaryUnreachable(office.organizationKind === 'PROSECUTOR' ? texts.atNumber(desk.emergencyNumber()) : texts.atProsecutor)}</p>}</div>;
        })}
      </section>
      {!answer && !isReachable && <p className="desk-soft">{texts.summaryOffline}</p>}
      {answer && (
        <section className="desk-summary">
          <div>
            <h3>{texts.summaryCode}</h3>
            <p>{texts.summaryAddress} <b>{addressOf(answer.url)}</b></p>
            <p className="desk-soft">{texts.aloud(aloud(addressOf(answer.url)))}</p>
            <p className="desk-code">{answer.code.match(/\d{4}/g)?.join(' ')}</p>
            <h3>{texts.summaryLink}</h3>
            <p><a href={answer.url} target="_blank" rel="noopener noreferrer">{answer.url.replace(/^https?:\/\//, '').slice(0, 60)}…</a></p>
            <Button onPress={() => void navigator.clipboard.writeText(answer.url).then(() => setCopied(true))}>{texts.copy}</Button> <span role="status">{isCopied && texts.copied}</span>
            <p className="desk-soft">{texts.summaryUntil(dayOfYear(answer.expiresAt))}</p>
          </div>
          <img className="desk-qr" alt={texts.summaryQr} src={`data:image/svg+xml,${encodeURIComponent(answer.qrSvg)}`} />
        </section>
      )}
    </>
  );
}

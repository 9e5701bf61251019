import { Fragment, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Autocomplete, Button, Collection, Header, Input, Label, ListBox, ListBoxItem, ListBoxSection, SearchField } from 'react-aria-components';

import { matterOf } from './call';
import * as clock from './clock';
import { itemsOf, kindsOf, scriptsOf, type Bundle, type Found, type Guidance, type Item, type Municipality, type Office, type RichText, type Script, type SearchAnswer, type Term } from './data';
import { asksForCall, byDistance, isNothingLike, officeAsked, officesCalled, placeIn, takenAway, worthShowing } from './finding';
import { numberKey } from './pressing';
import { texts as chatTexts } from './chats/texts';
import { nearOf, OfficeCard, OfficeFacts, OfficeList, useOffices } from './Offices';
import { centreOf, officeNear, type KeyOf, type OfficeNear } from './offices';
import { KINDS, OFFICE_KINDS, ROLES, texts } from './texts';
import type { Channel } from '../walker/walk';
import { useContact, useDesk } from './useDesk';
import { specialDaysInWords, weekInWords } from './when';
import { withGroups, Words } from './Words';

/** What is open beside the script. */
export type Reading = Item;

/** So long a further search waits while one is under way; the first is sent at once. */
const PAUSE = 40;
/** After so many milliseconds it is said that an answer is awaited. */
const LATE = 300;
/** From this confidence on the first is more likely meant than all others together, as `delivery/search/results.py` has it. */
const SURE = 0.5;
const NOWHERE: readonly Municipality[] = [];
const NO_KINDS: readonly string[] = [];
const ORDER = ['SCRIPT', 'GUIDANCE', 'ORGANIZATION', 'OFFICE', 'TERM'];
const MOST_OF_A_KIND = 4;

export function Finding({ offices, kind, reading, onRead, onKind, onDone, onLeave = onDone, onRefer, onSend, onSearching, onDanger, onEmergency, keyOf, children }: {
  offices: readonly OfficeNear[];
  kind: string | null;
  reading: Reading | null;
  onRead: (item: Reading | null) => void;
  onKind: (kind: string) => void;
  onDone: () => void;
  /** Where the field of the search is left to. */
  onLeave?: () => void;
  /** Whether what is found covers what stands beside it. */
  onSearching?: (isSearching: boolean) => void;
  /** Whether the words of the person say that they are in danger. */
  onDanger?: (isInDanger: boolean) => void;
  /** Leads whoever is in danger to the emergency number. */
  onEmergency?: () => void;
  /** Whether R refers to the first of the offices. */
  keyOf: KeyOf;
  /** Refers whoever calls to an office. */
  onRefer?: (office: Office) => void;
  /** Sends what is open to whoever is helped. */
  onSend?: (item: Item) => void;
  /** What stands above the offices. */
  children?: ReactNode;
}) {
  const [desk, { bundle, code, call }] = useContact();
  const [calls] = useDesk();
  const isChat = call?.channel === 'CHAT';
  const [query, setQuery] = useState('');
  const [answer, setAnswer] = useState<(SearchAnswer & { isOffline: boolean; query: string }) | null>(null);
  const underWay = useRef(0);
  const present = useRef('');
  present.current = query;
  const places = desk.stateOf(code)?.municipalities ?? NOWHERE;
  /** Where a step leads to one kind, the others of its script stay at hand below. */
  const others = useOffices(kind ? (kindsOf(call?.pinned?.script ?? null, bundle) ?? []).filter((one) => one !== kind) : NO_KINDS);
  const named = useMemo(() => placeIn(query, places), [query, places]);
  /** From where offices are looked for: the place that the words name, or else the caller's. */
  const near = named ?? nearOf(places, call?.municipality ?? null);
  /** The place that the words named by which what is open was found. */
  const [whence, setWhence] = useState<Municipality | null>(null);

  // Before the field is painted: a search that waits for that comes later than it need.
  useLayoutEffect(() => {
    if (!query.trim()) return setAnswer(null);
    const timer = window.setTimeout(() => {
      underWay.current += 1;
      void desk.search(query, near && centreOf(near)).finally(() => (underWay.current -= 1)).then((found) => {
        if (present.current === query) setAnswer({ ...found, query });
      });
    }, underWay.current ? PAUSE : 0);
    return () => window.clearTimeout(timer);
  }, [query, code, matterOf(call), near, desk]);
  const searched = useRef<{ sentence: string; first: string | null } | null>(null);
  if (answer && answer.query === query) searched.current = { sentence: query.trim(), first: answer.results[0]?.key ?? null };
  /** The words that were heard as danger: found once more, they do not say so again of somebody who is safe by now. */
  const dangerQuery = useRef('');
  /** What is typed; whoever empties the field has asked for nothing. */
  const type = (typed: string): void => {
    setQuery(typed);
    if (!isChat) calls.typed(typed.trim() !== '');
    if (typed.trim()) return;
    searched.current = null;
    dangerQuery.current = '';
    if (!call) onDanger?.(false);
  };
  const isSearching = query.trim() !== '';
  useEffect(() => {
    onSearching?.(isSearching);
  }, [isSearching]);
  useEffect(() => {
    if (!answer?.isCertainDanger || answer.query !== query || dangerQuery.current === query) return;
    dangerQuery.current = query;
    onDanger?.(true);
  }, [answer]);
  const refer = onSend ?? ((office: Item): void => {
    onRefer?.(office as Office);
    onDone();
  });
  /** The script that was found by words last, which stays at hand when somebody else turns out to call. */
  const [kept, setKept] = useState<{ sentence: string; script: Script } | null>(null);
  const [lesson, setLesson] = useState<{ sentence: string; script: Script } | null>(null);
  const script = call?.pinned?.script ?? null;
  /** The script that was chosen among what the present words found: one that was taken otherwise says nothing of them. */
  const chosen = useRef<string | null>(null);
  useEffect(() => {
    const isNew = script && searched.current && chosen.current === script.key && searched.current.first !== script.key;
    setLesson(isNew ? { sentence: searched.current!.sentence, script } : null);
    searched.current = null;
    chosen.current = null;
    if (script && query.trim() === kept?.sentence) setQuery('');
  }, [script?.key]);
  const isAwaited = query.trim() !== '' && answer?.query !== query;
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!isAwaited) return;
    const timer = window.setTimeout(() => setLate(true), LATE);
    return () => window.clearTimeout(timer);
  }, [isAwaited]);
  /** The query for which Enter was pressed before its answer was there: the first that is found then opens. */
  const [entered, setEntered] = useState<string | null>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) return leave(event);
    enter(event);
  };
  /** One Esc leaves the field, whatever it holds, or closes what is open. */
  const leave = (event: KeyboardEvent): void => {
    const isField = event.target instanceof HTMLInputElement && event.target.id === 'desk-search';
    if (!isField && (!reading || event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.stopPropagation();
    if (isField) {
      type('');
      onLeave();
    } else {
      onRead(null);
      onDone();
    }
  };
  /** Enter opens the first that is found, once it is; the list opens another one that is marked in it. */
  const enter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.target.id !== 'desk-search') return;
    const first = groups[0]?.found[0];
    // What the list marked before this answer may be gone from it.
    const marked = document.getElementById(event.target.getAttribute('aria-activedescendant') ?? '');
    if (!isAwaited && (marked || !first)) return;
    event.preventDefault();
    event.stopPropagation();
    if (isAwaited) setEntered(query);
    else open(first!.key);
  };
  useEffect(() => {
    if (entered === null) return;
    if (entered !== query) return setEntered(null);
    if (answer?.query !== query) return;
    setEntered(null);
    const first = groups[0]?.found[0];
    if (first) open(first.key);
  }, [entered, query, answer]);
  const { groups, asksOffice, taken } = useMemo(() => {
    const now = clock.now();
    const results = answer?.results ?? [];
    const asksOffice = bundle && officeAsked(query, results, bundle, named, places, now);
    const called = bundle && answer?.query === query ? officesCalled(query, itemsOf<Office>(bundle, 'OFFICE')) : [];
    const first = called.length ? called.map((office) => officeNear(office, near, now, places)) : asksOffice?.nearest ? [asksOffice.nearest] : [];
    const taken = bundle && answer?.query === query ? takenAway(query, results, bundle) : null;
    const worth = worthShowing(results, query).map((one): Row => {
      const office = one.kind === 'OFFICE' ? (bundle?.items.get(one.key) as Office | undefined) : undefined;
      return office ? { ...one, near: officeNear(office, near, now, places) } : one;
    });
    const of = (kind: string): Row[] => {
      const found = worth.filter((one) => one.kind === kind);
      if (kind === 'SCRIPT' && taken) return withFirst(found, [taken.detained, taken.missing]);
      return kind === 'OFFICE' ? officesFirst(found, near !== null, first) : found;
    };
    const order = first.length ? ['OFFICE', ...ORDER.filter((kind) => kind !== 'OFFICE')] : ORDER;
    const groups = order.map((kind) => ({ id: kind, name: KINDS[kind] ?? kind, found: of(kind).slice(0, MOST_OF_A_KIND) })).filter(({ found }) => found.length);
    return { groups, asksOffice, taken };
  }, [answer, query, bundle, named, near, places]);

  /** Nothing fits: what stands below is only the most similar. */
  const isNothing = answer !== null && answer.query === query && !groups[0]?.found[0]?.near && isNothingLike(answer, query);

  const open = (key: string): void => {
    const item = bundle?.items.get(key);
    if (!item) return;
    if (item.kind === 'SCRIPT' && query.trim()) setKept({ sentence: query.trim(), script: item as Script });
    setQuery('');
    if (item.kind === 'SCRIPT') {
      chosen.current = answer?.results.some((one) => one.key === key) ? key : null;
      const { role } = item as Script;
      const said = call?.isRoleChosen ? call.role : null;
      // Who finds the script that runs goes on in it: its answers are not asked again.
      if (key === script?.key) desk.say(texts.scriptRuns(script.title));
      else {
        desk.takeScript(item as Script);
        if (said && said !== role) desk.say(texts.roleStays(ROLES[said].name));
        else if (call?.role !== role && !call?.answers.length) desk.say(texts.roleOfScript(ROLES[role].name));
      }
      onRead(null);
      window.setTimeout(onDone);
    } else if (item.kind === 'ORGANIZATION') {
      onRead(null);
      onKind((item as Item & { organizationKind: string }).organizationKind);
      window.setTimeout(onDone);
    } else {
      setWhence(named);
      onRead(item);
    }
  };

  return (
    <aside className="desk-finding" aria-label={texts.search} onKeyDownCapture={onKeyDown}>
      <Autocomplete inputValue={query} onInputChange={type}>
        <SearchField className="desk-search" aria-label={texts.search}>
          <Label>{texts.search} <kbd>/</kbd></Label>
          <Input id="desk-search" placeholder={call?.channel === 'CHAT' ? chatTexts.searchPlaceholder : texts.searchPlaceholder} />
        </SearchField>
        {answer?.isDanger && !answer.isCertainDanger && (
          <p className="desk-maybe" role="status">{texts.dangerMaybe} {onEmergency && !call?.isInDanger && <Button className="is-quiet" onPress={onEmergency}>{desk.emergencyNumber(code)} <kbd>F1</kbd></Button>}</p>
        )}
        {answer?.isCertainDanger && (
          <div className="desk-danger is-on" role="status">
            <p><b>▲ {texts.danger}</b> <b className="desk-phone">{desk.emergencyNumber(code)}</b></p>
            {onEmergency && !call?.isInDanger && <Button onPress={onEmergency}>{texts.dangerYes} <b>{desk.emergencyNumber(code)}</b> <kbd>F1</kbd></Button>}
          </div>
        )}
        {kept && kept.script.key !== script?.key && (
          <p className="desk-kept">
            <span className="desk-soft">{texts.keptScript}</span>{' '}
            <Button onPress={() => open(kept.script.key)}>{kept.script.title} <Number_ found={kept.script} bundle={bundle} channel={call?.channel ?? 'PHONE'} /></Button>
          </p>
        )}
        {!isChat && asksForCall(query) && <p className="is-caution" role="status">{texts.asksForCall}</p>}
        {taken && <p className="is-caution" role="status"><b>{texts.takenByWhom}</b> {texts.takenEither(taken.detained.title, taken.missing.title)}</p>}
        {!taken && answer && answer.results.length > 0 && answer.confidence !== null && answer.confidence < SURE && <p className={isNothing ? 'is-caution' : 'desk-soft'}>{isNothing ? texts.nothingLike : texts.unsure}</p>}
        {answer?.isOffline && <p className="desk-soft">{texts.foundOffline}</p>}
        {asksOffice?.isMissing && named && (
          <p className="is-caution" role="status">{texts.kindMissingAt(OFFICE_KINDS[asksOffice.kind] ?? asksOffice.kind, named.name)} {asksOffice.nearest && texts.nearestFirst}</p>
        )}
        {query.trim() !== '' && (
          <ListBox
            className="desk-results"
            aria-label={texts.search}
            items={groups}
            onAction={(key) => open(String(key))}
            renderEmptyState={() => (isAwaited ? isLate && <p className="desk-soft">{texts.searching}</p> : <p className="desk-soft">{texts.nothingFound}</p>)}
          >
            {(group) => (
              <ListBoxSection id={group.id}>
                <Header>{group.name}{!isChat && group.id === 'GUIDANCE' && <span className="desk-soft"> · {texts.asOnSiteShort}</span>}</Header>
                <Collection items={group.found.map((one) => ({ ...one, id: one.key }))}>
                  {(one) => (
                    <ListBoxItem id={one.key} textValue={one.title} className="desk-result">
                      <b>{one.title}</b> <Number_ found={one} bundle={bundle} channel={call?.channel ?? 'PHONE'} />
                      {one.near ? <OfficeFacts near={one.near} most={1} /> : one.snippet && <small>{one.snippet}</small>}
                    </ListBoxItem>
                  )}
                </Collection>
              </ListBoxSection>
            )}
          </ListBox>
        )}
      </Autocomplete>
      {lesson && query.trim() === '' && (
        <p className="desk-lesson">
          {texts.teach(lesson.sentence, lesson.script.title)}{' '}
          <Button
            className="is-quiet"
            onPress={() => {
              setLesson(null);
              onDone();
              void desk.ask('suggestions', { state: code, kind: 'SCRIPT', key: lesson.script.key, sentence: lesson.sentence })
                .then((done) => done && desk.say(texts.taught));
            }}
          >
            {texts.teachYes}
          </Button>
        </p>
      )}
      {query.trim() === '' && (reading
        ? <Reader item={reading} whence={whence} onClose={() => { onRead(null); onDone(); }} onRefer={refer} {...(onSend ? { onSend } : {})} />
        : <>{children}<OfficeList key={kind ?? ''} offices={offices} others={others} kind={kind} keyOf={keyOf} onRefer={refer} onShow={({ key }) => open(key)} /></>)}
    </aside>
  );
}

/** What was found, and of an office how near and whether it is open. */
type Row = Found & { near?: OfficeNear };

/** What was found, some of it first, as it was found; what of that was not found stands behind. */
function withFirst(found: readonly Row[], items: readonly Item[]): Row[] {
  const keys = new Set(items.map(({ key }) => key));
  const first = found.filter(({ key }) => keys.has(key));
  const missed = items.filter(({ key }) => !first.some((row) => row.key === key));
  const rows = missed.map(({ kind, key, title }): Row => ({ kind, key, title, snippet: '', probability: null }));
  return [...first, ...rows, ...found.filter(({ key }) => !keys.has(key))];
}

/** Offices that were found: the nearest first where it is known from where, and before all those that the words ask for. */
function officesFirst(found: readonly Row[], isNear: boolean, first: readonly OfficeNear[]): Row[] {
  const rows = new Map(found.map((row) => [row.key, row]));
  for (const one of first) rows.set(one.office.key, { kind: 'OFFICE', key: one.office.key, title: one.office.title, snippet: '', probability: null, near: one });
  const near = isNear ? byDistance([...rows.values()].flatMap((row) => row.near ?? [])).map(({ office }) => office.key) : [];
  const keys = new Set([...first.map(({ office }) => office.key), ...near, ...rows.keys()]);
  return [...keys].flatMap((key) => rows.get(key) ?? []);
}

/** The two keys of a script. */
function Number_({ found, bundle, channel }: { found: Pick<Found, 'kind' | 'key'>; bundle: Bundle | null; channel: Channel }) {
  if (found.kind !== 'SCRIPT') return null;
  const script = bundle?.items.get(found.key) as Script | undefined;
  const place = script ? scriptsOf(bundle, script.role, channel).findIndex(({ key }) => key === script.key) : -1;
  return script && numberKey(place) ? <kbd>{ROLES[script.role].key} {numberKey(place)}</kbd> : null;
}

/**
 * A text beside the script.
 *
 * Args:
 *   whence: the place from which an office was looked for; `null`: from the caller's.
 */
function Reader({ item, whence, onClose, onRefer, onSend }: { item: Item; whence: Municipality | null; onClose: () => void; onRefer: (office: Office) => void; onSend?: (item: Item) => void }) {
  const [desk, { call, code, isClosed }] = useContact();
  const places = desk.stateOf(code)?.municipalities ?? [];
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
  }, [item.key]);
  return (
    <section className="desk-reader" aria-labelledby="desk-reader-title">
      <div className="desk-step">
        <h2 id="desk-reader-title" ref={title} tabIndex={-1}>{item.title}</h2>
        <Button className="is-quiet" onPress={onClose}>{texts.backToResults} ✕</Button>
      </div>
      {onSend && item.kind === 'GUIDANCE' && (
        <>
          <p><Button onPress={() => onSend(item)}><kbd>F8</kbd> {chatTexts.sendThis}</Button></p>
          <p className="desk-soft">{(item as Guidance).firstStep ? chatTexts.sendsFirstStep : (item as Guidance).summary ? chatTexts.sendsSummary : chatTexts.sendsLink}</p>
        </>
      )}
      {call?.channel !== 'CHAT' && item.kind !== 'OFFICE' && <p className="desk-voice is-own"><span aria-hidden="true">▸</span> {texts.asOnSite}</p>}
      {item.kind === 'TERM' && <Words text={(item as Term).definition} />}
      {item.kind === 'OFFICE' && (
        <OfficeCard
          near={officeNear(item as Office, whence ?? nearOf(places, call?.municipality ?? null), clock.now(), places)}
          shortcut="R"
          isReferred={call?.referrals.some(({ key }) => key === item.key) ?? false}
          onRefer={isClosed ? null : () => onRefer(item as Office)}
        />
      )}
      {item.kind === 'OFFICE' && <OfficeDays office={item as Office} />}
      {item.kind === 'GUIDANCE' && <GuidanceText guidance={item as Guidance} />}
    </section>
  );
}

/** On which days an office is open, to be said: its week, and the special days that come soon. */
function OfficeDays({ office }: { office: Office }) {
  const [week, special] = [weekInWords(office), specialDaysInWords(office)];
  return (
    <>
      <p><b>{texts.weekTitle}:</b> {week.length ? `${week.join('; ')}.` : office.hoursText || texts.weekUnknown}</p>
      {special.length > 0 && <><p><b>{texts.specialTitle}:</b></p><ul>{special.map((day) => <li key={day}>{day}</li>)}</ul></>}
    </>
  );
}

function GuidanceText({ guidance }: { guidance: Guidance }) {
  return (
    <>
      {guidance.firstStep && <p><b>{texts.firstStep}:</b> {withGroups(guidance.firstStep)}</p>}
      {guidance.summary && <p>{withGroups(guidance.summary)}</p>}
      {guidance.body.map((block) => <Fragment key={block.id}><BlockText block={block as unknown as AnyBlock} /></Fragment>)}
    </>
  );
}

/** As far as it can be read out. */
interface AnyBlock {
  type: string;
  heading?: string | null;
  question?: string;
  label?: string;
  text?: RichText | null;
  answer?: RichText;
  steps?: { id: string; title: string | null; text: RichText }[];
  items?: { id: string; title?: null; text: RichText }[];
}

function BlockText({ block }: { block: AnyBlock }) {
  const title = block.heading ?? block.question ?? block.label;
  const List = block.type === 'StepsBlock' ? 'ol' : 'ul';
  const entries: { id: string; title?: string | null; text: RichText }[] = block.steps ?? block.items ?? [];
  return (
    <div className={block.type === 'WarningBlock' ? 'desk-must is-read' : undefined}>
      {title && <h3>{title}</h3>}
      {block.text && <Words text={block.text} />}
      {block.answer && <Words text={block.answer} />}
      {entries.length > 0 && (
        <List>{entries.map((entry) => <li key={entry.id}>{entry.title && <b>{entry.title} </b>}<Words text={entry.text} /></li>)}</List>
      )}
    </div>
  );
}

import { useEffect, useState, type KeyboardEvent } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Radio, RadioGroup, Text, TextField } from 'react-aria-components';

import { inUsted } from '../voices/usted';
import type { Call, CallWalk } from './call';
import * as clock from './clock';
import { deadlineBlocksOf, itemsOf, type Office } from './data';
import { MOST_DAYS_AHEAD, appointmentGiven, appointmentInWords, dayInWords, dayMeant, dayMoved, dayNamed, fromWhen, hourGiven, hourInWords } from './deadlines';
import { placesNamed, zoneOf } from './offices';
import { texts } from './texts';
import { dateIn, daysBackIn, halvesOf, hourIn, isAbout, isDateLeftOut, isHourLeftOut, minutesAgoIn, restsOfHalf, wholeOf, type Half } from './times';
import { useContact } from './useDesk';
import { expectRest } from './useKeys';
import { HOME_ZONE, dayAfter, daysBetween, isOwnClock, localOf } from './zones';

const DAYS = [texts.before, texts.yesterday, texts.today];
const OTHER = 'other';
const MINUTE_MS = 60_000;

/**
 * What the caller says of hour, summons and place: the deadlines and the offices follow from it.
 *
 * Args:
 *   isHourAsked: the operator wants to note the hour, also where no deadline runs from it.
 */
export function Facts({ call, walked, isHourAsked = false, onDone }: { call: Call; walked: CallWalk | null; isHourAsked?: boolean; onDone: () => void }) {
  const [, { bundle }] = useContact();
  /** A field asks which half of the day is meant, which `M` then answers. */
  const [isHalfAsked, setHalfAsked] = useState(false);
  const [isAppointmentHalfAsked, setAppointmentHalfAsked] = useState(false);
  const blocks = call.pinned && walked ? Object.values(deadlineBlocksOf(call.pinned.script, bundle)) : [];
  const locale = call.pinned?.script.locale ?? '';
  /** From when the deadlines count that need an hour: of what it is the hour. */
  const since = [...new Set(blocks.flatMap((block) => (block.countsBack || !block.event ? [] : inUsted(fromWhen(block), block.locale ?? locale))))];
  return (
    <div className="desk-facts">
      {(call.appointment !== null || blocks.some(({ countsBack }) => countsBack)) && <Appointment key={`appointment${call.id}`} call={call} onDone={onDone} onAsked={setAppointmentHalfAsked} />}
      {(isHourAsked || call.eventAt !== null || blocks.some(({ countsBack }) => !countsBack)) && <Hour key={`${call.id}${call.pinned?.script.key ?? ''}`} call={call} since={since} onDone={onDone} onAsked={setHalfAsked} />}
      <Place call={call} onDone={onDone} isKeyTaken={isHalfAsked || isAppointmentHalfAsked} />
    </div>
  );
}

export function usePlaceZone(call: Call | null): { zone: string; isOwn: boolean } {
  const [desk, { bundle, code }] = useContact();
  const own = desk.stateOf(call?.state ?? code)?.timeZone ?? HOME_ZONE;
  const zone = zoneOf(call?.municipality ?? null, itemsOf<Office>(bundle, 'OFFICE'), own);
  return { zone, isOwn: isOwnClock(zone, clock.now()) };
}

/**
 * When it happened: an hour of the last three days, or another day, of which the hour need not be known.
 *
 * Args:
 *   since: from when the deadlines count that need it, in words.
 */
function Hour({ call, since, onDone, onAsked }: { call: Call; since: readonly string[]; onDone: () => void; onAsked: (isAsked: boolean) => void }) {
  const [desk] = useContact();
  const { zone } = usePlaceZone(call);
  const today = localOf(clock.now(), zone).day;
  const known = call.eventAt === null ? null : localOf(call.eventAt, zone);
  const [typed, setTyped] = useState(known ? wholeOf(known.time) : '');
  const [day, setDay] = useState(known?.day ?? today);
  /** Whether the operator chose the day; otherwise it follows the hour. */
  const [isChosen, setChosen] = useState(known !== null && known.day !== dayMeant(known.time, today, clock.now(), zone));
  /** An hour was typed here: what was known before said its day then. */
  const [isTyped, setTypedHere] = useState(false);
  const isMoved = isTyped && !isChosen && day !== today;
  const [isOther, setOther] = useState(daysBetween(day, today) > 2);
  /** Of an hour as on a clock's face, of which day it is known, only the halves that are not to come. */
  const halvesLeft = (text: string, on: string, isKnown: boolean): readonly Half[] =>
    halvesOf(text).filter((half) => !isKnown || hourGiven(half.typed, on, clock.now(), zone) !== null);
  /** It is asked which half of the day is meant, where both may be; until then it is none. */
  const halves = halvesLeft(typed, day, isChosen);
  const isAsked = halves.length > 1;
  useEffect(() => {
    onAsked(isAsked);
    return () => onAsked(false);
  }, [isAsked, onAsked]);
  const instant = (text: string, on: string, isKnown = isChosen): number | null => {
    const ago = minutesAgoIn(text);
    if (ago !== null) return (Math.floor(clock.now() / MINUTE_MS) - ago) * MINUTE_MS;
    if (!on) return null;
    const left = halvesLeft(text, on, isKnown);
    if (halvesOf(text).length) return left.length === 1 ? hourGiven(left[0]!.typed, on, clock.now(), zone) : null;
    return hourGiven(isOther && !text.trim() ? '0:00' : text, on, clock.now(), zone);
  };
  /** What is still to be asked for: the hour of a day that was said, or the day of what is long ago. */
  const leftOut = isHourLeftOut(typed) ? texts.hourLeftOut : isDateLeftOut(typed) ? texts.dateLeftOut : '';
  const isWrong = !isAsked && !leftOut && (typed.trim() !== '' || (isOther && day !== today)) && instant(typed, day) === null;

  const give = (text: string, on: string, isKnown = isChosen): void => {
    setTyped(text);
    setDay(on);
    const eventAt = instant(text, on, isKnown);
    if (eventAt !== call.eventAt) desk.act({ type: 'hour', eventAt });
  };
  /** An hour that has not come today is yesterday's: the half that means it says so before it is chosen. */
  const halfInWords = ({ name, typed: whole }: Half): string => {
    const meant = isChosen ? today : dayMeant(whole, day, clock.now(), zone);
    return meant === today ? name : `${name}, ${dayInWords(meant, today)}`;
  };
  /** What was so long ago was at an hour, which another day keeps. */
  const hourTyped = (): string => (known !== null && minutesAgoIn(typed) !== null ? wholeOf(known.time) : typed);
  const move = (days: number): void => {
    setOther(false);
    setChosen(true);
    give(hourTyped(), dayMoved(days, day, isChosen, today), true);
  };
  const type = (text: string): void => {
    setTypedHere(true);
    const ago = minutesAgoIn(text);
    if (ago !== null) {
      setOther(false);
      setChosen(true);
      return give(text, localOf(clock.now() - ago * MINUTE_MS, zone).day, true);
    }
    const date = dateIn(text);
    if (date !== null && date <= today) {
      // Of a day that long ago nobody knows the hour, which may still be typed.
      setOther(true);
      setChosen(true);
      setTyped('');
      setDay(date);
      return desk.act({ type: 'hour', eventAt: hourGiven('0:00', date, clock.now(), zone) });
    }
    const back = daysBackIn(text);
    if (back !== null) {
      setOther(false);
      setChosen(true);
    }
    const meant = back !== null ? dayAfter(today, -back) : isChosen ? day : dayMeant(text, day, clock.now(), zone);
    const isKnown = isChosen || back !== null;
    give(text, meant, isKnown);
    const rests = restsOfHalf(typed, text);
    if (!rests || instant(text, meant, isKnown) === null) return;
    // M is the key of the place, too: whatever comes next is no part of the hour.
    expectRest(rests);
    onDone();
  };

  return (
    <div className="desk-hour" onKeyDown={(event) => leaveByEnter(event, isAsked, onDone)}>
      <TextField value={typed} onChange={type} isInvalid={isWrong}>
        <Label>{texts.hour} <kbd>H</kbd></Label>
        <Input
          id="desk-hour"
          inputMode="numeric"
          autoComplete="off"
          placeholder="18:40"
          onKeyDown={(event) => {
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            move(event.key === 'ArrowUp' ? 1 : -1);
          }}
        />
        {isWrong && <Text slot="errorMessage" className="is-danger">{hourIn(typed) !== null ? texts.hourAhead : texts.hourWrong}</Text>}
      </TextField>
      {isAsked && <Halves halves={halves} typed={typed} nameOf={halfInWords} onType={type} onDone={onDone} />}
      <RadioGroup
        aria-label={texts.day}
        className="desk-days"
        orientation="horizontal"
        value={isOther ? OTHER : String(daysBetween(day, today))}
        onChange={(key) => {
          setOther(key === OTHER);
          setChosen(true);
          if (key !== OTHER) give(hourTyped(), dayAfter(today, -Number(key)), true);
        }}
      >
        {DAYS.map((name, place) => <Radio key={name} value={String(2 - place)}>{name}</Radio>)}
        <Radio value={OTHER}>{texts.otherDay}</Radio>
      </RadioGroup>
      <p className="desk-soft" role="status">
        {leftOut && <b>{leftOut}</b>}
        {call.eventAt !== null && !isWrong && typed.trim() !== '' && `${isMoved ? `${texts.hourNotYet} ` : ''}${texts.hourMeant(hourInWords(call.eventAt, clock.now(), zone), isAbout(typed))}`}
        {call.eventAt !== null && !isWrong && typed.trim() !== '' && <span className="desk-while-typing"> {texts.enterGoesOn}</span>}
        {call.eventAt === null && typed.trim() === '' && since.length > 0 && texts.hourSince(since)}
      </p>
      {isOther && <input type="date" aria-label={texts.day} value={day} max={today} onChange={({ target }) => give(hourTyped(), target.value, true)} />}
    </div>
  );
}

/** Leave the field of an hour by Enter; while its half is asked, for that question, so that nothing typed next is a part of the hour. */
function leaveByEnter(event: KeyboardEvent<HTMLElement>, isAsked: boolean, onDone: () => void): void {
  if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
  if (isAsked) event.currentTarget.querySelector<HTMLElement>('.desk-halves')?.focus();
  else onDone();
}

/** Asks which half of the day an hour means that was said as on a clock's face. */
function Halves({ halves, typed, nameOf, onType, onDone }: { halves: readonly Half[]; typed: string; nameOf: (half: Half) => string; onType: (text: string) => void; onDone: () => void }) {
  return (
    <p className="desk-halves" role="status" tabIndex={-1}>
      <b>{texts.hourHalf}</b>{' '}
      {halves.map((one) => (
        <Button
          key={one.typed}
          data-answer-key={one.letter.toLowerCase()}
          data-answer-rests={(restsOfHalf(typed, `${typed}${one.letter}`) ?? []).join(' ')}
          onPress={() => {
            expectRest(restsOfHalf(typed, `${typed}${one.letter}`) ?? []);
            onType(one.typed);
            onDone();
          }}
        >
          {nameOf(one)} <kbd>{one.letter}</kbd>
        </Button>
      ))}
    </p>
  );
}

/** What the caller is summoned to: a day of the next weeks and its hour, from which deadlines are counted back. */
function Appointment({ call, onDone, onAsked }: { call: Call; onDone: () => void; onAsked: (isAsked: boolean) => void }) {
  const [desk] = useContact();
  const { zone, isOwn } = usePlaceZone(call);
  const now = clock.now();
  const today = localOf(now, zone).day;
  const [typed, setTyped] = useState(call.appointment ? wholeOf(call.appointment.time) : '');
  const [day, setDay] = useState(call.appointment?.day ?? '');
  const ahead = Array.from({ length: MOST_DAYS_AHEAD + 1 }, (_, days) => dayAfter(today, days));
  /** One that was noted yesterday stays to be chosen. */
  const days = !day || ahead.includes(day) ? ahead : [day, ...ahead];
  const halvesLeft = (text: string, on: string): readonly Half[] => halvesOf(text).filter((half) => !on || appointmentGiven(half.typed, on, clock.now(), zone) !== null);
  const halves = halvesLeft(typed, day);
  const isAsked = halves.length > 1;
  useEffect(() => {
    onAsked(isAsked);
    return () => onAsked(false);
  }, [isAsked, onAsked]);
  const isWrong = !isAsked && typed.trim() !== '' && call.appointment === null && (day !== '' || hourIn(typed) === null);

  const missing = day === '' ? (typed.trim() ? texts.appointmentDayMissing : '') : typed.trim() ? '' : texts.appointmentHourMissing;

  const give = (text: string, on: string): boolean => {
    setTyped(text);
    setDay(on);
    const left = halvesLeft(text, on);
    const appointment = halvesOf(text).length && left.length !== 1 ? null : appointmentGiven(left[0]?.typed ?? text, on, clock.now(), zone);
    if (appointment?.day !== call.appointment?.day || appointment?.time !== call.appointment?.time) desk.act({ type: 'appointment', appointment });
    return appointment !== null;
  };
  const type = (text: string): void => {
    const rests = restsOfHalf(typed, text);
    if (!give(text, day) || !rests) return;
    // M is the key of the place, too: whatever comes next is no part of the hour.
    expectRest(rests);
    onDone();
  };
  const nameOfDay = (one: string): string => {
    const near = [texts.today, texts.tomorrow][daysBetween(today, one)];
    return `${dayNamed(one, today)}${near ? ` (${near})` : ''}`;
  };

  return (
    <div className="desk-hour desk-appointment" role="group" aria-labelledby="desk-appointment-title" onKeyDown={(event) => leaveByEnter(event, isAsked, onDone)}>
      <span id="desk-appointment-title">{texts.appointmentAsked} <kbd>F</kbd></span>
      <select id="desk-appointment" aria-label={texts.appointmentDay} value={day} onChange={({ target }) => give(typed, target.value)}>
        <option value="">{texts.appointmentNoDay}</option>
        {days.map((one) => <option key={one} value={one}>{nameOfDay(one)}</option>)}
      </select>
      <TextField aria-label={texts.appointmentHour} value={typed} onChange={type} isInvalid={isWrong}>
        <Input inputMode="text" autoComplete="off" placeholder={texts.appointmentExample} />
        {isWrong && <Text slot="errorMessage" className="is-danger">{texts.appointmentWrong}</Text>}
      </TextField>
      {isAsked && <Halves halves={halves} typed={typed} nameOf={({ name }) => name} onType={type} onDone={onDone} />}
      <p className="desk-soft" role="status">{call.appointment !== null ? texts.appointmentMeant(appointmentInWords(call.appointment, now, zone, isOwn)) : !isWrong && !isAsked && missing}</p>
    </div>
  );
}

/**
 * Where the caller is.
 *
 * Args:
 *   call: none yet: the first place that is given begins it.
 *   isKeyTaken: its key answers something else now.
 */
export function Place({ call, onDone, onBegin, isKeyTaken = false }: { call: Call | null; onDone: () => void; onBegin?: () => void; isKeyTaken?: boolean }) {
  const [desk, { code }] = useContact();
  const present = call?.municipality ?? null;
  const [taken, setTaken] = useState(0);
  const places = desk.stateOf(code)?.municipalities ?? [];
  if (!places.length) return null;
  const give = (name: string | null): void => {
    if (name && !call) onBegin?.();
    if (name !== present) desk.act({ type: 'municipality', name });
    if (name) window.setTimeout(onDone);
  };
  /** Enter takes the only place of what was typed; of several, and of none, it says so and changes nothing. */
  const takeOnly = (event: KeyboardEvent): void => {
    const field = event.target;
    if (event.key !== 'Enter' || !(field instanceof HTMLInputElement) || field.getAttribute('aria-activedescendant') || !field.value.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    const [only, ...others] = placesNamed(field.value, places);
    // The open list says so itself, in the same words.
    if (!only) return field.getAttribute('aria-expanded') === 'true' ? undefined : desk.say(texts.placeUnknown);
    if (others.length) return desk.say(texts.placesSeveral);
    give(only.name);
    setTaken(taken + 1);
  };
  return (
    <div className="desk-place" onKeyDownCapture={takeOnly}>
      <ComboBox
        key={`${call?.id ?? ''}${code}${taken}`}
        menuTrigger="input"
        allowsEmptyCollection
        defaultItems={places.map(({ name }) => ({ id: name, name }))}
        defaultSelectedKey={present}
        onSelectionChange={(key) => {
          if (key !== present) give(key === null ? null : String(key));
        }}
      >
        <Label>{texts.place} {!isKeyTaken && <kbd>M</kbd>}</Label>
        <Input placeholder={texts.placeNone} />
        <Popover className="desk-popover">
          <ListBox className="desk-menu" renderEmptyState={() => <p className="desk-menu-item">{texts.placeUnknown}</p>}>
            {(item: { id: string; name: string }) => <ListBoxItem id={item.id} className="desk-menu-item">{item.name}</ListBoxItem>}
          </ListBox>
        </Popover>
      </ComboBox>
    </div>
  );
}

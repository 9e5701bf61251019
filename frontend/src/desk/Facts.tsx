import { useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, TextField, ToggleButton, ToggleButtonGroup } from 'react-aria-components';

import type { Call, CallWalk } from './call';
import * as clock from './clock';
import { deadlineBlocksOf, itemsOf, type Office } from './data';
import { hourGiven, readTime } from './deadlines';
import { zoneOf } from './offices';
import { texts } from './texts';
import { useDesk } from './useDesk';
import { dayAfter, localOf } from './zones';

const DAYS = [texts.before, texts.yesterday, texts.today];

/** What the caller says of hour and place: the deadlines and the offices follow from it. */
export function Facts({ call, walked, onDone }: { call: Call; walked: CallWalk | null; onDone: () => void }) {
  const [, { bundle }] = useDesk();
  const hasDeadlines = Boolean(call.pinned && Object.keys(deadlineBlocksOf(call.pinned.script, bundle)).length > 0);
  return (
    <div className="desk-facts">
      {hasDeadlines && walked && <Hour key={call.id} call={call} onDone={onDone} />}
      <Place call={call} onDone={onDone} />
    </div>
  );
}

export function usePlaceZone(call: Call | null): { zone: string; isOwn: boolean } {
  const [desk, { bundle, code }] = useDesk();
  const own = desk.stateOf(call?.state ?? code)?.timeZone ?? 'America/Mexico_City';
  const zone = zoneOf(call?.municipality ?? null, itemsOf<Office>(bundle, 'OFFICE'), own);
  return { zone, isOwn: zone === Intl.DateTimeFormat().resolvedOptions().timeZone || zone === own };
}

function Hour({ call, onDone }: { call: Call; onDone: () => void }) {
  const [desk] = useDesk();
  const { zone } = usePlaceZone(call);
  const now = clock.now();
  const today = localOf(now, zone).day;
  const known = call.eventAt === null ? null : localOf(call.eventAt, zone);
  const [typed, setTyped] = useState(known?.time ?? '');
  const [ago, setAgo] = useState(() => (known ? Math.min(2, Math.max(0, Math.round((Date.parse(today) - Date.parse(known.day)) / 86_400_000))) : 0));
  const isWrong = typed.trim() !== '' && hourGiven(typed, dayAfter(today, -ago), now, zone) === null;

  const give = (text: string, days: number): void => {
    setTyped(text);
    setAgo(days);
    const eventAt = hourGiven(text, dayAfter(today, -days), clock.now(), zone);
    if (eventAt !== call.eventAt) desk.act({ type: 'hour', eventAt });
  };
  /** An hour that has not been yet today was yesterday. */
  const typedNow = (text: string): void => {
    const isLater = ago === 0 && readTime(text) !== null && /\d{2}\s*$|m\.?\s*$/i.test(text) && hourGiven(text, today, clock.now(), zone) === null;
    give(text, isLater ? 1 : ago);
  };

  return (
    <div className="desk-hour">
      <TextField value={typed} onChange={typedNow} isInvalid={isWrong} onKeyDown={(event) => event.key === 'Enter' && onDone()}>
        <Label>{texts.hour} <kbd>H</kbd></Label>
        <Input id="desk-hour" inputMode="numeric" autoComplete="off" placeholder="18:40" aria-describedby={isWrong ? 'desk-hour-wrong' : undefined} />
      </TextField>
      <ToggleButtonGroup aria-label={texts.hour} selectionMode="single" disallowEmptySelection selectedKeys={[String(ago)]} onSelectionChange={(keys) => give(typed, Number([...keys][0]))}>
        {DAYS.map((name, place) => <ToggleButton key={name} id={String(2 - place)}>{name}</ToggleButton>)}
      </ToggleButtonGroup>
      {isWrong && <p id="desk-hour-wrong" className="is-danger">{texts.hourWrong}</p>}
    </div>
  );
}

export function Place({ call, onDone }: { call: Call; onDone: () => void }) {
  const [desk, { code }] = useDesk();
  const places = desk.stateOf(code)?.municipalities ?? [];
  if (!places.length) return null;
  return (
    <ComboBox
      key={`${call.id}${code}`}
      className="desk-place"
      menuTrigger="input"
      defaultItems={places.map(({ name }) => ({ id: name, name }))}
      defaultSelectedKey={call.municipality}
      onSelectionChange={(key) => {
        const name = key === null ? null : String(key);
        if (name === call.municipality) return;
        desk.act({ type: 'municipality', name });
        if (name) window.setTimeout(onDone);
      }}
    >
      <Label>{texts.place} <kbd>M</kbd></Label>
      <Input placeholder={texts.placeNone} />
      <Popover className="desk-popover">
        <ListBox className="desk-menu">{(item: { id: string; name: string }) => <ListBoxItem id={item.id} className="desk-menu-item">{item.name}</ListBoxItem>}</ListBox>
      </Popover>
    </ComboBox>
  );
}

import { useState, type KeyboardEvent } from 'react';
import { Button, Label, Radio, RadioGroup } from 'react-aria-components';

import { walkOf } from './call';
import type { ReportCategory } from './data';
import type { Reading } from './Finding';
import { CATEGORIES, texts } from './texts';
import { useContact } from './useDesk';

/** Says what is wrong with a content, by a category: nothing of the caller can get into it. */
export function ReportForm({ reading, onDone }: { reading: Reading | null; onDone: () => void }) {
  const [desk, { call, code, bundle, isReachable }] = useContact();
  const script = call?.pinned?.script ?? null;
  const walked = call && walkOf(call);
  const targets = [
    ...(script ? [{ key: script.key, title: script.title, node: walked?.current ?? null, digest: call?.pinned?.digest ?? null, isOffice: false }] : []),
    ...(reading ? [{ key: reading.key, title: reading.title, node: null, digest: null, isOffice: reading.kind === 'OFFICE' }] : []),
    ...(call?.referrals ?? []).filter(({ key }) => key !== reading?.key && bundle?.items.has(key))
      .map(({ key, name }) => ({ key, title: name, node: null, digest: null, isOffice: true })),
  ];
  const [chosen, setChosen] = useState((reading ?? script ?? targets[0])?.key ?? '');
  const [category, setCategory] = useState<ReportCategory | null>(null);
  const target = targets.find(({ key }) => key === chosen);
  if (!target) return <p>{texts.reportNothing}</p>;
  const categories = (Object.keys(CATEGORIES) as ReportCategory[]).filter((one) => target.isOffice || (one !== 'DEAD_PHONE' && one !== 'OFFICE_CLOSED'));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!category) return;
        const id = desk.newId();
        const { key, node, digest } = target;
        desk.send('report', 'reports', { id, state: code, locale: bundle?.locale, key, node, digest, category } as { id: string }, texts.reportOf(target.title));
        desk.say(isReachable ? texts.sent : texts.willBeSent);
        onDone();
      }}
    >
      {targets.length > 1
        ? <Radios label={texts.reportAbout} value={chosen} choices={targets.map(({ key, title }) => ({ key, name: title }))} onChange={setChosen} />
        : <p>{texts.reportOf(target.title)}</p>}
      <Radios label={texts.reportWhat} value={category} isFirst choices={categories.map((key) => ({ key, name: CATEGORIES[key] }))} onChange={(key) => setCategory(key as ReportCategory)} />
      <Button type="submit" className="is-primary" isDisabled={!category}>{texts.send}</Button>
    </form>
  );
}

export function Radios({ label, value, choices, isFirst, onChange }: {
  label: string;
  value: string | null;
  /** `hint`: the key that chooses it. */
  choices: readonly { key: string; name: string; hint?: string; isDisabled?: boolean }[];
  isFirst?: boolean;
  onChange: (key: string) => void;
}) {
  return (
    <RadioGroup className="desk-radios" value={value} onChange={onChange}>
      <Label>{label}</Label>
      {choices.map(({ key, name, hint, isDisabled }, place) => (
        <Radio key={key} value={key} isDisabled={isDisabled ?? false} autoFocus={Boolean(isFirst) && (value === null ? place === 0 : key === value)}>{hint && <kbd>{hint}</kbd>} {name}</Radio>
      ))}
    </RadioGroup>
  );
}

/** Choices with the digits that choose them. */
export function numbered<Choice extends object>(choices: readonly Choice[]): (Choice & { hint: string })[] {
  return choices.map((choice, place) => ({ ...choice, hint: String(place + 1) }));
}

/** Choose by the digit that stands beside a choice, among those where focus is; `/` leads to the field of an office. */
export function chooseByKey(event: KeyboardEvent<HTMLFormElement>): void {
  const { key, target, currentTarget, ctrlKey, altKey, metaKey } = event;
  if (ctrlKey || altKey || metaKey || !/^[\d/]$/.test(key) || !(target instanceof Element) || target.matches('input[type=text]')) return;
  const labels = (key === '/' ? currentTarget : target.closest('.desk-radios, .desk-referred-to'))?.querySelectorAll('label') ?? [];
  const chosen = [...labels].find((label) => label.querySelector('kbd')?.textContent === key)?.querySelector<HTMLInputElement>('input');
  // A key that is held chooses once.
  if (key !== '/' && !event.repeat) chosen?.click();
  chosen?.focus();
  if (chosen) event.preventDefault();
}

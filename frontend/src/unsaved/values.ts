// Reading what stands in a form of the administration, and writing it back: plain fields, Wagtail's blocks, and choosers.
import { rowsOf, type Rows } from './rows.ts';
import { isWriting, mayBeKept, type Settings } from './rules.ts';

interface Widget {
  input?: RichInput;
  getState(): unknown;
  getValue(): unknown;
  setState(state: unknown): void;
  setDraftailOptions?: unknown;
}

interface Child {
  id?: string;
  type?: string;
  block: Block;
}

/** A block as Wagtail's forms have it: a struct, a stream or list, or a field. */
export interface Block {
  element?: HTMLElement;
  container?: ArrayLike<HTMLElement>;
  childBlocks?: Record<string, Block>;
  children?: Child[];
  widget?: Widget;
  setState?(state: unknown): void;
  /** What a list holds that is drawn only once it is opened. */
  undrawn?: unknown[] | null;
}

type Rooted = HTMLElement & { rootBlock?: Block };
type WithWidget = HTMLElement & { widget?: Widget };
type RichInput = HTMLInputElement & { draftailEditor?: Editor };
type Typed = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface Editor {
  getEditorState(): unknown;
  onChange(state: unknown): void;
}

declare global {
  interface Window {
    DraftJS?: { EditorState: { push(state: unknown, content: unknown, how: string): unknown }; convertFromRaw(raw: unknown): unknown };
  }
}

export interface Values {
  fields: Record<string, string[]>;
  blocks: Record<string, unknown>;
  choosers: Record<string, unknown>;
  /** What the form's rows were known by, where it has several of a kind. */
  rows?: Rows;
}

const ALONE = 'alone'; // the block of a form that has one only
const isRich = (widget: Widget): boolean => 'setDraftailOptions' in widget;

/** Write a text into its editor as one change, which can be undone there. */
function type(editor: Editor, raw: string): void {
  const { EditorState, convertFromRaw } = window.DraftJS!;
  const content = JSON.parse(raw) ?? { blocks: [{ text: '', type: 'unstyled' }], entityMap: {} };
  editor.onChange(EditorState.push(editor.getEditorState(), convertFromRaw(content), 'insert-fragment'));
}

function rootsOf(form: HTMLFormElement): [string, Block][] {
  const roots = [...form.querySelectorAll<Rooted>('[id$="-root"]')].flatMap((one): [string, Block][] => (one.rootBlock ? [[one.id, one.rootBlock]] : []));
  const alone = (form as Rooted).rootBlock;
  return alone ? [...roots, [ALONE, alone]] : roots;
}

const elementOf = (block: Block): HTMLElement | undefined => block.element ?? block.container?.[0];

export function stateOf(block: Block): unknown {
  if (block.undrawn) return block.undrawn;
  if (block.children) return block.children.map(({ id, type, block: inner }) => ({ id, ...(type ? { type } : {}), value: stateOf(inner) }));
  if (block.childBlocks) return Object.fromEntries(Object.entries(block.childBlocks).map(([name, inner]) => [name, stateOf(inner)]));
  if (!block.widget) return null;
  return isRich(block.widget) ? block.widget.getValue() : block.widget.getState();
}

export function giveState(block: Block, state: unknown): void {
  if (block.undrawn || block.children) return block.setState?.(state);
  if (block.childBlocks) {
    const parts = (state ?? {}) as Record<string, unknown>;
    for (const [name, inner] of Object.entries(block.childBlocks)) if (name in parts) giveState(inner, parts[name]);
    return undefined;
  }
  const editor = block.widget?.input?.draftailEditor;
  return editor ? type(editor, String(state)) : block.widget?.setState(state);
}

function controlsOf(form: HTMLFormElement, settings: Settings): Typed[] {
  const roots = rootsOf(form).map(([, block]) => elementOf(block));
  return ([...form.elements] as Typed[]).filter((one) =>
    !(one instanceof HTMLFieldSetElement) && !one.matches(':disabled')
    && mayBeKept({ name: one.name, type: one.type, autocomplete: one.autocomplete ?? '' }, settings)
    && !roots.some((root) => root?.contains(one)));
}

const isMarked = (one: Typed): one is HTMLInputElement => one instanceof HTMLInputElement && (one.type === 'checkbox' || one.type === 'radio');
const valuesOf = (one: Typed): string[] => {
  if (isMarked(one)) return one.checked ? [one.value] : [];
  return one instanceof HTMLSelectElement ? [...one.selectedOptions].map(({ value }) => value) : [one.value];
};
const chooserOf = (one: Typed): Widget | undefined =>
  one.id ? (document.getElementById(`${one.id}-chooser`) as WithWidget | null)?.widget : undefined;

/** Whether somebody can write something in it; an act that only has a button, or marks, is no form to keep. */
export function isTyped(form: HTMLFormElement, settings: Settings): boolean {
  return rootsOf(form).length > 0 || form.querySelector('[data-controller~=adapting-piece], [data-controller~=w-block]') !== null
    || isWriting(controlsOf(form, settings).map((one) => one.type));
}

/** The name of the first field in which something is typed or chosen. */
export function firstName(form: HTMLFormElement, settings: Settings): string {
  return controlsOf(form, settings).find((one) => one.type !== 'hidden')?.name ?? '';
}

/** What the form would send of it, to be compared: the same as long as nothing is typed, whatever is drawn meanwhile. */
export function sentBy(form: HTMLFormElement, settings: Settings): string {
  const entries = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && mayBeKept({ name, type: '', autocomplete: '' }, settings));
  return JSON.stringify(entries);
}

/** What a form would send, with what one field has in another such state. */
export function withValueOf(name: string, sent: string, other: string): string {
  const values = (JSON.parse(other) as [string, string][]).filter(([one]) => one === name).map(([, value]) => value);
  return JSON.stringify((JSON.parse(sent) as [string, string][]).map(([one, value]) => [one, one === name ? (values.shift() ?? '') : value]));
}

export function read(form: HTMLFormElement, settings: Settings): Values {
  const fields: Values['fields'] = {};
  const choosers: Values['choosers'] = {};
  for (const one of controlsOf(form, settings)) {
    (fields[one.name] ??= []).push(...valuesOf(one));
    const chooser = chooserOf(one);
    if (chooser) choosers[one.name] = chooser.getState();
  }
  return { fields, blocks: Object.fromEntries(rootsOf(form).map(([id, block]) => [id, stateOf(block)])), choosers, rows: rowsOf(form) };
}

/**
 * What of a form's values differs between two states of what it sends: only that is kept and given back, so that a field
 * nobody touched here does not take the place of what was saved elsewhere.
 */
export function changed(values: Values, before: string, now: string): Values {
  const [was, is] = [before, now].map((text) => JSON.parse(text) as [string, string][]) as [[string, string][], [string, string][]];
  const differs = (belongs: (name: string) => boolean): boolean => {
    const [old, fresh] = [was, is].map((all) => JSON.stringify(all.filter(([name]) => belongs(name))));
    return old !== fresh;
  };
  const only = <Kind>(part: Record<string, Kind>, belongs: (key: string, name: string) => boolean): Record<string, Kind> =>
    Object.fromEntries(Object.entries(part).filter(([key]) => differs((name) => belongs(key, name))));
  const isField = (key: string, name: string): boolean => key === name;
  const isWithin = (id: string, name: string): boolean => {
    const prefix = id.replace(/-root$/, '');
    return id === ALONE || name === prefix || name.startsWith(`${prefix}-`);
  };
  return { fields: only(values.fields, isField), blocks: only(values.blocks, isWithin), choosers: only(values.choosers, isField), ...(values.rows ? { rows: values.rows } : {}) };
}

/** Whether a form shows already all that was kept. */
export function shows(values: Values, kept: Values): boolean {
  return (['fields', 'blocks', 'choosers'] as const).every((part) =>
    Object.entries(kept[part]).every(([key, one]) => JSON.stringify(values[part][key]) === JSON.stringify(one)));
}

/** Write values into the form, as if somebody typed them: what listens to its fields hears of it. */
export function write(form: HTMLFormElement, values: Values, settings: Settings): void {
  for (const [id, block] of rootsOf(form)) if (id in values.blocks) giveState(block, values.blocks[id]);
  const written: Record<string, number> = {};
  for (const one of controlsOf(form, settings)) {
    const given = values.fields[one.name];
    if (!given) continue;
    const chooser = one.name in values.choosers ? chooserOf(one) : undefined;
    if (chooser) {
      chooser.setState(values.choosers[one.name]);
      continue;
    }
    if (isMarked(one)) one.checked = given.includes(one.value);
    else if (one instanceof HTMLSelectElement && one.multiple) for (const option of one.options) option.selected = given.includes(option.value);
    else {
      const index = (written[one.name] ??= 0);
      written[one.name] = index + 1;
      const value = given[index] ?? '';
      const { draftailEditor } = one as Typed & { draftailEditor?: Editor };
      if (draftailEditor) {
        type(draftailEditor, value);
        continue;
      }
      if (one.value === value) continue; // nobody typed it
      one.value = value;
    }
    for (const event of ['input', 'change']) one.dispatchEvent(new Event(event, { bubbles: true }));
  }
}

// The editor of a translation, which wagtail-localize draws without a form: what is typed in its texts stands in a form
// beside it, too, and is kept as that of any other. Each text is a row, known by its place in the page and its source.

/** What the form tells that one of its fields has been saved by itself. */
export const SAVED = 'unsaved:saved';

interface Text {
  type: string;
  id: number;
  contentPath: string;
  /** The text that is translated; null: a value that may differ, as a link. */
  source?: string | null;
  value?: string;
  location: { tab: string; field: string; blockId?: string | null; widget?: { type: string } };
}

interface Stored {
  segment_id: number;
  data: string;
}

export interface Props {
  object: { isLocked: boolean };
  tabs: { slug: string }[];
  segments: Text[];
  initialStringTranslations: Stored[];
  initialOverrides: Stored[];
}

interface Row {
  item: HTMLElement;
  field: HTMLTextAreaElement;
  saved: string;
}

const ITEMS = 'h3 + ul > li';

/** The texts in the order in which they are drawn: by tab, and those of a field or block together. */
export function drawn({ tabs, segments }: Pick<Props, 'tabs' | 'segments'>): Text[] {
  return tabs.flatMap(({ slug }) => {
    const groups = new Map<string, Text[]>();
    for (const segment of segments.filter(({ location }) => location.tab === slug)) {
      const group = `${segment.location.field}/${segment.location.blockId || 'null'}`;
      groups.set(group, [...(groups.get(group) ?? []), segment]);
    }
    return [...groups.values()].flat();
  });
}

const isWritten = ({ type, location }: Text): boolean =>
  type === 'string' || (type === 'synchronised_value' && location.widget?.type === 'text');

function addRow(form: HTMLFormElement, number: number, text: Text, saved: string): HTMLTextAreaElement {
  const key = document.createElement('input');
  Object.assign(key, { type: 'hidden', name: `texts-${number}-row`, value: `${text.contentPath} ${text.source ?? ''}` });
  const field = document.createElement('textarea');
  Object.assign(field, { name: `texts-${number}-text`, hidden: true, value: saved });
  form.append(key, field);
  return field;
}

/** Write into the text's own editor, which is opened for it. */
function write(item: HTMLElement, text: string): void {
  if (!item.querySelector('textarea')) item.querySelector<HTMLButtonElement>('ul button')?.click();
  const editor = item.querySelector('textarea');
  if (!editor || editor.value === text) return;
  // React hears of a value only if it is set behind its back.
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!.call(editor, text);
  editor.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Take over what has become of a text whose editor was closed: saved, cancelled, or refused, which is none of both. */
function settle(row: Row): void {
  const { item, field } = row;
  if (field.value === row.saved || item.querySelector('textarea, use[href="#icon-spinner"]')) return;
  const shown = item.querySelector(':scope > div > p')?.textContent ?? '';
  if (shown !== field.value) {
    field.value = row.saved;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  } else if (!item.classList.contains('errored')) {
    row.saved = shown;
    field.dispatchEvent(new CustomEvent(SAVED, { bubbles: true, detail: field.name }));
  }
}

/** Follow what is typed in the editor of a translation, if the page has one that may be written in. */
export function followTranslation(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-translation]');
  const editor = document.querySelector<HTMLElement>('.js-translation-editor');
  if (!form || !editor) return;
  const props = JSON.parse(editor.dataset.props ?? '{}') as Props;
  const items = [...editor.querySelectorAll<HTMLElement>(ITEMS)];
  const texts = drawn(props);
  if (props.object.isLocked || items.length !== texts.length) return;
  const stored = new Map([...props.initialStringTranslations.map((one) => ['string', one] as const), ...props.initialOverrides.map((one) => ['synchronised_value', one] as const)]
    .map(([type, { segment_id: id, data }]) => [`${type} ${id}`, data]));
  const rows = texts.flatMap((text, number): Row[] => {
    if (!isWritten(text)) return [];
    const saved = stored.get(`${text.type} ${text.id}`) ?? text.value ?? '';
    return [{ item: items[number]!, field: addRow(form, number, text, saved), saved }];
  });
  editor.addEventListener('input', ({ target }) => {
    const row = rows.find(({ item }) => item.contains(target as Node));
    if (!row || !(target instanceof HTMLTextAreaElement)) return;
    row.field.value = target.value.replace(/[\r\n]+/g, '');
    row.field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  form.addEventListener('change', ({ target }) => {
    const row = rows.find(({ field }) => field === target);
    if (row && row.field.value !== row.saved) write(row.item, row.field.value);
  });
  new MutationObserver(() => rows.forEach(settle)).observe(editor, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['class'] });
}

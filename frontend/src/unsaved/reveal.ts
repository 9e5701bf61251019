// Leading to a field of a form, through the blocks that it stands in.

/** A block as Wagtail draws it. */
interface Drawn {
  element?: HTMLElement;
  block?: Drawn;
  children?: Drawn[];
  childBlocks?: Record<string, Drawn>;
  focus?(options?: { soft?: boolean }): void;
}

/** Open what hides a field, and put the cursor into it. */
export function reveal(form: HTMLFormElement, [name, ...within]: readonly (string | number)[]): void {
  const root = document.getElementById(`${name}-root`) as (HTMLElement & { rootBlock?: Drawn }) | null;
  let block = root?.rootBlock;
  let place: HTMLElement | null = root;
  for (const step of within) {
    const child: Drawn | undefined = typeof step === 'number' ? block?.children?.[step] : block?.childBlocks?.[step];
    if (!child) break;
    if (child.element) {
      place = child.element;
      const toggle = place.querySelector<HTMLElement>('[data-panel-toggle]');
      if (toggle?.getAttribute('aria-expanded') === 'false') toggle.click();
    }
    block = child.block ?? child;
  }
  if (block?.focus) {
    place?.scrollIntoView({ block: 'start' });
    block.focus();
    document.activeElement?.scrollIntoView({ block: 'center' });
    return;
  }
  const field = form.elements.namedItem(String(name));
  const input = field instanceof RadioNodeList ? (field[0] as HTMLElement | undefined) : (field as HTMLElement | null);
  input?.focus();
  input?.scrollIntoView({ block: 'center' });
}

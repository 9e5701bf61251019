// What was given back to a form that saves itself is not saved before somebody has looked at it.

/** Whether somebody typed, chose or pasted something: what a script writes into a form says so, too. */
export const isByHand = ({ isTrusted }: Pick<Event, 'isTrusted'>): boolean => isTrusted;

/** What says that something is typed, also in an editor of rich text, which lets no “input” through. */
export const TYPED = ['beforeinput', 'input', 'change', 'paste'];

export class Review {
  private isAwaited = false;

  private readonly ended: () => void;

  constructor(ended: () => void) {
    this.ended = ended;
  }

  begin(): void {
    this.isAwaited = true;
  }

  /** Somebody has looked at it. True: that was awaited. */
  end(): boolean {
    if (!this.isAwaited) return false;
    this.isAwaited = false;
    this.ended();
    return true;
  }

  /** Whether what happens in the form ends it. */
  hear(event: Pick<Event, 'isTrusted'>): boolean {
    return isByHand(event) && this.end();
  }

  /** Keep a form from saving itself for now: nobody else hears of it, who would wait for its end. True: it is kept. */
  holds(event: Pick<Event, 'preventDefault' | 'stopImmediatePropagation'>): boolean {
    if (!this.isAwaited) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    return true;
  }
}

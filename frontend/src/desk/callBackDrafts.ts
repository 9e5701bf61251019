/** What is typed of calls to make and not sent yet, by contact. Pure. */

export interface CallBackDraft {
  phone: string;
  isSafe: boolean;
  mayLeaveMessage: boolean;
  relationship: string;
  passPhrase: string;
  startsAt: string | null;
}

export class CallBackDrafts extends Map<string, CallBackDraft> {
  #changed: (drafts: Record<string, CallBackDraft> | null) => void = () => undefined;

  /**
   * Take up what was kept, and let each change be kept from now on.
   *
   * Args:
   *   changed: gets what is to be kept; `null`: nothing.
   */
  keptBy(changed: (drafts: Record<string, CallBackDraft> | null) => void, kept: Readonly<Record<string, CallBackDraft>> = {}): void {
    for (const [id, draft] of Object.entries(kept)) super.set(id, draft);
    this.#changed = changed;
  }

  override set(id: string, draft: CallBackDraft): this {
    const before = JSON.stringify(this.get(id));
    super.set(id, draft);
    // A form that was only opened holds nothing that a reload could lose.
    if (before !== JSON.stringify(draft)) this.#tell();
    return this;
  }

  override delete(id: string): boolean {
    const wasThere = super.delete(id);
    if (wasThere) this.#tell();
    return wasThere;
  }

  #tell(): void {
    const typed = [...this].filter(([, { phone, passPhrase, isSafe, startsAt }]) => phone.trim() || passPhrase.trim() || isSafe || startsAt);
    this.#changed(typed.length ? Object.fromEntries(typed) : null);
  }
}

/** Up to which message each person has read, in this tab: numbers alone, of the conversations last heard of. */
const NAME = 'justicia-mesa-leidos';
const MOST = 50;

export class Reads {
  #seqs = kept();

  of(id: string): number {
    return this.#seqs.get(id) ?? 0;
  }

  heard(id: string, seq: number): void {
    const known = Math.max(seq, this.of(id));
    this.#seqs.delete(id);
    this.#seqs.set(id, known);
    keep(this.#seqs);
  }
}

function kept(): Map<string, number> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(NAME) ?? '[]') as [string, number][]);
  } catch {
    return new Map();
  }
}

function keep(reads: ReadonlyMap<string, number>): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify([...reads].slice(-MOST)));
  } catch {
    // It holds until the page is closed.
  }
}

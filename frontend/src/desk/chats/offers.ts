/** What became of chats that were offered to the operator and that they did not take. Pure. */
import type { Waiting } from './data.ts';

export class Offers {
  #open = new Map<string, Waiting>();

  /**
   * Hear of the queue.
   *
   * Returns: of what was offered to the operator until now, each once: `passed`, what is offered to a colleague; `gone`, what waits no more,
   *   whoever has it.
   */
  hear(waiting: readonly Waiting[]): { passed: Waiting[]; gone: Waiting[] } {
    const present = new Map(waiting.map((one) => [one.id, one]));
    const passed = [...this.#open.values()].filter(({ id }) => present.get(id)?.offeredToOther);
    const gone = [...this.#open.values()].filter(({ id }) => !present.has(id));
    for (const { id } of [...passed, ...gone]) this.#open.delete(id);
    for (const one of waiting) if (one.offeredToMe) this.#open.set(one.id, one);
    return { passed, gone };
  }
}

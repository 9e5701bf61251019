/** The content of the operator's states: what this browser keeps of it, how it is brought up to date, and what is found in it. */
import { readSmallCopy, type SmallCopy } from '../search/search.ts';
import { matterOf, type Call } from './call.ts';
import * as clock from './clock.ts';
import { itemsOf, merged, type Bundle, type BundleAnswer, type Office, type Role, type SearchAnswer, type State } from './data.ts';
import { finderOf } from './finding.ts';
import { nearestElsewhere, type OfficeNear, type Point } from './offices.ts';
import type { DeskHost } from './state.ts';
import { texts } from './texts.ts';

/** Whom what is found is for: their role and language, as far as they are known. */
export type Helped = { role: Role | null; language: string } | null;

export function helpedOf(call: Call | null): Helped {
  return call && { role: matterOf(call), language: call.language };
}

/** What is found, and whether it comes from what this browser keeps. */
export type FoundAnswer = SearchAnswer & { isOffline: boolean };

export class Content {
  readonly #host: DeskHost;
  readonly #onPresent: () => void;
  #isBundling = false;
  #find: { bundle: Bundle; copy: SmallCopy | null; find: ReturnType<typeof finderOf> } | null = null;

  /** @param onPresent called once the content of the state on the screen is that of the server. */
  constructor(host: DeskHost, onPresent: () => void) {
    this.#host = host;
    this.#onPresent = onPresent;
  }

  /** Find by the server, or without it in what this browser keeps. */
  async search(query: string, near: Point | null, helped: Helped): Promise<FoundAnswer> {
    const { bundle, code, isReachable, isSignedOut } = this.#host.state;
    if (isReachable && !isSignedOut) {
      try {
        const locale = helped?.language ?? this.#host.stateOf(code)?.locale;
        const answer = await this.#host.api.post<SearchAnswer>(`search/${code}`, { query, role: helped?.role ?? null, locale, near });
        return { ...answer, isOffline: false };
      } catch (error) {
        this.#host.heard(error);
      }
    }
    if (!bundle) return { results: [], confidence: null, isDanger: false, isCertainDanger: false, isOffline: true };
    if (this.#find?.bundle !== bundle) await this.#prepareSearch(bundle);
    return { ...this.#find!.find(query, helped?.role ?? null), isOffline: true };
  }

  async #prepareSearch(bundle: Bundle): Promise<void> {
    let copy: SmallCopy | null = null;
    try {
      const kept = await this.#host.journal.copy(`${bundle.code}/${bundle.locale}`);
      copy = kept && readSmallCopy(kept.bytes);
    } catch {
      // A damaged copy is fetched anew with the next bundle; until then names are found.
    }
    this.#find = { bundle, copy, find: finderOf(bundle, copy) };
  }

  /** Show what is kept of the state at once. */
  async show(): Promise<void> {
    const state = this.#host.stateOf(this.#host.state.code);
    if (!state) return;
    const bundle = await this.#host.journal.bundle(state.code, this.localeOf(state));
    if (bundle && this.#host.state.code === state.code && !this.#host.state.bundle) {
      this.#host.set({ bundle });
      void this.#prepareSearch(bundle);
    }
  }

  /** The language in which the content of a state is shown: that of its call or chat, else its first one. */
  localeOf(state: State): string {
    const { call, attended } = this.#host.state;
    if (attended?.code === state.code && state.locales.includes(attended.language)) return attended.language;
    return call?.state === state.code && state.locales.includes(call.language) ? call.language : state.locale;
  }

  /** Bring what is kept of the operator's states up to date, the present one first. */
  async renew(): Promise<void> {
    if (this.#isBundling || this.#host.state.isSignedOut || !this.#host.state.session) return;
    this.#isBundling = true;
    const { states } = this.#host.state.session;
    const present = this.#host.state.code;
    try {
      for (const state of [...states].sort((one, other) => +(other.code === present) - +(one.code === present))) {
        await this.#bundle(state);
        if (this.#host.state.code !== present) break;
      }
    } catch (error) {
      this.#host.heard(error);
    } finally {
      this.#isBundling = false;
    }
    if (this.#host.state.code !== present && this.#host.state.isReachable) await this.renew();
  }

  async #bundle(state: State): Promise<void> {
    const locale = this.localeOf(state);
    const isPresent = (): boolean => this.#host.state.code === state.code;
    const earlier = (isPresent() && this.#host.state.bundle?.locale === locale ? this.#host.state.bundle : null) ?? (await this.#host.journal.bundle(state.code, locale));
    const since = earlier ? `?since=${encodeURIComponent(earlier.version)}` : '';
    const answer = await this.#host.api.get<BundleAnswer>(`bundle/${state.code}/${locale}${since}`);
    this.#host.set({ isReachable: true });
    const isChanged = !earlier || answer.isWhole || answer.items.length > 0 || answer.tombstones.length > 0 || answer.version !== earlier.version;
    const bundle = isChanged ? merged(earlier, answer, state.code, locale) : earlier;
    if (isPresent() && this.#host.state.bundle !== bundle) this.#host.set({ bundle });
    if (isPresent()) this.#onPresent();
    if (isChanged && !(await this.#host.journal.keepBundle(bundle)) && isPresent()) this.#host.say(texts.noRoomForBundle);
    await this.#searchCopy(bundle);
    if (isPresent() && this.#find?.bundle !== bundle) await this.#prepareSearch(bundle);
  }

  async #searchCopy({ code, locale, searchCopy }: Bundle): Promise<void> {
    if (!searchCopy) return;
    const name = `${code}/${locale}`;
    if ((await this.#host.journal.copy(name))?.digest === searchCopy.digest) return;
    await this.#host.journal.keepCopy(name, searchCopy.digest, await this.#host.api.bytes(searchCopy.url));
  }

  /** The nearest office of a kind in another of the operator's states, as far as this browser keeps them; `null`: none is known. */
  async officeElsewhere(kind: string, code: string, from: Point | null): Promise<{ near: OfficeNear; state: State } | null> {
    let found: { near: OfficeNear; state: State } | null = null;
    for (const state of this.#host.state.session?.states ?? []) {
      const bundle = state.code === code ? null : await this.#host.journal.bundle(state.code, state.locale);
      const near = bundle && nearestElsewhere(itemsOf<Office>(bundle, 'OFFICE'), kind, from, clock.now());
      if (near && (!found || (near.meters ?? Infinity) < (found.near.meters ?? Infinity))) found = { near, state };
    }
    return found;
  }
}

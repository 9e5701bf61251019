// What outlives a reload of the preview, which Wagtail loads anew after each edit; the tab forgets it when it is closed.
import type { Answer } from '../walker/walk';

export interface Kept {
  'chart-place': { x: number; y: number; zoom: number };
  'chart-node': string;
  run: Answer[];
  voice: string;
  words: string;
}

export function kept<Name extends keyof Kept>(name: Name, of: string): Kept[Name] | null {
  try {
    const value = sessionStorage.getItem(`script-${name}:${of}`);
    return value === null ? null : (JSON.parse(value) as Kept[Name]);
  } catch {
    return null;
  }
}

export function keep<Name extends keyof Kept>(name: Name, of: string, value: Kept[Name]): void {
  try {
    sessionStorage.setItem(`script-${name}:${of}`, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing shows the script all the same.
  }
}

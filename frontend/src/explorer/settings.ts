// What the server says to the page: texts in the reader's language, and on one's own machine the demonstration's keys.
import type { ExampleName } from './examples';

export interface DemoKey {
  label: string;
  key: string;
}

export interface Texts {
  title: string;
  keyLabel: string;
  keyPlaceholder: string;
  useKey: string;
  demoLabel: string;
  ownKey: string;
  examplesLabel: string;
  examples: Record<ExampleName, string>;
  missingScope: string;
  noKeyTitle: string;
  noKeyText: string;
  noKeySteps: string[];
}

export interface PageSettings {
  endpoint: string;
  texts: Texts;
  demoKeys: DemoKey[];
  // The center of each state's capital, in WGS 84 degrees, by the state's code.
  capitals: Record<string, { latitude: number; longitude: number }>;
}

export function pageSettings(): PageSettings {
  const element = document.getElementById('explorer-settings');
  return JSON.parse(element?.textContent ?? '{}') as PageSettings;
}

import { type FormEvent, useState } from 'react';

import type { PageSettings } from './settings';

interface Props {
  apiKey: string;
  settings: PageSettings;
  onChange: (key: string) => void;
}

export function KeyBar({ apiKey, settings, onChange }: Props) {
  const [typed, setTyped] = useState(apiKey);
  const { texts, demoKeys } = settings;

  function use(key: string) {
    setTyped(key);
    onChange(key.trim());
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    use(typed);
  }

  return (
    <header className="explorer-bar">
      <h1>{texts.title}</h1>
      <form onSubmit={submit}>
        {demoKeys.length > 0 && (
          <label>
            <span>{texts.demoLabel}</span>
            <select
              value={demoKeys.some((demo) => demo.key === apiKey) ? apiKey : ''}
              onChange={(event) => use(event.target.value)}
            >
              <option value="">{texts.ownKey}</option>
              {demoKeys.map((demo) => (
                <option key={demo.key} value={demo.key}>
                  {demo.label}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="explorer-key">
          <span>{texts.keyLabel}</span>
          <input
            value={typed}
            placeholder={texts.keyPlaceholder}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <button type="submit">{texts.useKey}</button>
      </form>
    </header>
  );
}

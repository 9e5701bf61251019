import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';

import type { Example, ExampleName } from './examples';
import type { Texts } from './settings';

interface Props {
  examples: Example[];
  texts: Texts;
  place: HTMLElement;
}

// Stands within GraphiQL, to use its tabs, and shows itself elsewhere on the page.
export function Examples({ examples, texts, place }: Props) {
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'queryEditor', 'variableEditor'),
  );
  const { addTab, changeTab, updateActiveTabValues } = useGraphiQLActions();
  // The variables that each example was last shown with. What differs from them was typed, and stays.
  const given = useRef<Partial<Record<ExampleName, string>>>({ [examples[0].name]: examples[0].variables });

  function show({ name, query, variables }: Example) {
    given.current[name] = variables;
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    // GraphiQL notices by itself, but later than somebody may change to another tab.
    updateActiveTabValues({ query, variables, operationName: name });
  }

  function open(example: Example) {
    const index = tabs.findIndex((tab) => tab.operationName === example.name);
    if (index >= 0) {
      changeTab(index);
    } else {
      addTab();
      show(example);
    }
  }

  // After a change of keys an example that nobody has touched is made for the new key once it is looked at.
  useEffect(() => {
    const tab = tabs[activeTabIndex];
    const example = examples.find(({ name }) => name === tab?.operationName);
    if (!example || tab.query !== example.query || tab.variables === example.variables) return;
    if ((tab.variables ?? '') === given.current[example.name]) show(example);
  }, [examples, activeTabIndex]);

  return createPortal(
    <>
      <h2 id="explorer-examples">{texts.examplesLabel}</h2>
      <ul aria-labelledby="explorer-examples">
        {examples.map((example) => (
          <li key={example.name}>
            <button
              type="button"
              disabled={example.missingScope !== null}
              aria-describedby={example.missingScope ? `why-not-${example.name}` : undefined}
              onClick={() => open(example)}
            >
              {texts.examples[example.name]}
            </button>
          </li>
        ))}
      </ul>
      {examples.map(
        ({ name, missingScope }) =>
          missingScope && (
            <p key={name} id={`why-not-${name}`}>
              {texts.examples[name]}: {texts.missingScope.replace('%s', missingScope)}
            </p>
          ),
      )}
    </>,
    place,
  );
}

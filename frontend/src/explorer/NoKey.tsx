import type { Texts } from './settings';

export function NoKey({ texts }: { texts: Texts }) {
  return (
    <section className="explorer-empty">
      <h2>{texts.noKeyTitle}</h2>
      <p>{texts.noKeyText}</p>
      <ol>
        {texts.noKeySteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}

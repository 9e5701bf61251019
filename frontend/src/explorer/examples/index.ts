// The tabs that a new reader finds, made for what the key can do. Tests run each of these queries.
import buscar from './Buscar.graphql?raw';
import guiones from './Guiones.graphql?raw';
import miClave from './MiClave.graphql?raw';
import oficinas from './OficinasAbiertas.graphql?raw';
import orientacion from './Orientacion.graphql?raw';
import variables from './variables.json';

// What a key may do, as `viewer` tells it.
export interface KeyFacts {
  scopes: string[];
  states: { code: string }[];
}

export interface Example {
  query: string;
  variables: string;
  missingScope: string | null;
}

interface Source {
  name: keyof typeof variables;
  query: string;
  scope?: string;
}

const SOURCES: Source[] = [
  { name: 'Orientacion', query: orientacion },
  { name: 'OficinasAbiertas', query: oficinas },
  { name: 'Buscar', query: buscar },
  { name: 'Guiones', query: guiones, scope: 'SCRIPTS' },
  { name: 'MiClave', query: miClave },
];
const SHOWN_STATE = 'TAB';

// A key of several states must name one.
function codeOf(states: KeyFacts['states']): string | undefined {
  return (states.find((state) => state.code === SHOWN_STATE) ?? states[0])?.code;
}

// An example that the key cannot run is shown as a comment, with the reason on top.
export function examplesFor(facts: KeyFacts | null, reason: string): Example[] {
  return SOURCES.map(({ name, query, scope }) => {
    const missingScope = scope && facts && !facts.scopes.includes(scope) ? scope : null;
    const needsCode = query.includes('$code') && facts !== null && facts.states.length > 1;
    const given = needsCode ? { code: codeOf(facts.states), ...variables[name] } : variables[name];
    return {
      query: missingScope ? disabled(query, reason.replace('%s', missingScope)) : query,
      variables: Object.keys(given).length > 0 ? JSON.stringify(given, null, 2) : '',
      missingScope,
    };
  });
}

function disabled(query: string, reason: string): string {
  const lines = query.trimEnd().split('\n').map((line) => (line.startsWith('#') ? line : `# ${line}`));
  return [`# ${reason}`, '#', ...lines, ''].join('\n');
}

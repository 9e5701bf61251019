// The examples that a new reader finds, made for what the key can do. Tests run each of these queries.
import buscar from './Buscar.graphql?raw';
import empezarChat from './EmpezarChat.graphql?raw';
import guiones from './Guiones.graphql?raw';
import miClave from './MiClave.graphql?raw';
import oficinas from './OficinasAbiertas.graphql?raw';
import orientacion from './Orientacion.graphql?raw';
import registrarConsulta from './RegistrarConsulta.graphql?raw';
import variables from './variables.json';

import { uuid7 } from '../../desk/uuid';
import type { PageSettings } from '../settings';

// What a key may do, as `viewer` tells it.
export interface KeyFacts {
  scopes: string[];
  states: { code: string }[];
}

export type ExampleName = keyof typeof variables;

export interface Example {
  name: ExampleName;
  query: string;
  variables: string;
  // The scope that the key lacks to run it.
  missingScope: string | null;
}

interface Source {
  name: ExampleName;
  query: string;
  scope?: string;
}

const SOURCES: Source[] = [
  { name: 'Orientacion', query: orientacion },
  { name: 'OficinasAbiertas', query: oficinas },
  { name: 'Buscar', query: buscar },
  { name: 'Guiones', query: guiones, scope: 'SCRIPTS' },
  { name: 'RegistrarConsulta', query: registrarConsulta, scope: 'INQUIRIES' },
  { name: 'EmpezarChat', query: empezarChat, scope: 'CHAT' },
  { name: 'MiClave', query: miClave },
];
const SHOWN_STATE = 'TAB';

// A key of several states must name one; points are in the state that is shown.
export function examplesFor(facts: KeyFacts | null, capitals: PageSettings['capitals']): Example[] {
  const codes = facts?.states.map(({ code }) => code) ?? [];
  const shown = codes.includes(SHOWN_STATE) ? SHOWN_STATE : codes[0];
  return SOURCES.map(({ name, query, scope }) => {
    const given = {
      ...(query.includes('$code') && codes.length > 1 ? { code: shown } : {}),
      ...(query.includes('$near') && capitals[shown] ? { near: capitals[shown] } : {}),
      ...(query.includes('LogInquiryInput') ? { input: contactIn(shown) } : {}),
      ...(query.includes('StartConversationInput') ? { input: conversationIn(shown) } : {}),
      ...variables[name],
    };
    return {
      name,
      query,
      variables: Object.keys(given).length > 0 ? JSON.stringify(given, null, 2) : '',
      missingScope: scope && facts && !facts.scopes.includes(scope) ? scope : null,
    };
  });
}

// A contact that has just ended, with an id of its own.
function contactIn(state: string | undefined) {
  const now = Date.now();
  return {
    id: uuid7(now),
    state: state ?? SHOWN_STATE,
    channel: 'WEB',
    contactType: 'CITIZEN',
    role: 'VICTIM',
    outcome: 'INFORMED',
    language: 'es-MX',
    startedAt: new Date(now - 240_000).toISOString(),
    durationSeconds: 240,
    isServed: true,
  };
}

// Somebody who begins to write, with an id for the first message.
function conversationIn(state: string | undefined) {
  return {
    state: state ?? SHOWN_STATE,
    text: 'Hola, ¿a qué hora atiende la fiscalía?',
    clientId: uuid7(Date.now()),
    language: 'es-MX',
  };
}

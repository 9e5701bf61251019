// The tabs that a new reader finds. Tests run each of these queries.
import glosario from './Glosario.graphql?raw';
import miClave from './MiClave.graphql?raw';
import oficinas from './OficinasAbiertas.graphql?raw';
import orientacion from './Orientacion.graphql?raw';
import buscar from './Buscar.graphql?raw';

export const examples = [orientacion, oficinas, glosario, buscar, miClave].map((query) => ({ query }));

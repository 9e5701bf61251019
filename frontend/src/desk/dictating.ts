/** The address at which a caller finds their summary by its code, and that of a site, as they are typed and said aloud. Pure. */

/** Where the code of a summary is typed, of its link: `coahuila.example.mx/resumen`. */
export function addressOf(link: string): string {
  const { host, pathname } = new URL(link);
  return `${host}/${pathname.split('/')[1] ?? ''}`;
}

const SIGNS: Readonly<Record<string, string>> = { '.': 'punto', '-': 'guion', ':': 'dos puntos', '/': 'diagonal' };

/** An address as it is said: `coahuila punto example punto mx diagonal resumen`. */
export function aloud(address: string): string {
  return address.replace(/[.:/-]/g, (sign) => ` ${SIGNS[sign]} `);
}

/** The address of a site as it is said: without what no browser needs. */
export function siteInWords(address: string): string {
  return address.replace(/^https?:\/\/(?:www\.)?/, '').replace(/\/$/, '');
}

/** Who has signed in to the desk in this browser, as its pages noted it (`assistance/desk/pages.py`): also where no server says so. */

const NAME = 'desk_person';

/** @param cookies `document.cookie`; `null`: nobody, or it is not known. */
export function personIn(cookies: string): number | null {
  const found = cookies.split('; ').find((one) => one.startsWith(`${NAME}=`));
  const id = Number(found?.slice(NAME.length + 1) || NaN);
  return Number.isSafeInteger(id) ? id : null;
}

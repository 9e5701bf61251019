/* The words that will be marked, beside the form: read by the server from what stands in the form, saved or not. A choice
   is written into the page's own field, and so is saved and undone with the page as whatever is typed. */
document.addEventListener("DOMContentLoaded", () => {
  const panel = document.querySelector("[data-glossary-words]");
  const form = document.querySelector("[data-edit-form]");
  if (!panel || !form) return;
  const side = panel.closest("[data-side-panel]");
  const list = panel.querySelector("[data-glossary-words-list]");
  const problem = panel.querySelector("[data-glossary-words-problem]");
  const failure = panel.querySelector("[data-glossary-words-failure]");
  const status = panel.querySelector("[data-glossary-words-status]");
  const counter = document.querySelector(
    '[data-side-panel-toggle="glossary-words"] [data-side-panel-toggle-counter]',
  );
  const PAUSE_MS = 600;
  const PAUSE_WHILE_CLOSED_MS = 3000; // only the number on the panel's button is seen then
  const WIDE_ENOUGH = "(min-width: 80rem)"; // for the form and the panel side by side
  const LAST_PANEL = "wagtail:side-panel-open"; // Wagtail opens this one on the next page
  const CLOSED = `glossary-words-closed:${location.pathname}`;
  let asked = null;
  let waiting = 0;
  let isFirst = true;

  const stream = () => document.getElementById("glossary_choices-root")?.rootBlock;

  const show = (html) => {
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const card = focused?.closest("[id^='card-']")?.id;
    const toggled = new Map([...list.querySelectorAll("details")].map((each) => [each.id, each.open]));
    list.innerHTML = html;
    for (const each of list.querySelectorAll("details")) if (toggled.get(each.id)) each.open = true;
    if (focused) {
      const again = document.getElementById(focused.id) ?? document.getElementById(card);
      again?.focus({ preventScroll: true });
    }
    const { summary, open } = list.firstElementChild.dataset;
    if (status.textContent !== summary) status.textContent = summary;
    if (counter) {
      counter.textContent = open;
      counter.hidden = open === "0";
    }
    problem.hidden = true;
    if (isFirst && open !== "0") openAtOnce();
    isFirst = false;
  };

  /* An editor who does not know of the panel sees that something waits for a choice; once closed, it stays closed. */
  const openAtOnce = () => {
    const isAnyOpen = document.querySelector("[data-side-panel]:not([hidden])");
    if (isAnyOpen || !matchMedia(WIDE_ENOUGH).matches || sessionStorage.getItem(CLOSED)) return;
    const chosen = localStorage.getItem(LAST_PANEL);
    side.dispatchEvent(new CustomEvent("open"));
    if (chosen === null) localStorage.removeItem(LAST_PANEL); // the editor did not choose this panel for other pages
    else localStorage.setItem(LAST_PANEL, chosen);
  };

  const complain = (html) => {
    if (problem.hidden || problem.innerHTML !== html) problem.innerHTML = html;
    problem.hidden = false;
  };

  const read = async () => {
    if (!stream()) return readSoon(); // Wagtail is still drawing the form
    asked?.abort();
    const request = new AbortController();
    asked = request;
    list.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(panel.dataset.url, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: request.signal,
      });
      const html = await response.text();
      if (asked !== request) return;
      if (response.ok) show(html);
      else complain(response.status === 422 ? html : failure.innerHTML);
    } catch (error) {
      if (error.name === "AbortError") return;
      complain(failure.innerHTML);
    }
    list.setAttribute("aria-busy", "false");
    return undefined;
  };

  const readSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(read, panel.closest("[hidden]") ? PAUSE_WHILE_CLOSED_MS : PAUSE_MS);
  };

  const newId = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
    );

  /* Put a choice into the page's field, in the place of those that it takes back; without a choice only take back. */
  const put = (removes, choice) => {
    const field = stream();
    for (const id of removes.split(" ").filter(Boolean)) {
      const index = field.children.findIndex((child) => child.id === id);
      if (index >= 0) field.deleteBlock(index);
    }
    if (choice) {
      field.insert({ type: "choice", value: choice, id: newId() }, field.children.length, { collapsed: true });
    }
    clearTimeout(waiting);
    read();
  };

  const choose = ({ act, form: word, block, removes, term, termTitle, termUrl }) => {
    const field = stream();
    if (!field) return;
    if (act === "another") {
      const chooser = field.blockDef.childBlockDefsByName.choice.childBlockDefsByName.term.widget;
      const { termsBelow } = list.firstElementChild.dataset;
      const options = termsBelow ? { parentId: Number(termsBelow) } : {};
      chooser.openModal((chosen) => put(removes, { form: word, term: chosen, block }), options);
    } else if (act === "choose") {
      const chosen = term ? { id: Number(term), adminTitle: termTitle, editUrl: termUrl } : null;
      put(removes, { form: word, term: chosen, block });
    } else put(removes, null);
  };

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-glossary-words-choose]");
    if (button) choose(button.dataset);
    const place = event.target.closest("[data-glossary-words-place]");
    const section = place && document.querySelector(place.getAttribute("href"));
    if (section) {
      const toggle = section.querySelector("[data-panel-toggle]");
      if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
      if (matchMedia("(max-width: 50rem)").matches) document.querySelector("[data-form-side-close-button]")?.click();
    }
  });
  form.addEventListener("input", readSoon);
  document.addEventListener("w-unsaved:add", readSoon);
  side.addEventListener("show", readSoon);
  side.addEventListener("hide", () => sessionStorage.setItem(CLOSED, "yes"));
  readSoon();
});

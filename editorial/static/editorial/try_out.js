/* Trying out a sentence beside the phrases: the server answers by what stands in the form, saved or not. */
document.addEventListener("DOMContentLoaded", () => {
  for (const panel of document.querySelectorAll("[data-try-out]")) {
    const part = (name) => panel.querySelector(`[data-try-out-${name}]`);
    const [sentence, state, button, status, answer] = ["sentence", "state", "button", "status", "answer"].map(part);
    const PATIENCE_MS = 1000;
    const PAUSE_MS = 800;
    const form = panel.closest("form");
    const written = () => [...(form?.querySelectorAll("textarea[name$='-phrases']") ?? [])];
    let asked = null;
    let pause = 0;

    const ask = async () => {
      asked?.abort();
      const mine = (asked = new AbortController());
      const sent = form ? new FormData(form) : new FormData();
      const token = document.querySelector("[name=csrfmiddlewaretoken]");
      if (!form && token) sent.set("csrfmiddlewaretoken", token.value);
      const tried = sentence.value.trim();
      sent.set("try-out-sentence", tried);
      const waiting = setTimeout(() => { status.textContent = status.dataset.waiting; }, PATIENCE_MS);
      button.setAttribute("aria-disabled", "true");
      try {
        const url = new URL(panel.dataset.url, location.href);
        if (state?.value) url.searchParams.set("state", state.value);
        const headers = { "X-Requested-With": "XMLHttpRequest" };
        const response = await fetch(url, { method: "POST", body: sent, headers, signal: mine.signal });
        const html = await response.text();
        if (!response.ok && ![422, 429, 503].includes(response.status)) throw new Error(response.status);
        if (response.ok || tried) answer.innerHTML = html;
      } catch (error) {
        if (error.name === "AbortError") return;
        if (tried) answer.replaceChildren(part("failure").content.cloneNode(true));
      } finally {
        clearTimeout(waiting);
        if (asked === mine) {
          button.removeAttribute("aria-disabled");
          status.textContent = "";
        }
      }
    };

    button.addEventListener("click", () => (sentence.value.trim() ? ask() : sentence.focus()));
    sentence.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault(); // the form is not sent
      button.click();
    });
    // What is tried is no change of the page.
    for (const kind of ["input", "change", "keyup"]) panel.addEventListener(kind, (event) => event.stopPropagation());
    // Phrases that stand elsewhere are named as soon as somebody comes here, and once they are typed.
    const look = () => { if (!form || written().some((field) => field.value.trim())) ask(); };
    form?.addEventListener("input", ({ target }) => {
      if (!written().includes(target)) return;
      clearTimeout(pause);
      pause = setTimeout(look, PAUSE_MS);
    });
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      seen.disconnect();
      look();
    });
    seen.observe(panel);
  }
});

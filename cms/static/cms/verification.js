// "Verified" is of the words that somebody verified: when they change, the box is cleared, and ticked again by hand by
// whoever has compared the new ones. The server holds the same rule for what is saved.
(() => {
  const claims = ["reviewed_on", "legal_reviewer", "assured_on"];
  const beside = new Set(["slug", "order", "in_force_on", "review_due_on", "go_live_at", "expire_at", "needs_confirmation"]);

  const OF_THE_PAGE = [...claims, "verified", "preamble_verified", "needs_confirmation"];

  // Back would show what this form claimed, beside the text as it is now: a browser keeps none of it.
  const keepNoClaims = () => {
    const boxes = document.querySelectorAll("[name$='-verified']");
    for (const input of [...boxes, ...OF_THE_PAGE.map(named)]) if (input) input.autocomplete = "off";
  };
  for (const moment of ["load", "change", "submit"]) addEventListener(moment, keepNoClaims, true);

  // What ended as somebody typed, or as the form saved itself, is said at once, each thing once.
  const { pageEnded } = document.currentScript.dataset;
  const saidToHaveEnded = new Set();
  // Wagtail's scripts know successes, warnings and errors only; this is none of them.
  const giveInformation = () => {
    const template = document.querySelector(".messages template[data-type=warning]");
    if (!template || document.querySelector(".messages template[data-type=info]")) return;
    const own = template.cloneNode(true);
    own.dataset.type = "info";
    const line = own.content.querySelector("li");
    line.classList.replace("warning", "info");
    line.querySelector("use")?.setAttribute("href", "#icon-info-circle");
    template.after(own);
  };
  const say = (text) => {
    giveInformation();
    if (!saidToHaveEnded.has(text)) document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { text, type: "info" } }));
    saidToHaveEnded.add(text);
  };
  document.addEventListener("w-autosave:success", ({ detail }) => {
    const partials = new DOMParser().parseFromString(detail.response.html || "", "text/html");
    for (const { content } of partials.querySelectorAll("template[data-ended-claim]")) say(content.textContent);
  });

  // What the form has saved by itself is no other person's change: the server learns which revision that was.
  document.addEventListener("w-autosave:success", ({ target, detail }) => {
    if (!(target instanceof HTMLFormElement) || !detail.response.revision_id) return;
    let own = target.elements.namedItem("own_revision_id");
    if (!own) {
      own = Object.assign(document.createElement("input"), { type: "hidden", name: "own_revision_id", autocomplete: "off" });
      target.append(own);
    }
    own.value = detail.response.revision_id;
  });

  const named = (name) => document.querySelector(`[name="${CSS.escape(name)}"]`);

  const untick = (box) => {
    if (box && box.type === "checkbox" && box.checked) {
      box.checked = false;
      box.dispatchEvent(new Event("change", { bubbles: true }));
      if (box.name === "verified") say(pageEnded);
    }
  };

  const changed = (name) => {
    const own = name.split("-").pop();
    if (own === "verified" || own === "preamble_verified" || claims.includes(name) || beside.has(name)) return;
    const parts = name.split("-");
    for (let length = parts.length - 1; length >= 0; length -= 1) {
      const prefix = parts.slice(0, length).map((part) => `${part}-`).join("");
      untick(named(`${prefix}verified`));
      if (prefix.endsWith("value-")) {
        const sources = `[name^="${CSS.escape(`${prefix}legal_references-`)}"][name$="-verified"]`;
        if (!name.startsWith(`${prefix}legal_references-`)) document.querySelectorAll(sources).forEach(untick);
      }
    }
    if (parts[0] === "preamble") untick(named("preamble_verified"));
  };

  const nameOf = (target) => {
    if (target.name) return target.name;
    const field = target.closest("[data-field], .w-field");
    const input = field && field.querySelector("[data-draftail-input], textarea[name], input[name]");
    return input ? input.name : "";
  };

  document.addEventListener("input", (event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.closest("form") || event.target.type === "checkbox") return;
    const name = nameOf(event.target);
    if (name) changed(name);
  });
})();

// Fields that Wagtail draws without a name for screen readers: a formatted text, whose label belongs to a hidden input,
// a block that is alone in its panel, whose name is the panel's, the field for several files, and the picture of somebody who has the page open, too.
// They are named after what is read beside them. And searches, of which a screen has two: that of the menu is named after
// its field, the other after the screen. And parts of repeated blocks, all called the same: they are numbered. And buttons
// that show a count: it is part of their name. And buttons that add a block, which have a sign only: what a panel calls it
// (`data-add-words`), which is also shown beside the last of them.
(() => {
  const FIELDS = ".public-DraftEditor-content, .w-field__input :is(input:not([type=hidden]), textarea, select)";

  const textOf = (element) => element?.textContent.replace(/\*/g, "").replace(/\s+/g, " ").trim() ?? "";

  const nameOf = (field) => {
    const input = field.closest(".w-field__input")?.querySelector("[data-draftail-input]");
    const label = input?.id && document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
    const panel = field.closest(".w-panel")?.querySelector(".w-panel__heading [data-panel-heading-text], .w-panel__heading");
    return textOf(label) || textOf(panel);
  };

  const nameFields = () => {
    document.querySelectorAll(FIELDS).forEach((field) => {
      if (field.labels?.length || field.hasAttribute("aria-label") || field.hasAttribute("aria-labelledby")) return;
      const name = nameOf(field);
      if (name) field.setAttribute("aria-label", name);
    });
    document.querySelectorAll("#fileupload:not([aria-label])").forEach((field) => {
      const name = textOf(field.parentElement.querySelector("button"));
      if (name) field.setAttribute("aria-label", name);
    });
    document.querySelectorAll("button.w-editing-sessions__session:not([aria-label])").forEach((button) => {
      if (textOf(button)) button.setAttribute("aria-label", textOf(button));
    });
  };

  const nameSearches = () => {
    document.querySelectorAll("form[role=search]:not([aria-label], [aria-labelledby])").forEach((form) => {
      const field = form.closest("#wagtail-sidebar") && form.querySelector("input");
      const name = field ? field.getAttribute("aria-label") || field.placeholder || textOf(field.labels?.[0]) : document.title;
      if (name) form.setAttribute("aria-label", name);
    });
  };

  const nameAddButtons = () => {
    document.querySelectorAll("[data-add-words] .c-sf-add-button").forEach((button) => {
      const words = button.closest("[data-add-words]").dataset.addWords;
      if (button.title !== words) button.title = words;
    });
  };

  const spokenNumber = (number) => {
    const id = `spoken-number-${number}`;
    if (!document.getElementById(id)) {
      const spoken = Object.assign(document.createElement("span"), { id, hidden: true, textContent: String(number) });
      document.body.append(spoken);
    }
    return id;
  };

  const numberRegions = () => {
    const counted = new Map();
    document.querySelectorAll("section[id^='block'][aria-labelledby]").forEach((section) => {
      const [heading] = section.getAttribute("aria-labelledby").split(" ");
      const name = textOf(document.getElementById(heading));
      if (!name || !section.checkVisibility()) return;
      const number = (counted.get(name) ?? 0) + 1;
      counted.set(name, number);
      section.setAttribute("aria-labelledby", number === 1 ? heading : `${heading} ${spokenNumber(number)}`);
    });
  };

  const COUNTS = "[data-side-panel-toggle-counter], .w-dropdown__toggle .w-drilldown__count";

  const nameCounts = () => {
    document.querySelectorAll(COUNTS).forEach((shown) => {
      const button = shown.closest("button");
      if (!button?.hasAttribute("aria-label")) return;
      button.dataset.nameWithoutCount ??= button.getAttribute("aria-label");
      const count = shown.hidden ? "" : textOf(shown);
      const name = count ? `${button.dataset.nameWithoutCount}: ${count}` : button.dataset.nameWithoutCount;
      if (name !== button.getAttribute("aria-label")) button.setAttribute("aria-label", name);
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.querySelector("form")) return;
    const nameAll = () => [nameFields, nameSearches, numberRegions, nameCounts, nameAddButtons].forEach((name) => name());
    let waiting = 0;
    // At once, and again after the last of several changes.
    const changed = () => {
      if (!waiting) nameAll();
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        waiting = 0;
        nameAll();
      }, 200);
    };
    changed();
    new MutationObserver(changed).observe(document.body, { childList: true, subtree: true, attributeFilter: ["hidden"] });
  });
})();

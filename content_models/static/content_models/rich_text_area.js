/* Wagtail's editor of rich text within blocks, drawn once it comes near the screen or is entered: a long script has
   dozens, and drawing all of them before anything can be typed takes seconds. Until then its text is shown; what is out
   of sight follows while nothing else happens. */
(() => {
  const Area = window.draftail.DraftailRichTextArea;
  const FRAME_MS = 12;
  const IDLE_MS = 20;
  const TAGS = { "unordered-list-item": "li", "ordered-list-item": "li", "header-three": "h3", "header-four": "h4", blockquote: "blockquote" };

  const waiting = new Map(); // by what is shown of them
  const near = [];
  let isAsked = false;

  const drawNear = () => {
    isAsked = false;
    const until = performance.now() + FRAME_MS;
    while (near.length && performance.now() < until) near.shift().draw();
    drawSoon();
  };
  const drawRest = (idle) => {
    isAsked = false;
    const rest = [...waiting.values()].filter(({ shown }) => shown.checkVisibility());
    while (rest.length && !near.length && idle.timeRemaining() > IDLE_MS) rest.shift().draw();
    if (rest.length || near.length) drawSoon();
  };
  const drawSoon = () => {
    if (isAsked) return;
    isAsked = near.length + waiting.size > 0;
    if (near.length) requestAnimationFrame(drawNear);
    else if (waiting.size) requestIdleCallback(drawRest);
  };
  const observer = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        const area = waiting.get(target);
        if (isIntersecting && area && !near.includes(area)) near.push(area);
      }
      if (near.length) requestAnimationFrame(drawNear);
    },
    { rootMargin: "50%" },
  );

  /* As the editor writes it: a form whose texts were never entered must not look changed once they are drawn. */
  const asWritten = (state) => {
    const { createEditorStateFromRaw, serialiseEditorStateToRaw } = window.Draftail;
    return JSON.stringify(serialiseEditorStateToRaw(createEditorStateFromRaw(JSON.parse(state || "null"))));
  };

  const textOf = (raw) => {
    const box = document.createElement("div");
    for (const { text, type } of JSON.parse(raw || "null")?.blocks ?? []) {
      box.append(Object.assign(document.createElement(TAGS[type] ?? "p"), { textContent: text }));
    }
    return box;
  };

  class Waiting {
    constructor(area, given) {
      this.area = area;
      this.given = given;
      this.setDraftailOptions = null; // as Wagtail's own has it before it is drawn
      const { container, name, id, state, options } = given;
      container.dataset.richText = "";
      this.input = Object.assign(document.createElement("input"), { type: "hidden", name, id, value: asWritten(state) });
      this.shown = textOf(state);
      this.shown.className = "rich-text-waiting";
      this.shown.tabIndex = 0;
      this.shown.setAttribute("role", "textbox");
      this.shown.setAttribute("aria-multiline", "true");
      const described = options?.attributes?.["aria-describedby"];
      if (described) this.shown.setAttribute("aria-describedby", described);
      const label = container.closest("[data-contentpath]")?.querySelector(":scope > label")?.textContent.trim();
      if (label) this.shown.setAttribute("aria-label", label);
      container.append(this.input, this.shown);
      this.unbound = area.getByName(name, container);
      this.shown.addEventListener("focus", () => this.focus());
      this.shown.addEventListener("pointerenter", () => this.draw());
      waiting.set(this.shown, this);
      observer.observe(this.shown);
      drawSoon();
    }

    draw() {
      if (this.bound) return this.bound;
      waiting.delete(this.shown);
      observer.unobserve(this.shown);
      const { container } = this.given;
      const { value } = this.input;
      const isInvalid = this.input.getAttribute("aria-invalid");
      if (!this.input.isConnected) return this.unbound; // it was removed meanwhile
      container.replaceChildren();
      this.bound = this.area.drawNow(this.given, value);
      this.input = this.bound.input;
      if (isInvalid) this.bound.setInvalid(true);
      return this.bound;
    }

    getValue() {
      return this.input.value;
    }

    /* What Wagtail draws a copy from: a text that is not drawn is as it was sent. */
    getState() {
      return this.bound ? this.bound.getState() : this.input.value;
    }

    setState(state) {
      if (this.bound || typeof state !== "string") return this.draw().setState(state);
      this.input.value = asWritten(state);
      this.shown.replaceChildren(...textOf(state).childNodes);
      return undefined;
    }

    setInvalid(isInvalid) {
      (this.bound ?? this.unbound).setInvalid(isInvalid);
    }

    getTextLabel(options) {
      return (this.bound ?? this.unbound).getTextLabel(options);
    }

    focus() {
      this.draw().focus();
    }

    setCapabilityOptions(capability, options) {
      this.bound?.setCapabilityOptions(capability, options); // before, the block keeps them itself
    }
  }

  class RichTextArea extends Area {
    asWritten(state) {
      return asWritten(state);
    }

    render(container, name, id, state, capabilities, options) {
      const given = { container, name, id, state, capabilities, options };
      return typeof state === "string" ? new Waiting(this, given) : this.drawNow(given, state);
    }

    drawNow({ container, name, id, capabilities, options }, state) {
      return super.render(container, name, id, state, capabilities, options);
    }
  }

  window.telepath.register("content_models.RichTextArea", RichTextArea);
})();

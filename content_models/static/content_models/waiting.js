/* What stands behind a disclosure in a form, the nodes of a script and the lists that are rarely written in them, is drawn
   once somebody opens it. Until then what it holds stands in the form as hidden inputs, named as Wagtail names them, so
   that a form that was never opened sends what it was sent. */
(() => {
  const { ListBlockDefinition, StructBlockDefinition } = window.wagtailStreamField.blocks;
  const waiting = new Map(); // by the element that stands for it
  const observer = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) waiting.get(target)?.draw();
  });

  const input = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value: value ?? "" });

  /* What the blocks of a definition would send for a state. */
  const inputsOf = (definition, prefix, state) => {
    if (definition.childBlockDefsByName) {
      return definition.childBlockDefs.flatMap((child) => inputsOf(child, `${prefix}-${child.name}`, state?.[child.name]));
    }
    if (definition.childBlockDef) {
      const items = state ?? [];
      return [
        input(`${prefix}-count`, items.length),
        ...items.flatMap(({ id, value }, index) => [
          input(`${prefix}-${index}-deleted`, ""),
          input(`${prefix}-${index}-order`, index),
          input(`${prefix}-${index}-type`, definition.childBlockDef.name),
          input(`${prefix}-${index}-id`, id),
          ...inputsOf(definition.childBlockDef, `${prefix}-${index}-value`, value),
        ]),
      ];
    }
    if (definition.widget?.asWritten) return [input(prefix, definition.widget.asWritten(state))];
    if (typeof state === "boolean") return state ? [input(prefix, "on")] : [];
    return [input(prefix, state)];
  };

  /* What a definition's block is until it is drawn: it has its methods, and whatever it cannot answer draws it. */
  class Waiting {
    constructor(definition, placeholder, prefix, state, empty) {
      this.given = { definition, prefix, state, empty };
      this.blockDef = definition;
      this.type = definition.name;
      this.prefix = prefix;
      this.element = document.createElement("div");
      this.element.append(...inputsOf(definition, prefix, state));
      window.$(placeholder).replaceWith(this.element);
      this.container = window.$(this.element);
      waiting.set(this.element, this);
      observer.observe(this.element);
    }

    draw() {
      if (this.drawn) return this.drawn;
      waiting.delete(this.element);
      observer.unobserve(this.element);
      const { definition, prefix, state } = this.given;
      const placeholder = document.createElement("div");
      this.element.replaceChildren(placeholder);
      this.drawn = definition.drawNow(placeholder, prefix, state);
      return this.drawn;
    }

    /* What it was given, as long as nobody has opened it. */
    get undrawn() {
      return this.drawn ? null : this.given.state ?? this.given.empty;
    }

    getState() {
      return this.undrawn ?? this.drawn.getState();
    }

    getDuplicatedState() {
      return this.draw().getDuplicatedState();
    }

    getValue() {
      return this.draw().getValue();
    }

    setState(state) {
      this.draw().setState(state);
    }

    setError(error) {
      if (error) this.draw().setError(error);
    }

    getTextLabel(options) {
      return this.drawn?.getTextLabel(options) ?? "";
    }

    focus(options) {
      this.draw().focus(options);
    }
  }

  class WaitingList extends Waiting {
    constructor(definition, placeholder, prefix, state) {
      super(definition, placeholder, prefix, state, []);
    }

    get children() {
      return this.draw().children;
    }

    get sequenceContainer() {
      return this.draw().sequenceContainer;
    }

    insert(...given) {
      return this.draw().insert(...given);
    }
  }

  const wordsOf = (raw) =>
    (JSON.parse(raw || "null")?.blocks ?? []).map(({ text }) => text).filter(Boolean).join(" ");
  const shortened = (words, maxLength) => (maxLength && words.length > maxLength ? `${words.slice(0, maxLength - 1)}…` : words);

  const kinds = new Map();
  /* The words of a kind, as the list has them in which it is chosen. */
  const kindOf = (definition, value) => {
    if (!kinds.size) {
      const list = document.createElement("template");
      list.innerHTML = definition.childBlockDefsByName.kind.widget.html;
      for (const option of list.content.querySelectorAll("option")) kinds.set(option.value, option.textContent);
    }
    return kinds.get(String(value)) ?? ""; // the state of a list is a list of what is chosen
  };

  class WaitingNode extends Waiting {
    constructor(definition, placeholder, prefix, state) {
      super(definition, placeholder, prefix, state, {});
      const text = [state.text, state.web_text].map(wordsOf).concat(state.options.map(({ value }) => value.label)).join(" · ");
      this.element.append(Object.assign(document.createElement("p"), { textContent: text })); // so that a search finds it
      // At once, for who looks for its fields as soon as it is open.
      const toggle = this.element.closest("[data-panel]").querySelector("[data-panel-toggle]");
      toggle.addEventListener("wagtail:panel-toggle", ({ detail }) => detail.expanded && this.draw());
    }

    get childBlocks() {
      return this.draw().childBlocks;
    }

    getTextLabel({ maxLength } = {}) {
      if (this.drawn) return this.drawn.getTextLabel({ maxLength });
      const { definition, state } = this.given;
      const of = { kind: () => kindOf(definition, state.kind), text: () => shortened(wordsOf(state.text), maxLength) };
      return definition.meta.labelFormat.replace(/\{(\w+)\}/g, (_, name) => of[name]?.() ?? "");
    }

    /* The first words of what is said there. */
    wordsOf(options) {
      return this.drawn ? this.drawn.childBlocks.text.getTextLabel(options) : shortened(wordsOf(this.given.state.text), options.maxLength);
    }
  }

  /* Whether nothing of a node is to be filled in by what the form does by itself: its keys are given, and it has no comment. */
  const canWait = (placeholder, state) => {
    if (typeof state?.text !== "string" || typeof state.web_text !== "string" || !state.key) return false;
    if (!state.options.every(({ id, value }) => id && value.key)) return false;
    const comments = document.getElementById("comments-data")?.textContent ?? "";
    return !comments.includes(placeholder.closest("[data-contentpath]").dataset.contentpath);
  };

  class WaitingListDefinition extends ListBlockDefinition {
    render(placeholder, prefix, state, error) {
      return error ? this.drawNow(placeholder, prefix, state, error) : new WaitingList(this, placeholder, prefix, state);
    }

    drawNow(placeholder, prefix, state, error) {
      return super.render(placeholder, prefix, state, error);
    }
  }

  class NodeDefinition extends StructBlockDefinition {
    render(placeholder, prefix, state, error) {
      const isInList = !this.collapsible; // there, the list has the disclosure
      const waits = isInList && !error && canWait(placeholder, state);
      return waits ? new WaitingNode(this, placeholder, prefix, state) : this.drawNow(placeholder, prefix, state, error);
    }

    drawNow(placeholder, prefix, state, error) {
      return super.render(placeholder, prefix, state, error);
    }
  }

  window.telepath.register("content_models.WaitingList", WaitingListDefinition);
  window.telepath.register("content_models.Node", NodeDefinition);
})();

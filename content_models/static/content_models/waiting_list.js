/* A list of blocks behind a disclosure, drawn once somebody opens it: what it holds stands in the form until then as
   hidden inputs, named as Wagtail names them, so that a form that was never opened sends what it was sent. */
(() => {
  const { ListBlockDefinition } = window.wagtailStreamField.blocks;
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

  class WaitingList {
    constructor(definition, placeholder, prefix, state, error) {
      this.given = { definition, prefix, state, error };
      this.blockDef = definition;
      this.type = definition.name;
      this.prefix = prefix;
      this.element = document.createElement("div");
      this.element.className = "waiting-list";
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
      const { definition, prefix, state, error } = this.given;
      const placeholder = document.createElement("div");
      this.element.replaceChildren(placeholder);
      this.drawn = definition.drawNow(placeholder, prefix, state, error);
      return this.drawn;
    }

    /* What it was given, as long as nobody has opened it. */
    get undrawn() {
      return this.drawn ? null : this.given.state ?? [];
    }

    get children() {
      return this.draw().children;
    }

    get sequenceContainer() {
      return this.draw().sequenceContainer;
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

    insert(...given) {
      return this.draw().insert(...given);
    }

    focus(options) {
      this.draw().focus(options);
    }
  }

  class WaitingListDefinition extends ListBlockDefinition {
    render(placeholder, prefix, state, error) {
      return error ? this.drawNow(placeholder, prefix, state, error) : new WaitingList(this, placeholder, prefix, state);
    }

    drawNow(placeholder, prefix, state, error) {
      return super.render(placeholder, prefix, state, error);
    }
  }

  window.telepath.register("content_models.WaitingList", WaitingListDefinition);
})();

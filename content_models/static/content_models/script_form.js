/* The form of a script: where an answer leads is chosen from the nodes of the form, whatever stands in it; each node says
   what leads to it; and the problems are listed while somebody writes. The rules are the server's: this file has none. */
(() => {
  const NEW = "+";
  const BETWEEN = "+>";
  const PAUSE_MS = 250;
  const AGAIN_MS = 3000;
  const LONGEST_AGAIN_MS = 60000;
  const ANSWER_MS = 30000;
  const LONGEST_NAME = 60;

  const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
  let texts = null;
  const text = (name, values = {}) => {
    texts ??= read("script-form-texts") ?? {};
    return Object.entries(values).reduce((said, [key, value]) => said.replace(`%(${key})s`, value), texts[name] ?? "");
  };
  const element = (tag, className, content = "") =>
    Object.assign(document.createElement(tag), { className, textContent: content });

  // In the workbench of a state there is one node alone: the others come with the page.
  const given = () => read("script-form-choices") ?? { nodes: [], deadlines: [] };
  const stream = () => document.getElementById("nodes-root")?.rootBlock;
  const newNodes = () => document.querySelector("input[name=new_nodes]");
  // A node is drawn when it is opened (`waiting.js`): until then only what it was given is read, since its parts draw it.
  const undrawn = (child) => child.block.undrawn ?? null;
  const part = (child, name) => child.block.childBlocks[name];
  const keyOf = (child) => undrawn(child)?.key ?? part(child, "key").getValue();
  const kindOf = (child) => undrawn(child)?.kind ?? part(child, "kind").getValue();
  const wordsOf = (child) => {
    const shortly = { maxLength: LONGEST_NAME };
    return (undrawn(child) ? child.block.wordsOf(shortly) : part(child, "text").getTextLabel(shortly)) || "";
  };
  const answersOf = (child) =>
    undrawn(child)?.options.map(({ value: { label, to, key } }) => ({ label, to, key })) ??
    part(child, "options").children.map(({ block: { childBlocks } }) => ({
      label: childBlocks.label.getValue(),
      to: childBlocks.to.getValue(),
      key: childBlocks.key.getValue(),
    }));

  /* A node without words is told from another one by the answer that leads there: its number moves. */
  const nodesOfForm = () => {
    const all = (stream()?.children ?? []).map((child) => {
      const key = keyOf(child);
      return { child, words: wordsOf(child), key: key || child.id, called: new Set([key, child.id].filter(Boolean)) };
    });
    const unwritten = ({ called }) => {
      for (const { child } of all) for (const { label, to } of answersOf(child)) if (label && called.has(to)) return text("unwritten_at", { answer: label });
      return text("unwritten");
    };
    return all.map(({ words, ...node }, index) => ({ ...node, name: `${index + 1} · ${words || unwritten(node)}` }));
  };
  let pass = null; // the nodes, while everything is drawn anew: each list of choices reads all of them
  const nodes = () => {
    if (pass) return pass;
    const own = nodesOfForm();
    if (stream()) return own;
    const coming = (newNodes()?.value.split(" ") ?? []).filter(Boolean).map((key) => ({ key, name: text("coming_node") }));
    return [...given().nodes, ...coming].map((node) => ({ ...node, called: new Set([node.key]) }));
  };
  let deadlines = null;

  // What leads where

  const arrivalsAt = (all, node) =>
    all.flatMap((from) => answersOf(from.child).filter(({ to }) => node.called.has(to)).map(({ label }) => ({ from, label })));
  const inWords = (arrivals) =>
    arrivals.map(({ from, label }) => text("arrival", { answer: label || text("unwritten"), node: from.name })).join("; ");
  const counted = (arrivals) =>
    arrivals.length === 1
      ? text("one_arrives", { from: inWords(arrivals) })
      : text("several_arrive", { count: arrivals.length, from: inWords(arrivals) });

  const newId = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
    );

  const addNode = (index, values = {}) => {
    const id = newId();
    stream().insert({ type: "node", value: { ...stream().blockDef.initialChildStates.node, ...values }, id }, index, {});
    return id;
  };

  /* Add an empty node below the one that an input stands in, after those that its answers lead to; its id. */
  const addNodeFor = (input, values = {}) => {
    const all = nodesOfForm();
    const here = all.find(({ child }) => child.element.contains(input));
    const led = here ? answersOf(here.child).map(({ to }) => all.findIndex((node) => to && node.called.has(to))) : [];
    return addNode(Math.max(here ? all.indexOf(here) : -1, ...led) + 1, values);
  };

  /* Add a node below the one that an input stands in, which leads on to where the input led; its id. */
  const addNodeBetween = (input) => {
    const label = text("go_on");
    const onward = { id: newId(), value: { label, web_label: label, to: input.value, key: "" } };
    const here = nodesOfForm().findIndex(({ child }) => child.element.contains(input));
    return addNode(here + 1, { kind: "INFO", options: [onward] });
  };

  const open = (child) => {
    const toggle = child.element.querySelector("[data-panel-toggle]");
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    child.element.scrollIntoView({ block: "start" });
    part(child, "text").focus();
  };

  // Choosing: a list in the place of an input, which keeps the value

  class Choosing extends window.StimulusModule.Controller {
    connect() {
      const input = this.element;
      if (this.select) return;
      this.select = element("select", "script-choice");
      this.select.id = input.id;
      for (const name of ["aria-describedby", "aria-label"]) {
        if (input.hasAttribute(name)) this.select.setAttribute(name, input.getAttribute(name));
      }
      input.removeAttribute("id");
      input.type = "hidden";
      this.problem = element("p", "script-choice__problem");
      this.problem.id = `${this.select.id}-problem`;
      this.select.setAttribute("aria-describedby", this.problem.id);
      input.after(this.select, this.problem);
      this.select.addEventListener("change", (event) => this.choose(event));
      Choosing.all.add(this);
      refreshSoon();
    }

    disconnect() {
      Choosing.all.delete(this);
    }

    choose(event) {
      event.stopPropagation();
      this.take(this.select.value);
    }

    take(value) {
      this.element.value = value;
      this.element.dispatchEvent(new Event("input", { bubbles: true }));
      this.element.dispatchEvent(new Event("change", { bubbles: true }));
      refreshSoon();
    }

    draw() {
      const value = this.element.value;
      const choices = this.choices();
      const chosen = choices.find(([, , called]) => value && called.has(value));
      const isGone = Boolean(value) && !chosen && this.isKnown();
      const shown = [["", this.prompt()], ...(isGone ? [[value, text("gone_choice")]] : []), ...choices];
      const drawn = JSON.stringify([shown.map(([one, label]) => [one, label]), this.more(), chosen?.[0] ?? value]);
      if (drawn === this.drawn || document.activeElement === this.select && this.isOpen) return;
      this.drawn = drawn;
      this.select.replaceChildren(...[...shown, ...this.more()].map(([one, label]) => new Option(label, one)));
      this.select.value = chosen?.[0] ?? value;
      this.select.title = value ? (this.select.selectedOptions[0]?.text ?? "") : "";
      this.problem.textContent = isGone ? this.gone() : "";
      this.select.toggleAttribute("aria-invalid", isGone);
      if (isGone) this.select.setAttribute("aria-invalid", "true");
    }

    isKnown() {
      return true;
    }

    more() {
      return [];
    }
  }
  Choosing.all = new Set();

  class Target extends Choosing {
    choices() {
      return nodes()
        .filter(({ child }) => !child?.element.contains(this.element))
        .map(({ key, name, called }) => [key, name, called]);
    }

    prompt() {
      return this.element.name === "start" ? text("first_node") : text("choose_node");
    }

    gone() {
      return text("gone_node");
    }

    more() {
      if (!this.element.closest(".script-option") || !(stream() || newNodes())) return [];
      const leadsOn = stream() && nodes().some(({ called }) => this.element.value && called.has(this.element.value));
      const kinds = stream() ? Object.entries(text("kinds")).filter(([kind]) => kind !== "QUESTION") : [];
      const ofKind = kinds.map(([kind, name]) => [NEW + kind, text("new_node_of", { kind: name })]);
      return [[NEW, text("new_node")], ...ofKind, ...(leadsOn ? [[BETWEEN, text("step_here")]] : [])];
    }

    put() {
      const was = this.element.value;
      const id = addNodeBetween(this.element);
      super.take(id);
      const found = () => stream().children.find((child) => child.id === id);
      const words = () => JSON.stringify([wordsOf(found()), answersOf(found()).map(({ label }) => label)]);
      open(found());
      const empty = words();
      const isWritten = () => !found() || words() !== empty;
      const act = () => {
        if (isWritten()) return;
        before = null; // it goes as it came, without a word
        stream().deleteBlock(stream().children.findIndex((child) => child.id === id), {});
        super.take(was);
      };
      const toast = say(text("step_put"), { label: text("undo"), act });
      // What is written in it would go with it.
      for (const event of ["beforeinput", "input", "change"]) found().element.addEventListener(event, () => toast.remove());
      unlessWritten.set(toast, isWritten);
      return this.draw();
    }

    take(value) {
      if (value === BETWEEN) return this.put();
      const kind = value.slice(NEW.length);
      if (!value.startsWith(NEW)) return super.take(value);
      if (!stream()) {
        const made = newId();
        newNodes().value = `${newNodes().value} ${made}`.trim();
        super.take(made);
        say(text("made_on_saving"));
        return this.draw();
      }
      const id = addNodeFor(this.element, kind ? { kind } : {});
      super.take(id);
      const node = nodesOfForm().find(({ child }) => child.id === id);
      const toast = say(text("node_added", { node: node.name }), { label: text("write_it"), act: () => open(node.child) });
      for (const event of ["beforeinput", "input", "change"]) node.child.element.addEventListener(event, () => toast.remove());
      return this.draw();
    }
  }

  class Deadline extends Choosing {
    choices() {
      return (deadlines ?? given().deadlines).map(({ id, text: label }) => [id, label, new Set([id])]);
    }

    isKnown() {
      return deadlines !== null || read("script-form-choices") !== null;
    }

    prompt() {
      return this.choices().length ? text("choose_deadline") : text("no_deadlines");
    }

    gone() {
      return text("gone_deadline");
    }
  }

  // What is said about a change of the nodes, with its way back

  const MOST_TOASTS = 3;
  let toasts = null;
  /* Whether what a toast would undo has been written in since. */
  const unlessWritten = new Map();
  const withdrawUndo = () => {
    for (const [toast, isWritten] of unlessWritten) {
      if (toast.isConnected && isWritten()) toast.remove();
      if (!toast.isConnected) unlessWritten.delete(toast);
    }
  };
  /* It goes by itself, unless the cursor or the pointer is on it; what can be undone takes longer. */
  const expire = (toast, delay) => {
    setTimeout(() => (toast.matches(":hover, :focus-within") ? expire(toast, delay) : toast.remove()), delay);
  };
  const say = (sentence, { label = "", act = null, stays = false } = {}) => {
    if (!toasts) {
      toasts = element("div", "script-toasts");
      toasts.setAttribute("role", "status");
      document.body.append(toasts);
    }
    const toast = element("div", "script-toast");
    const close = element("button", "script-toast__close", "×");
    close.type = "button";
    close.setAttribute("aria-label", text("close"));
    close.addEventListener("click", () => toast.remove());
    const button = element("button", "button button-small button-secondary", label);
    button.type = "button";
    button.addEventListener("click", () => {
      toast.remove();
      act();
    });
    toast.replaceChildren(element("span", "script-toast__text", sentence), ...(act ? [button] : []), close);
    for (const other of toasts.querySelectorAll(":scope > :not(.script-toast--stays)")) other.remove();
    toast.classList.toggle("script-toast--stays", stays);
    toasts.append(toast);
    for (const old of [...toasts.children].slice(0, -MOST_TOASTS)) old.remove();
    expire(toast, act ? 20000 : 8000);
    return toast;
  };

  /* What a removed block holds; its elements, which may still be fading out, lose their ids to those that come back. */
  const withoutIds = (child) => {
    const state = child.getState();
    for (const one of child.element.querySelectorAll("[id]")) one.removeAttribute("id");
    return state;
  };

  const putBack = ({ child, index }) => {
    stream().insert(withoutIds(child), Math.min(index, stream().children.length), {});
    refreshSoon();
  };

  /* What was removed, until it is put back or the form is left: what is said of it goes sooner. */
  const removed = [];
  const sayRemoved = (sentence, act, isPossible = () => true) => {
    const one = { sentence, isPossible };
    one.undo = () => {
      removed.splice(removed.indexOf(one), 1);
      one.toast.remove();
      act();
      drawRemoved();
    };
    one.toast = say(sentence, { label: text("undo"), act: one.undo, stays: true });
    removed.push(one);
  };
  const drawRemoved = () => {
    const box = document.querySelector("[data-script-removed]");
    if (!box) return;
    const shown = removed.filter(({ isPossible }) => isPossible());
    const drawn = JSON.stringify(shown.map((one) => [removed.indexOf(one), one.sentence]));
    if (box.dataset.drawn === drawn) return;
    box.dataset.drawn = drawn;
    box.hidden = shown.length === 0;
    box.querySelector("ul").replaceChildren(
      ...shown.map(({ sentence, undo }) => {
        const line = element("li", "script-problems__removal");
        const button = element("button", "button button-small button-secondary", text("undo"));
        button.type = "button";
        button.setAttribute("aria-label", `${text("undo")}: ${sentence}`);
        button.addEventListener("click", undo);
        line.append(element("span", "", sentence), button);
        return line;
      }),
    );
  };

  /* The ids of nodes that were just added, until one has left them: what is missing there is not an error yet. */
  const fresh = new Set();
  const noteFresh = (was) => {
    const old = was.map(({ child }) => child);
    for (const { child } of before) if (!old.includes(child) && !wordsOf(child)) fresh.add(child.id);
  };
  let pressed = null;
  let touched = null; // what had the cursor last: a node that moves loses it
  document.addEventListener("pointerdown", ({ target }) => (pressed = touched = target), true);
  document.addEventListener("focusin", ({ target }) => (touched = target));
  const leave = ({ target }) => {
    const left = nodesOfForm().find(({ child }) => fresh.has(child.id) && child.element.contains(target))?.child;
    if (!left) return;
    // Where the cursor goes is known a moment later: nowhere, when one presses what cannot have it.
    setTimeout(() => {
      const now = document.activeElement === document.body ? pressed : document.activeElement;
      if (left.element.contains(now)) return;
      fresh.delete(left.id);
      refreshSoon();
    });
  };

  let before = null;
  const tellChanges = (all) => {
    const now = all.map(({ child }) => child);
    const was = before;
    before = all.map((node) => ({ ...node, arrivals: arrivalsAt(all, node), answers: undrawn(node.child) ? [] : [...part(node.child, "options").children] }));
    if (!was) return;
    noteFresh(was);
    for (const node of before) {
      const answers = was.find(({ child }) => child === node.child)?.answers ?? [];
      const gone = answers.find((one) => !node.answers.includes(one));
      if (!gone) continue;
      // Its node may have been removed and put back since: what is drawn anew keeps its id.
      const its = () => stream().children.find(({ id }) => id === node.child.id);
      const act = () => {
        if (undrawn(its())) open(its());
        const { id, value } = withoutIds(gone);
        const options = part(its(), "options");
        options.insert(value, Math.min(answers.indexOf(gone), options.children.length), { id });
        refreshSoon();
      };
      const answer = gone.block.childBlocks.label.getValue() || text("unwritten");
      sayRemoved(text("answer_removed", { answer, node: node.name }), act, () => Boolean(its()));
      return;
    }
    const [gone] = was.filter(({ child }) => !now.some(({ id }) => id === child.id)); // what is drawn anew keeps its id
    if (gone) {
      const sentence = text("node_removed", { node: gone.name });
      const led = gone.arrivals.length ? ` ${counted(gone.arrivals)}` : "";
      sayRemoved(sentence + led, () => putBack({ child: gone.child, index: was.indexOf(gone) }));
      return;
    }
    const old = was.map(({ child }) => child);
    const index = now.findIndex((child) => !old.includes(child));
    if (index > 0 && isCopy(now[index], now[index - 1])) {
      const original = before[index - 1];
      part(now[index], "key").setState(""); // a copy gets its own: what leads to the original does not lead there
      const led = original.arrivals.length ? ` ${counted(original.arrivals)}` : "";
      say(`${text("node_copied", { node: original.name })}${led} ${text("copy_alone")}`);
    } else if (index < 0 && now.some((child, place) => child !== old[place])) {
      const moved = before.find(({ child }) => child.element.contains(touched)) ??
        before.reduce((most, node) => (shift(node, old, now) > shift(most, old, now) ? node : most));
      const act = () => stream().moveBlock(stream().children.indexOf(moved.child), old.indexOf(moved.child));
      const led = moved.arrivals.length ? ` ${counted(moved.arrivals)}` : "";
      if (!moveBack) say(text("node_moved", { node: moved.name }) + led, { label: text("undo"), act: () => { moveBack = true; act(); } });
      moveBack = false;
    }
  };
  let moveBack = false; // what is undone needs no way back
  const isCopy = (child, original) => {
    const [copied, its] = [child, original].map((one) => [keyOf(one), JSON.stringify(answersOf(one))]);
    return (copied[0] && copied[0] === its[0]) || (copied[1] !== "[]" && copied[1] === its[1]);
  };
  const shift = ({ child }, old, now) => Math.abs(old.indexOf(child) - now.indexOf(child));

  // What each node says of itself

  const foot = (child) => {
    const content = child.element.querySelector("[data-streamfield-block], .script-node");
    const box = content?.closest(".script-node") ?? content;
    let lines = child.element.querySelector(":scope .script-node__lines");
    if (!lines && box) {
      lines = element("div", "script-node__lines");
      box.prepend(lines);
    }
    return lines;
  };

  /* Wagtail's buttons that add something have a sign only. */
  const nameButtons = (sequence, name) => {
    const buttons = [...sequence.children].map((one) => (one.matches("button") ? one : one.querySelector(":scope > button")));
    const adding = buttons.filter((button) => button?.classList.contains("c-sf-add-button"));
    adding.forEach((button, index) => {
      if (button.title !== text(name)) button.title = text(name);
      button.classList.toggle("script-add", index === adding.length - 1);
    });
  };

  /* Headings that say which node or answer it is, as the lists do. */
  const numbered = (child, number) => {
    const heading = child.element.querySelector(".c-sf-block__type");
    const label = `${child.blockDef.meta.label} ${number}`;
    if (heading.textContent !== label) heading.textContent = label;
  };

  /* What a closed block says of itself, which an open one says, too, while it is written. */
  const entitle = (child, words = child.getTextLabel({ maxLength: LONGEST_NAME }) ?? "") => {
    const title = child.element.querySelector(".c-sf-block__title");
    if (title.textContent !== words) title.textContent = words;
  };

  // What is written about a node stands beside it, where nobody sees it while it is closed

  const commentStore = () => window.comments?.commentApp?.store;
  const commentsOn = ({ id }) =>
    [...(commentStore()?.getState().comments.comments.values() ?? [])].filter(
      ({ contentpath, deleted, resolved, mode }) => !deleted && !resolved && mode !== "creating" && contentpath.startsWith(`nodes.${id}.`),
    ).length;
  const countComments = (child) => {
    const heading = child.element.querySelector("[data-panel-heading]");
    const count = commentsOn(child);
    const said = count === 0 ? "" : count === 1 ? text("one_comment") : text("comments", { count });
    let mark = heading.querySelector(".script-node__comments");
    if (!mark && said) {
      mark = element("span", "script-node__comments");
      heading.querySelector(".c-sf-block__title").before(mark); // what is too long is cut at its end
    }
    if (mark && mark.textContent !== said) mark.textContent = said;
  };
  const watchComments = () => {
    let counts = "";
    commentStore()?.subscribe(() => {
      const now = JSON.stringify((stream()?.children ?? []).map(commentsOn));
      if (now !== counts) requestAnimationFrame(refresh);
      counts = now;
    });
  };

  /* An answer that addresses nobody is written once: its words for the website follow while they are empty or the same. They
     follow each letter: what changed only on leaving would change under the hands of who writes there next. */
  const isSame = (words) => [...text("same_in_both_voices")].some((one) => one.toLowerCase() === words.trim().replace(/\.$/, "").toLowerCase());
  const saidBefore = new WeakMap();
  const rowOf = (target) => target.closest?.(".script-option > [data-contentpath=label]")?.parentElement;
  const follow = ({ target }) => {
    const read = rowOf(target)?.querySelector("[data-contentpath=web_label] input");
    if (!read) return;
    const was = saidBefore.get(target) ?? "";
    saidBefore.set(target, target.value);
    const words = isSame(target.value) ? target.value.trim() : "";
    if (read.value === words || (read.value && !(isSame(was) && read.value === was.trim()))) return;
    read.value = words;
    read.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const noteSaid = ({ target }) => {
    if (rowOf(target)) saidBefore.set(target, target.value);
  };
  const followAll = ({ target }) => {
    if (!target.matches("input[name=channels]:checked")) return;
    for (const { child } of nodesOfForm()) {
      if (!answersOf(child).some(({ label }) => label && isSame(label))) continue;
      for (const { element } of part(child, "options").children) follow({ target: element.querySelector("[data-contentpath=label] input") });
    }
  };

  /* A field that this kind of node cannot be published without: it is marked as the form marks others. */
  const require = (field, isRequired) => {
    const label = field?.querySelector("label");
    if (!label) return;
    field.querySelector("select")?.setAttribute("aria-required", String(isRequired));
    const mark = label.querySelector(".w-required-mark");
    if (isRequired && !mark) label.append(element("span", "w-required-mark", "*"));
    if (!isRequired) mark?.remove();
  };

  /* A test walk is kept as keys: what was answered, and where it ends, stand below its name. */
  const describeWalks = (all) => {
    for (const { element: place, block } of document.getElementById("walks-root")?.rootBlock?.children ?? []) {
      const { answers, end } = block.childBlocks;
      const labels = String(answers.getValue() ?? "").split(" ").filter(Boolean).map((one) => {
        const [node, option] = one.split(".");
        const from = all.find(({ called }) => called.has(node));
        return (from && answersOf(from.child).find(({ key }) => key === option)?.label) || "…";
      });
      const node = all.find(({ called }) => called.has(end.getValue()))?.name ?? "…";
      let line = place.querySelector(".script-walk__way");
      if (!line) place.querySelector(".script-walk")?.append((line = element("p", "script-walk__way help")));
      const said = text("ends_at", { answers: labels.join(" → "), node });
      if (line && line.textContent !== said) line.textContent = said;
    }
  };

  /* The fields that a node's kind needs, and its answers, which are numbered as the lists number them. */
  const describeFields = (parts, box, number) => {
    parts.options.children.forEach((option, place) => numbered(option, `${number}${place + 1}`));
    nameButtons(parts.options.sequenceContainer.get(0), "add_answer");
    const kind = parts.kind.getValue();
    const shows = { organization_kind: kind === "REFERRAL" || Boolean(parts.organization_kind.getValue()) };
    shows.options = kind !== "HANDOFF" || parts.options.children.length > 0;
    for (const [name, isShown] of Object.entries(shows)) {
      const field = box.querySelector(`.script-node > [data-contentpath=${name}]`);
      if (field) field.hidden = !isShown;
    }
    require(box.querySelector(".script-node > [data-contentpath=organization_kind]"), kind === "REFERRAL");
  };

  /* In the workbench of a state: one node alone, or something else. */
  const describePiece = () => {
    const form = newNodes()?.form;
    const parts = form?.rootBlock?.childBlocks;
    if (parts?.options) describeFields(parts, form, "");
  };

  /* How something could be worded, below its field; not below one that is being written, where each letter would change it. */
  const fieldOf = (child, { place, item }) => {
    const parts = child.block.childBlocks;
    const named = (box, name) => box?.querySelector(`:scope [data-contentpath=${name}]`);
    if (place === "text" || place === "web_text") return child.element.querySelector(`.script-node > [data-contentpath=${place}]`);
    if (place === "wordings") return named(parts.wordings?.children?.[item]?.element, "text");
    return named(parts.options.children[item]?.element, place);
  };
  const drawSuggestions = (child) => {
    const drawn = new Set();
    const own = suggestions.filter(({ block }) => block === child.id);
    for (const field of new Set(own.map((one) => fieldOf(child, one)).filter(Boolean))) {
      let box = field.querySelector(":scope > .script-wording");
      if (field.contains(document.activeElement) && !box) continue;
      box ??= field.appendChild(element("div", "script-wording"));
      const sentences = own.filter((one) => fieldOf(child, one) === field).map(({ sentence }) => text("suggestion", { sentence }));
      if (box.dataset.drawn !== JSON.stringify(sentences)) {
        box.dataset.drawn = JSON.stringify(sentences);
        box.replaceChildren(...sentences.map((sentence) => element("p", "", sentence)));
      }
      drawn.add(box);
    }
    for (const box of child.element.querySelectorAll(".script-wording")) if (!drawn.has(box)) box.remove();
  };

  const describe = (all) => {
    nameButtons(stream().sequenceContainer.get(0), "add_node");
    const phrases = document.getElementById("opening_phrases-root")?.rootBlock;
    if (phrases) nameButtons(phrases.sequenceContainer.get(0), "add_phrase");
    document.getElementById("preamble-root")?.rootBlock?.children.forEach(entitle);
    describeWalks(all);
    const start = document.querySelector("input[name=start]")?.value;
    all.forEach((node, index) => {
      const { child } = node;
      const isOf = ({ block }) => block === child.id && !fresh.has(block);
      const [wrong, warned] = [problems, warnings].map((all) => all.filter(isOf));
      child.element.classList.toggle("script-node--broken", wrong.length > 0);
      numbered(child, `${index + 1}`);
      entitle(child, [text("kinds")[kindOf(child)], wordsOf(child)].filter(Boolean).join(" · "));
      countComments(child);
      const lines = undrawn(child) ? null : foot(child);
      if (!lines) return;
      // A refused publish says the same once more, and goes on saying so when it is mended.
      for (const one of lines.parentElement.querySelectorAll(":scope > .help-critical")) one.remove();
      const arrivals = arrivalsAt(all, node);
      const isFirst = start ? node.called.has(start) : index === 0;
      const said = [
        ...(isFirst ? [text("begins_here")] : []),
        ...(arrivals.length ? [text("arrivals", { from: inWords(arrivals) })] : []),
      ].join(" ");
      const drawn = JSON.stringify([said, wrong, warned]);
      if (lines.dataset.drawn !== drawn) {
        lines.dataset.drawn = drawn;
        lines.replaceChildren(
          element("p", "script-node__arrivals", said),
          ...wrong.map(({ sentence }) => element("p", "script-node__problem help-critical", sentence)),
          ...warned.map(({ sentence }) => element("p", "script-node__warning", sentence)),
        );
      }
      describeFields(child.block.childBlocks, child.element, `${index + 1}.`);
      drawSuggestions(child);
      for (const section of child.element.querySelectorAll("section[id*=block_group]")) {
        section.setAttribute("aria-label", `${section.querySelector("[data-panel-heading-text]").textContent.trim()} ${index + 1}`);
        section.removeAttribute("aria-labelledby");
      }
    });
  };

  // The problems of what stands in the form

  let problems = [];
  let warnings = [];
  let suggestions = [];
  let asked = null;
  let waiting = 0;
  let renewed = null; // when the list was renewed last
  let again = AGAIN_MS; // after how long it is asked for again; longer each time that there is no answer

  /* An answer that did not come, or none that could be read: the list is of an earlier text, which stands beside it. */
  const stale = (panel) => {
    const time = renewed?.toLocaleTimeString(document.documentElement.lang || [], { hour: "2-digit", minute: "2-digit", hour12: false });
    const button = element("button", "button button-small button-secondary", text("again"));
    button.type = "button";
    button.addEventListener("click", ask);
    const said = element("p", "", time ? text("stale", { time }) : text("not_now"));
    panel.querySelector("[data-script-problems-stale]").replaceChildren(said, button);
    panel.classList.add("script-problems--stale");
    clearTimeout(waiting);
    waiting = setTimeout(ask, again);
    again = Math.min(2 * again, LONGEST_AGAIN_MS);
  };
  const fresher = (panel) => {
    renewed = new Date();
    again = AGAIN_MS;
    panel.querySelector("[data-script-problems-stale]").replaceChildren();
    panel.classList.remove("script-problems--stale");
  };

  const show = (panel, form) => {
    const list = panel.querySelector("[data-script-problems-list]");
    const summary = panel.querySelector("[data-script-problems-summary]");
    const count = problems.length;
    const isEmpty = !stream()?.children.length;
    const said = isEmpty
      ? text("nothing_yet")
      : count === 0 ? text(warnings.length ? "no_problems_but" : "no_problems") : count === 1 ? text("one_problem") : text("problems", { count });
    if (summary.textContent !== said) summary.textContent = said;
    panel.classList.toggle("script-problems--none", count === 0 && !isEmpty);
    panel.classList.toggle("script-problems--some", problems.some(({ block }) => !fresh.has(block)));
    const worded = [...new Set(suggestions.map(({ block }) => block))]; // those behind a closed node are counted, too
    const drawn = JSON.stringify([problems, warnings, suggestions.length, worded[0], [...fresh]]);
    if (list.dataset.drawn === drawn) return;
    list.dataset.drawn = drawn;
    const suggested = suggestions.length;
    const wording = { block: worded[0], sentence: text(suggested === 1 ? "one_suggestion" : "suggestions", { count: suggested }) };
    list.replaceChildren(
      ...[...problems, ...warnings, ...(suggested ? [wording] : [])].map((one) => {
        const { block, field, sentence } = one;
        const line = document.createElement("li");
        const isWarning = warnings.includes(one);
        const style = `script-problems__problem${isWarning || one === wording || fresh.has(block) ? " script-problems__problem--warning" : ""}`;
        const button = element("button", style, isWarning ? text("warning", { sentence }) : sentence);
        button.type = "button";
        button.addEventListener("click", () => {
          const child = stream()?.children.find(({ id }) => id === block);
          if (child) return open(child);
          const place = form.querySelector(`#${field}-root, #id_${field}-chooser, #id_${field}`);
          place?.scrollIntoView({ block: "center" });
          const buttons = [...(place?.querySelectorAll("button") ?? [])];
          return (place?.matches("select, input") ? place : buttons.find((one) => one.checkVisibility()))?.focus();
        });
        line.append(button);
        return line;
      }),
    );
  };

  /* The frame of the chart beside the form, which is drawn anew from what is asked here: the preview follows later. */
  const chart = () => {
    const frame = document.getElementById("w-preview-iframe");
    return frame?.checkVisibility() && document.getElementById("id_preview_mode")?.value === "chart" ? frame : null;
  };

  const ask = async () => {
    const panel = document.querySelector("[data-script-problems]");
    const form = document.querySelector("[data-edit-form]");
    if (!panel || !form || !stream()) return;
    asked?.abort();
    const request = new AbortController();
    asked = request;
    let answer;
    try {
      const response = await fetch(panel.dataset.url + (chart() ? "?chart=1" : ""), {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
        signal: AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      if (!response.ok) throw new Error(response.status);
      answer = await response.json();
    } catch {
      if (asked === request) stale(panel);
      return;
    }
    if (asked !== request) return;
    fresher(panel);
    problems = answer.problems;
    warnings = answer.warnings;
    suggestions = answer.suggestions;
    deadlines = answer.deadlines;
    // The preview may have put another frame in the place of the one that it was asked for.
    if (answer.chart) chart()?.contentWindow?.postMessage({ type: "script-data", data: answer.chart }, window.location.origin);
    show(panel, form);
    refresh();
  };

  const refresh = () => {
    pass = null;
    pass = nodes();
    try {
      for (const choosing of Choosing.all) choosing.draw();
    } finally {
      pass = null;
    }
    if (!stream()) return describePiece();
    const all = nodesOfForm();
    withdrawUndo();
    tellChanges(all);
    drawRemoved();
    describe(all);
  };
  let drawing = 0;
  function refreshSoon() {
    cancelAnimationFrame(drawing);
    drawing = requestAnimationFrame(refresh);
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE_MS);
  }

  window.wagtail.app.register("script-target", Target);
  window.wagtail.app.register("script-deadline", Deadline);

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("[data-edit-form]");
    if (!form) return;
    form.addEventListener("focusin", noteSaid);
    document.addEventListener("paste", ({ target }) => {
      if (stream() && !target.closest?.("input, textarea, select, [contenteditable=true]")) say(text("pasted_outside"));
    });
    form.addEventListener("input", follow);
    form.addEventListener("change", followAll);
    for (const event of ["input", "change"]) form.addEventListener(event, refreshSoon);
    document.addEventListener("w-unsaved:add", refreshSoon);
    // What is being typed while the form saves itself makes no key yet: a part of a word would stay one for ever.
    let writing = "";
    form.addEventListener("input", ({ target }) => {
      const field = target.closest(".script-node [data-contentpath=text], .script-option [data-contentpath=label]");
      writing = field?.querySelector("[name]")?.name ?? "";
    });
    form.addEventListener("focusout", (event) => {
      writing = "";
      if (suggestions.length) requestAnimationFrame(refresh);
      leave(event);
    });
    document.addEventListener("w-autosave:save", ({ detail }) => detail.formData.set("writing", writing));
    document.addEventListener("w-autosave:success", refreshSoon);
    const watch = () => {
      const field = stream() ?? form.rootBlock?.childBlocks?.options;
      const isDrawn = stream() || (newNodes() ? form.rootBlock : !document.querySelector("[data-script-problems]"));
      if (!isDrawn) return requestAnimationFrame(watch);
      if (field) {
        // Deleting and moving a block tells nobody.
        const changes = new MutationObserver((seen) => {
          if (seen.some(({ target }) => !target.closest?.(".script-node__lines, .script-wording, .script-choice, [data-rich-text]"))) refreshSoon();
        });
        const attributes = { attributes: true, attributeFilter: ["value", "aria-hidden"] };
        changes.observe(field.sequenceContainer.get(0), { childList: true, subtree: true, ...attributes });
      }
      watchComments();
      return refreshSoon();
    };
    watch();
  });
})();

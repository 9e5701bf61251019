/* Under each text: a list of what is filled in for the reader's state, which puts a placeholder where the cursor is; as
   buttons, too, once somebody has typed “{”. */
(() => {
  const { createElement } = window.React;
  const { EditorState, Modifier } = window.DraftJS;
  const offered = () => JSON.parse(document.getElementById("text-placeholders")?.textContent ?? "null");

  const Placeholders = ({ getEditorState, onChange }) => {
    const { prompt, names } = offered() ?? { prompt: "", names: [] };
    if (!names.length) return null;
    const state = getEditorState();
    const cursor = state.getSelection();
    const block = state.getCurrentContent().getBlockForKey(cursor.getStartKey());
    const begun = cursor.isCollapsed() && block.getText().slice(0, cursor.getStartOffset()).match(/\{\w*$/)?.[0];
    const matching = begun ? names.filter(([name]) => `{${name}`.startsWith(begun)) : [];
    const insert = (name) => {
      const content = Modifier.replaceText(
        state.getCurrentContent(),
        begun ? cursor.set("anchorOffset", cursor.getStartOffset() - begun.length) : cursor,
        `{${name}}`,
        state.getCurrentInlineStyle(),
      );
      const inserted = EditorState.push(state, content, "insert-characters");
      onChange(EditorState.forceSelection(inserted, content.getSelectionAfter()));
    };
    const choose = ({ target }) => {
      insert(target.value);
      target.value = "";
    };
    return createElement(
      "span",
      { className: "text-placeholders" },
      createElement(
        "select",
        { "aria-label": prompt, onChange: choose, defaultValue: "" },
        createElement("option", { value: "" }, prompt),
        ...names.map(([name, label]) => createElement("option", { key: name, value: name }, label)),
      ),
      ...matching.map(([name, label]) =>
        createElement(
          "button",
          { key: name, type: "button", className: "button button-small button-secondary", onClick: () => insert(name) },
          label,
        ),
      ),
    );
  };

  window.draftail.registerPlugin({ type: "PLACEHOLDERS", meta: Placeholders }, "controls");
})();

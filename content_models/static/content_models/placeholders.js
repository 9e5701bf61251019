/* Under each text: a list of what is filled in for the reader's state, which puts a placeholder where the cursor is. */
(() => {
  const { createElement } = window.React;
  const { EditorState, Modifier } = window.DraftJS;
  const offered = () => JSON.parse(document.getElementById("text-placeholders")?.textContent ?? "null");

  const Placeholders = ({ getEditorState, onChange }) => {
    const { prompt, names } = offered() ?? { prompt: "", names: [] };
    if (!names.length) return null;
    const insert = (event) => {
      const name = event.target.value;
      event.target.value = "";
      const state = getEditorState();
      const content = Modifier.replaceText(
        state.getCurrentContent(),
        state.getSelection(),
        `{${name}}`,
        state.getCurrentInlineStyle(),
      );
      const inserted = EditorState.push(state, content, "insert-characters");
      onChange(EditorState.forceSelection(inserted, content.getSelectionAfter()));
    };
    return createElement(
      "label",
      { className: "text-placeholders" },
      createElement(
        "select",
        { "aria-label": prompt, onChange: insert, defaultValue: "" },
        createElement("option", { value: "" }, prompt),
        ...names.map(([name, label]) => createElement("option", { key: name, value: name }, label)),
      ),
    );
  };

  window.draftail.registerPlugin({ type: "PLACEHOLDERS", meta: Placeholders }, "controls");
})();

/* Keeps in the form, or in a state's draft, as a test walk, what was walked in the player, which stands in a frame of this page. */
window.addEventListener('message', ({ data, origin, source }) => {
  if (origin !== window.location.origin || data?.type !== 'script-walk') return;
  const value = {
    name: data.name.slice(0, 200),
    answers: data.answers.map(({ node, option }) => `${node}.${option}`).join(' '),
    end: data.end,
  };
  const form = document.querySelector('[data-keep-walk]');
  if (form) {
    for (const [name, text] of Object.entries(value)) form.elements[name].value = text;
    form.submit();
    return;
  }
  const walks = document.getElementById('walks-root')?.rootBlock;
  if (!walks) return;
  const has = ({ block }, name) => block.childBlocks[name].getValue() === value[name];
  // One by the same name gives its place, and the same walk by another name is renamed.
  const known = walks.children.find((one) => has(one, 'name')) ?? walks.children.find((one) => has(one, 'answers') && has(one, 'end'));
  if (known) {
    for (const [name, text] of Object.entries(value)) known.block.childBlocks[name].setState(text);
  } else {
    walks.insert({ type: 'walk', value, id: crypto.randomUUID?.() ?? null }, walks.children.length, {});
  }
  source.postMessage({ type: 'script-walk-kept', name: value.name }, origin);
  document.querySelector('[data-edit-form]')?.dispatchEvent(new Event('change', { bubbles: true }));
});

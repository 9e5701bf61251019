/** Where the operator writes to the person: what is typed goes on after what stands there. */
export function focusOnWriting(options?: FocusOptions): void {
  const field = document.getElementById('chat-draft');
  field?.focus(options);
  if (field instanceof HTMLTextAreaElement) field.setSelectionRange(field.value.length, field.value.length);
}

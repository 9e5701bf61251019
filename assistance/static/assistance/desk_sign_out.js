// Whoever signs out of the desk leaves nothing unsent in this browser: no draft of a chat or of a call to make, and nothing of practice.
// What waits to be sent stays (journal.ts).
(() => {
  const WITHIN_MS = 2000;
  const form = document.getElementById("sign-out");
  if (!form || !("indexedDB" in self)) return;

  const forget = () => new Promise((resolve) => {
    setTimeout(resolve, WITHIN_MS);
    const opening = indexedDB.open("justicia-mesa");
    opening.onupgradeneeded = () => opening.transaction.abort(); // It was never kept: none is made.
    opening.onerror = resolve;
    opening.onsuccess = () => {
      const work = opening.result.transaction("kept", "readwrite");
      for (const name of ["drafts", "chats", "callBackDrafts"]) work.objectStore("kept").delete(name);
      work.oncomplete = work.onabort = resolve;
    };
  });
  const forgetPractice = () => new Promise((resolve) => {
    setTimeout(resolve, WITHIN_MS);
    const deleting = indexedDB.deleteDatabase("justicia-mesa-practica");
    deleting.onsuccess = deleting.onerror = deleting.onblocked = resolve;
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    Promise.all([forget(), forgetPractice()]).catch(() => {}).then(() => form.submit());
  });
})();

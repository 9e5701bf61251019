// Whoever signs out of the desk leaves no unsent draft of a chat in this browser. What waits to be sent stays (journal.ts).
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
      for (const name of ["drafts", "chats"]) work.objectStore("kept").delete(name);
      work.oncomplete = work.onabort = resolve;
    };
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    forget().catch(() => {}).then(() => form.submit());
  });
})();

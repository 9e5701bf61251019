// Whoever signs out of the desk leaves nothing unsent in this browser: no draft of a chat or of a call to make, nothing of practice, and no desk
// that opens without a network.
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
      for (const name of ["drafts", "chats", "callBackDrafts", "session"]) work.objectStore("kept").delete(name);
      work.oncomplete = work.onabort = resolve;
    };
  });
  const forgetPractice = () => new Promise((resolve) => {
    setTimeout(resolve, WITHIN_MS);
    const deleting = indexedDB.deleteDatabase("justicia-mesa-practica");
    deleting.onsuccess = deleting.onerror = deleting.onblocked = resolve;
  });

  // Whoever works in another tab of this browser has signed out, too: it lets go of all that it holds.
  const tellTabs = () => {
    const channel = new BroadcastChannel("justicia-mesa");
    channel.postMessage("signed-out");
    channel.close();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tellTabs();
    Promise.all([forget(), forgetPractice()]).catch(() => {}).then(() => form.submit());
  });
})();

(() => {
  const { exit, hidesQuery, overTop } = document.currentScript.dataset;
  const link = document.getElementById("quick-exit");
  const LEFT = "quick-exit";
  const PRESSES = 3;
  const WITHIN_MS = 2000;
  let presses = [];

  const remember = (store) => { try { store(sessionStorage); } catch { /* Storage may be forbidden. */ } };

  const leave = () => {
    remember((storage) => storage.setItem(LEFT, "1"));
    document.dispatchEvent(new Event("quick-exit"));
    document.documentElement.style.display = "none";
    document.title = " ";
    // In another site's page it takes the whole window away. After Back browsers may forbid it: then nothing is shown.
    if (overTop !== undefined && top !== self) try { top.location.replace(exit); return; } catch { /* forbidden */ }
    location.replace(exit);
  };

  const came = () => {
    const [entry] = performance.getEntriesByType("navigation");
    return entry ? entry.type : "navigate";
  };

  // Whoever has left and presses Back is shown no page of this site in the same tab, nor what was typed into one.
  const check = (isBack) => remember((storage) => {
    if (!storage.getItem(LEFT)) return;
    if (isBack) leave();
    else storage.removeItem(LEFT);
  });

  // Answers to a sensitive guide are kept with the entry of the history, not in its address: Back finds them again.
  if (hidesQuery !== undefined) {
    if (location.search) history.replaceState({ query: location.search }, "", location.pathname);
    else if (history.state && history.state.query) location.replace(location.pathname + history.state.query);
  }

  check(came() === "back_forward");
  addEventListener("pageshow", (event) => { if (event.persisted) check(true); });
  if (!link) return;
  link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { presses = []; return; }
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
    if (presses.length >= PRESSES) leave();
  });
})();

(() => {
  const { exit, hidesQuery, overTop, apart } = document.currentScript.dataset;
  const LEFT = "quick-exit";
  const PRESSES = 3;
  const WITHIN_MS = 2000;
  let presses = [];

  // Whichever tab is left, all of this site leave with it, the chat's too. Storage of another site's page is apart.
  const others = "BroadcastChannel" in self ? new BroadcastChannel(LEFT) : null;

  const remember = (store) => { try { store(sessionStorage); } catch { /* Storage may be forbidden. */ } };

  // Where the chat has a port of its own, only a cookie is known to both: for some minutes it says that somebody left.
  const mark = (seconds) => { if (apart !== undefined) document.cookie = `${LEFT}=1; path=/; max-age=${seconds}; samesite=strict`; };
  const isMarked = () => apart !== undefined && document.cookie.split("; ").includes(`${LEFT}=1`);

  const isOurs = (origin) => { try { return new URL(origin).hostname === location.hostname; } catch { return false; } };
  const { opener } = self;

  const link = document.getElementById("quick-exit");

  const leave = (isTold) => {
    remember((storage) => storage.setItem(LEFT, "1"));
    mark(600);
    if (others && !isTold) others.postMessage(LEFT);
    document.dispatchEvent(new Event("quick-exit"));
    document.documentElement.style.display = "none";
    document.title = " ";
    // In another site's page it takes the whole window away. After Back browsers may forbid it: then nothing is shown.
    if (overTop !== undefined && top !== self) try { top.location.replace(exit); return; } catch { /* forbidden */ }
    location.replace(exit);
    if (isTold && top === self) close(); // where a script has opened it; browsers keep all other tabs
  };

  const came = () => {
    const [entry] = performance.getEntriesByType("navigation");
    return entry ? entry.type : "navigate";
  };

  // Whoever has left and presses Back is shown no page of this site in the same tab, nor what was typed into one.
  const check = (isBack) => remember((storage) => {
    if (!storage.getItem(LEFT)) return;
    if (isBack) leave(true);
    else storage.removeItem(LEFT);
  });

  // Answers to a sensitive guide are kept with the entry of the history, not in its address: Back finds them again.
  if (hidesQuery !== undefined) {
    if (location.search) history.replaceState({ query: location.search }, "", location.pathname);
    else if (history.state && history.state.query) location.replace(location.pathname + history.state.query);
  }

  check(came() === "back_forward");
  if (came() !== "back_forward") mark(0);
  else if (isMarked()) leave(true);
  addEventListener("pageshow", (event) => { if (!event.persisted) return; if (isMarked()) leave(true); else check(true); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && isMarked()) leave(true); });
  if (others) others.onmessage = () => leave(true);
  // A chat in another site's page has opened this tab, and takes it along. Nothing else is told who has opened it.
  // The chat is of this host, where there is no proxy with another port; another site's page has no say here.
  if (opener && top === self) {
    self.opener = null;
    addEventListener("message", ({ source, origin, data }) => { if (source === opener && data === LEFT && isOurs(origin)) leave(true); });
  }
  if (!link) return;
  link.addEventListener("click", (event) => { event.preventDefault(); leave(false); });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { presses = []; return; }
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
    if (presses.length >= PRESSES) leave(false);
  });
})();

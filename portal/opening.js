(() => {
  // How much a telephone's clock is behind the server's; what the cache answers tells an old time.
  const [visit] = performance.getEntriesByType("navigation");
  const told = visit?.type === "back_forward" ? undefined : visit?.serverTiming?.find(({ name }) => name === "now");
  const at = told ? Date.parse(told.description) : NaN;
  const behind = Number.isNaN(at) ? 0 : at - (performance.timeOrigin + visit.responseStart);
  let timer;
  const renew = () => {
    clearTimeout(timer);
    const now = Date.now() + behind;
    let next = Infinity;
    for (const office of document.querySelectorAll("[data-later]")) {
      const changes = JSON.parse(office.dataset.later);
      const [past] = changes.filter(([from]) => Date.parse(from) <= now).slice(-1);
      const [coming] = changes.filter(([from]) => Date.parse(from) > now);
      if (coming) next = Math.min(next, Date.parse(coming[0]) - now);
      if (!past || office.textContent === past[2]) continue;
      office.className = `opening ${past[1]}`;
      office.textContent = past[2];
    }
    for (const title of document.querySelectorAll("[data-once-closed]")) {
      if (!title.parentElement.querySelector(".opening.open")) title.textContent = title.dataset.onceClosed;
    }
    if (next < 2 ** 31) timer = setTimeout(renew, next);
  };
  // A timer stands still while a telephone sleeps, or the page is kept to go back to.
  for (const event of ["pageshow", "focus"]) addEventListener(event, renew);
  document.addEventListener("visibilitychange", renew);
  renew();
})();

(() => {
  let timer;
  const renew = () => {
    clearTimeout(timer);
    let next = Infinity;
    for (const office of document.querySelectorAll("[data-until]")) {
      const left = Date.parse(office.dataset.until) - Date.now();
      if (left > 0) { next = Math.min(next, left); continue; }
      office.className = "opening closed";
      office.textContent = office.dataset.then;
      office.removeAttribute("data-until");
    }
    if (next < 2 ** 31) timer = setTimeout(renew, next);
  };
  // A timer stands still while a telephone sleeps, or the page is kept to go back to.
  for (const event of ["pageshow", "focus"]) addEventListener(event, renew);
  document.addEventListener("visibilitychange", renew);
  renew();
})();

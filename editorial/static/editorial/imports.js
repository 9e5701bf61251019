/* How far an import is, until it has ended; then its own screen. Without this the page asks again by itself. */
const box = document.querySelector("[data-progress-url]");
const bar = box?.querySelector("progress");
const done = box?.querySelector("[data-progress-done]");

async function ask() {
  try {
    const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const told = await answer.json();
      if (!told.isWorking) {
        window.location.reload();
        return;
      }
      bar.max = Math.max(told.total, 1);
      bar.value = told.done;
      done.textContent = told.done;
    } else if (answer.status === 404 || answer.redirected) {
      window.location.reload();
      return;
    }
  } catch {
    // The network is away for a moment: the next question may be answered.
  }
  window.setTimeout(ask, 1000);
}

if (box) window.setTimeout(ask, 1000);

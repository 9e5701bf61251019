// Saving over a newer version than the one that was changed. The server saves it only if the form names that version as
// the one whose place it takes, and until when what was saved in it, for it may save itself again and again: the form
// does once somebody has pressed the button that says so. In Wagtail's dialog that is the last button, after the one
// that shows the newer version, and it says whose work it replaces. Where the windows changed different parts, the first
// one shows them together, to be read and saved.
(() => {
  const { ownTitle, replace, replaceOwn, keepBoth, partsChanged, notKnown } = document.currentScript.dataset;
  const DIALOG = "w-save-confirmation-dialog";
  let newer = null; // who saved a newer version, and which, as the server said last
  let told = null; // the one that the dialog speaks of
  let keepsBoth = false; // whether what both windows changed is to be shown together

  const fill = (values) => {
    const form = document.querySelector("[data-edit-form]");
    for (const [name, value] of Object.entries(values)) {
      let input = form.elements.namedItem(name);
      if (!input) {
        input = Object.assign(document.createElement("input"), { type: "hidden", name, autocomplete: "off" });
        form.append(input);
      }
      input.value = value;
    }
  };
  const takeItsPlace = (replaces_revision, replaces_saved_at) => fill({ replaces_revision, replaces_saved_at });

  // What is replaced is lost: the dialog names it, as the page does that was sent and refused. Whether both can be kept
  // the server says of the form as it stands; nothing is saved by asking.
  const sayWhatChanged = async (dialog, see, confirm) => {
    dialog.querySelectorAll("[data-parts-changed], [data-keeps-both]").forEach((element) => element.remove());
    see.classList.remove("button-secondary");
    const sentence = Object.assign(document.createElement("p"), { role: "status" });
    sentence.dataset.partsChanged = "";
    see.closest("div").before(sentence);
    const page = document.location.pathname.match(/\/pages\/(\d+)\/edit\//)?.[1];
    if (!page) return;
    const body = new FormData(document.querySelector("[data-edit-form]"));
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]; // a new one once they have signed in again
    if (token) body.set("csrfmiddlewaretoken", token);
    const headers = { "X-Requested-With": "XMLHttpRequest" }; // refused, it is not led to another page
    const answer = await fetch(partsChanged.replace("/0/", `/${page}/`), { method: "POST", body, headers }).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!sentence.isConnected) return;
    sentence.textContent = found ? found.said : notKnown;
    if (!found?.is_joinable) return;
    const both = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: keepBoth });
    both.dataset.keepsBoth = "";
    both.addEventListener("click", () => {
      keepsBoth = true;
      confirm.click();
    });
    see.before(both, " ");
    see.classList.add("button-secondary");
  };

  document.addEventListener("w-swap:json", ({ detail }) => {
    const others = detail.data?.other_sessions;
    if (others) newer = others[0]?.revision_id ? others[0] : null;
  });
  document.addEventListener("w-dialog:shown", ({ target }) => {
    if (target.id !== DIALOG) return;
    told = newer;
    const confirm = target.querySelector("[data-w-dialog-target~=confirm]");
    const see = target.querySelector("a.button");
    if (!told || !confirm || !see) return; // the network is away: nothing is replaced
    const isOwn = document.getElementById(`title-text-${DIALOG}`)?.textContent.trim() === ownTitle;
    confirm.textContent = isOwn ? replaceOwn : replace.replace("%(name)s", () => told.user);
    confirm.classList.add("button-secondary");
    confirm.before(see);
    keepsBoth = false;
    sayWhatChanged(target, see, confirm);
  });
  document.addEventListener("w-dialog:confirmed", ({ target }) => {
    if (target.id !== DIALOG || !told) return;
    if (keepsBoth) fill({ keeps_both: "1" });
    else takeItsPlace(told.revision_id, told.last_seen_at);
  }, true);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-replaces]");
    if (button) takeItsPlace(button.dataset.replaces, button.dataset.savedAt);
  }, true);
})();

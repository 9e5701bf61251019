// Shows the colours and the logo that are chosen, saved or not: their contrast with white (WCAG 2.2), and the site with them.
(() => {
  const preview = document.querySelector("[data-theme-preview]");
  if (!preview) return;
  const form = preview.closest("form");
  const frames = [...preview.querySelectorAll("[data-preview]")];
  const addresses = frames.map((frame) => frame.getAttribute("src"));
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const contrast = (color) => {
    const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(color.slice(at, at + 2), 16) / 255));
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
  };
  const showContrast = (input) => {
    const ratio = contrast(input.value);
    const isLow = ratio < Number(preview.dataset.least);
    const line = preview.querySelector(`[data-contrast-of="${input.name}"]`);
    line.textContent = `${input.labels[0].firstChild.textContent.trim()}: ${(isLow ? preview.dataset.low : preview.dataset.enough).replace("{ratio}", ratio.toFixed(2))}`;
    line.toggleAttribute("data-is-low", isLow);
  };
  const look = () =>
    [form.primary_color.value.slice(1), form.secondary_color.value.slice(1), form.logo.value].filter(Boolean).join("-");
  let shown = "isTyped" in preview.dataset ? "" : look();
  const showSite = () => {
    if (look() === shown) return;
    shown = look();
    frames.forEach((frame, at) => {
      frame.src = addresses[at].replace(`/${preview.dataset.saved}/`, `/${shown}/`);
    });
  };
  for (const input of form.querySelectorAll('input[type="color"]')) {
    input.addEventListener("input", () => showContrast(input));
    showContrast(input);
  }
  form.addEventListener("change", showSite);
  showSite();
})();

// Shows the chosen colours behind white text, and their contrast with it (WCAG 2.2, contrast ratio).
(() => {
  const preview = document.querySelector("[data-theme-preview]");
  if (!preview) return;
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const contrast = (color) => {
    const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(color.slice(at, at + 2), 16) / 255));
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
  };
  const show = (input) => {
    const ratio = contrast(input.value);
    const isLow = ratio < Number(preview.dataset.least);
    const line = preview.querySelector(`[data-contrast-of="${input.name}"]`);
    preview.querySelector(`[data-color-of="${input.name}"]`).style.backgroundColor = input.value;
    line.textContent = (isLow ? preview.dataset.low : preview.dataset.enough).replace("{ratio}", ratio.toFixed(2));
    line.toggleAttribute("data-is-low", isLow);
  };
  for (const input of document.querySelectorAll('.states-form input[type="color"]')) {
    input.addEventListener("input", () => show(input));
    show(input);
  }
})();

/* Arrow keys within the matrix: Tab enters it once and leaves it again, instead of stopping at a thousand cells. */
for (const table of document.querySelectorAll("[data-matrix]")) {
  const rows = [...table.tBodies[0].rows];
  const linkAt = (row, column) => rows[row]?.cells[column]?.querySelector("a");
  const links = [...table.tBodies[0].querySelectorAll("td a")];
  const enter = (link) => {
    for (const one of links) one.tabIndex = one === link ? 0 : -1;
  };
  if (links.length) enter(links[0]);
  table.addEventListener("focusin", (event) => {
    if (links.includes(event.target)) enter(event.target);
  });
  table.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const cell = event.target.closest("td");
    if (!steps || !cell || !links.includes(event.target)) return;
    event.preventDefault();
    let [row, column] = [rows.indexOf(cell.parentElement), cell.cellIndex];
    do {
      row += steps[0];
      column += steps[1];
      const link = column > 0 && linkAt(row, column);
      if (link) {
        link.focus();
        link.scrollIntoView({ block: "nearest", inline: "nearest" });
        return;
      }
    } while (rows[row]?.cells[column] && column > 0);
  });
}

// J and K move through the lines; Enter opens, as a link does.
const links = () => [...document.querySelectorAll("#lines tbody th a")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const step = { j: 1, k: -1 }[event.key];
  const lines = links();
  if (!step || !lines.length) return;
  const here = lines.indexOf(document.activeElement);
  lines[Math.min(Math.max(here + step, 0), lines.length - 1)].focus();
});

// Charts of what the table says; who cannot see them has the table.
import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip } from "chart.js";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

const place = document.getElementById("charts");
const heads = [...document.querySelectorAll("#days thead th")];
const rows = [...document.querySelectorAll("#days tbody tr")].reverse();
const labels = rows.map((row) => row.cells[0].textContent);
const ink = getComputedStyle(document.body).color;

const column = (flow) => heads.findIndex((head) => head.dataset.flow === flow);
const numbers = (flow) => rows.map((row) => Number(row.cells[column(flow)].textContent));
const named = (flow) => heads[column(flow)].textContent;

// Chart.js gives a line's box neither its dashes nor the form of a line.
function legend(chart) {
  return Chart.defaults.plugins.legend.labels.generateLabels(chart).map((item) => {
    const { type, borderDash = [], borderColor, borderWidth } = chart.data.datasets[item.datasetIndex];
    if (type !== "line") return { ...item, pointStyle: "rect" };
    return { ...item, pointStyle: "line", strokeStyle: borderColor, lineDash: borderDash, lineWidth: borderWidth ?? 3 };
  });
}

function draw(sets) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", sets.map(({ label }) => label).join(", "));
  const box = document.createElement("div");
  box.className = "loket-chart";
  box.append(canvas);
  place.append(box);
  return new Chart(canvas, {
    data: { labels, datasets: sets },
    options: {
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 300 },
      maintainAspectRatio: false,
      color: ink,
      locale: document.documentElement.lang,
      plugins: { legend: { labels: { usePointStyle: true, pointStyleWidth: 40, generateLabels: legend } } },
      scales: { x: { ticks: { color: ink, maxRotation: 0, autoSkip: true } }, y: { beginAtZero: true, ticks: { color: ink, precision: 0 } } },
    },
  });
}

const line = (flow, color, dash = []) => ({ type: "line", label: named(flow), data: numbers(flow), borderColor: color, backgroundColor: color, borderDash: dash, pointRadius: 2 });
const bars = (flow, color) => ({ type: "bar", label: named(flow), data: numbers(flow), backgroundColor: color });
// A target is told from the others by its dashes and its width, in the legend too, whatever colours somebody sees.
const target = (count, label, borderDash, borderWidth) => ({ type: "line", label, data: labels.map(() => Number(count)), borderColor: ink, backgroundColor: "transparent", borderDash, borderWidth, pointRadius: 0 });

if (rows.length > 1) {
  place.hidden = false;
  draw([line("received", "#1d70b8"), line("completed", "#0b8a5a", [8, 4]), line("returned", "#b58105", [2, 2])]);
  const { printedFrom, printedTo, signed, targetFrom, targetTo, targetSigned } = place.dataset;
  if (column("printed") >= 0) {
    draw([bars("printed", "#1d70b8"), bars("found_bad", "#b58105"), target(printedTo, targetTo, [], 2), target(printedFrom, targetFrom, [8, 6], 2)]);
    draw([bars("signed", "#1d70b8"), bars("signed_others", "#b58105"), target(signed, targetSigned, [8, 6], 2)]);
  }
}

// The page on which anybody can try whether a photo of a paper can be read, before it is sent or posted.
import { look } from "../legibility/look.js";
import { at, make, show } from "../station/dom.js";
import { language, speak, t } from "../station/texts.js";

const SIGNS = { fine: ["✔", "green"], framed: ["●", "amber"], doubtful: ["●", "amber"], unreadable: ["✘", "red"], unknown: ["●", "amber"], refused: ["✘", "red"] };
const NOT_ASKED = "page_not_in_colour"; // nobody has said what paper it is to be
const looked = [];

const filled = ({ part, ...params }) => ({ ...params, part: part ? t(`part_${part}`) : "" });

function advice([code, params]) {
  const values = filled(params);
  return make("li", {}, make("strong", {}, t(`reason_${code}`, values)), " ", t(`advice_${code}`, values));
}

function drawn({ name, verdict, told, thumbnail }) {
  const [sign, colour] = SIGNS[verdict];
  const words = make("div", {}, make("h2", {}, make("span", { className: `sign ${colour}`, "aria-hidden": "true" }, sign), ` ${t(verdict)}`),
    make("p", { className: "hint" }, name), told.length ? make("ul", {}, ...told.map(advice)) : "");
  return make("li", { className: `panel looked ${colour}` }, thumbnail ?? "", words);
}

function draw() {
  at("looked").replaceChildren(...looked.map(drawn));
  for (const canvas of at("looked").querySelectorAll("canvas")) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", t("picture"));
  }
}

const sum = () => {
  const [last] = looked;
  at("told").textContent = last ? `${last.name}: ${t(last.verdict)}` : "";
};

async function judged(file) {
  try {
    const { level, told, thumbnail } = await look(file);
    const asked = told.filter(([code]) => code !== NOT_ASKED);
    return { name: file.name, told: asked, thumbnail, verdict: level === "fine" && asked.length ? "framed" : level };
  } catch {
    return { name: file.name, told: [], verdict: "unknown" };
  }
}

// One after the other, so that a cheap phone holds one picture at a time.
async function take(files) {
  for (const file of files) {
    at("told").textContent = t("looking", { file: file.name });
    await new Promise((resume) => setTimeout(resume));
    const found = await judged(file);
    looked.unshift(found);
    draw();
    sum();
  }
}

function wire() {
  at("files").addEventListener("change", async ({ target }) => {
    const files = [...target.files];
    target.value = "";
    await take(files);
  });
  const drop = at("drop");
  const over = (isOver) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", isOver);
  };
  for (const event of ["dragover", "drop"]) addEventListener(event, (dropped) => dropped.preventDefault()); // beside the panel, too
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", (event) => {
    over(false)(event);
    take([...event.dataTransfer.files]);
  });
  at("languages").addEventListener("click", ({ target }) => {
    if (!target.dataset.language) return;
    speak(target.dataset.language);
    draw();
    sum();
  });
}

speak(language);
wire();
show(at("without"), false);
show(at("drop"), true);
document.documentElement.dataset.ready = "yes";

// Counts while somebody types; the office counts once more, for every service, when the text is saved.
import { count, fill } from "./parts.js";

const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

for (const field of document.querySelectorAll("[data-count]")) {
  const told = document.getElementById(field.dataset.count);
  const values = JSON.parse(field.dataset.values);
  let waiting;
  const tell = () => {
    const found = count(fill(field.value, values));
    const strange = found.strange ? ` ${say(told.dataset.strange, found)}` : "";
    told.textContent = say(told.dataset.said, found) + strange;
  };
  // Not at each key: who listens to the page would hear nothing else.
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, 400);
  });
}

// Solves the puzzle of the first form while its reader reads, so that people with script are asked nothing.
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";

const field = document.getElementById("solution");
const told = document.getElementById("working");
const question = document.getElementById("question");

async function solve() {
  const challenge = JSON.parse(field.dataset.challenge);
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error("no solution");
  field.value = btoa(JSON.stringify({ challenge, solution }));
  told.textContent = told.dataset.done;
}

// Where it cannot be solved here (an old phone, no secure line), the question stands as it did.
if (globalThis.crypto?.subtle) {
  question.hidden = true;
  told.textContent = told.dataset.working;
  const solved = solve().catch(() => {
    told.textContent = "";
    question.hidden = false;
  });
  field.form.addEventListener("submit", async (event) => {
    if (field.value || !question.hidden) return;
    event.preventDefault();
    await solved;
    field.form.requestSubmit();
  });
}

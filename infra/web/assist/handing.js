// The way to the residents' pages: a form that carries a ticket, which is good for two minutes.
import { language } from "../station/texts.js";
import * as office from "./office.js";

const FRESH = 90_000;

function fill(form, { ticket, handover_url }, spoken) {
  form.action = handover_url;
  form.elements.ticket.value = ticket;
  form.elements.lang.value = spoken;
  form.dataset.until = String(Date.now() + FRESH);
}

// The list may have been drawn anew since the press, and no browser sends a form that stands nowhere.
function connect(form) {
  if (form.isConnected) return;
  form.hidden = true;
  document.body.append(form);
}

// The ticket that came with the draft is used while it is fresh; then a new one is asked for.
export function lead(form, application, { first = null, spoken = null, onOpened, onTrouble }) {
  if (first) fill(form, first, spoken ?? language);
  form.onsubmit = async (event) => {
    if (Number(form.dataset.until ?? 0) > Date.now()) {
      form.dataset.until = "0";
      return onOpened();
    }
    event.preventDefault();
    try {
      fill(form, await office.ticket(application), spoken ?? language);
      form.dataset.until = "0";
      connect(form);
      form.submit();
      return onOpened();
    } catch (error) {
      return onTrouble(error);
    }
  };
}

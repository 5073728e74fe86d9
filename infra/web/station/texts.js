// Words of the page, in the language that the address names, or that the person chose last; they come with the page.
const all = JSON.parse(document.getElementById("texts").textContent);
const remembered = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem("language");

export let language = remembered in all ? remembered : "id";

export function t(name, values = {}) {
  return (all[language][name] ?? name).replace(/\{(\w+)\}/g, (_, value) => values[value] ?? "");
}

export function speak(chosen) {
  language = chosen;
  localStorage.setItem("language", chosen);
  document.documentElement.lang = chosen;
  document.title = `Loket: ${t("title")}`;
  for (const place of document.querySelectorAll("[data-text]")) place.textContent = t(place.dataset.text);
  for (const place of document.querySelectorAll("[data-label]")) place.setAttribute("aria-label", t(place.dataset.label));
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
}

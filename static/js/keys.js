// Single keys, never while typing, and with a switch to turn them off (WCAG 2.1.4).
const STORE = "curbside-keys";
const off = () => localStorage.getItem(STORE) === "off";
const visible = (element) => element.getClientRects().length > 0;
const rows = () => [...document.querySelectorAll("[data-row]")].filter(visible);
const here = () => document.activeElement?.closest("[data-row]");

const toggle = document.querySelector("[data-keys-switch]");
if (toggle) {
  toggle.checked = !off();
  toggle.addEventListener("change", () => localStorage.setItem(STORE, toggle.checked ? "on" : "off"));
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(here());
  const row = all[now < 0 ? 0 : Math.min(Math.max(now + by, 0), all.length - 1)];
  row.tabIndex = -1;
  row.focus();
}

function go(name) {
  const places = [...document.querySelectorAll(`[data-key="${name}"]`)];
  const place = places.find((element) => element.matches("input, textarea") && visible(element)) ?? places[0];
  if (!place) return;
  if (place.matches("input, textarea")) place.focus();
  else place.click();
}

const actions = {
  "/": () => go("search"),
  c: () => go("capture"),
  j: () => step(1),
  k: () => step(-1),
  x: () => here()?.querySelector("input[type=checkbox]")?.click(),
  l: () => (here() ?? document).querySelector("[data-act=log]")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

// A field in a sheet that has just closed keeps the focus for a moment, unseen.
function typing(element) {
  const field = element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  return field !== null && visible(field);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || off()) return;
  if (typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

// Dialogs: what opens, what closes, and the phone's capture sheet.
const byId = (id) => document.getElementById(id);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const sheet = byId(opener.dataset.opens);
    if (!sheet || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(sheet);
    return;
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  else if (event.target.matches("dialog.sheet") && outside(event)) event.target.close();
});

export function open(sheet) {
  if (!sheet.open) sheet.showModal();
  sheet.querySelector("textarea, input:not([type=hidden])")?.focus();
}

// A click on the scrim is a click on the dialog itself, outside its box.
function outside(event) {
  const box = event.target.getBoundingClientRect();
  const inside =
    event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  return !inside;
}

let from = null;
document.addEventListener(
  "touchstart",
  (event) => {
    const sheet = event.target.closest("dialog.sheet");
    const typing = event.target.closest("textarea, input, select");
    from = sheet && !typing && sheet.scrollTop === 0 ? { sheet, y: event.touches[0].clientY } : null;
  },
  { passive: true },
);
document.addEventListener(
  "touchend",
  (event) => {
    if (from && event.changedTouches[0].clientY - from.y > 80) from.sheet.close();
    from = null;
  },
  { passive: true },
);

// One line is one thought: Enter sends it, Shift+Enter makes a second line.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  const field = event.target.closest("[data-enter-sends]");
  if (!field || !field.value.trim()) return;
  event.preventDefault();
  field.form.requestSubmit();
});

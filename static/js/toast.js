// Toasts stay eight seconds, longer while they are hovered or hold the focus.
const STAY = 8000;
const region = document.getElementById("toasts");
const template = document.getElementById("toast-template");

function watch(toast) {
  let timer;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), STAY);
  };
  const stop = () => clearTimeout(timer);
  const resume = () => {
    if (!toast.matches(":hover, :focus-within")) start();
  };
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", resume);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", () => setTimeout(resume));
  toast.addEventListener("keydown", (event) => event.key === "Escape" && toast.remove());
  start();
}

export function say(words) {
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = words;
  region.append(toast);
}

// A live region announces what is added to it, not what it held when the page came.
const first = [...region.children];
first.forEach((toast) => toast.remove());
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node.matches?.(".toast")) watch(node);
  }
}).observe(region, { childList: true });
setTimeout(() => region.append(...first), 60);

const REFUSED = {
  403: "This page was open for a long time, or you signed in again meanwhile, so nothing was saved. Copy your words, reload the page and send them once more.",
  404: "That is no longer here. Reload the page to see what is.",
  409: "Not saved yet: this was changed in another window. Your words are still here; save again to keep them instead.",
};
const FAILED = "That was not saved. Your words are still here; try again in a moment.";

document.addEventListener("htmx:responseError", (event) => say(REFUSED[event.detail.xhr.status] ?? FAILED));
// 409 is answered with the form itself, whose own notice may be far above the button that was pressed.
document.addEventListener("htmx:afterSwap", (event) => event.detail.xhr.status === 409 && say(REFUSED[409]));
document.addEventListener("htmx:sendError", () => say("No connection just now. Your words are still here."));
document.addEventListener("htmx:timeout", () => say("That took too long. Your words are still here; try again."));
document.addEventListener("copied", () => say("Copied."));

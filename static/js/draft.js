// The page of a letter. Which words are missing is the server's to say; here only what must not wait:
// copying stops while a place is open, the mail link carries what is written, a short note is counted.
const form = document.getElementById("letter");
const body = document.getElementById("body");
const subject = document.getElementById("subject");
const part = (name) => document.querySelector(`[data-letter="${name}"]`);
const [copy, mail, copied] = ["copy", "mail", "copied"].map(part);
const GAP = /\[[^[\]\n]*…\]/;

// Words the server has not looked at yet are not copied; without a network they are not held up.
let unread = false;

// Whatever refuses a letter puts an element with data-blocks into the page (the patient-number guard does).
const blocked = () => unread || GAP.test(body.value) || GAP.test(subject?.value ?? "") || document.querySelector("[data-blocks]") !== null;

function follow() {
  const stop = blocked();
  copy.disabled = stop;
  if (mail) {
    const text = body.value.replace(/\r?\n/g, "\r\n");
    const query = `subject=${encodeURIComponent(subject?.value ?? "")}&body=${encodeURIComponent(text)}`;
    const to = encodeURIComponent(mail.dataset.to.trim()).replaceAll("%40", "@").replaceAll("%2C%20", ",");
    if (stop) mail.removeAttribute("href");
    else mail.href = `mailto:${to}?${query}`;
    mail.setAttribute("aria-disabled", String(stop));
  }
  const count = part("count");
  if (count) {
    const length = [...body.value.trim()].length;
    count.textContent = length;
    count.toggleAttribute("data-over", length > Number(count.dataset.limit));
  }
}

// As followups/drafts.py puts a line in when there is no script.
function withLine(text, line, atTop) {
  const parts = text.trim().split(/\n\n+/);
  if (atTop) return [line, ...parts].filter(Boolean).join("\n\n");
  let spot = Math.max(parts.length - 2, 0);
  if (parts.length === 2) spot = /[.!?…]\s*$/.test(parts[1]) ? 1 : 0;
  parts[spot] = `${parts[spot].trimEnd()} ${line}`.trim();
  return parts.join("\n\n");
}

// Ticked sentences are put in by the server; what was typed meanwhile is sent along once more.
let asked = "";
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-letter=news]")) asked = body.value;
});
function told() {
  const told = document.getElementById("told");
  if (!told) return;
  const words = told.value;
  told.remove();
  if (body.value !== asked) {
    document.querySelector("[data-letter=news] input").dispatchEvent(new Event("change", { bubbles: true }));
  } else if (body.value !== words) {
    body.value = words;
    body.dispatchEvent(new Event("input", { bubbles: true }));
    unread = false;
  }
}

form.addEventListener("input", (event) => {
  copied.hidden = true;
  unread = event.target === body && navigator.onLine;
  follow();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "checked") {
    unread = false;
    told();
  }
  follow();
});
document.addEventListener("copied", () => { copied.hidden = false; });

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]");
  if (add) {
    event.preventDefault();
    body.value = withLine(body.value, add.dataset.add, add.hasAttribute("data-top"));
    body.dispatchEvent(new Event("input", { bubbles: true }));
    body.focus();
  }
});

// Typing goes on while the network does not: said once, beside “saved”, not in a toast at every pause.
const checker = document.querySelector("[data-letter=checker]");
for (const one of [checker, form]) {
  for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    one.addEventListener(failed, (event) => {
      event.stopPropagation();
      unread = false;
      follow();
      if (one === form) document.getElementById("saved").textContent = "not saved yet: no connection";
    });
  }
}
// The two texts stand beside the letter already.
document.getElementById("letter-said").addEventListener("htmx:afterSwap", (event) => event.stopPropagation());
follow();

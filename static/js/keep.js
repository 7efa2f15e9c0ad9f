// Words typed are not lost when a session ends before they are saved. They stay in this tab
// (sessionStorage), under the person, the address they are sent to (signing in leads back there) and
// the field, until the form is saved. Words begun for one person (/log/?person=9) do not turn up in
// the form for another, unless they were being sent when the session ended.
const body = document.body;
const person = body.dataset.person;
const PREFIX = "keep:";
const PENDING = "keep-pending";

const keyOf = (field) => `${PREFIX}${person}:${new URL(field.form?.action ?? location).pathname}:${field.name}`;
const fieldsOf = (form) => [...form.querySelectorAll("[data-keep]")].filter((field) => field.name);
const held = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
const hold = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));
const forget = (keys) => keys.forEach((key) => sessionStorage.removeItem(key));

const fill = (field, words) => {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

function restore(root) {
  const back = [];
  for (const field of root.querySelectorAll("[data-keep]")) {
    const kept = held(keyOf(field));
    const here = kept && (kept.sent || kept.search === location.search);
    if (here && field.value === field.defaultValue && kept.words !== field.value) {
      fill(field, kept.words);
      back.push(field);
    }
  }
  const first = back[0]?.closest("form .field");
  if (first) first.before(said(back));
}

// Words that nobody sees come back would be saved unread.
function said(fields) {
  const line = Object.assign(document.createElement("p"), { className: "help", role: "status" });
  const out = Object.assign(document.createElement("button"), { type: "button", className: "link-button" });
  out.textContent = "Leave it out";
  out.addEventListener("click", () => {
    for (const field of fields) fill(field, field.defaultValue);
    fields[0].focus();
    line.remove();
  });
  line.append("What you typed here before is back. ", out);
  return line;
}

function clearAll() {
  forget(Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) || key === PENDING));
}

if (person) {
  // What was saved answers with a redirect, to a page without the refused form. An error page, or the
  // browser's own when nobody answered, leads back here without one.
  const [arrival] = performance.getEntriesByType("navigation");
  const answered = arrival?.redirectCount > 0;
  const pending = held(PENDING) ?? [];
  sessionStorage.removeItem(PENDING);
  if (answered && !document.querySelector("[aria-invalid=true], .errors, .refused")) forget(pending);
  restore(document);
} else {
  // Signed out while sending: the words stay, but nothing is counted as saved.
  for (const key of held(PENDING) ?? []) if (held(key)) hold(key, { ...held(key), sent: true });
  sessionStorage.removeItem(PENDING);
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-keep]");
  if (!field || !person) return;
  if (field.value === field.defaultValue) sessionStorage.removeItem(keyOf(field));
  else hold(keyOf(field), { words: field.value, search: location.search });
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-out]")) clearAll();
  else if (person && fieldsOf(form).length) {
    hold(PENDING, fieldsOf(form).map(keyOf));
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr, successful, requestConfig } = event.detail;
  const form = elt.closest?.("form");
  if (!form || requestConfig?.verb === "get") return;
  sessionStorage.removeItem(PENDING);
  const away = xhr.getResponseHeader("HX-Redirect") ?? "";
  if (successful && !new URL(away, location.href).pathname.startsWith(body.dataset.signIn)) {
    forget(fieldsOf(form).map(keyOf));
  }
});

document.addEventListener("htmx:load", (event) => {
  if (person && event.detail.elt !== body) restore(event.detail.elt);
});

// Words typed are not lost when a session ends before they are saved. They stay in this tab
// (sessionStorage), under the person, the address and the field, until the form is saved.
const body = document.body;
const person = body.dataset.person;
const PREFIX = "keep:";
const PENDING = "keep-pending";

const keyOf = (field) => `${PREFIX}${person}:${location.pathname}:${field.name}`;
const fieldsOf = (form) => [...form.querySelectorAll("[data-keep]")].filter((field) => field.name);
const forget = (keys) => keys.forEach((key) => sessionStorage.removeItem(key));

function restore(root) {
  for (const field of root.querySelectorAll("[data-keep]")) {
    const kept = sessionStorage.getItem(keyOf(field));
    if (kept !== null && field.value === field.defaultValue && kept !== field.value) {
      field.value = kept;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

function clearAll() {
  forget(Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) || key === PENDING));
}

if (person) {
  // The answer to a plain POST: a page without the refused form means that it was saved.
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "[]");
  sessionStorage.removeItem(PENDING);
  if (!document.querySelector("[aria-invalid=true], .errors, .refused")) forget(pending);
  restore(document);
} else {
  // Signed out while sending: the words stay, but nothing is counted as saved.
  sessionStorage.removeItem(PENDING);
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-keep]");
  if (!field || !person) return;
  if (field.value === field.defaultValue) sessionStorage.removeItem(keyOf(field));
  else sessionStorage.setItem(keyOf(field), field.value);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-out]")) clearAll();
  else if (person && fieldsOf(form).length) {
    sessionStorage.setItem(PENDING, JSON.stringify(fieldsOf(form).map(keyOf)));
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

// On every page: what was captured on this phone is sent when there is a network, for whoever is signed in.
// It costs nothing until somebody has opened the day of an event here.
const FLAG = "curbside-lines";
const FIRST = 1_000;
const LONGEST = 60_000;
const { person: whose } = document.body.dataset;
const person = whose ? Number(whose) : null;
const script = document.querySelector("script[data-lines]");
let timer = null;
let wait = FIRST;
let listens = false;

const started = () => localStorage.getItem(FLAG) !== null;
const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
const session = () => (person === null || !token() ? null : { person, token: token() });
const load = async () => self.lines ?? (await import(script.dataset.lines), self.lines);
const say = (state) => document.dispatchEvent(new CustomEvent("lines:state", { detail: state }));

// Whose phone it is now, for the page without a network, which cannot ask.
async function arrive() {
  const { meta, note } = await load();
  if (whose === undefined || (await meta("here"))?.person === person) return;
  await note("draft", null);
  await note("here", person === null ? null : { person });
}

async function send() {
  clearTimeout(timer);
  const lines = await load();
  // What gets through, even one line of many, is a reason not to wait longer.
  if (!listens) lines.listen(({ kind }) => kind === "saved" && (wait = FIRST));
  listens = true;
  const mine = whose === undefined ? await lines.all() : await lines.of(person);
  if (!mine.some((line) => line.state === "waiting")) return;
  say("sending");
  const state = await lines.send(session());
  say(state);
  if (state === "later") later();
}

function later() {
  timer = setTimeout(() => send().catch(later), wait);
  wait = Math.min(wait * 2, LONGEST);
  navigator.serviceWorker?.ready.then((registration) => registration.sync?.register("lines")).catch(() => {});
  navigator.storage?.persist?.().catch(() => {});
}

function now() {
  wait = FIRST;
  if (started()) send().catch(later);
}

async function begin() {
  if (!started()) return;
  await arrive();
  await send();
}

begin().catch(() => {});
addEventListener("online", now);
addEventListener("pageshow", (event) => event.persisted && now());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
document.addEventListener("lines:added", now);

// ------------------------------------------------------------------ signing out
// Everything kept on the phone goes along; what was not sent yet is asked about first.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-out]") || !started() || person === null || form.dataset.leaving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(form, event.submitter).catch(() => go(form, event.submitter));
  },
  true,
);

function go(form, submitter) {
  form.dataset.leaving = "now";
  form.requestSubmit(submitter);
}

async function leave(form, submitter) {
  const lines = await load();
  const mine = await lines.of(person);
  if (mine.length && !(await agreed(mine.length))) return;
  const slow = new Promise((resolve) => setTimeout(resolve, 3000, true));
  const others = await Promise.race([lines.forget(person), slow]);
  if (!others) localStorage.removeItem(FLAG);
  go(form, submitter);
}

function agreed(count) {
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  sheet.setAttribute("aria-labelledby", "leaving-title");
  const add = (parent, name, words, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = words;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.append(made);
    return made;
  };
  const many = count === 1 ? "One captured line is" : `${count} captured lines are`;
  add(add(sheet, "header", ""), "h2", `${many} on this phone only`, { id: "leaving-title" });
  add(sheet, "p", "Not saved to your account yet. Signing out removes them from this phone, and they are gone.");
  const buttons = add(sheet, "form", "", { class: "buttons", method: "dialog" });
  add(buttons, "button", "Stay signed in", { class: "button", "data-kind": "primary", value: "stay" });
  add(buttons, "button", "Sign out and remove", { class: "button", value: "leave" });
  document.body.append(sheet);
  sheet.showModal();
  return new Promise((resolve) =>
    sheet.addEventListener("close", () => {
      sheet.remove();
      resolve(sheet.returnValue === "leave");
    }),
  );
}

// The dock of an event's day, and of the page without a network: a line is on this phone before it is on
// its way, and stands in the list until the server has said it is saved.
const FLAG = "curbside-lines";
const MOST = 2000;
const SEEN = 8000;
const SPEAK = 200;
const form = document.querySelector("form[data-capture]");
const list = document.querySelector("[data-kept]");
const status = document.querySelector("[data-said]");
const field = form.elements.line;
const lines = self.lines;
const saved = new Map();
let here = null;
let state = "";

// crypto.randomUUID is only there on a secure address.
function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// On the event's page: who is signed in. On the page without a network: what the last page knew.
async function place() {
  const { event, until } = form.dataset;
  if (event) {
    const told = { person: Number(document.body.dataset.person), event: Number(event), until };
    await lines.note("here", told);
    localStorage.setItem(FLAG, "1");
    return told;
  }
  const known = (await lines.meta("here")) ?? {};
  const [, number] = /^\/events\/(\d+)\//.exec(location.pathname) ?? [];
  if (number) return { ...known, event: Number(number) };
  return Date.parse(known.until) + 2 * 86_400_000 > Date.now() ? known : { person: known.person };
}

// ------------------------------------------------------------------ what is shown
const element = (name, words = "", attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = words;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
};

const button = (words, act) => {
  const made = element("button", words, { type: "button", class: "link-button" });
  made.addEventListener("click", act);
  return made;
};

const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function words(one) {
  if (one.state === "refused") return one.words || "Not saved. Change it, or remove it.";
  if (state === "sending" && navigator.onLine) return "sending";
  if (state === "signed out") return "kept on this phone";
  return "waiting, kept on this phone";
}

function row(one) {
  const item = element("li", "", { "data-state": one.state, "data-key": one.key });
  const text = element("div");
  const line = element("p", one.line);
  const told = element("p", `${clock(one.at)} · ${words(one)}`);
  if (here.event && one.event !== here.event) told.append(" · another event");
  text.append(line, told);
  item.append(text);
  // What was tried may be saved already, with only the answer lost; it can be changed once it is.
  if (one.state === "refused" || !one.tried) {
    item.append(button("Edit", () => edit(item, one)));
    if (one.marks) {
      item.append(button("Not a patient number", async () => {
        if (await lines.accept(one.seq, one.marks)) document.dispatchEvent(new Event("lines:added"));
      }));
    }
    if (one.state === "refused") item.append(button("Remove", () => lines.drop(one.seq)));
  }
  return item;
}

function edit(item, one) {
  const inside = element("form", "", { class: "reword" });
  const input = element("input", "", { "aria-label": "The line", maxlength: MOST, required: "" });
  input.value = one.line;
  const save = element("button", "Save", { class: "link-button" });
  inside.append(input, save, button("Cancel", draw));
  inside.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kept = await lines.reword(one.seq, input.value.trim());
    inside.remove();
    await draw();
    if (kept) document.dispatchEvent(new Event("lines:added"));
    else speak("It was sent meanwhile. You can change it where it is saved.");
  });
  item.replaceChildren(inside);
  input.focus();
}

function done(one) {
  const item = element("li", "", { "data-state": "saved", "data-key": one.line.key });
  const text = element("div");
  text.append(element("p", one.said.who || one.line.line), element("p", one.said.words));
  item.append(text);
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
  if (one.said.undo && token) {
    const undo = element("form", "", { method: "post", action: one.said.undo });
    for (const [name, value] of [["csrfmiddlewaretoken", token], ["next", location.pathname]]) {
      undo.append(element("input", "", { type: "hidden", name, value }));
    }
    undo.append(element("button", "Undo", { class: "link-button" }));
    item.append(undo);
  }
  return item;
}

async function draw() {
  if (list.querySelector(".reword")) return;
  const all = await lines.all();
  const mine = all.filter((one) => one.person === here.person);
  const others = all.length - mine.length;
  const items = [...[...saved.values()].map(done), ...mine.map(row)];
  if (others) {
    const many = others === 1 ? "A line" : `${others} lines`;
    items.push(element("li", `${many} of somebody else on this phone: sent when they sign in here.`));
  }
  if (state === "signed out" && mine.length) {
    const item = element("li", "Sign in to send what waits. ");
    item.append(element("a", "Sign in", { href: `/account/login/?next=${encodeURIComponent(location.pathname)}` }));
    items.push(item);
  }
  list.replaceChildren(...items);
  list.hidden = !items.length;
  list.scrollTop = list.scrollHeight;
}

let speaking;
function speak(sentence) {
  clearTimeout(speaking);
  speaking = setTimeout(() => (status.textContent = sentence), SPEAK);
}

function heard({ kind, line, said }) {
  if (kind === "saved" && line.person === here.person) {
    saved.set(line.key, { line, said });
    setTimeout(() => (saved.delete(line.key), draw()), SEEN);
    speak(said.words);
    // What the page counts is drawn again, unless somebody is writing in it.
    if (!document.activeElement?.closest("main form")) document.body.dispatchEvent(new Event("captured"));
  }
  draw();
}

// ------------------------------------------------------------------ capturing
async function capture() {
  const line = field.value.trim();
  if (!line) return field.focus();
  field.setCustomValidity(line.length > MOST ? `Keep the line under ${MOST} characters; nothing was cut.` : "");
  if (!field.reportValidity()) return;
  const at = new Date().toISOString();
  await lines.add({ key: key(), event: here.event, person: here.person, line, at });
  // Only now: the line is on the phone's disk.
  field.value = "";
  field.focus();
  await lines.note("draft", null);
  document.dispatchEvent(new Event("lines:added"));
}

let writing;
const remember = () => lines.note("draft", field.value || null).catch(() => {});

async function begin() {
  here = await place();
  const [ready, elsewhere] = [form.dataset.event || (here.person && here.event), document.querySelector("[data-nobody]")];
  form.hidden = !ready;
  if (elsewhere) elsewhere.hidden = Boolean(ready);
  lines.listen(heard);
  document.addEventListener("lines:state", ({ detail }) => {
    state = detail;
    draw();
  });
  addEventListener("offline", draw);
  const draft = await lines.meta("draft");
  if (draft && !field.value) field.value = draft;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // A phone that can keep nothing sends the form as any browser does.
    capture().catch(() => form.submit());
  });
  field.addEventListener("input", () => {
    field.setCustomValidity("");
    clearTimeout(writing);
    writing = setTimeout(remember, 300);
  });
  addEventListener("pagehide", remember);
  await draw();
  document.dispatchEvent(new Event("lines:added"));
  form.dataset.ready = "";
}

// Without a store of its own the phone gets the plain form, which needs a network.
begin().catch(() => list.remove());

if ("serviceWorker" in navigator && form.dataset.event) {
  // After the page is there: what is fetched for later must not hold it up.
  const register = () => navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {});
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}

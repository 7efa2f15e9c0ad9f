// Captured lines on this phone: kept until the server says they are saved, sent one at a time, in order.
// Loaded by pages and by the service worker alike, so it knows neither document nor window.
self.lines ??= (() => {
  const NAME = "curbside-lines";
  const PATIENCE = 20_000;
  const STUCK = 45_000;
  const channel = self.BroadcastChannel ? new BroadcastChannel(NAME) : null;
  const told = new Set();
  const isWorker = !("document" in self);
  let opened = null;
  let forgotten = false;

  // ------------------------------------------------------------------ the store
  // `lines` in the order they were written; `meta`: whose phone it is now, which event, words begun.
  function open() {
    if (forgotten) return Promise.reject(new Error("signed out"));
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        // Called to send what waits after somebody signed out, the worker must not begin a new store.
        if (isWorker) return asked.transaction.abort();
        asked.result.createObjectStore("lines", { keyPath: "seq", autoIncrement: true });
        asked.result.createObjectStore("meta");
      };
      asked.onsuccess = () => {
        const close = () => (opened = null);
        asked.result.onclose = close;
        asked.result.onversionchange = () => (asked.result.close(), close());
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    }).catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  }

  // Resolves once what was written is on disk, not when it was asked for.
  async function within(store, mode, work) {
    const base = await open();
    return new Promise((resolve, reject) => {
      const step = base.transaction(store, mode, { durability: "strict" });
      let request = null;
      step.oncomplete = () => resolve(request?.result);
      step.onabort = step.onerror = () => reject(step.error);
      request = work(step.objectStore(store));
    });
  }

  const all = () => within("lines", "readonly", (store) => store.getAll());
  const of = async (person) => (await all()).filter((one) => one.person === person);
  const meta = (name) => within("meta", "readonly", (store) => store.get(name));
  const note = (name, value) =>
    within("meta", "readwrite", (store) => (value == null ? store.delete(name) : store.put(value, name)));

  function tell(what) {
    for (const listener of told) listener(what);
    channel?.postMessage(what);
  }
  if (channel) channel.onmessage = ({ data }) => told.forEach((listener) => listener(data));

  async function add(line) {
    await within("lines", "readwrite", (store) => store.add({ ...line, state: "waiting", tried: false }));
    tell({ kind: "changed" });
  }

  // Reads and writes in one step: what another tab did in between is not overwritten.
  async function change(seq, may, fields) {
    let done = false;
    await within("lines", "readwrite", (store) => {
      const request = store.get(seq);
      request.onsuccess = () => {
        if (!request.result || !may(request.result)) return;
        done = true;
        if (fields) store.put({ ...request.result, ...fields });
        else store.delete(seq);
      };
    });
    if (done) tell({ kind: "changed" });
    return done;
  }

  // A line that was tried may be saved already, its answer lost: other words would be dropped as sent twice.
  const open_to_change = (one) => one.state === "refused" || !one.tried;
  const reword = (seq, line) => change(seq, open_to_change, { line, state: "waiting", tried: false, words: "", marks: "" });
  // Its writer says that what looks like a patient's number is none.
  const accept = (seq, marks) =>
    change(seq, open_to_change, { accepted: marks, state: "waiting", tried: false, words: "", marks: "" });
  const drop = (seq) => change(seq, open_to_change, null);

  // ------------------------------------------------------------------ sending
  async function fresh() {
    const answer = await fetch("/capture/who", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error("nobody answers");
    return answer.json();
  }

  async function post(one, token) {
    const body = new URLSearchParams({ line: one.line, key: one.key, at: one.at, person: one.person });
    if (one.accepted) body.set("not_patient", one.accepted);
    const answer = await fetch(`/events/${one.event}/capture`, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRFToken": token },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return { is: "signed out" };
    if (answer.status === 403) return { is: "stale" };
    if (answer.status === 409) return { is: "somebody else" };
    const said = await answer.json();
    if (answer.ok && said.saved === one.key) return { is: "saved", said };
    if (answer.status < 500 && said.error) return { is: "refused", said };
    throw new Error("not an answer of ours");
  }

  // One sender at a time on this phone, over all its tabs and the worker. A tab that was put to sleep with
  // the lock is passed over after a while: the key of a line keeps it from being saved twice.
  let busy = Promise.resolve();
  function alone(work) {
    if (!navigator.locks) return (busy = busy.then(work, work));
    const signal = AbortSignal.timeout(STUCK);
    return navigator.locks.request(NAME, { signal }, work).catch((error) => {
      if (!signal.aborted || error !== signal.reason) throw error;
      return navigator.locks.request(NAME, { steal: true }, work);
    });
  }

  // Sends what waits for whoever is signed in. Answers with "done", "later" or "signed out".
  function send(session) {
    return alone(async () => {
      let who = session;
      let renewed = !session;
      try {
        who ??= await fresh();
        if (who.person === null) return "signed out";
        for (;;) {
          const one = (await of(who.person)).find((line) => line.state === "waiting");
          if (!one) return "done";
          await change(one.seq, () => true, { tried: true });
          const { is, said } = await post(one, who.token);
          if (is === "saved") {
            await change(one.seq, () => true, null);
            tell({ kind: "saved", line: one, said });
          } else if (is === "refused") {
            await change(one.seq, () => true, { state: "refused", words: said.error, marks: said.not_patient ?? "" });
          } else if (is === "stale" && !renewed) {
            renewed = true;
            const now = await fresh();
            if (now.person !== who.person) return "signed out";
            who = now;
          } else return is === "signed out" || is === "somebody else" ? "signed out" : "later";
        }
      } catch {
        return "later";
      }
    });
  }

  // ------------------------------------------------------------------ leaving
  // Somebody else's lines stay for them: they are kept under their number, never shown, never sent by others.
  async function forget(person) {
    await within("lines", "readwrite", (store) => {
      const request = store.openCursor();
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return;
        if (cursor.value.person === person) cursor.delete();
        cursor.continue();
      };
    });
    await within("meta", "readwrite", (store) => store.clear());
    for (const name of await caches.keys()) if (name.startsWith("curbside-")) await caches.delete(name);
    for (const one of (await navigator.serviceWorker?.getRegistrations()) ?? []) await one.unregister();
    tell({ kind: "changed" });
    const others = (await all()).length > 0;
    if (!others) {
      (await open()).close();
      forgotten = true;
      await new Promise((done) => {
        const asked = indexedDB.deleteDatabase(NAME);
        asked.onsuccess = asked.onerror = asked.onblocked = done;
      });
    }
    return others;
  }

  return { add, all, of, meta, note, reword, accept, drop, send, forget, listen: (listener) => told.add(listener) };
})();

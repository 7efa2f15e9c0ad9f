// The service worker. It keeps a page without anything private, its styles and scripts, and no answer of
// the server's. With a network it changes nothing: every page and file still comes from there first.
const { cache: CACHE, page: PAGE, files: FILES } = self.CURBSIDE;
const PATIENCE = 8000;
const AT_AN_EVENT = /^\/events\/\d+\/(day\/)?$/;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function fill() {
  const cache = await caches.open(CACHE);
  // Without cookies: what is kept is what anybody would get.
  await cache.addAll([PAGE, ...FILES].map((path) => new Request(path, { credentials: "omit", cache: "no-cache" })));
  await self.skipWaiting();
}

async function begin() {
  for (const name of await caches.keys()) {
    if (name.startsWith("curbside-") && name !== CACHE) await caches.delete(name);
  }
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (FILES.includes(url.pathname)) event.respondWith(file(request, url));
});

const kept = async (path) => (await caches.open(CACHE)).match(path, { ignoreVary: true });

async function page(event, url) {
  const asked = Promise.resolve(event.preloadResponse).then((early) => early ?? fetch(event.request));
  event.waitUntil(asked.catch(() => {}));
  try {
    // A network that is there and does not answer is the usual one in a lecture hall.
    return await (AT_AN_EVENT.test(url.pathname) ? Promise.race([asked, tooLong()]) : asked);
  } catch {
    return (await kept(PAGE)) ?? Response.error();
  }
}

const tooLong = () => new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("no answer")));

async function file(request, url) {
  try {
    return await fetch(request);
  } catch {
    return (await kept(url.pathname)) ?? Response.error();
  }
}

// The browser calls when the network is back, also after the last tab was closed.
self.addEventListener("sync", (event) => {
  if (event.tag === "lines") event.waitUntil(send());
});

async function send() {
  if ((await self.lines.send()) === "later") throw new Error("later");
}

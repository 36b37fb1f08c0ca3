// The service worker: keeps programmes on the device and answers from what it keeps. `practicum build` puts it at the site's root as
// sw.js, with the marks of this build. It touches nothing but this site: no other host, no other folder of this host.
"use strict";
const build = "BUILD", shell = "SHELL", languages = "LANGUAGES";
const home = new URL("./", self.location.href).href;
const ours = "practicum " + new URL(home).pathname + " ";
const name = ours + build;
const marked = "x-practicum-mark";

const at = (address) => new URL(address, home).href;
const hex = (bytes) => Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0")).join("");

// One file into the cache, unless it is there with this mark already; `old` are caches of former builds.
async function take(cache, address, mark, old) {
  const kept = async (where) => {
    const held = await where.match(at(address));
    return held && held.headers.get(marked) === mark ? held : null;
  };
  if (await kept(cache)) return 0;
  for (const one of old) {
    const held = await kept(one);
    if (held) { await cache.put(at(address), held); return 0; }
  }
  const answer = await fetch(at(address), { cache: "no-cache", credentials: "same-origin" });
  // What a host does not have is passed over; what it cannot give now is no page, and nothing may say that it is kept.
  if (answer.status === 404 || answer.status === 410) return 0;
  if (!answer.ok) throw new Error(answer.status + " " + address);
  const data = await answer.arrayBuffer();
  // Made anew, because a browser refuses a page that came by a redirect; marked by what came, in case the host is between two builds.
  const headers = { [marked]: hex(await crypto.subtle.digest("SHA-256", data)).slice(0, 10) };
  const type = answer.headers.get("content-type");
  if (type) headers["content-type"] = type;
  await cache.put(at(address), new Response(data, { headers }));
  return data.byteLength;
}

async function takeAll(cache, files, old, tell) {
  let next = 0, done = 0;
  const work = async () => {
    while (next < files.length) {
      const [address, mark] = files[next];
      next += 1;
      await take(cache, address, mark, old);
      done += 1;
      if (tell && done % 10 === 0) tell(done / files.length);
    }
  };
  // All of them have stopped before anybody looks at what is kept.
  const ends = await Promise.allSettled([work(), work(), work(), work(), work(), work()]);
  const failed = ends.filter((one) => one.status === "rejected").map((one) => one.reason);
  if (failed.length) throw failed.find(isFull) || failed[0];
}

// The list of a programme or a module goes in last: where it is, everything on it is. Where the device is full, nothing of it stays.
async function keep(cache, list, old, tell) {
  const answer = await fetch(list, { cache: "no-cache" });
  if (answer.status === 404 || answer.status === 410) return false;
  if (!answer.ok) throw new Error(String(answer.status));
  const text = await answer.text();
  try {
    await takeAll(cache, JSON.parse(text).files, old, tell);
    await cache.put(list, new Response(text, { headers: { "content-type": "application/json" } }));
  } catch (failed) {
    if (isFull(failed) && !old.length) await clear(cache);
    throw failed;
  }
  return true;
}

const isFull = (failed) => /quota/i.test(failed.name + " " + failed.message);
const lists = async (cache) => (await cache.keys()).map((one) => one.url).filter((url) => /\/offline\/[^/]+\.json$/.test(url));

async function former() {
  const names = (await caches.keys()).filter((one) => one.startsWith(ours) && one !== name);
  return Promise.all(names.map((one) => caches.open(one)));
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const live = await caches.has(name), cache = await caches.open(name), old = await former();
    try {
      await takeAll(cache, shell, old);
      const kept = new Set((await Promise.all(old.map(lists))).flat());
      for (const list of kept) await keep(cache, list, old);
    } catch (failed) {
      // Two builds do not fit side by side: the one that is here whole stays.
      if (isFull(failed) && !live) await caches.delete(name);
      throw failed;
    }
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const one of await caches.keys()) if (one.startsWith(ours) && one !== name) await caches.delete(one);
    await self.clients.claim();
  })());
});

// What no list names goes.
async function clear(cache) {
  const needed = new Set(shell.map(([address]) => at(address)));
  for (const other of await lists(cache)) {
    needed.add(other);
    for (const [address] of (await (await cache.match(other)).json()).files) needed.add(at(address));
  }
  for (const one of await cache.keys()) if (!needed.has(one.url)) await cache.delete(one);
}

async function drop(list) {
  const cache = await caches.open(name);
  await cache.delete(list);
  await clear(cache);
}

// One after the other: while one list is being kept, nothing may clear away what it has brought so far.
let turn = Promise.resolve();
function inTurn(work) {
  turn = turn.then(work, work);
  return turn;
}

self.addEventListener("message", (event) => {
  const port = event.ports[0], { keep: wanted, drop: unwanted } = event.data || {};
  const list = String(wanted || unwanted || "");
  if (!port || !list.startsWith(home)) return;
  event.waitUntil((async () => {
    try {
      await inTurn(async () => {
        if (unwanted) await drop(list);
        else await keep(await caches.open(name), list, [], (part) => port.postMessage({ part }));
      });
      port.postMessage({ done: true });
    } catch (refused) {
      port.postMessage({ failed: String(refused), full: isFull(refused) });
    }
  })());
});

async function answer(request) {
  const url = new URL(request.url), cache = await caches.open(name);
  url.search = url.hash = "";
  // Hosts leave out index.html, and some the .html as well.
  const ways = url.pathname.endsWith("/") ? [url.href + "index.html"] : [url.href, url.href + ".html"];
  for (const way of ways) {
    const held = await cache.match(way);
    if (held) return held;
  }
  try {
    return await fetch(request);
  } catch (away) {
    if (request.mode !== "navigate") throw away;
    const where = url.href.slice(home.length), root = languages.find((one) => where.startsWith(one)) || "";
    return Response.redirect(at(root + "offline.html") + "#" + where, 302);
  }
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method === "GET" && request.url.startsWith(home) && !request.headers.has("range")) event.respondWith(answer(request));
});

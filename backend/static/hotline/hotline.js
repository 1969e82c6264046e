// The hotline's console: news by server-sent events, new lines put under the old ones, sending without leaving the page, keys.
"use strict";

const log = document.getElementById("log");
const write = document.getElementById("write");
const field = document.getElementById("text");
const title = document.title;
const sounds = document.getElementById("sounds");
const SILENT = "hotline.silent";
const draft = `hotline.draft ${write?.getAttribute("action")}`;
let waiting = queued();
let asking = false;
let again = false;

/** Who waits for somebody: in the queue, of one's own, and refused cards of one's duty. */
function queued() {
  return ["queue", "own", "alerts-untaken"].reduce((sum, name) => sum + Number(document.getElementById(name)?.dataset.count ?? 0), 0);
}

function silent() {
  try { return localStorage.getItem(SILENT) === "1"; } catch { return false; }
}

function drawSounds() {
  if (!sounds) return;
  sounds.hidden = false;
  sounds.textContent = silent() ? sounds.dataset.off : sounds.dataset.on;
}

/** A short tone, where the browser allows one: agents look elsewhere while they wait. */
function ring() {
  if (silent()) return;
  try {
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    volume.gain.value = 0.08;
    tone.frequency.value = 660;
    tone.connect(volume).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.18);
    tone.onended = () => sound.close();
  } catch { /* no sound is no fault */ }
}

function alertTitle(count) {
  document.title = count ? `(${count}) ${title}` : title;
}

function lastNumber() {
  const said = log.querySelectorAll("[data-number]:not([data-note])");
  return said.length ? said[said.length - 1].dataset.number : "0";
}

function toEnd() {
  log.scrollTop = log.scrollHeight;
}

/** One request at a time; news that come meanwhile are asked for after it, so no line is shown twice or missed. */
async function look() {
  if (!log) return;
  if (asking) { again = true; return; }
  asking = true;
  try {
    const answer = await fetch(`${log.dataset.news}?sau=${lastNumber()}`);
    if (answer.ok) {
      const lines = (await answer.text()).trim();
      if (lines) {
        const atEnd = log.scrollTop + log.clientHeight > log.scrollHeight - 60;
        log.insertAdjacentHTML("beforeend", lines);
        if (log.lastElementChild?.classList.contains("hotline__line--citizen")) {
          document.body.dispatchEvent(new CustomEvent("again"));
          if (document.hidden) { ring(); alertTitle("•"); }
        }
        if (atEnd) toEnd();
      }
    }
  } catch { /* the stream says so again */ }
  asking = false;
  if (again) { again = false; look(); }
}

/** What is being written waits in this tab while its agent looks at another conversation; `console.js` forgets it at the log-out. */
function keepDraft() {
  try {
    if (field.value) sessionStorage.setItem(draft, field.value);
    else sessionStorage.removeItem(draft);
  } catch { /* this browser keeps nothing */ }
}

function begun() {
  try { return sessionStorage.getItem(draft) ?? ""; } catch { return ""; }
}

/** Words that were chosen, into the answer. */
function put(words) {
  field.value = words;
  field.focus();
  keepDraft();
}

async function send() {
  const data = new FormData(write);
  if (!String(data.get("text")).trim()) return;
  field.value = "";
  keepDraft();
  try {
    const answer = await fetch(write.action, { method: "POST", body: new URLSearchParams(data), headers: { "HX-Request": "true" } });
    if (answer.status !== 204) throw new Error(String(answer.status));
    look();
  } catch {
    field.value = String(data.get("text"));
    write.submit(); // the page that comes back says what is wrong
  }
}

const GAP = 1000;
let resting = false;
let stale = false;

/** The lists are asked for at once, then once a second at most, and once more behind the last news: in a busy hour many come together. */
function freshen() {
  if (resting) { stale = true; return; }
  resting = true;
  stale = false;
  document.body.dispatchEvent(new CustomEvent("news"));
  setTimeout(() => { resting = false; if (stale) freshen(); }, GAP);
}

const source = new EventSource("/tong-dai/su-kien");
source.addEventListener("news", () => {
  freshen();
  look();
});

/** What of the lists is unfolded, how far each is scrolled, and what has the focus: they are the same after they were brought up to date. */
let kept = null;

function unfolded() {
  return [...document.querySelectorAll("#lists details[open]")].map((part) => part.id);
}

/** When an act of the agent's own last came back with the lists: what was asked for before then must not bring the old ones back. */
let acted = 0;

document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.target?.id !== "lists") return;
  event.detail.asked = performance.now();
  if (unfolded().length) event.detail.parameters.mo = unfolded();
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "lists") return;
  const { verb, asked } = event.detail.requestConfig;
  if (verb !== "get") acted = performance.now();
  else if (asked < acted) { event.detail.shouldSwap = false; freshen(); return; }
  const scrolled = [...document.querySelectorAll("#lists ul")].map((list) => [list.id, list.scrollTop]);
  const focus = event.detail.target.contains(document.activeElement) ? document.activeElement.id : "";
  kept = { open: unfolded(), scrolled, focus };
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "lists" || !kept) return;
  for (const id of kept.open) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, top] of kept.scrolled) { const list = document.getElementById(id); if (list) list.scrollTop = top; }
  if (kept.focus) document.getElementById(kept.focus)?.focus({ preventScroll: true });
});
/** Who has asked for suggestions by key is led to the first as soon as they are there. */
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "suggested" && document.activeElement?.closest("#suggestions > summary")) goTo("suggestions");
});
document.addEventListener("toggle", (event) => {
  const list = event.target.open && event.target.closest("#lists") && event.target.querySelector("ul");
  if (list && !list.children.length && Number(event.target.dataset.count)) event.target.closest("#lists").dispatchEvent(new CustomEvent("unfold"));
}, true);

document.body.addEventListener("htmx:afterSwap", () => {
  const now = queued();
  if (now > waiting) ring();
  waiting = now;
  alertTitle(now);
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) alertTitle(queued()); });
sounds?.addEventListener("click", () => {
  try { localStorage.setItem(SILENT, silent() ? "0" : "1"); } catch { /* this browser keeps nothing: the tone stays */ }
  drawSounds();
  ring(); // so one hears what is switched on
});
drawSounds();
alertTitle(waiting);

write?.addEventListener("submit", (event) => { event.preventDefault(); send(); });
field?.addEventListener("input", keepDraft);
document.getElementById("leave-part")?.addEventListener("submit", (event) => {
  if (!event.target.action.endsWith("/hen")) { field.value = ""; keepDraft(); }
});
field?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
});
/** What a key presses. */
const BUTTONS = { n: "next", c: "call", v: "there" };

/** To another of one's own conversations; else to who waits, else to the lists. */
function goToLists() {
  const ways = ["#list-own li:not(.here) a", "#list-queue a", "#list-own a", "#lists"];
  ways.map((way) => document.querySelector(way)).find(Boolean)?.focus();
}

/** Where a key leads: the part of the pane is opened, and its first field or button has the focus. */
const PARTS = { i: "citizen", g: "suggestions", h: "note-part", k: "leave-part" };

function goTo(id) {
  const part = document.getElementById(id);
  if (!part) return false;
  if (part.tagName === "DETAILS") part.open = true;
  (part.querySelector("input:not([type=hidden]), select, textarea, button") ?? part.querySelector("summary"))?.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.key.toLowerCase();
  if (BUTTONS[key]) { event.preventDefault(); document.getElementById(BUTTONS[key])?.click(); }
  else if (key === "l") { event.preventDefault(); goToLists(); }
  else if (key === "r" && field) { event.preventDefault(); field.focus(); }
  else if (PARTS[key] && goTo(PARTS[key])) event.preventDefault();
});
document.getElementById("canned")?.addEventListener("change", (event) => {
  if (event.target.value) put(event.target.value);
});
document.addEventListener("click", (event) => {
  const words = event.target.dataset?.use;
  if (words && field) put(words);
});

/** How long a proof still counts; the page asks for the citizen anew when it is over. */
let proof = null;
let proofEnds = 0;
setInterval(() => {
  const shown = document.querySelector("#citizen [data-seconds]");
  if (!shown) return;
  if (shown !== proof) { proof = shown; proofEnds = Date.now() + Number(shown.dataset.seconds) * 1000; }
  const left = Math.max(0, Math.round((proofEnds - Date.now()) / 1000));
  shown.textContent = shown.dataset.words.replace("{time}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
  shown.classList.toggle("citizen__left--soon", left < 120);
}, 1000);

if (log) {
  toEnd();
  if (field.value) keepDraft(); // chosen elsewhere, or typed before this has come
  else field.value = begun();
  if (document.activeElement === document.body) field.focus();
}

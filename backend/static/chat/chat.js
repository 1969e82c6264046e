// The web chat. It keeps the id of the conversation, how far it was read, and what waits for a network, all in sessionStorage: phones are shared in families.
import { Api, Stream } from './api.js';
import { setUpFiles } from './files.js';
import { Host, framed } from './host.js';
import { Messages, element, fill } from './message.js';
import { Outbox, newId } from './outbox.js';
import { setUpPage } from './page.js';
import { Rating } from './rating.js';
import { nearEnd, reveal } from './scroll.js';
import { StatusLine } from './status.js';
import { Unread } from './unread.js';

const STORED = 'bhxh.conversation';

const byId = (id) => document.getElementById(id);
const settings = JSON.parse(byId('settings').textContent);
const { texts } = settings;
const log = byId('log');
const list = byId('messages');
const input = byId('text');
const send = byId('send');

const status = new StatusLine(byId('status'), texts);
const build = new Messages(settings);
const api = new Api(settings.api);
const stream = new Stream(settings.api, {
  onReply: (answer) => {
    dropFailure('slow', 'offline', 'unavailable');
    receive(answer, { late: true });
    answered(); // also when the POST had brought the answer first
  },
  onTyping: () => busy || status.typing(),
  onHandler: (news) => { status.answers(news.handler); arrivals += 1; },
  onFresh: () => catchUp().catch(() => {}),
  onState: (up) => status.connection(up),
});
const rating = new Rating(texts, {
  rate: (message, score) => api.rate(conversation, message, score),
  show: (item) => {
    const follow = nearEnd();
    list.append(item);
    if (follow) reveal(item);
  },
});
const host = new Host(settings.embed, {
  opened: ({ focus }) => { unread.show(true); if (focus && matchMedia('(pointer: fine)').matches) input.focus(); },
  closed: () => unread.show(false),
  token: ({ token }) => { identifying = identify(String(token)); },
});
const outbox = new Outbox();
const unread = new Unread((count) => host.tell({ bhxh: 'unread', count }));

let identifying = null; // a question waits until it is known whose conversation it goes to
let conversation = null;
let latest = 0; // number of the newest reply shown
let busy = false;
let failure = null; // {kind, item}: at most one question waits to be sent again
let arrivals = 0; // counts news, so that older ones do not overrule newer
let epoch = 0; // counts conversations, so that an answer to one that was erased is not shown in the next
const seen = new Set(); // ids of replies shown, which may come by POST, by SSE and in the history

/** Nothing is being typed any more, unless a question of ours is on its way. */
function answered() {
  if (!busy) status.hide('typing');
}

// --- the log -----------------------------------------------------------------------------------------------------------
function dropChoices() {
  for (const group of list.querySelectorAll('.choices')) group.remove();
}

function offer(item, buttons) {
  if (!buttons?.length) return;
  dropChoices();
  item.append(build.choices(buttons, texts.choices, (button) => {
    ask({ text: String(button.title), payload: button.payload, focus: true });
  }));
}

/** Shows the replies not shown yet, and says how many. Replies carry the id of their message, so nothing appears twice. */
function receive(answer, { late = false } = {}) {
  const follow = !late || nearEnd();
  const items = [];
  let closing = null;
  for (const reply of answer.replies ?? []) {
    if (reply.id != null && seen.has(reply.id)) continue;
    if (reply.id != null) seen.add(reply.id);
    const item = build.item(reply.from ?? (answer.handler === 'agent' ? 'agent' : 'bot'), reply.text, reply.meta, reply.parts);
    list.append(item);
    offer(item, reply.buttons);
    items.push(item);
    latest = Math.max(latest, reply.id ?? 0);
    unread.arrived(reply.id ?? 0);
    closing = reply;
  }
  status.answers(answer.handler);
  arrivals += 1;
  if (items.length && follow) reveal(items[0], items.at(-1));
  else if (items.length) byId('latest').hidden = false;
  if (closing) rating.after(closing);
  offerMenu();
  return items.length;
}

/** What the menu has only once there is a conversation. */
function offerMenu() {
  for (const id of ['rate', 'save-pdf', 'save-txt', 'picture']) byId(id).hidden = !latest;
}

function notice(text, ...actions) {
  const item = build.item('notice', text);
  item.lastChild.append(...actions);
  list.append(item);
  reveal(item);
  return item;
}

// --- asking ------------------------------------------------------------------------------------------------------------
async function ask(question) {
  if (busy) return;
  question.id ??= newId();
  busy = true;
  send.setAttribute('aria-disabled', 'true');
  dropFailure();
  dropChoices();
  question.item ??= list.appendChild(build.item('citizen', question.text));
  question.item.classList.remove('unsent');
  reveal(question.item);
  // the pressed button is gone; from the question, Tab leads on to the next choices
  if (question.focus) question.item.focus({ preventScroll: true });
  status.waiting();
  await identifying;
  busy = true;
  if (!question.item.isConnected) list.append(question.item); // another person's conversation was put away meanwhile
  const asked = epoch;
  let failed = null;
  try {
    const answer = await api.send(conversation, question);
    if (asked === epoch) {
      outbox.sent(question);
      remember(answer.conversation_id);
      const shown = receive(answer);
      // left by a page that was closed while it was under way: the history has it already
      if (question.left && answer.replies.length && !shown) question.item.remove();
    }
  } catch (error) {
    failed = error;
  }
  if (asked !== epoch) return;
  busy = false;
  send.removeAttribute('aria-disabled');
  status.hide('typing');
  if (failed) fail(failed, question);
  else flush();
}

// --- without a network -------------------------------------------------------------------------------------------------
/** Keeps a question until there is a network; the server knows it by its id if it had arrived after all. */
function queue(question) {
  question.id ??= newId();
  question.item ??= list.appendChild(build.item('citizen', question.text));
  question.item.classList.add('unsent');
  question.item.dataset.unsent = texts.queued;
  outbox.add(question);
  reveal(question.item);
  if (failure?.kind === 'offline') list.append(failure.item); // stands behind all that waits
  else failure = { kind: 'offline', item: notice(texts.offline, retry(flush)) };
}

/** Sends what waits, one after the other. */
function flush() {
  if (!busy && outbox.waits) ask(outbox.next);
}

function retry(again) {
  return element('button', { type: 'button', className: 'retry', onclick: again }, texts.retry);
}

function fail(error, question) {
  if (!error.kind) throw error;
  if (error.kind === 'offline') {
    queue(question);
    return;
  }
  if (error.kind === 'busy' && outbox.waits) {
    setTimeout(flush, error.seconds * 1000);
    return;
  }
  outbox.sent(question);
  if (error.kind === 'expired') {
    forget();
    notice(texts.expired);
    if (!question.payload) ask(question);
    return;
  }
  if (error.kind === 'invalid') {
    // to be mended, not repeated: back into the field
    question.item.remove();
    if (!question.payload && !input.value) write(question.text);
    failure = { kind: 'invalid', item: notice(error.detail) };
    input.focus();
    return;
  }
  question.item.classList.add('unsent');
  question.item.dataset.unsent = texts.unsent;
  const text = error.kind === 'refused' ? error.detail : fill(texts[error.kind], { seconds: error.seconds });
  const again = retry(() => ask(Object.assign(question, { focus: true })));
  if (error.kind === 'busy') {
    again.disabled = true;
    setTimeout(() => { again.disabled = false; }, error.seconds * 1000);
  }
  failure = { kind: error.kind, item: notice(text, again), question: question.item };
}

/** Takes the notice away: the question goes out again, or its answer came after all. */
function dropFailure(...kinds) {
  if (!failure || (kinds.length && !kinds.includes(failure.kind))) return;
  failure.item.remove();
  failure.question?.classList.remove('unsent');
  failure = null;
}

// --- the conversation's id -----------------------------------------------------------------------------------------------
function remember(id) {
  conversation = id;
  try {
    sessionStorage.setItem(STORED, id);
  } catch { /* storage switched off: the conversation lives as long as the page */ }
  stream.open(id);
}

function stored() {
  try {
    return sessionStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function forget() {
  conversation = null;
  epoch += 1;
  latest = 0;
  offerMenu();
  rating.forget();
  unread.forget();
  seen.clear(); // each conversation counts its messages from 1
  busy = false;
  send.removeAttribute('aria-disabled');
  stream.close();
  status.forget();
  try {
    sessionStorage.removeItem(STORED);
  } catch { /* nothing was kept */ }
}

/** Tells the server who the site or app around the chat says is asking. Without it the chat goes on and asks when it must know. */
async function identify(token) {
  try {
    await restoring;
    const { conversation_id: mine } = await api.identify(conversation ?? stored(), token);
    if (mine === conversation) return;
    if (conversation) {
      forget();
      clear();
    }
    remember(mine);
  } catch (error) {
    if (!error.kind) throw error;
    host.tell({ bhxh: 'token-refused', code: error.code || error.kind });
  }
}

/** Fetches what happened while no stream was open. */
async function catchUp() {
  const [asked, before] = [epoch, arrivals];
  try {
    const history = await api.messages(conversation);
    if (asked !== epoch) return;
    const replies = history.messages.filter((message) => message.from !== 'citizen');
    // a history without news is older than a typing event that came meanwhile
    if (receive({ replies, handler: before === arrivals ? history.handler : null }, { late: true })) answered();
  } catch (error) {
    if (asked === epoch && error.kind === 'expired') {
      forget();
      notice(texts.expired);
    }
    throw error;
  }
}

/** Shows a conversation again after a reload. */
async function restore(id) {
  for (const item of list.querySelectorAll('li:not(#welcome)')) item.remove();
  try {
    const history = await api.messages(id);
    log.setAttribute('aria-live', 'off'); // known text: a screen reader must not read all of it again
    dropChoices();
    for (const message of history.messages) {
      if (message.id != null && message.from !== 'citizen') {
        seen.add(message.id);
        unread.arrived(message.id);
        latest = message.id;
      }
      list.append(build.item(message.from, message.text, message.meta, message.parts));
    }
    status.answers(history.handler);
    offer(list.lastElementChild, history.messages.at(-1)?.buttons);
    reveal(list.lastElementChild);
    offerMenu();
    setTimeout(() => log.setAttribute('aria-live', 'polite'), 1000);
    remember(id);
  } catch (error) {
    if (!error.kind) throw error;
    if (error.kind === 'expired') {
      forget();
      notice(texts.expired);
      return;
    }
    const item = notice(fill(texts[error.kind] ?? error.detail, { seconds: error.seconds }), element('button', {
      type: 'button', className: 'retry', onclick: () => { item.remove(); restore(id); },
    }, texts.retry));
  }
}

// --- page ----------------------------------------------------------------------------------------------------------------
const write = setUpPage({ settings, input, composer: byId('composer'), submit, erase });
setUpFiles({
  texts,
  build,
  api,
  conversation: () => conversation,
  notice,
  receive,
  show: (item) => { dropChoices(); list.append(item); reveal(item); },
});
const welcome = byId('welcome').querySelector('.choices')?.cloneNode(true);

function submit(text) {
  if (navigator.onLine === false || outbox.waits) {
    queue({ text });
    flush();
    return true;
  }
  if (busy) return false;
  ask({ text });
  return true;
}

function greet() {
  for (const button of list.querySelectorAll('#welcome .choices button')) {
    button.type = 'button';
    button.onclick = () => ask({ text: button.value, focus: true });
  }
}

/** The page as it was opened. */
function clear() {
  failure = null;
  for (const item of list.querySelectorAll('li:not(#welcome)')) item.remove();
  dropChoices();
  if (welcome) byId('welcome').append(welcome.cloneNode(true));
  greet();
}

/** Forgets the conversation here and ends it on the server (which also drops the cookie of a page without JavaScript). */
function erase(form) {
  form.elements.conversation_id.value = conversation ?? log.dataset.conversation;
  const body = new URLSearchParams(new FormData(form));
  body.set('end', '1');
  fetch(form.action, { method: 'POST', body, redirect: 'manual', keepalive: true }).catch(() => {});
  forget();
  log.dataset.conversation = '';
  form.elements.conversation_id.value = '';
  outbox.forget();
  clear();
  write('');
  byId('latest').hidden = true;
  input.focus();
}

byId('rate').addEventListener('click', () => {
  rating.ask(latest).querySelector('button').focus();
});
byId('latest').addEventListener('click', () => { reveal(list.lastElementChild); list.lastElementChild.focus(); });
addEventListener('pagehide', () => stream.close());
addEventListener('pageshow', (event) => event.persisted && conversation && stream.open(conversation));

byId('minimise')?.addEventListener('click', () => host.tell({ bhxh: 'close' }));
if (host.present) byId('minimise').hidden = false;
if (host.present && framed) unread.shown = false; // until its host says that it is open
greet();
const known = stored() || log.dataset.conversation;
const restoring = known ? restore(known) : null;
Promise.resolve(restoring).then(() => {
  for (const question of [...outbox.load()]) queue(Object.assign(question, { left: true }));
  if (navigator.onLine !== false) flush();
});
addEventListener('online', flush);
const token = host.takeToken();
if (token) identifying = identify(token);
host.tell({ bhxh: 'ready' });

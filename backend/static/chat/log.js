// What was said, in order: each reply once, the buttons below the last one, notices between.
import { nearEnd, reveal } from './scroll.js';

const LIVE_AGAIN_MS = 1000;
const WITH_REPLIES = ['rate', 'save-pdf', 'save-txt', 'picture']; // entries of the menu

const byId = (id) => document.getElementById(id);

export class Log {
  /** `ask(question)` is called with what a pressed button asks, `arrived(number)` with each reply shown, `ended(reply)` with the last of several. */
  constructor({ texts, build, status }, on) {
    Object.assign(this, { texts, build, status, on });
    this.box = byId('log');
    this.list = byId('messages');
    this.greeting = byId('welcome').querySelector('.choices')?.cloneNode(true);
    this.latest = 0; // number of the newest reply shown
    this.arrivals = 0; // counts news, so that older ones do not overrule newer
    this.seen = new Set(); // ids of replies shown, which may come by POST, by SSE and in the history
  }

  get last() {
    return this.list.lastElementChild;
  }

  /** Puts an item at the end and brings it into view, unless somebody reads further up. */
  follow(item) {
    const follow = nearEnd();
    this.list.append(item);
    if (follow) reveal(item);
  }

  put(item) {
    this.list.append(item);
    reveal(item);
  }

  /** What the citizen says. */
  said(text) {
    return this.list.appendChild(this.build.item('citizen', text));
  }

  notice(text, ...actions) {
    const item = this.build.item('notice', text);
    item.lastChild.append(...actions);
    this.put(item);
    return item;
  }

  dropChoices() {
    for (const group of this.list.querySelectorAll('.choices')) group.remove();
  }

  offer(item, buttons) {
    if (!buttons?.length) return;
    this.dropChoices();
    item.append(this.build.choices(buttons, this.texts.choices, (button) => {
      this.on.ask({ text: String(button.title), payload: button.payload, focus: true });
    }));
  }

  /** Who answers from now on, as the server says. */
  handledBy(handler) {
    this.status.answers(handler);
    this.arrivals += 1;
  }

  /** Shows the replies not shown yet, and says how many. Replies carry the id of their message, so nothing appears twice. */
  receive(answer, { late = false } = {}) {
    const follow = !late || nearEnd();
    const items = [];
    let closing = null;
    for (const reply of answer.replies ?? []) {
      if (reply.id != null && this.seen.has(reply.id)) continue;
      if (reply.id != null) this.seen.add(reply.id);
      const item = this.build.item(reply.from ?? (answer.handler === 'agent' ? 'agent' : 'bot'), reply.text, reply.meta, reply.parts);
      this.list.append(item);
      this.offer(item, reply.buttons);
      items.push(item);
      this.latest = Math.max(this.latest, reply.id ?? 0);
      this.on.arrived(reply.id ?? 0);
      closing = reply;
    }
    this.handledBy(answer.handler);
    if (items.length && follow) reveal(items[0], items.at(-1));
    else if (items.length) byId('latest').hidden = false;
    if (closing) this.on.ended(closing);
    this.offerMenu();
    return items.length;
  }

  /** Shows a conversation again after a reload. */
  showAgain(history) {
    this.box.setAttribute('aria-live', 'off'); // known text: a screen reader must not read all of it again
    this.dropChoices();
    for (const message of history.messages) {
      if (message.id != null && message.from !== 'citizen') {
        this.seen.add(message.id);
        this.on.arrived(message.id);
        this.latest = message.id;
      }
      this.list.append(this.build.item(message.from, message.text, message.meta, message.parts));
    }
    this.status.answers(history.handler);
    this.offer(this.last, history.messages.at(-1)?.buttons);
    reveal(this.last);
    this.offerMenu();
    setTimeout(() => this.box.setAttribute('aria-live', 'polite'), LIVE_AGAIN_MS);
  }

  /** What the menu has only once there is a conversation. */
  offerMenu() {
    for (const id of WITH_REPLIES) byId(id).hidden = !this.latest;
  }

  forget() {
    this.latest = 0;
    this.seen.clear(); // each conversation counts its messages from 1
    this.offerMenu();
  }

  empty() {
    for (const item of this.list.querySelectorAll('li:not(#welcome)')) item.remove();
  }

  /** As the page was opened. */
  clear() {
    this.empty();
    this.dropChoices();
    if (this.greeting) byId('welcome').append(this.greeting.cloneNode(true));
    this.greet();
  }

  /** Lets the buttons of the welcome ask, which without this script send a form. */
  greet() {
    for (const button of this.list.querySelectorAll('#welcome .choices button')) {
      button.type = 'button';
      button.onclick = () => this.on.ask({ text: button.value, focus: true });
    }
  }
}

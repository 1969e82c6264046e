// Messages that could not go out because there is no network: kept in their order, sent once it is back.
// They are in sessionStorage only until then, and go with the tab: phones are shared in families.

const STORED = 'bhxh.outbox';

/** An id under which the server knows a message that comes twice. */
export function newId() {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export class Outbox {
  constructor() {
    this.questions = []; // {id, text, payload, item}
  }

  get waits() {
    return this.questions.length > 0;
  }

  /** What a page before this one left, without items. */
  load() {
    try {
      this.questions = JSON.parse(sessionStorage.getItem(STORED)) ?? [];
    } catch {
      this.questions = [];
    }
    return this.questions;
  }

  add(question) {
    if (!this.questions.includes(question)) this.questions.push(question);
    this.keep();
  }

  /** The question that is next. It stays in its place until `sent`. */
  get next() {
    return this.questions[0];
  }

  sent(question) {
    this.questions = this.questions.filter((other) => other !== question);
    this.keep();
  }

  forget() {
    this.questions = [];
    this.keep();
  }

  keep() {
    try {
      const kept = this.questions.map(({ id, text, payload }) => ({ id, text, payload }));
      if (kept.length) sessionStorage.setItem(STORED, JSON.stringify(kept));
      else sessionStorage.removeItem(STORED);
    } catch { /* storage switched off or full: they wait as long as the page */ }
  }
}

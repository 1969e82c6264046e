// Counts the answers that came while nobody looked: the window is in the background, or the panel around it is closed.

const STORED = 'bhxh.read'; // number of the last reply seen; in sessionStorage like the conversation's id
const { title } = document;

export class Unread {
  /** `changed` is told each new count. */
  constructor(changed) {
    this.changed = changed;
    this.numbers = new Set();
    this.shown = true; // false while the panel around the chat is closed
    this.read = 0;
    try {
      this.read = Number(sessionStorage.getItem(STORED)) || 0;
    } catch { /* storage switched off: counted since this page was opened */ }
    document.addEventListener('visibilitychange', () => this.look());
  }

  get visible() {
    return this.shown && document.visibilityState === 'visible';
  }

  show(shown) {
    this.shown = shown;
    this.look();
  }

  arrived(number) {
    if (number > this.read) this.numbers.add(number);
    this.look();
  }

  look() {
    if (this.visible && this.numbers.size) {
      this.keep(Math.max(...this.numbers));
      this.numbers.clear();
    }
    this.tell();
  }

  forget() {
    this.numbers.clear();
    this.keep(0);
    this.tell();
  }

  keep(number) {
    this.read = number;
    try {
      if (number) sessionStorage.setItem(STORED, String(number));
      else sessionStorage.removeItem(STORED);
    } catch { /* nothing is kept */ }
  }

  tell() {
    const count = this.numbers.size;
    if (count === this.told) return;
    this.told = count;
    document.title = count ? `(${count}) ${title}` : title;
    this.changed(count);
  }
}

// The line under the conversation: who answers, whether something is being typed, whether the connection is away.

const TYPING_AFTER_MS = 400;
const TYPING_HELD_MS = 8000;
const RECONNECTING_AFTER_MS = 3000;

export class StatusLine {
  constructor(element, texts) {
    this.element = element;
    this.texts = texts;
    this.handler = 'bot'; // who answers: bot, queue or agent
    this.states = new Map(); // what the line could say: name -> timer
  }

  answers(handler) {
    this.handler = handler ?? this.handler;
    this.paint();
  }

  /** The server says that an answer is being made. */
  typing() {
    if (this.states.get('typing')?.on) this.show('typing', TYPING_HELD_MS);
    else this.later('typing', TYPING_AFTER_MS, TYPING_HELD_MS);
  }

  /** A question of ours is on its way, until `hide`. */
  waiting() {
    this.later('typing', TYPING_AFTER_MS);
  }

  connection(up) {
    if (up) this.hide('reconnecting');
    else this.later('reconnecting', RECONNECTING_AFTER_MS);
  }

  forget() {
    this.handler = 'bot';
    for (const name of [...this.states.keys()]) this.hide(name);
    this.paint();
  }

  hide(name) {
    clearTimeout(this.states.get(name)?.timer);
    if (this.states.delete(name)) this.paint();
  }

  show(name, forMs) {
    this.hide(name);
    this.states.set(name, { on: true, timer: forMs && setTimeout(() => this.hide(name), forMs) });
    this.paint();
  }

  later(name, ms, forMs) {
    if (!this.states.has(name)) this.states.set(name, { on: false, timer: setTimeout(() => this.show(name, forMs), ms) });
  }

  paint() {
    const { texts } = this;
    const answering = this.handler === 'agent' ? texts.typing_agent : texts.typing;
    const byHandler = { queue: texts.queue, agent: texts.with_agent }[this.handler] ?? '';
    const away = this.states.get('reconnecting')?.on ? texts.reconnecting : byHandler;
    const said = this.states.get('typing')?.on ? answering : away;
    if (this.element.textContent !== said) this.element.textContent = said;
    this.element.classList.toggle('typing', said === answering);
  }
}

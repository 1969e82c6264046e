// Sends what the citizen asks, one question after the other, keeps it while there is no network, and says what became of it when it failed.
import { element, fill } from './message.js';
import { Outbox, newId } from './outbox.js';
import { reveal } from './scroll.js';

export class Asking {
  /** `write` puts text back into the field `input`; `send` is the button that waits while a question is under way. */
  constructor({ texts, api, log, status, conversation, input, send, write }) {
    Object.assign(this, { texts, api, log, status, conversation, input, send, write });
    this.outbox = new Outbox();
    this.busy = false;
    this.failure = null; // {kind, item, question}: at most one question waits to be sent again
  }

  /** What was typed; false: it stays in the field. */
  submit(text) {
    if (navigator.onLine === false || this.outbox.waits) {
      this.queue({ text });
      this.flush();
      return true;
    }
    if (this.busy) return false;
    this.ask({ text });
    return true;
  }

  async ask(question) {
    if (this.busy) return;
    question.id ??= newId();
    this.busy = true;
    this.send.setAttribute('aria-disabled', 'true');
    this.dropFailure();
    this.log.dropChoices();
    question.item ??= this.log.said(question.text);
    question.item.classList.remove('unsent');
    reveal(question.item);
    // the pressed button is gone; from the question, Tab leads on to the next choices
    if (question.focus) question.item.focus({ preventScroll: true });
    this.status.waiting();
    await this.conversation.identifying;
    this.busy = true;
    if (!question.item.isConnected) this.log.list.append(question.item); // another person's conversation was put away meanwhile
    const asked = this.conversation.epoch;
    let failed = null;
    try {
      const answer = await this.api.send(this.conversation.id, question);
      if (asked === this.conversation.epoch) this.answer(question, answer);
    } catch (error) {
      failed = error;
    }
    if (asked !== this.conversation.epoch) return;
    this.free();
    this.status.hide('typing');
    if (failed) this.fail(failed, question);
    else this.flush();
  }

  answer(question, answer) {
    this.outbox.sent(question);
    this.conversation.remember(answer.conversation_id);
    const shown = this.log.receive(answer);
    // left by a page that was closed while it was under way: the history has it already
    if (question.left && answer.replies.length && !shown) question.item.remove();
  }

  /** Nothing is being typed any more, unless a question of ours is on its way. */
  answered() {
    if (!this.busy) this.status.hide('typing');
  }

  /** The next question may go out. */
  free() {
    this.busy = false;
    this.send.removeAttribute('aria-disabled');
  }

  // --- without a network -----------------------------------------------------------------------------------------------
  /** Takes up what a page before this one left. */
  resume() {
    for (const question of [...this.outbox.load()]) this.queue(Object.assign(question, { left: true }));
    if (navigator.onLine !== false) this.flush();
  }

  /** Keeps a question until there is a network; the server knows it by its id if it had arrived after all. */
  queue(question) {
    question.id ??= newId();
    question.item ??= this.log.said(question.text);
    question.item.classList.add('unsent');
    question.item.dataset.unsent = this.texts.queued;
    this.outbox.add(question);
    reveal(question.item);
    if (this.failure?.kind === 'offline') this.log.list.append(this.failure.item); // stands behind all that waits
    else this.failure = { kind: 'offline', item: this.log.notice(this.texts.offline, this.retry(() => this.flush())) };
  }

  /** Sends what waits, one after the other. */
  flush() {
    if (!this.busy && this.outbox.waits) this.ask(this.outbox.next);
  }

  // --- failures --------------------------------------------------------------------------------------------------------
  retry(again) {
    return element('button', { type: 'button', className: 'retry', onclick: again }, this.texts.retry);
  }

  fail(error, question) {
    if (!error.kind) throw error;
    if (error.kind === 'offline') {
      this.queue(question);
      return;
    }
    if (error.kind === 'busy' && this.outbox.waits) {
      setTimeout(() => this.flush(), error.seconds * 1000);
      return;
    }
    this.outbox.sent(question);
    if (error.kind === 'expired') {
      this.conversation.expire();
      if (!question.payload) this.ask(question);
      return;
    }
    if (error.kind === 'invalid') this.giveBack(error, question);
    else this.offerAgain(error, question);
  }

  /** To be mended, not repeated: back into the field. */
  giveBack(error, question) {
    question.item.remove();
    if (!question.payload && !this.input.value) this.write(question.text);
    this.failure = { kind: 'invalid', item: this.log.notice(error.detail) };
    this.input.focus();
  }

  offerAgain(error, question) {
    question.item.classList.add('unsent');
    question.item.dataset.unsent = this.texts.unsent;
    const text = error.kind === 'refused' ? error.detail : fill(this.texts[error.kind], { seconds: error.seconds });
    const again = this.retry(() => this.ask(Object.assign(question, { focus: true })));
    if (error.kind === 'busy') {
      again.disabled = true;
      setTimeout(() => { again.disabled = false; }, error.seconds * 1000);
    }
    this.failure = { kind: error.kind, item: this.log.notice(text, again), question: question.item };
  }

  /** Takes the notice away: the question goes out again, or its answer came after all. */
  dropFailure(...kinds) {
    if (!this.failure || (kinds.length && !kinds.includes(this.failure.kind))) return;
    this.failure.item.remove();
    this.failure.question?.classList.remove('unsent');
    this.failure = null;
  }
}

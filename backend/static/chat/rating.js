// Asks how satisfied a citizen was: after an agent has closed the conversation, after a thank-you, or from the menu.
import { element, fill } from './message.js';

const ENDINGS = ['thanks', 'goodbye'];
const SCORES = [1, 2, 3, 4, 5];

export class Rating {
  /** `rate(message, score)` sends it; `show(item)` puts an item into the log. */
  constructor(texts, { rate, show }) {
    Object.assign(this, { texts, rate, show });
    this.asked = new Set(); // who has been asked once is not asked again for each further thank-you
  }

  /** Asks behind the reply that ends something. `kind` is agent (closed), bot (thanked) or null. */
  after(reply) {
    const { closing, intent } = reply.meta ?? {};
    const kind = closing ? `agent ${reply.id}` : ENDINGS.includes(intent) ? 'bot' : null;
    if (!kind || this.asked.has(kind)) return;
    this.asked.add(kind);
    this.ask(reply.id);
  }

  ask(message) {
    this.item?.remove();
    const title = element('p', { className: 'text', id: 'rating-title' }, this.texts.rate_title);
    const buttons = SCORES.map((score) => element('button', {
      type: 'button', 'aria-label': `${score}: ${this.texts[`rate_${score}`]}`, onclick: () => this.give(message, score),
    }, String(score)));
    const scale = element('p', { className: 'scale', 'aria-hidden': 'true' },
      element('span', {}, this.texts.rate_1), element('span', {}, this.texts.rate_5));
    const group = element('div', { className: 'scores', role: 'group', 'aria-labelledby': 'rating-title' }, ...buttons);
    const bubble = element('div', { className: 'bubble' }, title, group, scale);
    this.item = element('li', { className: 'message rating', tabIndex: -1 }, bubble);
    this.show(this.item);
    return this.item;
  }

  async give(message, score) {
    const bubble = this.item.firstChild;
    const buttons = bubble.querySelectorAll('button');
    for (const button of buttons) button.disabled = true;
    try {
      await this.rate(message, score);
      bubble.replaceChildren(element('p', { className: 'text' }, fill(this.texts.rated, { score })));
      this.item.focus({ preventScroll: true });
    } catch (error) {
      if (!error.kind) throw error;
      for (const button of buttons) button.disabled = false;
      buttons[score - 1].focus();
      bubble.firstChild.textContent = this.texts.rate_failed;
    }
  }

  forget() {
    this.asked.clear();
    this.item = null;
  }
}

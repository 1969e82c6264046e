// Which conversation it is: its id, what was said in it before, and who the site or app around the chat says is asking.
import { element, fill } from './message.js';

const STORED = 'bhxh.conversation'; // in sessionStorage: phones are shared in families

export class Conversation {
  /** `forgotten` is told that another one begins, `emptied` that another person's takes its place, `answered` that news came. */
  constructor({ texts, api, stream, log, host }, on) {
    Object.assign(this, { texts, api, stream, log, host, on });
    this.id = null;
    this.epoch = 0; // counts conversations, so that an answer to one that was erased is not shown in the next
    this.restoring = null;
    this.identifying = null; // a question waits until it is known whose conversation it goes to
  }

  get stored() {
    try {
      return sessionStorage.getItem(STORED);
    } catch {
      return null;
    }
  }

  remember(id) {
    this.id = id;
    try {
      sessionStorage.setItem(STORED, id);
    } catch { /* storage switched off: the conversation lives as long as the page */ }
    this.stream.open(id);
  }

  forget() {
    this.id = null;
    this.epoch += 1;
    this.stream.close();
    this.on.forgotten();
    try {
      sessionStorage.removeItem(STORED);
    } catch { /* nothing was kept */ }
  }

  /** Its time is over on the server. */
  expire() {
    this.forget();
    this.log.notice(this.texts.expired);
  }

  /** Tells the server who the site or app around the chat says is asking. Without it the chat goes on and asks when it must know. */
  identify(token) {
    this.identifying = this.hand(token);
  }

  async hand(token) {
    try {
      await this.restoring;
      const { conversation_id: mine } = await this.api.identify(this.id ?? this.stored, token);
      if (mine === this.id) return;
      if (this.id) {
        this.forget();
        this.on.emptied();
      }
      this.remember(mine);
    } catch (error) {
      if (!error.kind) throw error;
      this.host.tell({ bhxh: 'token-refused', code: error.code || error.kind });
    }
  }

  /** Fetches what happened while no stream was open. */
  async catchUp() {
    const [asked, before] = [this.epoch, this.log.arrivals];
    try {
      const history = await this.api.messages(this.id);
      if (asked !== this.epoch) return;
      const replies = history.messages.filter((message) => message.from !== 'citizen');
      // a history without news is older than a typing event that came meanwhile
      const handler = before === this.log.arrivals ? history.handler : null;
      if (this.log.receive({ replies, handler }, { late: true })) this.on.answered();
    } catch (error) {
      if (asked === this.epoch && error.kind === 'expired') this.expire();
      throw error;
    }
  }

  /** Shows a conversation again after a reload. */
  async restore(id) {
    this.log.empty();
    try {
      this.log.showAgain(await this.api.messages(id));
      this.remember(id);
    } catch (error) {
      if (!error.kind) throw error;
      if (error.kind === 'expired') {
        this.expire();
        return;
      }
      const item = this.log.notice(fill(this.texts[error.kind] ?? error.detail, { seconds: error.seconds }), element('button', {
        type: 'button', className: 'retry', onclick: () => { item.remove(); this.restore(id); },
      }, this.texts.retry));
    }
  }
}

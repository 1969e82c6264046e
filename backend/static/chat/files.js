// What is taken along from a conversation (its text as a file), and what is put into it beside text (a picture, which nobody keeps).
import { element, fill } from './message.js';

const PEEKED = 1024; // bytes: enough to see that it is a picture; the rest stays on the phone, because nobody would read it

/** Wires the menu's entries; the arguments are the page's. */
export function setUpFiles({ texts, build, api, conversation, notice, show, receive }) {
  const chooser = document.getElementById('file');

  async function save(kind) {
    try {
      // fetched and not linked to: the address, in which the conversation's secret stands, would stay in the browser's list of downloads
      const address = URL.createObjectURL(await api.transcript(conversation(), kind));
      const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
      element('a', { href: address, download: `${texts.file_name}-${day}.${kind}` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
      notice(texts.saved);
    } catch (error) {
      if (!error.kind) throw error;
      notice(error.detail || texts.not_saved);
    }
  }

  async function send(file) {
    try {
      const answer = await api.picture(conversation(), file.slice(0, PEEKED));
      show(build.item('citizen', fill(texts.picture, { name: file.name })));
      receive(answer);
    } catch (error) {
      if (!error.kind) throw error;
      notice(error.detail || texts.picture_failed);
    }
  }

  for (const kind of ['pdf', 'txt']) document.getElementById(`save-${kind}`).addEventListener('click', () => save(kind));
  document.getElementById('picture').addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => {
    const [file] = chooser.files;
    chooser.value = '';
    if (file) send(file);
  });
}

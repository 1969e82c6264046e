// telegram-test-api on the port given, with what it lacks: members that clients insist on, the secret of a webhook, and a few methods.
const TelegramServer = require("telegram-test-api");
const axios = require("axios");

// It ends when a webhook answers with an error; Telegram would come again.
process.on("unhandledRejection", (reason) => console.error(String(reason)));

const ME = { id: 666, is_bot: true, first_name: "Trợ lý", username: "TestNameBot" };
const now = () => Math.floor(Date.now() / 1000);

const format = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const formatted = format(update);
  if (formatted.callback_query) formatted.callback_query.chat_instance = "1";
  return formatted;
};
const add = TelegramServer.prototype.addBotMessage;
TelegramServer.prototype.addBotMessage = function (message, token) {
  return Object.assign(add.call(this, message, token), { date: now(), from: ME });
};

const server = new TelegramServer({ port: Number(process.argv[2]), host: "127.0.0.1" });
const calls = [];

axios.interceptors.request.use((config) => {
  const webhook = Object.values(server.webhooks).find((one) => one.url === config.url);
  if (webhook && webhook.secret_token)
    config.headers = { ...config.headers, "X-Telegram-Bot-Api-Secret-Token": webhook.secret_token };
  return config;
});

const web = server.webServer;
const before = web._router.stack.length;
const answer = (result) => (request, response) => {
  calls.push({ method: request.path.split("/").pop(), data: request.body });
  response.json({ ok: true, result: typeof result === "function" ? result(request) : result });
};
web.all("/bot:token/getMe", answer(ME));
web.all("/bot:token/setWebhook", answer((request) => {
  server.setWebhook(request.body.url ? request.body : request.query, request.params.token);
  return true;
}));
for (const method of ["sendChatAction", "setMyCommands", "answerCallbackQuery", "editMessageReplyMarkup"])
  web.all("/bot:token/" + method, answer(true));
web.all("/bot:token/sendDocument", answer((request) => ({ message_id: 1, date: now(), chat: { id: 1, type: "private" } })));
web.all("/calls", (request, response) => response.json(calls));
// Ours go before its own: it answers whatever it does not know with an error.
const stack = web._router.stack;
stack.splice(6, 0, ...stack.splice(before, stack.length - before));
server.start().then(() => console.log("ready"));

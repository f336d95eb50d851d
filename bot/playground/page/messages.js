// The messages of a chat: bubbles, buttons under them, service lines, days.
import { act, avatar, byId, clock, day, h, size, toast } from "/page/dom.js";
import { copyText, richText } from "/page/text.js";

const box = byId("messages");
const pressed = new Map();
let context = { chat: null, speaker: 0, thread: 0, say: () => {}, people: new Map() };
let lastDay = "";
let lastSender = null;

/** What the next bubbles are drawn for: `{chat, speaker, thread, say}`. */
export function setContext(next) { context = { ...context, ...next }; }

export function clear() {
  box.replaceChildren();
  lastDay = "";
  lastSender = null;
}

const nearEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < 120;

let following = true;

export function toEnd() { box.scrollTop = box.scrollHeight; }

/** The newest message stays in view when what is around it, or in it, takes another height. */
function follow() { if (following) toEnd(); }
box.addEventListener("scroll", () => { following = nearEnd(); }, { passive: true });
box.addEventListener("load", follow, true); // a picture
new ResizeObserver(follow).observe(box); // a keyboard, a long text in the input, a turned phone

/** Add a message; whether the reader saw it arrive. */
export function add(message, { jump = false } = {}) {
  if (!shown(message)) return true;
  const seen = jump || following || nearEnd() || message.from?.id === context.speaker;
  const today = day(message.date);
  if (today !== lastDay) {
    box.append(h("div", { class: "day" }, h("span", {}, today)));
    lastDay = today;
    lastSender = null;
  }
  box.append(draw(message));
  if (seen) {
    following = true;
    toEnd();
  }
  return seen;
}

export function change(message) {
  const old = find(message.message_id);
  if (old) old.replaceWith(draw(message, old.classList.contains("follows")));
  follow();
}

export function remove(messageId) { find(messageId)?.remove(); }

export function react(messageId, emoji) {
  const bubble = find(messageId)?.querySelector(".bubble");
  if (!bubble) return;
  bubble.querySelector(".reaction")?.remove();
  if (emoji) bubble.append(h("span", { class: "reaction" }, emoji));
  follow();
}

export function answered(event) {
  const button = pressed.get(event.query_id);
  pressed.delete(event.query_id);
  button?.classList.remove("waiting");
}

const find = (messageId) => box.querySelector(`[data-message="${Number(messageId)}"]`);

function shown(message) {
  if (!context.chat?.is_forum) return true;
  return (message.message_thread_id || 0) === context.thread;
}

const SERVICE = {
  migrate_to_chat_id: () => "The group became a supergroup",
  migrate_from_chat_id: () => "The group was upgraded to a supergroup",
  chat_shared: (value) => `You shared ${value.title || "a chat"}`,
  new_chat_members: (value) => `${value.map((user) => user.first_name).join(", ")} joined`,
  left_chat_member: (value) => `${value.first_name} left`,
  forum_topic_created: (value) => `Topic “${value.name}” was created`,
  forum_topic_edited: (value) => `The topic is now called “${value.name}”`,
  forum_topic_closed: () => "The topic was closed",
  forum_topic_reopened: () => "The topic was reopened",
};

function draw(message, follows) {
  for (const [key, words] of Object.entries(SERVICE)) {
    if (message[key] !== undefined) {
      lastSender = null;
      return h("div", { class: "service", testid: "service", "data-message": message.message_id }, h("span", {}, words(message[key])));
    }
  }
  const sender = message.from?.id ?? message.chat.id;
  const mine = sender === context.speaker;
  const again = follows ?? sender === lastSender;
  lastSender = sender;
  const group = context.chat && context.chat.type !== "private";
  const name = message.from ? message.from.first_name : message.chat.title;
  const bubble = h("div", { class: "bubble" });
  if (group && !mine && !again) {
    const label = h("div", { class: "sender" }, name);
    colour(label, sender, name);
    bubble.append(label);
  }
  if (message.forward_origin) bubble.append(h("div", { class: "forwarded" }, `Forwarded from ${origin(message.forward_origin)}`));
  if (message.reply_to_message) bubble.append(quote(message.reply_to_message));
  if (message.document) bubble.append(documentCard(message.document));
  if (message.photo) bubble.append(h("img", { class: "photo", alt: "Picture", src: fileUrl(message.photo.at(-1).file_id) }));
  const text = message.text ?? message.caption ?? "";
  if (text) {
    bubble.append(h("div", { class: "text", dir: "auto", testid: "text" }, ...richText(text, message.entities ?? message.caption_entities, context.say)));
  }
  const edited = message.edit_date ? "edited " : "";
  const time = h("time", { class: "time", datetime: new Date(message.date * 1000).toISOString(), title: new Date(message.date * 1000).toLocaleString() }, edited + clock(message.date));
  (bubble.querySelector(".text") || bubble).append(time);
  const body = h("div", { class: "body" }, bubble);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) body.append(inlineKeyboard(message, rows));
  return h("article", {
    class: `message ${mine ? "mine" : "theirs"}${again ? " follows" : ""}${rows ? " with-buttons" : ""}`,
    testid: "message", "data-message": message.message_id, "data-from": mine ? "me" : message.from?.is_bot || !message.from ? "bot" : "person",
    "aria-label": `${name}, ${clock(message.date)}`,
  }, body);
}

function colour(element, id, name) {
  const probe = h("span");
  avatar(probe, id, name);
  element.style.setProperty("--avatar", probe.style.getPropertyValue("--avatar"));
}

const origin = (value) => value.sender_user?.first_name || value.chat?.title || "somebody";
const fileUrl = (fileId) => `/__page/file/${encodeURIComponent(fileId)}`;

function quote(message) {
  const text = message.text ?? message.caption ?? "File";
  return h("div", { class: "reply" }, h("b", {}, message.from?.first_name ?? message.chat.title), h("span", {}, text.slice(0, 120)));
}

function documentCard(file) {
  const name = file.file_name || "file";
  const kind = name.includes(".") ? name.split(".").pop().slice(0, 4) : "file";
  return h("a", { class: "document", testid: "document", href: fileUrl(file.file_id), download: name },
    h("span", { class: "document-icon" }, kind),
    h("span", {}, h("b", {}, name), h("small", {}, `${size(file.file_size || 0)} · download`)));
}

function inlineKeyboard(message, rows) {
  const keyboard = h("div", { class: "inline-keyboard" });
  for (const row of rows) {
    const line = h("div", { class: "inline-row" });
    for (const button of row) line.append(inlineButton(message, button));
    keyboard.append(line);
  }
  return keyboard;
}

function inlineButton(message, button) {
  const common = { class: `inline-button ${button.style || ""}`, testid: "inline-button", dir: "auto", "data-data": button.callback_data };
  if (button.url) {
    const safe = /^https?:/i.test(button.url);
    return h("a", { ...common, href: safe ? button.url : undefined, title: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text, h("i", { "aria-hidden": "true" }, "↗"));
  }
  const element = h("button", { ...common, type: "button" }, button.text);
  if (button.copy_text) {
    element.append(h("i", { class: "copy-mark", "aria-hidden": "true" }));
    element.addEventListener("click", () => copyText(button.copy_text.text));
  } else if (button.callback_data !== undefined) {
    element.addEventListener("click", () => press(element, message, button.callback_data));
  } else {
    element.addEventListener("click", () => toast("This kind of button does nothing here"));
  }
  return element;
}

async function press(element, message, data) {
  element.classList.add("waiting");
  const result = await act("press", { person: context.speaker, chat: message.chat.id, data, message_id: message.message_id });
  if (!result?.query_id) return element.classList.remove("waiting");
  pressed.set(result.query_id, element);
  return setTimeout(() => answered({ query_id: result.query_id }), 15000);
}

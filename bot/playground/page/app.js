// The playground: chats on the left, one of them open, everything kept up to date.
import { act, alertBox, ask, avatar, byId, clock, h, toast } from "/page/dom.js";
import * as composer from "/page/composer.js";
import * as messages from "/page/messages.js";

const world = { bot: {}, people: new Map(), chats: new Map() };
const open = { id: 0, speaker: 0, thread: 0, ticket: 0 };
const unread = new Map();
const typing = new Map();
const speakers = new Map();
let below = 0;

const nameOf = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");
const titleOf = (chat) => (chat.type === "private" ? nameOf(chat) : chat.title);
const PRESENT = ["creator", "administrator", "member", "restricted"];

function membersOf(chat) {
  return [...world.people.values()].filter((person) => PRESENT.includes(chat.members[person.id]));
}

// -- left column

function preview(chat) {
  if (typing.has(chat.id)) return "typing…";
  const last = chat.last;
  if (!last) return chat.type === "private" && !chat.started ? "Press to begin" : "No messages yet";
  const who = last.from && last.from.id === chat.id ? "You: " : chat.type !== "private" && last.from ? `${last.from.first_name}: ` : "";
  const text = last.text ?? last.caption ?? (last.document ? "File" : last.photo ? "Picture" : "…");
  return who + text.replace(/\s+/g, " ").slice(0, 80);
}

function row(chat) {
  const picture = h("span", { class: "avatar", "aria-hidden": "true" });
  avatar(picture, chat.id, titleOf(chat));
  const count = unread.get(chat.id) || 0;
  const kind = chat.blocked ? "blocked" : chat.type === "channel" ? "channel" : chat.is_forum ? "forum" : "";
  return h("button", {
    type: "button", class: `chat-row${chat.id === open.id ? " open" : ""}`, testid: `chat-${chat.id}`,
    "aria-current": chat.id === open.id ? "true" : undefined, onclick: () => show(chat.id),
  }, picture,
  h("span", { class: "chat-row-main" },
    h("span", { class: "chat-row-top" }, h("b", {}, titleOf(chat)), kind ? h("em", {}, kind) : null,
      chat.last ? h("time", {}, clock(chat.last.date)) : null),
    h("span", { class: "chat-row-bottom" }, h("span", { class: typing.has(chat.id) ? "typing" : "" }, preview(chat)),
      count ? h("span", { class: "badge", testid: "unread", "aria-label": `${count} unread` }, String(count)) : null)));
}

function drawChats() {
  const all = [...world.chats.values()].filter((chat) => !chat.gone);
  const section = (title, chats) => (chats.length ? [h("h3", {}, title), ...chats.map(row)] : []);
  byId("chats").replaceChildren(
    ...section("People", all.filter((chat) => chat.type === "private")),
    ...section("Groups and channels", all.filter((chat) => chat.type !== "private")));
  const total = [...unread.values()].reduce((sum, count) => sum + count, 0);
  document.title = total ? `(${total}) Lede playground` : "Lede playground";
}

// -- the open chat

async function show(id, { focus = true } = {}) {
  const chat = world.chats.get(id);
  if (!chat) return;
  if (open.id !== id) open.thread = chat.is_forum ? (chat.topics[0]?.id ?? 0) : 0;
  open.id = id;
  const people = membersOf(chat);
  open.speaker = chat.type === "private" ? id : speakers.get(id) ?? people[0]?.id ?? 0;
  unread.delete(id);
  below = 0;
  document.body.classList.add("reading");
  location.hash = String(id);
  await refill();
  if (focus && matchMedia("(min-width: 721px)").matches) byId("input").focus();
}

async function refill() {
  const ticket = ++open.ticket;
  const chat = await ask(`/__page/chat?id=${open.id}&person=${open.speaker}`);
  if (ticket !== open.ticket) return;
  world.chats.set(chat.id, chat);
  messages.setContext({ chat, speaker: open.speaker, thread: open.thread, say });
  messages.clear();
  if (chat.messages.length === 0) drawEmpty(chat);
  for (const message of chat.messages) messages.add(message, { jump: true });
  messages.toEnd();
  composer.setContext({ commands: chat.commands, say, upload, chatsFor, share });
  composer.setKeyboard(chat.keyboard);
  drawHead();
  drawChats();
}

function drawEmpty(chat) {
  if (chat.type !== "private") return;
  const about = chat.about || "Choose what you want to read, and when; it comes here.";
  byId("messages").append(h("div", { class: "empty", testid: "empty" },
    h("b", {}, `What can ${world.bot.first_name} do?`), h("p", {}, about)));
}

function drawHead() {
  const chat = world.chats.get(open.id);
  if (!chat) return;
  const mine = chat.type === "private";
  const title = mine ? world.bot.first_name : chat.title;
  byId("chat-name").textContent = title;
  avatar(byId("chat-avatar"), mine ? world.bot.id : chat.id, title);
  const people = membersOf(chat);
  const quiet = mine ? `bot · you are ${nameOf(chat)}` : chat.type === "channel" ? "channel" : `${people.length + 1} members`;
  byId("chat-status").textContent = typing.has(chat.id) ? "typing…" : quiet;
  byId("chat-status").classList.toggle("typing", typing.has(chat.id));
  const block = byId("block");
  block.hidden = !mine || !chat.started;
  block.textContent = chat.blocked ? "Unblock" : "Block";
  byId("speaker-label").hidden = mine || people.length === 0;
  byId("speaker").replaceChildren(...people.map((person) => h("option", { value: person.id, selected: person.id === open.speaker }, person.first_name)));
  drawTopics(chat);
  const inside = PRESENT.includes(chat.bot_status);
  if (mine && !chat.started) composer.setGate("Start", () => say("/start"));
  else if (mine && chat.blocked) composer.setGate("Unblock", () => act("block", { person: chat.id, blocked: false }));
  else if (!mine && !inside) composer.setGate(`Add ${world.bot.first_name}`, () => act("bot_status", { chat: chat.id, status: chat.type === "channel" ? "administrator" : "member", by: open.speaker }));
  else composer.setGate(null);
  const admin = ["creator", "administrator"].includes(chat.members[open.speaker]);
  composer.setReadOnly(chat.type === "channel" && !admin ? "Only administrators write here" : "");
}

function drawTopics(chat) {
  const box = byId("topics");
  box.hidden = !chat.is_forum;
  const topics = chat.is_forum ? [...chat.topics, { id: 0, name: "General" }] : [];
  box.replaceChildren(...topics.map((topic) => h("button", {
    type: "button", role: "tab", class: "topic", testid: `topic-${topic.id}`, "aria-selected": String(topic.id === open.thread),
    onclick: () => { open.thread = topic.id; refill(); },
  }, topic.closed ? `🔒 ${topic.name}` : topic.name)));
}

/** The channels, or the groups, of who speaks. */
const chatsFor = (channel) => [...world.chats.values()].filter((chat) =>
  chat.type !== "private" && (chat.type === "channel") === channel && PRESENT.includes(chat.members[open.speaker]));
const share = (label, chat) => act("share", { person: open.speaker, label, chat });
const say = (text) => act("say", { person: open.speaker, chat: open.id, text, thread: open.thread });
const upload = (file) => act("upload", { person: open.speaker, chat: open.id, thread: open.thread, ...file });

// -- what happens

function stopTyping(id) {
  clearTimeout(typing.get(id));
  typing.delete(id);
}

const HAPPENINGS = {
  message(event) {
    const { message } = event;
    const chat = world.chats.get(event.chat_id);
    if (!chat) return world.chats.size < 500 ? load() : undefined;
    chat.last = message;
    const first = chat.count === 0;
    chat.count = (chat.count || 0) + 1;
    const fromBot = message.from?.is_bot || !message.from;
    if (fromBot) stopTyping(chat.id);
    else if (chat.type === "private") { chat.started = true; chat.blocked = false; }
    if (event.chat_id !== open.id) {
      if (fromBot) unread.set(chat.id, (unread.get(chat.id) || 0) + 1);
    } else {
      if (first) messages.clear();
      if (!messages.add(message)) below += 1;
      drawDown();
      drawHead();
    }
    return drawChats();
  },
  edited(event) {
    const chat = world.chats.get(event.chat_id);
    if (chat?.last?.message_id === event.message.message_id) chat.last = event.message;
    if (event.chat_id === open.id) messages.change(event.message);
    drawChats();
  },
  deleted(event) { if (event.chat_id === open.id) messages.remove(event.message_id); },
  reaction(event) { if (event.chat_id === open.id) messages.react(event.message_id, event.emoji); },
  keyboard(event) { if (event.chat_id === open.id) composer.setKeyboard(event.keyboard); },
  action(event) {
    stopTyping(event.chat_id);
    typing.set(event.chat_id, setTimeout(() => { stopTyping(event.chat_id); drawChats(); drawHead(); }, 5000));
    drawChats();
    if (event.chat_id === open.id) drawHead();
  },
  answer(event) {
    messages.answered(event);
    if (event.user_id !== open.speaker || !event.text) return;
    if (event.show_alert) alertBox(event.text);
    else toast(event.text);
  },
  async commands() { if (open.id) composer.setContext({ commands: (await ask(`/__page/chat?id=${open.id}&person=${open.speaker}`)).commands }); },
  chat: () => load(),
  profile: () => load({ fill: true }),
  reset: () => load({ fill: true }),
  hello: () => load({ fill: true }),
};

/** Everything anew; the open chat's messages too if `fill`. */
async function load({ fill = false } = {}) {
  const fresh = await ask("/__page/world");
  world.bot = fresh.bot;
  world.people = new Map(fresh.people.map((person) => [person.id, person]));
  world.chats = new Map(fresh.chats.map((chat) => [chat.id, chat]));
  if (open.id && world.chats.has(open.id)) {
    drawChats();
    drawHead();
    if (fill) await refill();
    return;
  }
  drawChats();
  const wanted = Number(location.hash.slice(1));
  const first = world.chats.has(wanted) ? wanted : matchMedia("(min-width: 721px)").matches ? fresh.chats[0]?.id : 0;
  if (first) await show(first, { focus: false });
}

function drawDown() {
  const box = byId("messages");
  const far = box.scrollHeight - box.scrollTop - box.clientHeight > 160;
  if (!far) below = 0;
  byId("down").hidden = !far;
  byId("down-count").textContent = below ? String(below) : "";
}

function listen() {
  const stream = new EventSource("/__page/events");
  let line = Promise.resolve();
  stream.onopen = () => { byId("connection").hidden = true; };
  stream.onerror = () => { byId("connection").hidden = false; };
  stream.onmessage = (note) => {
    const event = JSON.parse(note.data);
    line = line.then(() => HAPPENINGS[event.type]?.(event)).catch((error) => console.error(error));
  };
}

composer.wire();
byId("back").addEventListener("click", () => { document.body.classList.remove("reading"); open.id = 0; history.replaceState(null, "", "#"); drawChats(); });
byId("block").addEventListener("click", () => act("block", { person: open.id, blocked: !world.chats.get(open.id).blocked }));
byId("speaker").addEventListener("change", (event) => { speakers.set(open.id, Number(event.target.value)); show(open.id); });
byId("messages").addEventListener("scroll", drawDown, { passive: true });
byId("down").addEventListener("click", () => messages.toEnd());
listen();

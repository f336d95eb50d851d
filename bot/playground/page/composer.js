// What is below the messages: input, command menu, keyboard, files, the start button.
import { act, byId, h, toast } from "/page/dom.js";

const input = byId("input");
const menu = byId("menu");
const keyboardBox = byId("keyboard");
const FILE_LIMIT_BYTES = 20 * 1024 * 1024;
let state = { commands: [], keyboard: null, say: async () => {}, upload: async () => {} };
let chosen = -1;
let folded = false;

/** `{commands, say(text), upload(body)}` for the chat that is open. */
export function setContext(next) {
  state = { ...state, ...next };
  byId("menu-button").hidden = state.commands.length === 0;
  suggest();
}

/** The keyboard above the input, or null. */
export function setKeyboard(keyboard) {
  state.keyboard = keyboard;
  folded = false;
  drawKeyboard();
}

function drawKeyboard() {
  const rows = state.keyboard?.keyboard;
  input.placeholder = state.keyboard?.input_field_placeholder || "Message";
  byId("keyboard-button").hidden = !rows;
  keyboardBox.hidden = !rows || folded;
  keyboardBox.replaceChildren();
  for (const row of rows || []) {
    const line = h("div", { class: "keyboard-row" });
    for (const button of row) {
      const press = () => {
        if (button.request_chat) { offerChats(button); return; }
        if (state.keyboard?.one_time_keyboard) { folded = true; drawKeyboard(); }
        state.say(button.text);
      };
      line.append(h("button", { type: "button", testid: "reply-button", dir: "auto", class: `keyboard-button ${button.style || ""}`, onclick: press }, button.text));
    }
    keyboardBox.append(line);
  }
  if (state.keyboard?.force_reply) input.focus();
}

/** The chats that a button asks for, to choose one. */
function offerChats(button) {
  const offered = state.chatsFor(button.request_chat.chat_is_channel);
  chosen = -1;
  menu.replaceChildren(...offered.map((chat) => h("button", {
    type: "button", class: "menu-item", role: "option", testid: "shared-chat",
    onclick: () => { menu.hidden = true; state.share(button.text, chat.id); },
  }, h("b", {}, chat.title), h("span", {}, chat.type))));
  menu.hidden = offered.length === 0;
}

/** What is shown instead of the input: a label and what it does, or null for the input. */
export function setGate(label, onclick) {
  const start = byId("start");
  start.hidden = !label;
  byId("composer").hidden = Boolean(label);
  if (label) {
    start.textContent = label;
    start.onclick = onclick;
    keyboardBox.hidden = true;
    menu.hidden = true;
  } else {
    drawKeyboard();
  }
}

export function setReadOnly(reason) {
  input.disabled = Boolean(reason);
  if (reason) input.placeholder = reason;
  for (const id of ["send", "attach"]) byId(id).disabled = Boolean(reason);
}

function fit() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
}

// -- commands

function matching() {
  const typed = /^\/(\w*)$/.exec(input.value);
  return typed ? state.commands.filter((one) => one.command.startsWith(typed[1].toLowerCase())) : [];
}

function suggest(all = false) {
  const commands = all ? state.commands : matching();
  chosen = -1;
  menu.replaceChildren(...commands.map((command) => h("button", {
    type: "button", class: "menu-item", role: "option", testid: "command",
    onclick: () => choose(command),
  }, h("b", {}, `/${command.command}`), h("span", {}, command.description))));
  menu.hidden = commands.length === 0;
  byId("menu-button").setAttribute("aria-expanded", String(!menu.hidden));
}

function choose(command) {
  menu.hidden = true;
  input.value = "";
  fit();
  state.say(`/${command.command}`);
}

function step(by) {
  const items = [...menu.children];
  chosen = (chosen + by + items.length) % items.length;
  items.forEach((item, index) => item.classList.toggle("chosen", index === chosen));
  items[chosen].scrollIntoView({ block: "nearest" });
}

// -- wiring

async function send() {
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  fit();
  menu.hidden = true;
  await state.say(text);
  input.focus();
}

async function sendFile(file) {
  if (!file) return;
  if (file.size > FILE_LIMIT_BYTES) { toast("Files are limited to 20 MB"); return; }
  const address = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  const content = address.slice(address.indexOf(",") + 1);
  await state.upload({ name: file.name, mime_type: file.type, content, caption: input.value.trim() });
  input.value = "";
  fit();
}

export function wire() {
  input.addEventListener("input", () => { fit(); suggest(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (!menu.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      menu.hidden = true;
    } else if (event.key === "Tab" && !menu.hidden) {
      event.preventDefault();
      input.value = `${menu.children[Math.max(chosen, 0)].querySelector("b").textContent} `;
      menu.hidden = true;
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!menu.hidden && chosen >= 0) menu.children[chosen].click();
      else send();
    }
  });
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  byId("menu-button").addEventListener("click", () => {
    if (menu.hidden) suggest(true);
    else menu.hidden = true;
  });
  byId("keyboard-button").addEventListener("click", () => { folded = !folded; drawKeyboard(); });
  byId("attach").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", async (event) => {
    await sendFile(event.target.files[0]);
    event.target.value = "";
  });
  const pane = byId("chat");
  pane.addEventListener("dragover", (event) => event.preventDefault());
  pane.addEventListener("drop", (event) => { event.preventDefault(); sendFile(event.dataTransfer.files[0]); });
}

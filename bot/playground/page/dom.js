// Elements, built without ever reading text as markup; and talking to the emulator.

/** A new element: `h("a", {class: "x", onclick: f}, "text", child)`. Texts become text nodes. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "testid") element.dataset.testid = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const byId = (id) => document.getElementById(id);

export async function ask(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Do something in the emulator's world; says what went wrong in a toast. */
export async function act(name, body) {
  const answer = await fetch(`/__control/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const value = await answer.json();
  if (!answer.ok) {
    toast(value.error || `${name} failed`);
    return null;
  }
  return value;
}

export function toast(text) {
  const note = h("div", { class: "toast" }, text);
  byId("toasts").append(note);
  setTimeout(() => note.classList.add("going"), 3200);
  setTimeout(() => note.remove(), 3600);
}

export function alertBox(text) {
  byId("alert-text").textContent = text;
  const box = byId("alert");
  if (!box.open) box.showModal();
}

const COLOURS = ["#e17076", "#eda86c", "#a695e7", "#6fb168", "#6ec9cb", "#65aadd", "#ee7aae"];

/** Give an element the look of somebody's avatar. */
export function avatar(element, id, name) {
  const letters = name.trim().split(/\s+/).slice(0, 2).map((word) => [...word][0] || "").join("");
  element.textContent = letters.toUpperCase();
  element.style.setProperty("--avatar", COLOURS[Math.abs(id) % COLOURS.length]);
}

const CLOCK = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat([], { day: "numeric", month: "long" });

export const clock = (seconds) => CLOCK.format(new Date(seconds * 1000));

export function day(seconds) {
  const date = new Date(seconds * 1000);
  return date.toDateString() === new Date().toDateString() ? "Today" : DAY.format(date);
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

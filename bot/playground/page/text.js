// A text and its entities as elements. Offsets are UTF-16 units, as JavaScript counts.
import { h, toast } from "/page/dom.js";

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const SAFE = /^(https?|mailto):/i;

/** The nodes of a text; `say` is called with a command that was pressed. */
export function richText(text, entities, say) {
  const known = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, known, 0, text.length, say);
}

function nodes(text, entities, start, end, say) {
  const result = [];
  let position = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const low = Math.max(entity.offset, position);
    const high = Math.min(entity.offset + entity.length, end);
    index += 1;
    if (high <= low) continue;
    if (low > position) result.push(text.slice(position, low));
    const inner = [];
    while (index < entities.length && entities[index].offset < high) inner.push(entities[index++]);
    result.push(element(entity, text, low, high, nodes(text, inner, low, high, say), say));
    // A block ends its line itself: the line break after it would be an empty line.
    position = BLOCKS.has(entity.type) && text[high] === "\n" ? Math.min(high + 1, end) : high;
  }
  if (position < end) result.push(text.slice(position, end));
  return result;
}

function element(entity, text, low, high, children, say) {
  const written = text.slice(low, high);
  switch (entity.type) {
    case "bold": return h("strong", {}, ...children);
    case "italic": return h("em", {}, ...children);
    case "underline": return h("u", {}, ...children);
    case "strikethrough": return h("s", {}, ...children);
    case "code": return h("code", {}, ...children);
    case "spoiler": return spoiler(children);
    case "pre": return pre(entity, written, children);
    case "blockquote": return h("blockquote", {}, ...children);
    case "expandable_blockquote": return expandable(children);
    case "text_link": return link(entity.url, children);
    case "url": return link(/^[a-z]+:\/\//i.test(written) ? written : `http://${written}`, children);
    case "email": return link(`mailto:${written}`, children);
    case "bot_command":
      return h("button", { type: "button", class: "inline-link", onclick: () => say(written) }, ...children);
    case "mention":
    case "text_mention":
    case "hashtag":
      return h("span", { class: "mention" }, ...children);
    case "date_time":
      return h("time", { class: "mention", title: new Date(entity.unix_time * 1000).toString() }, ...children);
    default: return h("span", {}, ...children);
  }
}

function link(url, children) {
  if (!SAFE.test(url)) return h("span", { class: "mention", title: url }, ...children);
  return h("a", { href: url, title: url, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
}

function spoiler(children) {
  const cover = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler" }, ...children);
  const show = () => { cover.classList.add("shown"); cover.removeAttribute("aria-label"); };
  cover.addEventListener("click", show);
  cover.addEventListener("keydown", (event) => { if (event.key === "Enter") show(); });
  return cover;
}

function pre(entity, written, children) {
  const copy = h("button", { type: "button", class: "pre-copy", onclick: () => copyText(written) }, "copy");
  return h("pre", {}, h("span", { class: "pre-head" }, entity.language || "code", copy), h("code", {}, ...children));
}

function expandable(children) {
  const quote = h("blockquote", { class: "expandable folded" }, h("div", { class: "quote-text" }, ...children));
  const toggle = h("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", "aria-label": "Show the whole quote" });
  toggle.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(!folded));
  });
  quote.append(toggle);
  return quote;
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("The browser did not allow copying");
  }
}

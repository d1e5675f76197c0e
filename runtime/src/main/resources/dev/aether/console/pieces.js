// A prompt with the origin of each of its pieces, and the part that the provider had already read.

import { html, nothing } from "./lit-html.js";
import { address, place } from "./router.js";

/**
 * How many characters of the prompt the provider read from its own cache. It counts in tokens; the
 * same share of the characters is where the cached prefix ends, more or less.
 */
export function cachedCharacters(pieces, usage) {
  if (!usage?.cache_read_tokens || !usage.input_tokens) {
    return 0;
  }
  const all = pieces.reduce((sum, piece) => sum + piece.text.length, 0);
  return Math.round((all * usage.cache_read_tokens) / usage.input_tokens);
}

/** The pieces, cut where the cached prefix ends: `{text, origin, from, cached}`. */
export function cut(pieces, cached) {
  const list = [];
  let left = cached;
  for (const piece of pieces) {
    const inside = Math.min(left, piece.text.length);
    if (inside > 0) {
      list.push({ ...piece, text: piece.text.slice(0, inside), cached: true });
    }
    if (inside < piece.text.length) {
      list.push({ ...piece, text: piece.text.slice(inside), cached: false });
    }
    left -= inside;
  }
  return list;
}

/** The pieces as text. `onNode` is called with a node's id when its part of the text is chosen. */
export function prompt(pieces, cached, onNode) {
  return html`<pre class="prompt" tabindex="0">${cut(pieces, cached).map((piece) => part(piece, onNode))}</pre>`;
}

function part(piece, onNode) {
  const classes = `from-${piece.origin}${piece.cached ? " is-cached" : ""}`;
  if (piece.origin === "node") {
    const choose = (event) => {
      event.preventDefault();
      onNode(piece.from);
    };
    const to = address(place().path, { node: piece.from });
    return html`<a class="piece ${classes}" title="put out by ${piece.from}" href=${to} @click=${choose}>${piece.text}</a>`;
  }
  const title = piece.origin === "context" ? `context.${piece.from}` : nothing;
  return piece.origin === "author"
    ? html`<span class=${classes}>${piece.text}</span>`
    : html`<mark class=${classes} title=${title}>${piece.text}</mark>`;
}

/** What the colours mean, for those that are there. */
export function legend(pieces, cached) {
  const there = new Set(pieces.map((piece) => piece.origin));
  const entry = (kind, text) => html`<span><i class="swatch from-${kind}"></i>${text}</span>`;
  if (!there.has("context") && !there.has("node") && !cached) {
    return nothing;
  }
  return html`<p class="legend">
    ${there.has("context") ? entry("context", "from the context") : nothing}
    ${there.has("node") ? entry("node", "from a node") : nothing}
    ${cached ? entry("cache", "read from the provider's cache (about)") : nothing}
  </p>`;
}

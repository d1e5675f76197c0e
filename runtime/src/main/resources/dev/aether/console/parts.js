// Small pieces that more than one view shows.

import { html, nothing } from "./lit-html.js";
import { shortened, sign, words } from "./format.js";

/** A state as a chip: colour, sign and word. */
export function chip(state) {
  return html`<span class="chip is-${state}"
    ><span class="sign" aria-hidden="true">${sign(state)}</span> ${words(state)}</span
  >`;
}

/** A figure with its name, and what is to be said beside it. */
export function fact(name, value, beside) {
  return html`<div class="fact">
    <dt>${name}</dt>
    <dd><strong>${value}</strong>${beside ? html` <em>${beside}</em>` : nothing}</dd>
  </div>`;
}

/** The last part of an execution's id, which tells it from its neighbours. */
export function shortId(id) {
  return id.length > 13 ? id.slice(-12) : shortened(id, 13);
}

/** A problem that the server told of, or that kept us from it; for a missing key there is a question. */
export function trouble(error) {
  return error && error.status !== 401
    ? html`<div class="trouble" role="alert">
        <strong>${error.problem?.title ?? "That did not work"}</strong>
        <span>${error.message}</span>
      </div>`
    : nothing;
}

/** A row of tabs that arrow keys move in; the panels are the caller's. */
export function tabs(label, items, chosen, onChoose) {
  const key = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      // The focus has moved already when the next key comes, what is drawn may not have.
      const here = event.target.closest("[data-tab]")?.dataset.tab ?? chosen;
      const at = items.findIndex((item) => item.id === here);
      const next = items[(at + step + items.length) % items.length];
      onChoose(next.id);
      event.currentTarget.querySelector(`[data-tab="${next.id}"]`)?.focus();
    }
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${key}>
    ${items.map(
      (item) =>
        html`<button
          role="tab"
          data-tab=${item.id}
          id="tab-${item.id}"
          aria-selected=${item.id === chosen}
          aria-controls="panel-${item.id}"
          tabindex=${item.id === chosen ? 0 : -1}
          @click=${() => onChoose(item.id)}
        >
          ${item.name}${item.count ? html`<span class="count">${item.count}</span>` : nothing}
        </button>`,
    )}
  </div>`;
}

/** Puts a text on the clipboard; where that is not allowed the reader is shown it instead. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Tells screen readers what has changed. */
export function announce(text) {
  const region = document.getElementById("news");
  if (region && region.textContent !== text) {
    region.textContent = text;
  }
}

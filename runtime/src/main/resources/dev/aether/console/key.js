// Where the server knows its callers by keys, the page asks for one. It stays in this tab.

import { html, nothing } from "./lit-html.js";
import { forgetKey, hasKey, rememberKey } from "./api.js";

/** The question for a key, while one is needed. */
export function askForKey(problem, onKey) {
  if (!problem) {
    return nothing;
  }
  const send = (event) => {
    event.preventDefault();
    rememberKey(new FormData(event.target).get("key").trim());
    onKey();
  };
  const wrong = hasKey();
  return html`<div class="veil">
    <form class="panel key" role="dialog" aria-modal="true" aria-labelledby="key-title" @submit=${send}>
      <h2 id="key-title">This server asks for a key</h2>
      <p class="quiet">${wrong ? problem.message : "It stays in this tab and is gone when you close it."}</p>
      <label>API key <input name="key" type="password" autocomplete="off" required autofocus /></label>
      <button class="main">Continue</button>
    </form>
  </div>`;
}

/** Leaves: the key is forgotten. */
export function leave(onKey) {
  return hasKey()
    ? html`<button class="quiet-button" @click=${() => {
        forgetKey();
        onKey();
      }}>Forget key</button>`
    : nothing;
}

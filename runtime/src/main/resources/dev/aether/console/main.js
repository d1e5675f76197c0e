// Where the page starts: reads the address, shows the view that belongs to it, and draws when
// something has changed.

import { html, nothing, render } from "./lit-html.js";
import { ask } from "./api.js";
import { CompareView } from "./compare.js";
import { ExecutionView } from "./execution.js";
import { askForKey, leave } from "./key.js";
import { ListView } from "./list.js";
import { LiveView } from "./live.js";
import { address, place } from "./router.js";
import { dark, restoreTheme, switchTheme } from "./theme.js";
import { TryView } from "./tryit.js";

const LATER_MS = 90;

/** An execution that lies in the page itself, if one does. */
const kept = document.getElementById("data");

const app = {
  ask,
  soon() {
    if (!app.drawing) {
      app.drawing = requestAnimationFrame(draw);
    }
  },
  later() {
    if (!app.drawing && !app.waiting) {
      app.waiting = setTimeout(() => {
        app.waiting = undefined;
        app.soon();
      }, LATER_MS);
    }
  },
  /** The server wants to know who asks. */
  refused(error) {
    if (error.status === 401) {
      app.keyless = error;
    }
  },
};

function viewFor({ path: [name, id] }) {
  if (kept) {
    return new ExecutionView(app, undefined, JSON.parse(kept.textContent));
  }
  switch (name) {
    case "compare":
      return new CompareView(app);
    case "live":
      return new LiveView(app);
    case "try":
      return new TryView(app);
    case "executions":
      return id ? new ExecutionView(app, id) : new ListView(app);
    default:
      return new ListView(app);
  }
}

function show() {
  app.view?.close();
  app.view = viewFor(place());
  app.where = location.hash;
  app.soon();
  app.view.open();
  scrollTo(0, 0);
}

function navigation() {
  const here = place().path[0] ?? "executions";
  const link = (name, text) =>
    html`<a href=${address([name])} aria-current=${here === name ? "page" : nothing}>${text}</a>`;
  return html`<nav aria-label="Console">
    <a class="brand" href=${kept ? "#" : address(["executions"])}>${mark()}Aether</a>
    ${kept ? html`<span class="quiet">kept execution</span>` : html`${link("executions", "Executions")}${link("live", "Live")}${link("try", "Try it")}`}
    <span class="gap"></span>
    ${kept ? nothing : leave(show)}
    <button class="quiet-button" aria-label=${dark() ? "Light theme" : "Dark theme"} @click=${changeTheme}>${dark() ? "☀" : "☾"}</button>
  </nav>`;
}

/** The sign of the product. */
function mark() {
  return html`<svg class="mark" width="18" height="18" viewBox="0 0 32 32" aria-hidden="true">
    <rect class="ground" width="32" height="32" rx="8"></rect>
    <path d="M7 16C14 16 12 8 18 8M7 16C14 16 12 24 18 24M7 16H25"></path>
    <circle cx="7" cy="16" r="3"></circle>
    <circle cx="20" cy="8" r="3"></circle>
    <circle cx="20" cy="24" r="3"></circle>
    <circle cx="25.5" cy="16" r="3"></circle>
  </svg>`;
}

function changeTheme() {
  switchTheme();
  app.soon();
}

function gotKey() {
  app.keyless = undefined;
  show();
}

function draw() {
  app.drawing = undefined;
  const root = document.getElementById("app");
  const page = html`<a class="skip" href="#main" @click=${toContent}>Skip to the content</a>
    ${navigation()}${app.view.render()}${askForKey(app.keyless, gotKey)}
    <div id="news" class="unseen" role="status"></div>`;
  render(page, root);
  document.title = `${app.view.title} · Aether`;
  app.view.drawn?.(root);
  root.querySelector(".veil [autofocus]:not(:focus)")?.focus();
}

function toContent(event) {
  event.preventDefault();
  const main = document.getElementById("main");
  main.tabIndex = -1;
  main.focus();
}

addEventListener("hashchange", () => {
  const [was] = (app.where ?? "").split("?");
  const [is] = location.hash.split("?");
  if (was !== is || is.startsWith("#/compare") || is === "#/executions") {
    show();
  }
});
restoreTheme();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => app.soon());
show();

// The executions, newest first, as they come and change. The filter stands in the address.

import { html, nothing } from "./lit-html.js";
import { repeat } from "./repeat.js";
import { get } from "./api.js";
import { ago, count, duration, ended, moment, money } from "./format.js";
import { chip, shortId, trouble } from "./parts.js";
import { address, go, place, refine } from "./router.js";

const EVERY_MS = 1500;
const STATUSES = ["queued", "running", "cancelling", "succeeded", "failed", "cancelled", "timed_out"];

/** The list. */
export class ListView {
  constructor(app) {
    this.app = app;
    this.filter = place().query;
    this.picked = new Set();
    this.pages = 1;
    this.stop = new AbortController();
    this.title = "Executions";
  }

  async open() {
    await this.load();
    this.clock = setInterval(() => {
      if (!document.hidden && !this.loading) {
        this.load();
      }
    }, EVERY_MS);
    if (this.stop.signal.aborted) {
      clearInterval(this.clock);
    }
  }

  close() {
    this.stop.abort();
    clearInterval(this.clock);
  }

  async load() {
    this.loading = true;
    const asked = this.filter;
    try {
      const found = [];
      let cursor;
      for (let page = 0; page < this.pages && cursor !== null; page++) {
        const { status, flow, tag } = asked;
        const query = new URLSearchParams(
          Object.entries({ status, flow, tag, cursor }).filter(([, value]) => value),
        );
        const answer = await get(`/v1/executions?${query}`, this.stop.signal);
        found.push(...answer.data);
        cursor = answer.next_cursor;
      }
      if (asked === this.filter) {
        this.executions = found;
        this.more = cursor !== null;
        this.error = undefined;
      }
    } catch (error) {
      if (!this.stop.signal.aborted) {
        this.error = error;
        this.app.refused(error);
      }
    } finally {
      this.loading = false;
    }
    this.app.soon();
  }

  narrow(changes) {
    this.filter = { ...this.filter, ...changes };
    refine(changes);
    this.load();
  }

  render() {
    const list = this.executions ?? [];
    return html`<main id="main" class="view">
      <div class="bar">
        <h1>Executions</h1>
        ${this.filters()}
        <button ?disabled=${this.picked.size !== 2} @click=${() => this.compare()}>
          Compare${this.picked.size > 0 ? ` (${this.picked.size} of 2)` : nothing}
        </button>
      </div>
      ${trouble(this.error)}
      ${this.executions && list.length === 0 ? this.nothingHere() : nothing}
      ${list.length > 0 ? this.table(list) : nothing}
      ${this.more
        ? html`<button class="more" @click=${() => this.showMore()}>Show older ones</button>`
        : nothing}
    </main>`;
  }

  filters() {
    const { status = "", flow = "", tag = "" } = this.filter;
    return html`<form class="filters" role="search" aria-label="Executions" @submit=${(event) => event.preventDefault()}>
      <label>Status
        <select name="status" @change=${(event) => this.narrow({ status: event.target.value })}>
          <option value="" ?selected=${!status}>all</option>
          ${STATUSES.map((each) => html`<option value=${each} ?selected=${each === status}>${each.replace("_", " ")}</option>`)}
        </select>
      </label>
      <label>Flow
        <input name="flow" .value=${flow} autocomplete="off" @change=${(event) => this.narrow({ flow: event.target.value.trim() })} />
      </label>
      <label>Tag
        <input name="tag" .value=${tag} autocomplete="off" @change=${(event) => this.narrow({ tag: event.target.value.trim() })} />
      </label>
    </form>`;
  }

  nothingHere() {
    const narrowed = this.filter.status || this.filter.flow || this.filter.tag;
    return html`<div class="panel is-empty">
      <p>${narrowed ? "No execution is like that." : "Nothing has run yet."}</p>
      ${narrowed ? nothing : html`<p><a href=${address(["try"])}>Try a flow</a>, or send one to <code>POST /v1/executions</code>.</p>`}
    </div>`;
  }

  table(list) {
    const longest = list.reduce((most, each) => Math.max(most, each.total_execution_time_ms ?? 0), 1);
    return html`<div class="panel scrolls">
      <table class="list">
        <caption class="unseen">Executions, newest first</caption>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">Compare</span></th>
            <th scope="col">Flow</th>
            <th scope="col">Status</th>
            <th scope="col" class="wide">Started</th>
            <th scope="col" class="number">Duration</th>
            <th scope="col" class="wide"><span class="unseen">Duration as a bar</span></th>
            <th scope="col" class="number wide">Nodes</th>
            <th scope="col" class="number wide">Hits</th>
            <th scope="col" class="number wide">Tokens</th>
            <th scope="col" class="number">Cost</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(list, (each) => each.execution_id, (each) => this.row(each, longest))}
        </tbody>
      </table>
    </div>`;
  }

  row(each, longest) {
    const id = each.execution_id;
    const took = ended(each.status)
      ? each.total_execution_time_ms
      : Math.max(each.total_execution_time_ms ?? 0, Date.now() - Date.parse(each.created_at));
    const name = each.flow ?? "unnamed flow";
    return html`<tr @click=${(event) => rowClick(event, id)}>
      <td>
        <input
          type="checkbox"
          aria-label="Compare ${name}, ${shortId(id)}"
          .checked=${this.picked.has(id)}
          @change=${(event) => this.pick(id, event.target.checked)}
        />
      </td>
      <th scope="row">
        <a href=${address(["executions", id])}>${name}</a>
        <code class="quiet">${shortId(id)}</code>
        ${(each.tags ?? []).map((tag) => html` <span class="badge">${tag}</span>`)}
      </th>
      <td>${chip(each.status)}</td>
      <td class="wide"><time datetime=${each.created_at} title=${moment(each.created_at)}>${ago(each.created_at)}</time></td>
      <td class="number">${duration(took)}</td>
      <td class="wide">
        <svg class="meter" height="6" aria-hidden="true">
          <rect class="part is-${each.status}" width="${Math.max(1, Math.min(100, (took / longest) * 100))}%" height="6" rx="3"></rect>
        </svg>
      </td>
      <td class="number wide">${count(each.nodes)}</td>
      <td class="number wide">${each.cache_hits ? count(each.cache_hits) : "–"}</td>
      <td class="number wide">${count(each.total_tokens)}</td>
      <td class="number">${money(each.cost)}</td>
    </tr>`;
  }

  pick(id, yes) {
    if (yes) {
      if (this.picked.size === 2) {
        this.picked.delete([...this.picked][0]);
      }
      this.picked.add(id);
    } else {
      this.picked.delete(id);
    }
    this.app.soon();
  }

  /** The older one first. */
  compare() {
    const [a, b] = [...this.picked].sort();
    go(["compare"], { a, b });
  }

  showMore() {
    this.pages += 1;
    this.load();
  }
}

/** The whole row leads on, but for what does something of its own. */
function rowClick(event, id) {
  if (!event.target.closest("a, input, label")) {
    go(["executions", id]);
  }
}

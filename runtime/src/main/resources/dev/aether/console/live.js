// What the server is doing now: nodes at work, limits, circuits, and the caches over time.

import { html, nothing, svg } from "./lit-html.js";
import { get } from "./api.js";
import { count, duration, percent, words } from "./format.js";
import { fact, shortId, trouble } from "./parts.js";
import { address } from "./router.js";

const EVERY_MS = 1000;
const KEPT = 120;
const SHOWN_NODES = 40;

/** The view of the server as a whole. */
export class LiveView {
  constructor(app) {
    this.app = app;
    this.title = "Live";
    this.running = [];
    this.hits = new Map();
    this.stop = new AbortController();
  }

  async open() {
    await this.load();
    if (!this.stop.signal.aborted) {
      this.clock = setInterval(() => !document.hidden && this.load(), EVERY_MS);
    }
  }

  close() {
    this.stop.abort();
    clearInterval(this.clock);
  }

  async load() {
    try {
      this.now = await get("/v1/live", this.stop.signal);
      this.error = undefined;
      keep(this.running, this.now.nodes_running);
      for (const [name, cache] of Object.entries(this.now.caches)) {
        if (!this.hits.has(name)) {
          this.hits.set(name, []);
        }
        keep(this.hits.get(name), cache.hit_rate);
      }
    } catch (error) {
      if (!this.stop.signal.aborted) {
        this.error = error;
        this.app.refused(error);
      }
    }
    this.app.soon();
  }

  render() {
    return html`<main id="main" class="view">
      <div class="bar"><h1>Live</h1></div>
      ${trouble(this.error)}
      ${this.now ? html`<div class="tiles">${this.work()}${this.caches()}${this.shared()}</div>` : nothing}
    </main>`;
  }

  work() {
    const { now } = this;
    const { admission, calls } = now;
    return html`<section class="panel tile is-broad" aria-label="At work">
      <h2>At work</h2>
      <dl class="facts">
        ${fact("Nodes running", count(now.nodes_running))}
        ${fact("Executions", count(now.executions_running), admission ? `of ${count(admission.limit)}` : undefined)}
        ${admission ? fact("Waiting", count(admission.waiting), `of ${count(admission.queue_limit)}`) : nothing}
        ${calls ? fact("Calls in flight", count(calls.in_flight), `of ${count(calls.limit)}`) : nothing}
        ${now.event_readers === undefined ? nothing : fact("Readers of events", count(now.event_readers))}
      </dl>
      ${line(this.running, Math.max(4, ...this.running), "Nodes running in the last two minutes")}
      ${now.nodes.length === 0
        ? html`<p class="quiet">Nothing runs at the moment.</p>`
        : html`<table class="list">
            <caption class="unseen">Nodes that are running</caption>
            <thead><tr><th scope="col">Node</th><th scope="col">Execution</th><th scope="col" class="number">Tries</th><th scope="col" class="number">For</th></tr></thead>
            <tbody>
              ${now.nodes.slice(0, SHOWN_NODES).map(
                (node) => html`<tr>
                  <th scope="row"><a href=${address(["executions", node.execution_id], { node: node.node_id })}>${node.node_id}</a></th>
                  <td>${node.flow ?? "unnamed flow"} <code class="quiet">${shortId(node.execution_id)}</code></td>
                  <td class="number">${node.attempt}</td>
                  <td class="number">${duration(Date.now() - Date.parse(node.started_at))}</td>
                </tr>`,
              )}
            </tbody>
          </table>`}
    </section>`;
  }

  caches() {
    return Object.entries(this.now.caches).map(
      ([name, cache]) => html`<section class="panel tile" aria-label="Cache ${name}">
        <h2>${words(name)} cache</h2>
        <p class="large">${percent(cache.hit_rate)} <span class="quiet">hits</span></p>
        ${line(this.hits.get(name) ?? [], 1, `Hit rate of the ${name} cache in the last two minutes`)}
        <dl class="rows">
          <dt>Hits / misses</dt><dd>${count(cache.hits)} / ${count(cache.misses)}</dd>
          <dt>Entries</dt><dd>${count(cache.entries)}</dd>
          <dt>Evictions</dt><dd>${count(cache.evictions)}</dd>
          <dt>Tokens saved</dt><dd>${count(cache.tokens_saved)}</dd>
        </dl>
      </section>`,
    );
  }

  shared() {
    const { circuits, rate_limits: rates } = this.now;
    if (!circuits) {
      return html`<section class="panel tile" aria-label="Limits and circuits">
        <h2>Limits and circuits</h2>
        <p class="quiet">These belong to all tenants; they are shown to keys with the right <code>admin</code>.</p>
      </section>`;
    }
    return html`<section class="panel tile" aria-label="Circuits">
        <h2>Circuits</h2>
        ${circuits.length === 0 ? html`<p class="quiet">No model has been asked yet.</p>` : nothing}
        <ul class="plain-list">
          ${circuits.map(
            (each) => html`<li>
              <span class="chip is-${{ closed: "succeeded", open: "failed", half_open: "pending" }[each.state]}">${{ closed: "✓ closed", open: "✕ open", half_open: "◷ trying" }[each.state]}</span>
              ${each.provider} <span class="quiet">${each.model}</span>
            </li>`,
          )}
        </ul>
      </section>
      <section class="panel tile" aria-label="Rate limits">
        <h2>Rate limits</h2>
        ${rates.length === 0 ? html`<p class="quiet">No provider has been asked yet.</p>` : nothing}
        ${rates.map(
          (each) => html`<h3>${each.provider}</h3>
            <dl class="rows">
              <dt>Calls a minute</dt><dd>${each.requests_per_minute === undefined ? "not limited" : count(each.requests_per_minute)}</dd>
              <dt>Tokens a minute</dt><dd>${each.tokens_per_minute === undefined ? "not limited" : count(each.tokens_per_minute)}</dd>
              <dt>Calls waiting</dt><dd>${count(each.waiting)}</dd>
              ${each.paused_ms > 0 ? html`<dt>Left alone for</dt><dd>${duration(each.paused_ms)}</dd>` : nothing}
            </dl>`,
        )}
      </section>`;
  }
}

function keep(list, value) {
  list.push(value);
  if (list.length > KEPT) {
    list.shift();
  }
}

/** Values over time as a line; the newest is at the right edge. */
function line(values, most, label) {
  const x = (i) => (KEPT - values.length + i) * (600 / (KEPT - 1));
  const y = (value) => 44 - (value / most) * 40;
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
  const area = values.length > 1 ? `M${points.join("L")}L600,46L${x(0).toFixed(1)},46Z` : "M0,46";
  return html`<svg class="spark" height="48" viewBox="0 0 600 48" preserveAspectRatio="none" role="img" aria-label="${label}: now ${most === 1 ? percent(values.at(-1) ?? 0) : count(values.at(-1) ?? 0)}">
    ${svg`<line class="ground" x1="0" x2="600" y1="46" y2="46"></line><path class="area" d=${area}></path><polyline class="line" points=${points.join(" ")}></polyline>`}
  </svg>`;
}

// Two executions side by side: what each node came to, took and cost in both, and for one node the
// words in which prompts and answers differ.

import { html, nothing } from "./lit-html.js";
import { repeat } from "./repeat.js";
import { executionPath, get } from "./api.js";
import { diff } from "./diff.js";
import { ago, duration, money, sign, signed, words } from "./format.js";
import { Execution } from "./model.js";
import { chip, shortId, trouble } from "./parts.js";
import { address, place, refine } from "./router.js";
import { time } from "./timing.js";

/** The comparison of the executions `a` and `b` of the address. */
export class CompareView {
  constructor(app) {
    this.app = app;
    this.title = "Compare";
    this.texts = new Map();
    this.stop = new AbortController();
  }

  async open() {
    const { a, b, node } = place().query;
    try {
      if (!a || !b) {
        const list = await get("/v1/executions?limit=100", this.stop.signal);
        this.choices = list.data.filter((each) => each.execution_id !== a);
      } else {
        [this.a, this.b] = await Promise.all([a, b].map((id) => this.fetch(id)));
        const rows = this.rows();
        const first = rows.find((row) => row.id === node) ?? rows.find(differs) ?? rows[0];
        if (first) {
          this.select(first.id, false);
        }
      }
    } catch (error) {
      this.failed(error);
    }
    this.app.soon();
  }

  async fetch(id) {
    return new Execution(await get(executionPath(id, "/nodes"), this.stop.signal));
  }

  close() {
    this.stop.abort();
  }

  failed(error) {
    if (!this.stop.signal.aborted) {
      this.error = error;
      this.app.refused(error);
      this.app.soon();
    }
  }

  rows() {
    const ids = new Set([...this.a.nodes.keys(), ...this.b.nodes.keys()]);
    return [...ids].map((id) => ({ id, a: this.a.nodes.get(id), b: this.b.nodes.get(id) }));
  }

  /** @param told whether the address is to say so */
  async select(id, told = true) {
    this.selected = id;
    if (told) {
      refine({ node: id });
    }
    this.app.soon();
    if (!this.texts.has(id)) {
      try {
        const both = await Promise.all([this.a, this.b].map((run) => this.words(run, id)));
        this.texts.set(id, both);
      } catch (error) {
        this.failed(error);
      }
      this.app.soon();
    }
  }

  async words(run, id) {
    return run.nodes.has(id)
      ? get(executionPath(run.id, `/nodes?node=${encodeURIComponent(id)}`), this.stop.signal)
      : undefined;
  }

  render() {
    return html`<main id="main" class="view">
      <div class="bar"><h1>Compare</h1></div>
      ${trouble(this.error)}
      ${this.choices ? this.choose() : nothing}
      ${this.a && this.b ? html`${this.heads()}${this.table()}${this.differences()}` : nothing}
    </main>`;
  }

  choose() {
    const { a } = place().query;
    return html`<section class="panel choices" aria-label="What to compare with">
      <p>${a ? html`Compare <code>${shortId(a)}</code> with:` : "First execution:"}</p>
      <ul>
        ${this.choices.map(
          (each) => html`<li>
            <a href=${address(["compare"], a ? { a, b: each.execution_id } : { a: each.execution_id })}
              >${each.flow ?? "unnamed flow"} <code>${shortId(each.execution_id)}</code></a>
            ${chip(each.status)} <span class="quiet">${ago(each.created_at)}</span>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  heads() {
    const one = (letter, run) => html`<section class="panel side" aria-label="Execution ${letter}">
      <h2><span class="letter">${letter}</span> <a href=${address(["executions", run.id])}>${run.summary.flow ?? "unnamed flow"}</a></h2>
      <p>${chip(run.status)} <code class="quiet">${shortId(run.id)}</code> <span class="quiet">${ago(run.summary.created_at)}</span></p>
      <p><strong>${duration(run.elapsed)}</strong> · ${money(run.summary.cost)} · ${run.summary.cache_hits ?? 0} from memory</p>
    </section>`;
    return html`<div class="sides">${one("A", this.a)}${one("B", this.b)}</div>`;
  }

  table() {
    return html`<div class="panel scrolls">
      <table class="list compare">
        <caption class="unseen">Nodes of both executions</caption>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col" class="number">Time A</th>
            <th scope="col" class="number">Time B</th>
            <th scope="col" class="number">Change</th>
            <th scope="col" class="number wide">Cost A</th>
            <th scope="col" class="number wide">Cost B</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(this.rows(), (row) => row.id, (row) => this.row(row))}
        </tbody>
      </table>
    </div>`;
  }

  row({ id, a, b }) {
    const [timeA, timeB] = [a, b].map((node, i) => node && time(node, [this.a, this.b][i].elapsed));
    const change = timeA === undefined || timeB === undefined ? undefined : timeB - timeA;
    const tone = change > 1 ? "is-worse" : change < -1 ? "is-better" : "";
    return html`<tr class=${id === this.selected ? "is-selected" : nothing} @click=${() => this.select(id)}>
      <th scope="row"><button class="plain" aria-pressed=${id === this.selected}>${(a ?? b).name}</button></th>
      <td>${state(a)}</td>
      <td>${state(b)}</td>
      <td class="number">${a ? duration(timeA) : "–"}</td>
      <td class="number">${b ? duration(timeB) : "–"}</td>
      <td class="number ${tone}">${change === undefined ? "–" : signed(Math.round(change), duration)}</td>
      <td class="number wide">${a?.cost ? money(a.cost.amount) : "–"}</td>
      <td class="number wide">${b?.cost ? money(b.cost.amount) : "–"}</td>
    </tr>`;
  }

  differences() {
    const both = this.texts.get(this.selected);
    if (!both) {
      return nothing;
    }
    const [a, b] = both;
    const text = (pieces) => (pieces ?? []).map((piece) => piece.text).join("");
    return html`<section class="panel differences" aria-label="Differences of ${this.selected}">
      <h2>${this.selected}</h2>
      <h3>Prompt</h3>
      ${told(text(a?.prompt), text(b?.prompt))}
      <h3>Answer</h3>
      ${told(a?.output ?? a?.error?.detail ?? "", b?.output ?? b?.error?.detail ?? "")}
    </section>`;
  }
}

function state(node) {
  return node
    ? html`<span class="state is-${node.state}"><span class="sign" aria-hidden="true">${sign(node.state)}</span> ${words(node.state)}</span>${node.cache ? html` <span class="badge is-cache">${node.cache}</span>` : nothing}`
    : html`<span class="quiet">not there</span>`;
}

function differs({ a, b }) {
  return !a || !b || a.state !== b.state || a.cache !== b.cache;
}

function told(before, after) {
  if (before === after) {
    return before === ""
      ? html`<p class="quiet">Neither has one.</p>`
      : html`<p class="quiet">The same in both:</p><pre class="answer" tabindex="0">${before}</pre>`;
  }
  const mark = { same: (text) => text, gone: (text) => html`<del>${text}</del>`, new: (text) => html`<ins>${text}</ins>` };
  return html`<pre class="answer" tabindex="0">${diff(before, after).map(({ kind, text }) => mark[kind](text))}</pre>`;
}

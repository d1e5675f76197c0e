// The head of an execution: how it stands, what it took, and what can be done with it.

import { html, nothing } from "./lit-html.js";
import { ago, count, duration, money, moment } from "./format.js";
import { chip, fact } from "./parts.js";
import { busy } from "./timing.js";
import { address } from "./router.js";

/**
 * @param run the execution
 * @param path its critical path
 * @param actions what can be done: `[{name, title, act}]`
 */
export function head(run, path, now, actions) {
  const { summary } = run;
  return html`<header class="head">
    <div class="title">
      <h1>${summary.flow ?? "Unnamed flow"} ${chip(run.status)}</h1>
      <p class="quiet">
        <code>${run.id}</code> · <time datetime=${summary.created_at} title=${moment(summary.created_at)}
          >${ago(summary.created_at)}</time
        >${parent(summary)}${(summary.tags ?? []).map((tag) => html` <span class="badge">${tag}</span>`)}
      </p>
    </div>
    <div class="actions">
      ${actions.map(
        (action) =>
          html`<button class=${action.kind ?? nothing} title=${action.title} @click=${action.act}>${action.name}</button>`,
      )}
    </div>
    <dl class="facts">${figures(run, path, now)}</dl>
  </header>`;
}

function parent(summary) {
  return summary.parent_execution_id
    ? html` · rerun of <a href=${address(["executions", summary.parent_execution_id])}>an earlier one</a>`
    : nothing;
}

function figures(run, path, now) {
  const nodes = [...run.nodes.values()];
  const done = nodes.filter((node) => !["pending", "running"].includes(node.state)).length;
  const hits = nodes.filter((node) => node.cache).length;
  const sum = (of) => nodes.reduce((all, node) => all + of(node), 0);
  const tokens = sum((node) => node.usage?.total_tokens ?? 0);
  const read = sum((node) => node.usage?.cache_read_tokens ?? 0);
  const cost = sum((node) => Number(node.cost?.amount ?? 0));
  const saved = sum((node) => Number(node.cost?.saved ?? 0));
  const priced = nodes.some((node) => node.cost);
  const faster = now > 0 ? busy(run.nodes, now) / now : 0;
  return html`
    ${fact("Duration", duration(now), `critical path ${duration(path.ms)}`)}
    ${fact("Against one after another", faster >= 1.05 ? `${faster.toFixed(1)} × faster` : "no faster")}
    ${fact("Cost", priced ? money(cost) : "–", saved > 0 ? `${money(saved)} saved` : undefined)}
    ${fact("Tokens", count(tokens), read > 0 ? `${count(read)} from the provider's cache` : undefined)}
    ${fact("Answered from memory", hits, `of ${count(nodes.filter((node) => node.type === "llm_fn").length)}`)}
    ${fact("Nodes", run.ended ? count(nodes.length) : `${count(done)} / ${count(nodes.length)}`, maxLevel(nodes))}
  `;
}

function maxLevel(nodes) {
  const levels = nodes.reduce((most, node) => Math.max(most, node.level + 1), 0);
  return levels > 1 ? `in ${levels} layers` : undefined;
}

// When each node did what: a table whose bars are the parts of its time. It is also how the graph
// is read without seeing it.

import { html, nothing, svg } from "./lit-html.js";
import { repeat } from "./repeat.js";
import { count, duration, mark, money, sign, words } from "./format.js";
import { parts, ticks, time } from "./timing.js";

const PAGE = 300;

/** With more rows, the marks of the axis do not go on through them. */
const MOST_MARKED = 60;

/** Parts that nobody sees are not explained. */
const SMALLEST_SHARE = 0.002;

/** The parts of a bar: what they are called, in the order of the legend. */
const KINDS = {
  queued: "waiting for a place",
  limit: "waiting for a limit",
  leader: "waiting for a leader",
  first: "to the first token",
  text: "generating",
  failed: "a failed try",
  pause: "backing off",
  memory: "from memory",
  stopped: "stopped",
  work: "computing",
};

/** The table of an execution. */
export class Waterfall {
  /**
   * @param onSelect called with the id of a node
   * @param onChange called when it is to be drawn again
   */
  constructor(onSelect, onChange) {
    this.onSelect = onSelect;
    this.onChange = onChange;
    this.rows = PAGE;
  }

  render(nodes, selected, critical, total, now) {
    const order = [...nodes.values()].sort(
      (a, b) => (a.ready ?? Infinity) - (b.ready ?? Infinity) || a.level - b.level || 0,
    );
    const shown = order.slice(0, this.rows);
    if (nodes.has(selected) && !shown.some((node) => node.id === selected)) {
      shown.push(nodes.get(selected));
    }
    const marks = shown.length <= MOST_MARKED ? ticks(total) : [];
    const bars = new Map(shown.map((node) => [node.id, parts(node, now)]));
    const seen = [...bars.values()].flat().filter((part) => part.ms > total * SMALLEST_SHARE);
    const kinds = new Set(seen.map((part) => part.kind));
    return html`<div class="waterfall">
      <table>
        <caption class="unseen">Nodes in the order in which they could start, with where their time went</caption>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col" class="for-bars">${axis(total)}<span class="unseen">Time</span></th>
            <th scope="col" class="number">Took</th>
            <th scope="col" class="number wide">Tokens</th>
            <th scope="col" class="number wide">Cost</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            shown,
            (node) => node.id,
            (node) => this.row(node, bars.get(node.id), marks, selected, critical, total, now),
          )}
        </tbody>
      </table>
      ${shown.length < order.length
        ? html`<button class="more" @click=${() => this.more()}>
            Show ${Math.min(PAGE, order.length - shown.length)} more of ${count(order.length)}
          </button>`
        : nothing}
      ${legend(kinds)}
    </div>`;
  }

  more() {
    this.rows += PAGE;
    this.onChange();
  }

  row(node, bar, marks, selected, critical, total, now) {
    const classes = [
      `is-${node.state}`,
      node.id === selected ? "is-selected" : "",
      critical.has(node.id) ? "is-critical" : "",
    ].join(" ");
    return html`<tr class=${classes} @click=${() => this.onSelect(node.id)}>
      <th scope="row">
        <button class="plain" aria-pressed=${node.id === selected}>
          <span class="sign" aria-hidden="true">${sign(node.state)}</span>
          <span class="label">${node.name}</span>
          <span class="unseen">, ${words(node.state)}</span>
        </button>
      </th>
      <td class="for-bars">
        <div class="track"><svg class="bars" height="20" aria-hidden="true">
          ${marks.map((at) => line(at, total))} ${bar.map((part) => rect(part, total))}
        </svg>
        ${node.skipReason && bar.length === 0 ? html`<span class="why">${words(node.skipReason)}</span>` : nothing}</div>
        <span class="unseen">${said(node, bar)}</span>
      </td>
      <td class="number">${node.state === "skipped" ? html`<span class="quiet">${node.started === undefined ? "skipped" : words(node.skipReason)}</span>` : took(node, now)}</td>
      <td class="number wide">${node.usage ? count(node.usage.total_tokens) : "–"}</td>
      <td class="number wide">${node.cost ? money(node.cost.amount) : "–"}</td>
    </tr>`;
  }
}

function share(ms, total) {
  return total > 0 ? Math.max(0, Math.min(100, (ms / total) * 100)) : 0;
}

function rect(part, total) {
  const width = share(part.ms, total);
  const x = Math.min(share(part.from, total), 99.6);
  return svg`<rect class="part is-${part.kind}" x="${x}%" y="3" width="${Math.max(width, 0.4)}%" height="14"><title>${KINDS[part.kind]}: ${duration(part.ms)}</title></rect>`;
}

function line(at, total) {
  const x = `${share(at, total)}%`;
  return svg`<line class="mark" x1=${x} x2=${x} y1="0" y2="20"></line>`;
}

function axis(total) {
  const label = (at) => {
    const x = share(at, total);
    const anchor = x < 3 ? "start" : x > 95 ? "end" : "middle";
    return svg`<text x="${x}%" y="11" text-anchor=${anchor}>${at === 0 ? "0" : mark(at)}</text>`;
  };
  return html`<svg class="axis" height="14" aria-hidden="true">${ticks(total).map(label)}</svg>`;
}

function took(node, now) {
  return node.started === undefined ? "–" : duration(time(node, now));
}

/** A bar in words. */
function said(node, bar) {
  if (bar.length === 0) {
    return node.skipReason ? "" : "has not started";
  }
  const told = bar.map((part) => `${KINDS[part.kind]} ${duration(part.ms)}`).join(", ");
  return `from ${duration(bar[0].from)}: ${told}`;
}

function legend(kinds) {
  const there = Object.entries(KINDS).filter(([kind]) => kinds.has(kind));
  return there.length === 0
    ? nothing
    : html`<p class="legend">
        ${there.map(([kind, text]) => html`<span><i class="swatch is-${kind}"></i>${text}</span>`)}
      </p>`;
}

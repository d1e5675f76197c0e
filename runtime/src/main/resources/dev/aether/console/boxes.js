// The boxes of the graph: one for a node, one for a group of nodes.

import { svg } from "./lit-html.js";
import { duration, kind, shortened, sign, tail, words } from "./format.js";
import { summary, title } from "./groups.js";
import { time } from "./timing.js";

/** How large boxes are, and how far apart. */
export const SIZE = { width: 196, height: 58, gapX: 60, gapY: 20 };

/** The box of one node. `i` is its place among all boxes. */
export function box(node, i, { x, y }, selected, critical, now) {
  const classes = [
    "box",
    `is-${node.state}`,
    node.id === selected ? "is-selected" : "",
    critical.has(node.id) ? "is-critical" : "",
  ].join(" ");
  return svg`<g class=${classes} data-box=${i} transform="translate(${x} ${y})">
    <title>${node.name === node.id ? node.id : `${node.name} (${node.id})`}: ${words(node.state)}</title>
    <rect class="card" width=${SIZE.width} height=${SIZE.height} rx="9"></rect>
    <rect class="edge" x="0.5" y="9" width="4" height=${SIZE.height - 18} rx="2"></rect>
    <text class="name" x="15" y="24">${shortened(node.name, 21)}</text>
    <text class="sign" x=${SIZE.width - 13} y="24" text-anchor="end">${sign(node.state)}</text>
    ${below(node, now)}
  </g>`;
}

function below(node, now) {
  if (node.state === "running" && node.said) {
    return svg`<text class="said" x="15" y="44">${tail(node.said, 27)}</text>`;
  }
  const notes = [];
  if (node.attempts > 1) {
    notes.push(["attempts", `${node.attempts} tries`]);
  }
  if (node.cache) {
    notes.push(["cache", node.cache]);
  }
  if (node.takenOver) {
    notes.push(["kept", "kept"]);
  }
  let right = SIZE.width - 11;
  const badges = notes.map(([kind, text]) => {
    const width = text.length * 6.1 + 13;
    right -= width + 4;
    return svg`<g class="badge is-${kind}" transform="translate(${right + 4} 32)">
      <rect width=${width} height="17" rx="8.5"></rect>
      <text x=${width / 2} y="12.2" text-anchor="middle">${text}</text>
    </g>`;
  });
  return svg`<text class="time" x="15" y="44">${whatBelow(node, now)}</text>${badges}`;
}

/** The box of a group. */
export function bundle(group, i, { x, y }, selected) {
  const { counts, state } = summary(group);
  const has = group.members.some((node) => node.id === selected);
  const told = Object.entries(counts)
    .map(([each, many]) => `${many} ${sign(each)}`)
    .join("  ");
  return svg`<g class="box is-group is-${state} ${has ? "is-selected" : ""}" data-box=${i} transform="translate(${x} ${y})">
    <title>${group.members.length} nodes; double click shows them one by one</title>
    <rect class="card" x="6" y="6" width=${SIZE.width - 6} height=${SIZE.height - 6} rx="9"></rect>
    <rect class="card" width=${SIZE.width - 6} height=${SIZE.height - 6} rx="9"></rect>
    <rect class="edge" x="0.5" y="9" width="4" height=${SIZE.height - 24} rx="2"></rect>
    <text class="name" x="15" y="22">${shortened(title(group), 18)}</text>
    <text class="time" x=${SIZE.width - 18} y="22" text-anchor="end">×${group.members.length}</text>
    <text class="time" x="15" y="41">${told}</text>
    <text class="many" x=${SIZE.width / 2} y="40" text-anchor="middle">${group.members.length}</text>
  </g>`;
}

function whatBelow(node, now) {
  switch (node.state) {
    case "pending":
      return kind(node.type);
    case "skipped":
      return words(node.skipReason);
    default:
      return duration(time(node, now));
  }
}

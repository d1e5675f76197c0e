// The graph of an execution: boxes in layers, lines between them, and a window onto it. The table
// of times below it says the same in words.

import { html, nothing, svg } from "./lit-html.js";
import { repeat } from "./repeat.js";
import { SIZE, box, bundle } from "./boxes.js";
import { grouped } from "./groups.js";
import { layout } from "./layout.js";
import { Viewport } from "./viewport.js";

const FAR = 0.5;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A graph that is drawn again and again while its nodes change. */
export class Graph {
  /**
   * @param onSelect called with the id of a node
   * @param onChange called when it is to be drawn again
   */
  constructor(onSelect, onChange) {
    this.onSelect = onSelect;
    this.onChange = onChange;
    this.viewport = new Viewport(onChange);
    this.open = new Set();
  }

  /** Takes up nodes. What was laid out stays as it is while the edges are the same. */
  show(nodes) {
    const same = this.nodes && this.drawnOpen === this.open.size && alike(this.nodes, nodes);
    this.nodes = nodes;
    if (same) {
      this.refresh();
      return;
    }
    this.drawnOpen = this.open.size;
    const { items, home } = grouped(nodes, this.open);
    this.items = items;
    this.home = home;
    this.plan = layout(items, SIZE);
    this.viewport.content = this.plan;
  }

  /** The same boxes with the nodes as they are now. */
  refresh() {
    for (const item of this.items) {
      if (item.node) {
        item.node = this.nodes.get(item.id);
      } else {
        item.group.members = item.group.members.map((node) => this.nodes.get(node.id));
      }
    }
  }

  /** Moves the window so that a node is in it. */
  reveal(id) {
    const place = this.plan.boxes.get(this.home.get(id));
    if (place) {
      this.viewport.reveal(place, SIZE);
    }
  }

  /** Shows the nodes of a group one by one. */
  spread(key) {
    this.open.add(key);
    this.show(this.nodes);
    this.viewport.fit();
  }

  /** Shows all groups as one box each again. */
  together() {
    this.open.clear();
    this.show(this.nodes);
    this.viewport.fit();
  }

  key(event, selected) {
    if (STEPS[event.key]) {
      event.preventDefault();
      this.move(selected, ...STEPS[event.key]);
    } else if (event.key === "+" || event.key === "=") {
      this.viewport.zoom(1.25);
    } else if (event.key === "-") {
      this.viewport.zoom(0.8);
    } else if (event.key === "0") {
      this.viewport.fit();
    } else if (event.key === "Enter") {
      const item = this.items.find((each) => each.id === this.home.get(selected));
      if (item?.group) {
        this.spread(item.group.key);
      }
    }
  }

  /** To the nearest box in a direction: the next layer, or the neighbour in this one. */
  move(selected, dx, dy) {
    const here = this.plan.boxes.get(this.home.get(selected));
    const across = SIZE.width + SIZE.gapX;
    let best;
    let least = Infinity;
    for (const item of this.items) {
      const { x, y } = this.plan.boxes.get(item.id);
      const layers = here ? (x - here.x) / across : 0;
      const rows = here ? (y - here.y) / SIZE.height : 0;
      const ahead = !here || layers * dx + rows * dy > 0.4;
      const distance = here
        ? Math.abs(dx ? layers * 1000 : rows) + Math.abs(dx ? rows : layers * 1000)
        : x + y;
      if (ahead && distance < least && item.id !== this.home.get(selected)) {
        least = distance;
        best = item;
      }
    }
    if (best) {
      this.choose(best);
    }
  }

  choose(item) {
    const id = item.node?.id ?? item.group.members[0].id;
    this.reveal(id);
    this.onSelect(id);
  }

  click(event) {
    const target = event.target.closest?.("[data-box]");
    if (target && !event.currentTarget.classList.contains("is-dragged")) {
      const item = this.items[Number(target.dataset.box)];
      if (item.group && event.detail > 1) {
        this.spread(item.group.key);
      } else {
        this.choose(item);
      }
    }
  }

  /** @param critical the critical path: its nodes and lines */
  render(selected, critical, now) {
    const { viewport, plan } = this;
    return html`<div class="graph">
      <svg
        class=${viewport.view.scale < FAR ? "is-far" : nothing}
        height=${viewport.height}
        viewBox=${viewport.viewBox}
        role="application"
        tabindex="0"
        aria-label="Graph of ${this.nodes.size} nodes. Arrow keys go from node to node; the table below says the same."
        @keydown=${(event) => this.key(event, selected)}
        @pointerdown=${(event) => viewport.drag(event)}
        @wheel=${{ handleEvent: (event) => viewport.wheel(event), passive: false }}
        @click=${(event) => this.click(event)}
      >
        <g aria-hidden="true">${plan.lines.map((line) => this.line(line, critical.lines))}</g>
        <g aria-hidden="true">
          ${repeat(
            this.items,
            (item) => item.id,
            (item, i) => {
              const place = plan.boxes.get(item.id);
              return item.node
                ? box(item.node, i, place, selected, critical.nodes, now)
                : bundle(item.group, i, place, selected);
            },
          )}
        </g>
      </svg>
      <div class="tools">
        ${this.open.size > 0
          ? html`<button @click=${() => this.together()}>Draw together</button>`
          : nothing}
        <button aria-label="Smaller" @click=${() => viewport.zoom(0.8)}>−</button>
        <button aria-label="Larger" @click=${() => viewport.zoom(1.25)}>+</button>
        <button @click=${() => viewport.fit()}>Fit</button>
      </div>
    </div>`;
  }

  line(line, lines) {
    const state = this.nodes.get(line.to)?.state;
    const classes = [
      "line",
      lines.has(line.to) && this.home.get(lines.get(line.to)) === line.from ? "is-critical" : "",
      state === "skipped" ? "is-off" : "",
    ].join(" ");
    return svg`<path class=${classes} d=${line.path}></path>`;
  }
}

/** Whether two sets of nodes hang together in the same way. */
function alike(one, other) {
  if (one.size !== other.size) {
    return false;
  }
  for (const [id, node] of other) {
    const old = one.get(id);
    if (!old || old.needs.length !== node.needs.length || old.needs.some((each, i) => each !== node.needs[i])) {
      return false;
    }
  }
  return true;
}

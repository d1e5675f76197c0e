// The view of one execution, live: head, graph, times and the node that is selected.

import { html, nothing } from "./lit-html.js";
import { executionPath, get, post } from "./api.js";
import { words } from "./format.js";
import { head } from "./facts.js";
import { Graph } from "./graph.js";
import { Inspector } from "./inspector.js";
import { Execution } from "./model.js";
import { announce, copy, trouble } from "./parts.js";
import { go, place, refine } from "./router.js";
import { follow } from "./stream.js";
import { criticalPath } from "./timing.js";
import { Waterfall } from "./waterfall.js";

/** One execution on the page. */
export class ExecutionView {
  /**
   * @param app whoever draws: `soon()` draws with the next frame, `later()` when it has time
   * @param kept an execution that is all here, with no server behind it
   */
  constructor(app, id, kept) {
    this.app = app;
    this.id = id;
    this.kept = kept;
    const select = (node) => this.select(node);
    this.graph = new Graph(select, () => app.soon());
    this.waterfall = new Waterfall(select, () => app.soon());
    this.inspector = new Inspector(
      (node) => {
        this.select(node);
        this.graph.reveal(node);
      },
      () => app.soon(),
    );
    this.stop = new AbortController();
    this.sizes = new ResizeObserver((entries) =>
      this.graph.viewport.measure(entries[0].contentRect.width),
    );
  }

  get title() {
    return `${this.run?.summary.flow ?? "Execution"} · ${words(this.run?.status ?? "")}`;
  }

  async open() {
    if (this.kept) {
      this.take(this.kept);
      return;
    }
    try {
      this.take(await get(executionPath(this.id, "/nodes"), this.stop.signal));
      this.tick();
      if (!this.run.ended) {
        await follow(executionPath(this.id, "/events"), this.run.seq, (event) => this.heard(event), this.stop.signal);
        this.take(await get(executionPath(this.id, "/nodes"), this.stop.signal));
        announce(`The execution has ${words(this.run.status)}.`);
        this.load();
      }
    } catch (error) {
      this.failed(error);
    }
  }

  close() {
    this.stop.abort();
    this.sizes.disconnect();
    clearInterval(this.clock);
  }

  failed(error) {
    if (!this.stop.signal.aborted) {
      this.error = error;
      this.app.refused(error);
      this.app.soon();
    }
  }

  take(data) {
    this.error = undefined;
    if (this.run) {
      this.run.read(data);
    } else {
      this.run = new Execution(data);
    }
    this.graph.show(this.run.nodes);
    const wanted = place().query.node;
    if (wanted && this.run.nodes.has(wanted) && wanted !== this.selected) {
      this.select(wanted);
    } else if (!this.selected) {
      this.select(firstOfInterest(this.run.nodes), false);
    }
    this.app.soon();
  }

  /** Bars of what runs grow on their own. */
  tick() {
    this.clock = setInterval(() => {
      if (this.run.ended) {
        clearInterval(this.clock);
      } else {
        this.app.later();
      }
    }, 100);
  }

  heard(event) {
    this.run.apply(event);
    if (event.type === "node.finished" && event.status === "failed") {
      announce(`Node ${event.node_id} has failed.`);
    }
    if (event.node_id === this.selected && event.type === "node.finished") {
      this.load();
    }
    this.app.later();
  }

  /** @param told whether the address is to say so */
  select(id, told = true) {
    this.selected = id;
    if (told) {
      refine({ node: id });
      const node = this.run.nodes.get(id);
      announce(`${node.name}, ${words(node.state)}`);
    }
    this.load();
    this.app.soon();
  }

  /** Fetches the texts of the selected node. */
  async load() {
    const node = this.run.nodes.get(this.selected);
    if (!node || node.texts || this.kept) {
      return;
    }
    try {
      const texts = await get(
        executionPath(this.id, `/nodes?node=${encodeURIComponent(node.id)}`),
        this.stop.signal,
      );
      const now = this.run.nodes.get(texts.node_id);
      if (now && now.state === texts.state) {
        now.texts = texts;
        now.tokensSaved = texts.tokens_saved ?? 0;
      }
      this.app.soon();
    } catch (error) {
      this.failed(error);
    }
  }

  async act(path, body) {
    try {
      return await post(executionPath(this.id, path), body);
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  actions() {
    if (this.kept) {
      return [];
    }
    const rerun = async () => {
      const again = await this.act("/rerun", {});
      if (again) {
        go(["executions", again.execution_id]);
      }
    };
    const list = [];
    if (!this.run.ended) {
      list.push({ name: "Cancel", kind: "danger", title: "Stop it; what has ended stays", act: () => this.cancel() });
    }
    list.push(
      { name: "Rerun", kind: this.run.ended ? "main" : undefined, title: "Again; what has succeeded is kept", act: rerun },
      { name: "Compare", title: "Beside another execution", act: () => go(["compare"], { a: this.id }) },
      { name: this.copied ? "Copied" : "Copy as curl", title: "A command that runs all of it again", act: () => this.copyCurl() },
      { name: "Save page", title: "A page in one file, to keep or to send", act: () => this.save() },
    );
    return list;
  }

  async cancel() {
    this.run.summary.status = "cancelling";
    this.app.soon();
    await this.act("/cancel", {});
  }

  /** All nodes without dependencies run again, so everything does. */
  async copyCurl() {
    const from = [...this.run.nodes.values()].filter((node) => node.needs.length === 0).map((node) => node.id);
    const body = JSON.stringify({ from }).replaceAll("'", "'\\''");
    const command = `curl -X POST '${location.origin}${executionPath(this.id, "/rerun")}' -H 'Content-Type: application/json' -d '${body}'`;
    this.copied = await copy(command);
    this.command = this.copied ? undefined : command;
    announce(this.copied ? "Copied." : "The command is shown.");
    this.app.soon();
  }

  async save() {
    try {
      const { ask } = this.app;
      const page = await (await ask(executionPath(this.id, "/page"))).blob();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(page);
      link.download = `execution-${this.id}.html`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      this.failed(error);
    }
  }

  render() {
    if (!this.run) {
      return html`<main id="main" class="view">${trouble(this.error)}</main>`;
    }
    const now = this.run.elapsed;
    const path = criticalPath(this.run.nodes, now);
    return html`${head(this.run, path, now, this.actions())}
      <main id="main" class="execution">
        ${trouble(this.error)}
        ${this.command ? html`<pre class="command" tabindex="0">${this.command}</pre>` : nothing}
        <section class="panel graph-panel" aria-label="Graph">
          ${this.graph.render(this.selected, path, now)}
        </section>
        ${this.inspector.render(this.run.nodes.get(this.selected), now)}
        <section class="panel times" aria-label="Times">
          ${this.waterfall.render(this.run.nodes, this.selected, path.nodes, now, now)}
        </section>
      </main>`;
  }

  /** The graph is told how wide it is. */
  drawn(root) {
    const area = root.querySelector(".graph");
    if (area && area !== this.area) {
      this.sizes.disconnect();
      this.sizes.observe(area);
      this.area = area;
      this.graph.viewport.measure(area.clientWidth);
    }
  }
}

/** What failed first, else where the flow ends. */
function firstOfInterest(nodes) {
  const all = [...nodes.values()];
  const failed = all.find((node) => node.state === "failed");
  return (failed ?? all.find((node) => node.state === "running") ?? all.at(-1))?.id;
}

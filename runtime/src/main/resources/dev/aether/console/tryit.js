// Write, paste or drop a flow: it is checked while one types, drawn, and run.

import { html, nothing } from "./lit-html.js";
import { ask } from "./api.js";
import { EXAMPLE } from "./example.js";
import { Graph } from "./graph.js";
import { lineOf, locate, places, startOfLine } from "./locate.js";
import { announce, trouble } from "./parts.js";
import { go } from "./router.js";
import { events } from "./stream.js";

const PAUSE_MS = 250;
const DRAFT = "aether.draft";

/** The view in which flows are tried. */
export class TryView {
  constructor(app) {
    this.app = app;
    this.title = "Try it";
    this.text = sessionStorage.getItem(DRAFT) ?? EXAMPLE;
    this.problems = [];
    this.warnings = [];
    this.graph = new Graph(
      (id) => this.find(id),
      () => app.soon(),
    );
    this.stop = new AbortController();
  }

  async open() {
    await this.check();
  }

  close() {
    this.stop.abort();
    clearTimeout(this.pause);
  }

  typed(text) {
    this.text = text;
    sessionStorage.setItem(DRAFT, text);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.check(), PAUSE_MS);
    this.app.soon();
  }

  /** A flow alone is a request with nothing else in it. */
  get request() {
    const document = JSON.parse(this.text);
    const alone = document && Array.isArray(document.nodes) && document.dag === undefined;
    return { alone, body: alone ? { dag: document } : document };
  }

  async check() {
    const text = this.text;
    this.checking?.abort();
    this.checking = new AbortController();
    let alone = false;
    let answer;
    try {
      const response = await ask("/v1/validate", {
        method: "POST",
        body: (() => {
          try {
            const request = this.request;
            alone = request.alone;
            return JSON.stringify(request.body);
          } catch {
            return text; // the server says what is wrong with it, and where
          }
        })(),
        signal: this.checking.signal,
      });
      answer = await response.json();
      this.error = undefined;
    } catch (error) {
      if (error.name === "AbortError") {
        return;
      }
      if (error.problem?.code === undefined || error.status === 401) {
        this.error = error;
        this.app.refused(error);
        this.app.soon();
        return;
      }
      answer = { valid: false, errors: [error.problem], warnings: [] };
    }
    if (text === this.text) {
      this.take(answer, alone);
    }
  }

  take(answer, alone) {
    const found = places(this.text);
    this.problems = (answer.errors ?? [])
      .map((problem) => this.placed(problem, found, alone))
      .sort((a, b) => a.line - b.line);
    this.warnings = answer.warnings ?? [];
    this.valid = answer.valid;
    if (answer.valid) {
      this.draw(answer);
      announce(`The flow can run: ${answer.nodes} nodes.`);
    } else {
      announce(`${this.problems.length} problems.`);
    }
    this.app.soon();
  }

  placed(problem, found, alone) {
    if (problem.pointer === undefined) {
      const line = Number(/line (\d+)/.exec(problem.detail ?? "")?.[1] ?? 1);
      const start = startOfLine(this.text, line);
      return { ...problem, line, start, end: startOfLine(this.text, line + 1) };
    }
    const pointer = alone ? problem.pointer.replace(/^\/dag(?=\/|$)/, "") : problem.pointer;
    const { start, end } = locate(found, pointer);
    return { ...problem, line: lineOf(this.text, start), start, end };
  }

  draw(answer) {
    const level = new Map(answer.levels.flatMap((ids, i) => ids.map((id) => [id, i])));
    const document = this.request.body.dag.nodes;
    const named = new Map(document.map((node) => [node.id, node]));
    const path = answer.critical_path;
    this.critical = {
      nodes: new Set(path),
      lines: new Map(path.slice(1).map((id, i) => [id, path[i]])),
    };
    this.nodes = new Map(
      [...level.keys()].map((id) => [
        id,
        {
          id,
          name: named.get(id)?.name ?? id,
          type: named.get(id)?.node_type ?? "llm_fn",
          level: level.get(id),
          needs: answer.dependencies[id] ?? [],
          group: named.get(id)?.execution_hints?.parallel_group,
          state: "pending",
          said: "",
        },
      ]),
    );
    this.graph.show(this.nodes);
  }

  /** Marks a stretch of the text, as if the reader had. */
  mark(start, end) {
    const area = document.querySelector("textarea.editor");
    area.focus();
    area.setSelectionRange(start, end);
    const lines = lineOf(this.text, start) - 4;
    area.scrollTop = Math.max(0, lines * parseFloat(getComputedStyle(area).lineHeight));
  }

  find(id) {
    this.selected = id;
    for (const [pointer, place] of places(this.text)) {
      if (/\/nodes\/\d+\/id$/.test(pointer) && this.text.slice(place.start, place.end) === JSON.stringify(id)) {
        this.mark(place.start, place.end);
        break;
      }
    }
    this.app.soon();
  }

  /** The execution goes on when this reader has left: it is watched where it is shown. */
  async run() {
    this.starting = true;
    this.app.soon();
    try {
      const { body } = this.request;
      const response = await ask("/v1/executions", {
        method: "POST",
        body: JSON.stringify({ ...body, options: { ...body.options, on_disconnect: "continue" } }),
        headers: { Accept: "text/event-stream" },
      });
      for await (const event of events(response)) {
        go(["executions", event.data.execution_id]);
        break;
      }
    } catch (error) {
      this.error = error;
      this.app.refused(error);
    }
    this.starting = false;
    this.app.soon();
  }

  async dropped(event) {
    event.preventDefault();
    this.over = false;
    const [file] = event.dataTransfer.files;
    this.typed(file ? await file.text() : event.dataTransfer.getData("text"));
  }

  drag(event, over) {
    event.preventDefault();
    if (this.over !== over) {
      this.over = over;
      this.app.soon();
    }
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.valid) {
      this.run();
    }
  }

  render() {
    return html`<main id="main" class="view">
      <div class="bar">
        <h1>Try it</h1>
        <p class="quiet">Write, paste or drop a flow, or a whole request with <code>dag</code>, <code>context</code> and <code>options</code>.</p>
        <button @click=${() => this.typed(EXAMPLE)}>Example</button>
        <button class="main" ?disabled=${!this.valid || this.starting} title="Control + Enter" @click=${() => this.run()}>Run</button>
      </div>
      ${trouble(this.error)}
      <div class="try">
        <section class="panel editing ${this.over ? "is-over" : ""}" aria-label="The flow">
          ${this.editor()}
        </section>
        <div class="beside">
          <section class="panel checks" aria-label="What is to be said of it">${this.checks()}</section>
          ${this.nodes
            ? html`<section class="panel graph-panel ${this.valid ? "" : "is-stale"}" aria-label="Graph">
                ${this.graph.render(this.selected, this.critical, 0)}
              </section>`
            : nothing}
        </div>
      </div>
    </main>`;
  }

  editor() {
    const wrong = new Set(this.problems.map((problem) => problem.line));
    const lines = this.text.split("\n").map((_, i) => i + 1);
    return html`<div class="lines" aria-hidden="true">
        <div class="numbers">${lines.map((line) => html`<span class=${wrong.has(line) ? "is-wrong" : nothing}>${line}</span>`)}</div>
      </div>
      <textarea
        class="editor"
        spellcheck="false"
        autocapitalize="off"
        wrap="off"
        aria-label="The flow as JSON"
        aria-invalid=${this.problems.length > 0}
        aria-describedby="checks"
        .value=${this.text}
        @input=${(event) => this.typed(event.target.value)}
        @keydown=${(event) => this.key(event)}
        @scroll=${(event) => scrollAlong(event.target)}
        @dragover=${(event) => this.drag(event, true)}
        @dragleave=${(event) => this.drag(event, false)}
        @drop=${(event) => this.dropped(event)}
      ></textarea>`;
  }

  checks() {
    if (this.problems.length === 0 && this.valid) {
      return html`<p id="checks" class="good"><span aria-hidden="true">✓</span> It can run: ${this.nodes.size} nodes.</p>
        ${this.warnings.length > 0 ? html`<ul class="course">${this.warnings.map((text) => html`<li class="is-wait">${text}</li>`)}</ul>` : nothing}`;
    }
    return html`<p id="checks" class="bad">${this.problems.length} ${this.problems.length === 1 ? "problem" : "problems"}</p>
      <ul class="course">
        ${this.problems.map(
          (problem) => html`<li class="is-failed">
            <button class="plain" @click=${() => this.mark(problem.start, problem.end)}>
              <span class="quiet">line ${problem.line}</span> ${problem.detail} <code>${problem.code}</code>
            </button>
          </li>`,
        )}
      </ul>`;
  }

  /** Numbers stay beside their lines. */
  drawn(root) {
    const area = root.querySelector(".try .graph");
    if (area) {
      this.graph.viewport.measure(area.clientWidth);
    }
  }
}

function scrollAlong(area) {
  const numbers = area.parentElement.querySelector(".lines");
  numbers.scrollTop = area.scrollTop;
}

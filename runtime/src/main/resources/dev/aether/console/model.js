// One execution as the page knows it: what the server said of it, and every event since.

import { ended } from "./format.js";

/** A node from the server's words to ours. */
function node(data) {
  return {
    id: data.node_id,
    name: data.name ?? data.node_id,
    type: data.node_type,
    level: data.level,
    tainted: data.tainted === true,
    needs: data.dependencies,
    when: data.when,
    group: data.parallel_group,
    state: data.state,
    ready: data.ready_ms,
    started: data.started_ms,
    ended: data.ended_ms,
    attempts: data.attempts ?? 0,
    course: data.course ?? [],
    takenOver: data.taken_over === true,
    provider: data.provider,
    model: data.model,
    cache: data.cache && data.cache !== "none" ? data.cache : undefined,
    match: data.cache_entry,
    usage: data.usage,
    cost: data.cost,
    tokensSaved: data.tokens_saved ?? 0,
    error: data.error,
    skipReason: data.skip_reason,
    becauseOf: data.because_of,
    said: "",
    texts: data.template !== undefined || data.warnings !== undefined ? data : undefined,
  };
}

/** One execution. */
export class Execution {
  constructor(data) {
    this.read(data);
  }

  /** Takes over what the server says, and keeps the texts that it has already sent. */
  read(data) {
    const before = this.nodes;
    this.summary = data.execution;
    this.seq = data.seq ?? 0;
    this.nodes = new Map(data.nodes.map((each) => [each.node_id, node(each)]));
    before?.forEach((old, id) => {
      const now = this.nodes.get(id);
      if (now && !now.texts && old.state === now.state) {
        now.texts = old.texts;
      }
    });
    this.heardAt = performance.now();
    this.heard = this.summary.total_execution_time_ms ?? 0;
  }

  get id() {
    return this.summary.execution_id;
  }

  get status() {
    return this.summary.status;
  }

  get ended() {
    return ended(this.status);
  }

  /** Milliseconds since it was asked for; goes on while it runs. */
  get elapsed() {
    return this.ended
      ? (this.summary.total_execution_time_ms ?? 0)
      : this.heard + (performance.now() - this.heardAt);
  }

  /** Takes in an event. */
  apply(event) {
    if (event.seq !== undefined) {
      if (event.seq <= this.seq) {
        return;
      }
      this.seq = event.seq;
      if (event.at_ms !== undefined) { // of text, it may be long ago
        this.heard = event.at_ms;
        this.heardAt = performance.now();
      }
    }
    const its = event.node_id === undefined ? undefined : this.nodes.get(event.node_id);
    switch (event.type) {
      case "execution.started":
        if (this.status === "queued") {
          this.summary.status = "running";
        }
        break;
      case "execution.finished":
        this.summary.status = event.status;
        this.summary.total_execution_time_ms = event.at_ms;
        break;
      default:
        if (its) {
          applyTo(its, event, this.elapsed);
        }
    }
  }
}

function sum(course) {
  return course.reduce((all, stretch) => all + stretch.ms, 0);
}

/** @param now milliseconds since the execution was asked for */
function applyTo(its, event, now) {
  switch (event.type) {
    case "node.started":
      Object.assign(its, {
        state: "running",
        ready: event.ready_ms,
        started: event.at_ms,
        attempts: event.attempt,
        provider: event.provider,
        model: event.model,
        said: "",
      });
      break;
    case "node.delta":
      its.saidAt ??= now;
      its.said += event.text;
      break;
    case "node.partial":
      its.saidAt ??= now;
      its.said = event.text;
      break;
    case "node.waiting":
      its.course = [...its.course, { what: "waited", reason: event.reason, ms: event.waited_ms }];
      break;
    case "node.retry":
      its.attempts = event.attempt + 1;
      its.said = "";
      its.saidAt = undefined;
      its.course = [
        ...its.course,
        { what: "attempt", error: event.error, ms: now - its.started - sum(its.course) },
        { what: "backed_off", ms: event.delay_ms },
      ];
      break;
    case "node.finished":
      Object.assign(its, {
        state: event.status,
        ended: event.at_ms,
        started: its.started ?? event.at_ms - event.timing.ms,
        attempts: event.attempts ?? its.attempts,
        course: event.course ?? its.course,
        provider: event.provider ?? its.provider,
        model: event.model ?? its.model,
        cache: event.cache && event.cache !== "none" ? event.cache : undefined,
        match: event.cache_entry,
        usage: event.usage,
        cost: event.cost,
        error: event.error,
        texts: undefined,
      });
      break;
    case "node.skipped":
      Object.assign(its, {
        state: "skipped",
        ended: event.at_ms,
        skipReason: event.reason,
        becauseOf: event.because_of,
      });
      break;
    default:
  }
}

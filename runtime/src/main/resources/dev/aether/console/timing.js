// Where the time of an execution went: a fold over its nodes.

/** How long a node ran. */
export function time(node, now) {
  if (node.started === undefined || node.state === "pending") {
    return 0;
  }
  return Math.max(0, (node.ended ?? now) - node.started);
}

/**
 * A node's time in parts that follow one another, from when it could have started:
 * `{kind, from, ms}` with the kinds `queued`, `limit`, `leader`, `first` (until the first text),
 * `text` (while text came, or the whole answer at once), `failed`, `pause`, `memory`, `stopped` and `work`.
 */
export function parts(node, now) {
  const list = [];
  if (node.started === undefined || node.state === "pending") {
    return list;
  }
  let at = node.ready ?? node.started;
  const add = (kind, ms) => {
    if (ms > 0) {
      list.push({ kind, from: at, ms });
      at += ms;
    }
  };
  add("queued", node.started - at);
  at = node.started;
  const end = node.ended ?? Math.max(now, node.started);
  if (node.cache) {
    add(node.cache === "coalesced" ? "leader" : "memory", Math.max(end - at, 0.001));
    return list;
  }
  // What the call does not account for came before it: rendering, looking at the prompt.
  const called = node.course.reduce((sum, stretch) => sum + stretch.ms, 0);
  if (node.course.length > 0 && node.state !== "running") {
    add("work", end - at - called);
  }
  for (const stretch of node.course) {
    const ms = Math.min(stretch.ms, Math.max(0, end - at));
    if (stretch.what === "waited") {
      add(stretch.reason === "leader" ? "leader" : "limit", ms);
    } else if (stretch.what === "backed_off") {
      add("pause", ms);
    } else if (stretch.error) {
      add("failed", ms);
    } else {
      const first = Math.min(stretch.first_text_ms ?? 0, ms);
      add("first", first);
      add("text", ms - first);
    }
  }
  if (node.state === "running") {
    add("first", (node.said ? Math.min(node.saidAt ?? at, end) : end) - at);
    add("text", end - at);
  } else if (node.state === "skipped") {
    add("stopped", end - at);
  } else if (node.course.length === 0) {
    add("work", Math.max(end - at, 0.001));
  }
  return list;
}

/**
 * The longest chain of node times along the dependencies: its nodes as a set of ids, its lines as a
 * map of each node to the one before it, and what it took.
 */
export function criticalPath(nodes, now) {
  const until = new Map();
  const before = new Map();
  let last;
  for (const node of [...nodes.values()].sort((a, b) => a.level - b.level)) {
    let longest = 0;
    for (const id of node.needs) {
      const reached = until.get(id) ?? 0;
      if (reached > longest || (!before.has(node.id) && reached >= longest)) {
        longest = reached;
        before.set(node.id, id);
      }
    }
    until.set(node.id, longest + time(node, now));
    if (last === undefined || until.get(node.id) > until.get(last)) {
      last = node.id;
    }
  }
  const path = new Set();
  const lines = new Map();
  for (let id = last; id !== undefined && until.get(last) > 0; id = before.get(id)) {
    path.add(id);
    if (before.has(id)) {
      lines.set(id, before.get(id));
    }
  }
  return { nodes: path, lines, ms: last === undefined ? 0 : until.get(last) };
}

/** What the nodes took together, one after another. */
export function busy(nodes, now) {
  let sum = 0;
  nodes.forEach((node) => {
    sum += time(node, now);
  });
  return sum;
}

/** Round marks for an axis from 0 to so many milliseconds. */
export function ticks(total, most = 6) {
  if (!(total > 0)) {
    return [0];
  }
  const rough = total / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const marks = [];
  for (let at = 0; at <= total * 1.0001; at += step) {
    marks.push(at);
  }
  return marks;
}

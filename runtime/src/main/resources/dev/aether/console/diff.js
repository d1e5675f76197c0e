// Which words two texts share: the greedy algorithm of Myers (1986), "An O(ND) Difference Algorithm
// and Its Variations", over words and the spaces between them.

const MOST_DIFFERENCES = 4000;

/** A text as words, spaces and signs. */
export function tokens(text) {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/**
 * The way from one text to the other: `[{kind, text}]` with the kinds `same`, `gone`, `new`. Texts
 * with very little in common are told apart as a whole.
 */
export function diff(before, after) {
  const a = tokens(before);
  const b = tokens(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start++;
  }
  let end = 0;
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end++;
  }
  const middle = steps(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return joined(
    tidied([
      ...a.slice(0, start).map((text) => ({ kind: "same", text })),
      ...middle,
      ...a.slice(a.length - end).map((text) => ({ kind: "same", text })),
    ]),
  );
}

function steps(a, b) {
  const trace = reach(a, b);
  if (!trace) {
    return [
      ...a.map((text) => ({ kind: "gone", text })),
      ...b.map((text) => ({ kind: "new", text })),
    ];
  }
  const list = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const furthest = trace[d];
    const k = x - y;
    const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const from = down ? k + 1 : k - 1;
    const fromX = furthest.get(from) ?? 0;
    const fromY = fromX - from;
    while (x > Math.max(fromX, 0) && y > Math.max(fromY, 0) && x > 0 && y > 0) {
      list.push({ kind: "same", text: a[--x] });
      y--;
    }
    if (d > 0) {
      list.push(down ? { kind: "new", text: b[--y] } : { kind: "gone", text: a[--x] });
    }
  }
  return list.reverse();
}

/** For each number of differences, how far each diagonal was reached before it; the last is the goal. */
function reach(a, b) {
  const most = Math.min(a.length + b.length, MOST_DIFFERENCES);
  const furthest = new Map([[1, 0]]);
  const trace = [];
  for (let d = 0; d <= most; d++) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const down =
        k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : furthest.get(k - 1) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      furthest.set(k, x);
      if (x >= a.length && y >= b.length) {
        return trace;
      }
    }
    if (trace.length * furthest.size > 4_000_000) {
      return undefined;
    }
  }
  return undefined;
}

/** Between changes a space that both have is no help: what goes is told as one, then what comes. */
function tidied(list) {
  const tidy = [];
  let gone = [];
  let come = [];
  const flush = () => {
    tidy.push(...gone.map((text) => ({ kind: "gone", text })));
    tidy.push(...come.map((text) => ({ kind: "new", text })));
    gone = [];
    come = [];
  };
  list.forEach(({ kind, text }, i) => {
    const bridge =
      kind === "same" &&
      /^[ \t]+$/.test(text) &&
      gone.length + come.length > 0 &&
      i + 1 < list.length &&
      list[i + 1].kind !== "same";
    if (kind === "same" && !bridge) {
      flush();
      tidy.push({ kind, text });
      return;
    }
    if (kind !== "new") {
      gone.push(text);
    }
    if (kind !== "gone") {
      come.push(text);
    }
  });
  flush();
  return tidy;
}

function joined(list) {
  const runs = [];
  for (const step of list) {
    if (runs.at(-1)?.kind === step.kind) {
      runs.at(-1).text += step.text;
    } else {
      runs.push({ ...step });
    }
  }
  return runs;
}

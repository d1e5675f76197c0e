// Numbers, times and states as people read them.

/** Milliseconds as a short text: `4 ms`, `1.94 s`, `2 min 05 s`. */
export function duration(ms) {
  if (ms === undefined || ms === null || Number.isNaN(ms)) {
    return "–";
  }
  if (ms < 1) {
    return ms <= 0 ? "0 ms" : "< 1 ms";
  }
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 60_000) {
    return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  }
  const seconds = Math.round(ms / 1000);
  const rest = String(seconds % 60).padStart(2, "0");
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${rest} s`
    : `${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds / 60) % 60).padStart(2, "0")} min`;
}

/** A round number of milliseconds, as it stands at an axis. */
export function mark(ms) {
  return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1000).toPrecision(4))} s`;
}

/** A whole number with separators between thousands. */
export function count(number) {
  return number === undefined || number === null ? "–" : number.toLocaleString("en-US");
}

/** Money, given as a decimal string or a number of dollars. */
export function money(amount) {
  if (amount === undefined || amount === null) {
    return "–";
  }
  const dollars = Number(amount);
  if (dollars === 0) {
    return "$0";
  }
  const size = Math.abs(dollars);
  if (size < 0.000_005) {
    return "< $0.00001";
  }
  const digits = size >= 1 ? 2 : size >= 0.01 ? 4 : 5;
  return `${dollars < 0 ? "−" : ""}$${size.toFixed(digits)}`;
}

/** A part of a whole as percent. */
export function percent(share) {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

/** A difference with its sign. */
export function signed(number, format) {
  return number === 0 ? "±0" : `${number > 0 ? "+" : "−"}${format(Math.abs(number))}`;
}

/** How long ago a moment was, in words. */
export function ago(iso, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (seconds < 5) {
    return "now";
  }
  for (const [size, unit] of [[86_400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= size) {
      return `${Math.floor(seconds / size)} ${unit} ago`;
    }
  }
  return `${seconds} s ago`;
}

/** A moment with its date, in the reader's own time. */
export function moment(iso) {
  return iso ? new Date(iso).toLocaleString() : "";
}

/** A text that is no longer than so many characters. */
export function shortened(text, most) {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** The end of a text, on one line. */
export function tail(text, most) {
  const line = text.replace(/\s+/g, " ").trimStart();
  return line.length <= most ? line : `…${line.slice(line.length - most + 1)}`;
}

const SIGNS = {
  pending: "○",
  queued: "○",
  running: "▶",
  cancelling: "▶",
  succeeded: "✓",
  failed: "✕",
  skipped: "⤼",
  cancelled: "■",
  timed_out: "◷",
};

/** The sign of a state, so that colour is never alone. */
export function sign(state) {
  return SIGNS[state] ?? "?";
}

/** A word of the interface for people: `timed_out` is `timed out`. */
export function words(name) {
  return (name ?? "").replaceAll("_", " ");
}

const TYPES = { llm_fn: "model call", compute: "computes", conditional: "decides" };

/** What a node is, for people. */
export function kind(type) {
  return TYPES[type] ?? words(type);
}

/** Whether an execution of this status has ended. */
export function ended(status) {
  return !["queued", "running", "cancelling"].includes(status);
}

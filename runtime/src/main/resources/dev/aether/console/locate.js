// Where in a JSON text a JSON pointer (RFC 6901) leads, so that problems stand at their place. Reads
// also what is not quite JSON: it stops where it does not understand.

/** The place of each value: map of pointer to `{start, end}`, as far as the text can be read. */
export function places(text) {
  const found = new Map();
  let at = 0;

  const space = () => {
    while (at < text.length && /\s/.test(text[at])) {
      at++;
    }
  };
  const string = () => {
    const start = at++;
    while (at < text.length && text[at] !== '"') {
      at += text[at] === "\\" ? 2 : 1;
    }
    at++;
    try {
      return JSON.parse(text.slice(start, at));
    } catch {
      return undefined;
    }
  };
  const items = (pointer, close, item) => {
    at++;
    for (let i = 0; ; i++) {
      space();
      if (text[at] === close || at >= text.length) {
        at++;
        return true;
      }
      if (!item(pointer, i)) {
        return false;
      }
      space();
      if (text[at] === ",") {
        at++;
      } else if (text[at] !== close) {
        return false;
      }
    }
  };
  const member = (pointer) => {
    if (text[at] !== '"') {
      return false;
    }
    const start = at;
    const name = string();
    space();
    if (name === undefined || text[at] !== ":") {
      return false;
    }
    at++;
    const below = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const read = value(below);
    const place = found.get(below);
    if (place) {
      place.name = start;
    }
    return read;
  };
  const value = (pointer) => {
    space();
    const start = at;
    const place = { start, end: start };
    found.set(pointer, place);
    let read = true;
    if (text[at] === "{") {
      read = items(pointer, "}", member);
    } else if (text[at] === "[") {
      read = items(pointer, "]", (above, i) => value(`${above}/${i}`));
    } else if (text[at] === '"') {
      read = string() !== undefined;
    } else {
      const rest = /^[^\s,\]}]+/.exec(text.slice(at, at + 100));
      at += rest ? rest[0].length : 0;
      read = rest !== null;
    }
    place.end = at;
    return read;
  };

  value("");
  return found;
}

/** The place of a pointer, or of what is nearest above it. */
export function locate(found, pointer) {
  for (let path = pointer; ; path = path.slice(0, path.lastIndexOf("/"))) {
    const place = found.get(path);
    if (place) {
      return place;
    }
    if (!path.includes("/")) {
      return found.get("") ?? { start: 0, end: 0 };
    }
  }
}

/** The line of a place, from 1. */
export function lineOf(text, at) {
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < at; i = text.indexOf("\n", i + 1)) {
    line++;
  }
  return line;
}

/** Where a line begins. */
export function startOfLine(text, line) {
  let at = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf("\n", at);
    if (next < 0) {
      return at;
    }
    at = next + 1;
  }
  return at;
}

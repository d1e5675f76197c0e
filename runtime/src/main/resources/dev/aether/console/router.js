// Where the reader is. The address holds it all, after the `#`, so that every view can be sent to
// somebody; the server never sees that part.

/** The place that an address names: its path as a list, and its query. */
export function place(hash = location.hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  return {
    path: path ? path.split("/").map(decodeURIComponent) : [],
    query: Object.fromEntries(new URLSearchParams(query ?? "")),
  };
}

/** The address of a place. Empty values are left out of the query. */
export function address(path, query = {}) {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(filled).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`;
}

/** Goes to a place, as if the reader had followed a link. */
export function go(path, query) {
  location.hash = address(path, query);
}

/** Changes the query of the place without leaving it and without a step in the history. */
export function refine(changes) {
  const here = place();
  history.replaceState(null, "", address(here.path, { ...here.query, ...changes }));
}

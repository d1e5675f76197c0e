// Large graphs are shown with the nodes of a layer drawn together, until one asks for them.

/** With more nodes than this, layers are drawn together. */
export const MOST_NODES = 400;

const SMALLEST_GROUP = 6;

/** The worst state of any, for a group that is shown as one. */
const WORST_FIRST = ["failed", "running", "pending", "skipped", "succeeded"];

/**
 * The boxes to draw: nodes, and groups of nodes of one layer (of one parallel group in it, where
 * there is one), so that no group depends on itself.
 *
 * @param nodes map of id to node
 * @param open keys of the groups whose nodes are shown one by one
 * @returns `{items: [{id, needs, node} or {id, needs, group}], home: Map of node id to item id}`
 */
export function grouped(nodes, open) {
  const home = new Map();
  const groups = new Map();
  if (nodes.size > MOST_NODES) {
    for (const node of nodes.values()) {
      const key = `${node.level}\u0000${node.group ?? ""}`;
      let group = groups.get(key);
      if (!group) {
        group = { key, level: node.level, name: node.group, members: [] };
        groups.set(key, group);
      }
      group.members.push(node);
    }
  }
  const drawn = [];
  groups.forEach((group) => {
    if (group.members.length >= SMALLEST_GROUP && !open.has(group.key)) {
      const id = `\u0000group ${group.key}`;
      group.members.forEach((node) => home.set(node.id, id));
      drawn.push({ id, group });
    }
  });
  for (const node of nodes.values()) {
    if (!home.has(node.id)) {
      home.set(node.id, node.id);
      drawn.push({ id: node.id, node });
    }
  }
  for (const item of drawn) {
    const needs = new Set();
    for (const node of item.group?.members ?? [item.node]) {
      node.needs.forEach((id) => needs.add(home.get(id)));
    }
    item.needs = [...needs];
  }
  return { items: bare(drawn), home };
}

/** Between groups, lines that a way through other groups implies are left out. */
function bare(items) {
  const groups = new Map(items.filter((item) => item.group).map((item) => [item.id, item]));
  const above = new Map();
  const reach = (id) => {
    if (!above.has(id)) {
      const all = new Set();
      above.set(id, all);
      for (const next of groups.get(id).needs.filter((each) => groups.has(each))) {
        all.add(next);
        reach(next).forEach((each) => all.add(each));
      }
    }
    return above.get(id);
  };
  for (const item of groups.values()) {
    const direct = item.needs.filter((id) => groups.has(id));
    item.needs = item.needs.filter(
      (id) => !groups.has(id) || !direct.some((other) => other !== id && reach(other).has(id)),
    );
  }
  return items;
}

/** What a group is called. */
export function title(group) {
  return group.name ? `${group.name} · layer ${group.level}` : `Layer ${group.level}`;
}

/** How many nodes of a group are in which state, and what that makes of the group. */
export function summary(group) {
  const counts = {};
  group.members.forEach((node) => (counts[node.state] = (counts[node.state] ?? 0) + 1));
  return { counts, state: WORST_FIRST.find((state) => counts[state]) ?? "pending" };
}

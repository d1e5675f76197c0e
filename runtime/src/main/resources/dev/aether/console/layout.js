// Where the boxes of a graph stand and how its lines run: layers from left to right.
//
// The method is that of Sugiyama, Tagawa and Toda (1981): each node goes into the layer of its
// longest path, lines that cross layers get a way point in each, and every layer is ordered by the
// middle of its neighbours, forth and back, keeping the order with the fewest crossings. Then each
// layer is set as near to its neighbours as the distances allow (isotonic regression by pooling
// adjacent violators).

const SWEEPS = 8;
const MOST_WAY_POINTS = 20_000;

/**
 * @param items `{id, needs: [ids]}`, without circles
 * @param size `{width, height, gapX, gapY}` of boxes and between them
 * @returns `{boxes: Map of id to {x, y}, lines: [{from, to, path}], width, height}`
 */
export function layout(items, size) {
  const graph = layered(items);
  order(graph);
  place(graph, size);
  return drawn(graph, size);
}

function layered(items) {
  const vertices = items.map((item) => ({ id: item.id, layer: 0, before: [], after: [], y: 0 }));
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]));
  const edges = [];
  items.forEach((item, i) => {
    for (const id of item.needs) {
      const from = byId.get(id);
      if (from) {
        edges.push({ from, to: vertices[i], way: [] });
      }
    }
  });
  setLayers(vertices, edges);
  const layers = [];
  const put = (vertex) => {
    layers[vertex.layer] ??= [];
    layers[vertex.layer].push(vertex);
  };
  vertices.forEach(put);
  let wayPoints = 0;
  for (const edge of edges) {
    let last = edge.from;
    for (let layer = edge.from.layer + 1; layer < edge.to.layer; layer++) {
      if (wayPoints++ < MOST_WAY_POINTS) {
        const point = { layer, before: [], after: [], y: 0, point: true };
        put(point);
        join(last, point);
        edge.way.push(point);
        last = point;
      }
    }
    join(last, edge.to);
  }
  return { layers, edges };
}

function join(from, to) {
  from.after.push(to);
  to.before.push(from);
}

function setLayers(vertices, edges) {
  const open = new Map(vertices.map((vertex) => [vertex, 0]));
  const next = new Map(vertices.map((vertex) => [vertex, []]));
  for (const { from, to } of edges) {
    open.set(to, open.get(to) + 1);
    next.get(from).push(to);
  }
  const ready = vertices.filter((vertex) => open.get(vertex) === 0);
  while (ready.length > 0) {
    const vertex = ready.pop();
    for (const to of next.get(vertex)) {
      to.layer = Math.max(to.layer, vertex.layer + 1);
      open.set(to, open.get(to) - 1);
      if (open.get(to) === 0) {
        ready.push(to);
      }
    }
  }
}

function order(graph) {
  const number = (layer) => layer.forEach((vertex, i) => (vertex.order = i));
  graph.layers.forEach(number);
  let best = graph.layers.map((layer) => [...layer]);
  let fewest = crossings(graph.layers);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const forth = sweep % 2 === 0;
    const layers = forth ? graph.layers : [...graph.layers].reverse();
    for (const layer of layers) {
      const middle = new Map(
        layer.map((vertex) => [
          vertex,
          mean((forth ? vertex.before : vertex.after).map((each) => each.order)) ?? vertex.order,
        ]),
      );
      layer.sort((a, b) => middle.get(a) - middle.get(b) || a.order - b.order);
      number(layer);
    }
    const now = crossings(graph.layers);
    if (now < fewest) {
      fewest = now;
      best = graph.layers.map((layer) => [...layer]);
    }
  }
  graph.layers = best;
  graph.layers.forEach(number);
}

function mean(numbers) {
  return numbers.length === 0 ? undefined : numbers.reduce((a, b) => a + b, 0) / numbers.length;
}

/** Pairs of lines that cross, layer by layer: inversions, counted with a Fenwick tree. */
function crossings(layers) {
  let sum = 0;
  for (let i = 1; i < layers.length; i++) {
    const tree = new Array(layers[i].length + 1).fill(0);
    let seen = 0;
    for (const from of layers[i - 1]) {
      const targets = from.after.map((to) => to.order).sort((a, b) => a - b);
      for (const target of targets) {
        sum += seen - prefix(tree, target + 1);
      }
      for (const target of targets) {
        for (let at = target + 1; at < tree.length; at += at & -at) {
          tree[at]++;
        }
        seen++;
      }
    }
  }
  return sum;
}

function prefix(tree, end) {
  let sum = 0;
  for (let at = end; at > 0; at -= at & -at) {
    sum += tree[at];
  }
  return sum;
}

function place(graph, size) {
  const apart = (a, b) => {
    const height = (vertex) => (vertex.point ? 0 : size.height);
    return (height(a) + height(b)) / 2 + (a.point && b.point ? size.gapY / 2 : size.gapY);
  };
  for (const layer of graph.layers) {
    let y = 0;
    layer.forEach((vertex, i) => {
      y += i === 0 ? 0 : apart(layer[i - 1], vertex);
      vertex.y = y;
    });
    layer.forEach((vertex) => (vertex.y -= y / 2));
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const layers = sweep % 2 === 0 ? graph.layers : [...graph.layers].reverse();
    for (const layer of layers) {
      const wanted = layer.map(
        (vertex) => mean([...vertex.before, ...vertex.after].map((each) => each.y)) ?? vertex.y,
      );
      settle(layer, wanted, apart);
    }
  }
}

/** The positions nearest to those wanted that keep the order and the distances. */
function settle(layer, wanted, apart) {
  const offsets = [];
  const pools = [];
  layer.forEach((vertex, i) => {
    offsets.push(i === 0 ? 0 : offsets[i - 1] + apart(layer[i - 1], vertex));
    pools.push({ sum: wanted[i] - offsets[i], size: 1 });
    while (pools.length > 1 && average(pools.at(-2)) > average(pools.at(-1))) {
      const last = pools.pop();
      pools.at(-1).sum += last.sum;
      pools.at(-1).size += last.size;
    }
  });
  let i = 0;
  for (const pool of pools) {
    for (let n = 0; n < pool.size; n++, i++) {
      layer[i].y = average(pool) + offsets[i];
    }
  }
}

function average(pool) {
  return pool.sum / pool.size;
}

function drawn(graph, size) {
  let top = Infinity;
  let bottom = -Infinity;
  for (const layer of graph.layers) {
    for (const vertex of layer) {
      const half = vertex.point ? 0 : size.height / 2;
      top = Math.min(top, vertex.y - half);
      bottom = Math.max(bottom, vertex.y + half);
    }
  }
  const left = (layer) => layer * (size.width + size.gapX);
  const boxes = new Map();
  for (const layer of graph.layers) {
    for (const vertex of layer) {
      vertex.y -= top;
      if (!vertex.point) {
        boxes.set(vertex.id, { x: left(vertex.layer), y: vertex.y - size.height / 2 });
      }
    }
  }
  return {
    boxes,
    lines: graph.edges.map((edge) => ({
      from: edge.from.id,
      to: edge.to.id,
      path: path(edge, left, size),
    })),
    width: graph.layers.length === 0 ? 0 : left(graph.layers.length - 1) + size.width,
    height: graph.layers.length === 0 ? 0 : bottom - top,
  };
}

function path(edge, left, size) {
  const round = (number) => Math.round(number * 10) / 10;
  let x = left(edge.from.layer) + size.width;
  let y = edge.from.y;
  let text = `M${x} ${round(y)}`;
  for (const point of [...edge.way, edge.to]) {
    const to = left(point.layer);
    const middle = round((x + to) / 2);
    text += `C${middle} ${round(y)} ${middle} ${round(point.y)} ${to} ${round(point.y)}`;
    x = to;
    y = point.y;
    if (point.point) {
      x += size.width;
      text += `H${x}`;
    }
  }
  return text;
}

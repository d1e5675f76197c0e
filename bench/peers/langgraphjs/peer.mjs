// LangGraph.js on the work of the comparison; the cases are those of dev.aether.bench.peers.Measure.
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";

const sizes = { FAN: 5, WIDE: 1000, CHAIN: 500 };

function prepare(shape, nodeMillis) {
  const size = sizes[shape];
  const ids = Array.from({ length: size }, (_, i) => `n${i}`);
  if (shape === "FAN") ids.push("join");
  const channels = Object.fromEntries(ids.map((id) => [`${id}_out`, Annotation()]));
  const graph = new StateGraph(Annotation.Root({ topic: Annotation(), ...channels }));
  for (const id of ids) {
    graph.addNode(id, nodeMillis === 0
      ? () => ({ [`${id}_out`]: "done" })
      : async () => {
          await new Promise((resolve) => setTimeout(resolve, nodeMillis));
          return { [`${id}_out`]: "done" };
        });
  }
  for (let i = 0; i < size; i++) {
    if (shape === "CHAIN") {
      graph.addEdge(i === 0 ? START : `n${i - 1}`, `n${i}`);
    } else {
      graph.addEdge(START, `n${i}`);
      if (shape === "WIDE") graph.addEdge(`n${i}`, END);
    }
  }
  if (shape === "FAN") {
    graph.addEdge(ids.slice(0, size), "join");
    graph.addEdge("join", END);
  }
  if (shape === "CHAIN") graph.addEdge(`n${size - 1}`, END);
  const compiled = graph.compile();
  const last = `${ids.at(-1)}_out`;
  return async () => {
    const end = await compiled.invoke({ topic: "tea" }, { recursionLimit: 10_000 });
    if (end[last] !== "done") throw new Error("the last node did not run");
  };
}

const now = () => performance.now();
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const say = (name, value) => console.log(`LangGraph.js\t${name}\t${value}`);

async function repeat(work, millis) {
  const start = now();
  let done = 0;
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (now() - start < millis) {
      await work();
      done++;
    }
  }));
  return done / ((now() - start) / 1000);
}

async function single(name, shape, nodeMillis, warmUp) {
  const work = prepare(shape, nodeMillis);
  for (let i = 0; i < warmUp; i++) await work();
  const times = [];
  for (let i = 0; i < 15; i++) {
    const start = now();
    await work();
    times.push(now() - start);
  }
  say(name, median(times));
}

const fan = prepare("FAN", 0);
await repeat(fan, 15000);
say("FAN_0", await repeat(fan, 3000));
await single("FAN_50", "FAN", 50, 40);
await single("WIDE", "WIDE", 0, 5);
await single("CHAIN", "CHAIN", 0, 5);
const burst = prepare("FAN", 50);
const walls = [];
for (let i = 0; i < 4; i++) {
  const start = now();
  await Promise.all(Array.from({ length: 1000 }, () => burst()));
  walls.push(now() - start);
}
say("BURST", median(walls.slice(1)));

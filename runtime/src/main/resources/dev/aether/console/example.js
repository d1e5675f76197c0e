// A flow to begin with.

/** The text that the editor starts with. */
export const EXAMPLE = `{
  "dag": {
    "metadata": { "flow_name": "night_trains" },
    "nodes": [
      { "id": "facts", "prompt": "List three facts about {{context.topic}}." },
      { "id": "risks", "prompt": "List three risks of {{context.topic}}." },
      { "id": "costs", "prompt": "What does {{context.topic}} cost?" },
      {
        "id": "memo",
        "prompt": "Write a memo.\\n{{node.facts.output}}\\n{{node.risks.output}}\\n{{node.costs.output}}"
      }
    ]
  },
  "context": { "topic": "night trains" }
}
`;

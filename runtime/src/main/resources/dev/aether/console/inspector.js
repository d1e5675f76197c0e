// One node, closely: what it was asked, what it said, how it went.

import { html, nothing } from "./lit-html.js";
import { count, duration, kind, money, percent, words } from "./format.js";
import { chip, tabs } from "./parts.js";
import { cachedCharacters, legend, prompt } from "./pieces.js";
import { parts, time } from "./timing.js";

const WORDS = {
  queued: "Waited for a place",
  limit: "Waited for a limit",
  leader: "Waited for a leader",
  first: "First token after",
  text: "Generating",
  pause: "Backing off",
  failed: "Failed tries",
  stopped: "Stopped after",
  work: "Computing",
  memory: "From memory",
};

/** The view of the node that is selected. */
export class Inspector {
  /**
   * @param onSelect called with the id of a node
   * @param onChange called when it is to be drawn again
   */
  constructor(onSelect, onChange) {
    this.onSelect = onSelect;
    this.onChange = onChange;
    this.tab = "prompt";
  }

  /** @param node the selected one, if one is */
  render(node, now) {
    return node
      ? html`<section class="panel inspector" aria-label="Node ${node.name}">${this.body(node, now)}</section>`
      : html`<section class="panel inspector is-empty" aria-label="Node">
          <p>Choose a node to see its prompt, its answer and where its time went.</p>
        </section>`;
  }

  body(node, now) {
    const findings = node.texts?.security?.length ?? 0;
    const items = [
      { id: "prompt", name: node.type === "llm_fn" ? "Prompt" : "Definition" },
      { id: "output", name: node.error ? "Error" : "Answer" },
      { id: "attempts", name: "Tries", count: attempts(node).length },
      { id: "findings", name: "Findings", count: findings + (node.texts?.warnings?.length ?? 0) },
    ];
    return html`<header>
        <h2>${node.name}</h2>
        <p class="quiet">
          ${node.name === node.id ? nothing : html`<code>${node.id}</code> · `}${kind(node.type)}${
            node.model ? html` · ${node.model}` : nothing
          }
        </p>
        ${chip(node.state)}${badges(node)}
      </header>
      ${facts(node, now)}
      ${tabs("What to see of the node", items, this.tab, (tab) => {
        this.tab = tab;
        this.onChange();
      })}
      <div class="tab-panel" role="tabpanel" id="panel-${this.tab}" aria-labelledby="tab-${this.tab}">
        ${this.panel(node)}
      </div>`;
  }

  panel(node) {
    switch (this.tab) {
      case "prompt":
        return this.prompts(node);
      case "output":
        return output(node);
      case "attempts":
        return course(node);
      default:
        return findings(node);
    }
  }

  prompts(node) {
    const { texts } = node;
    if (!texts) {
      return html`<p class="quiet">…</p>`;
    }
    const system = texts.system_prompt ?? [];
    const main = texts.prompt ?? [];
    if (main.length === 0) {
      return texts.template
        ? html`<p class="quiet">${node.state === "pending" ? "As it is written" : "As its author wrote it"}</p>
            <pre class="prompt" tabindex="0">${texts.template}</pre>`
        : html`<p class="quiet">There is no prompt.</p>`;
    }
    const cached = cachedCharacters([...system, ...main], node.usage);
    const before = system.reduce((sum, piece) => sum + piece.text.length, 0);
    return html`${system.length > 0
        ? html`<h3>System</h3>
            ${prompt(system, Math.min(cached, before), this.onSelect)}
            <h3>Prompt</h3>`
        : nothing}
      ${prompt(main, Math.max(0, cached - before), this.onSelect)}
      ${legend([...system, ...main], cached)}`;
  }
}

function badges(node) {
  return html`${node.cache ? html`<span class="badge is-cache">${node.cache} cache</span>` : nothing}
    ${node.tainted ? html`<span class="badge" title="A value of the context, or an answer to one, went into it">from outside</span>` : nothing}
    ${node.takenOver ? html`<span class="badge is-kept">kept from an earlier execution</span>` : nothing}`;
}

function facts(node, now) {
  const sums = new Map();
  for (const part of parts(node, now)) {
    sums.set(part.kind, (sums.get(part.kind) ?? 0) + part.ms);
  }
  const rows = [];
  if (sums.size > 1) {
    rows.push(["Took", duration(time(node, now))]);
  }
  sums.forEach((ms, kind) => {
    if (ms >= 1 || sums.size === 1) {
      rows.push([WORDS[kind], duration(ms)]);
    }
  });
  if (node.usage) {
    rows.push(["Tokens in / out", `${count(node.usage.input_tokens)} / ${count(node.usage.output_tokens)}`]);
    if (node.usage.cache_read_tokens) {
      rows.push(["From the provider's cache", count(node.usage.cache_read_tokens)]);
    }
    if (node.usage.reasoning_tokens) {
      rows.push(["Thought, not said", count(node.usage.reasoning_tokens)]);
    }
  }
  if (node.match) {
    rows.push(["Similar to the earlier request", percent(node.match.similarity)]);
    rows.push(["Taken to mean the same with", percent(node.match.probability)]);
    rows.push(["Age of the answer", duration(node.match.age_ms)]);
  }
  if (node.tokensSaved) {
    rows.push(["Tokens saved", count(node.tokensSaved)]);
  }
  if (node.cost) {
    rows.push(["Cost", money(node.cost.amount)]);
    if (Number(node.cost.saved) > 0) {
      rows.push(["Cost saved", money(node.cost.saved)]);
    }
  }
  if (node.skipReason) {
    rows.push(["Skipped", words(node.skipReason)]);
    if (node.becauseOf) {
      rows.push(["Because of", node.becauseOf]);
    }
  }
  return html`<dl class="rows">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function output(node) {
  if (node.error) {
    return html`<div class="trouble"><strong>${words(node.error.code)}</strong><span>${node.error.detail}</span></div>`;
  }
  if (node.state === "running") {
    return node.said
      ? html`<pre class="answer" tabindex="0">${node.said}<span class="caret"></span></pre>`
      : html`<p class="quiet">Nothing has been said yet.</p>`;
  }
  const text = node.texts?.output;
  return text === undefined
    ? html`<p class="quiet">${node.state === "succeeded" && !node.texts ? "…" : "There is no answer."}</p>`
    : html`<pre class="answer" tabindex="0">${text}</pre>`;
}

function attempts(node) {
  return node.course.filter((stretch) => stretch.what === "attempt");
}

function course(node) {
  if (node.course.length === 0) {
    return html`<p class="quiet">
      ${node.cache ? "The answer came from memory; nobody was asked." : "No model was asked."}
    </p>`;
  }
  let number = 0;
  return html`<ol class="course">
    ${node.course.map((stretch) => {
      if (stretch.what === "waited") {
        return html`<li class="is-wait">Waited for ${reason(stretch.reason)}: ${duration(stretch.ms)}</li>`;
      }
      if (stretch.what === "backed_off") {
        return html`<li class="is-wait">Backed off for ${duration(stretch.ms)}</li>`;
      }
      number += 1;
      return html`<li class=${stretch.error ? "is-failed" : "is-succeeded"}>
        <strong>Try ${number}</strong> ${stretch.provider ? html` · ${stretch.provider} ${stretch.model}` : nothing} · ${duration(stretch.ms)}
        ${stretch.first_text_ms ? html`<br />first token after ${duration(stretch.first_text_ms)}` : nothing}
        ${stretch.error ? html`<br /><code>${stretch.error.code}</code> ${stretch.error.detail}` : nothing}
      </li>`;
    })}
  </ol>`;
}

function reason(name) {
  return { rate_limit: "a rate limit", leader: "a leader's answer" }[name] ?? "a place in flight";
}

function findings(node) {
  const found = node.texts?.security ?? [];
  const warnings = node.texts?.warnings ?? [];
  if (found.length + warnings.length === 0) {
    return html`<p class="quiet">Nothing was found.</p>`;
  }
  return html`<ul class="course">
    ${found.map(
      (each) =>
        html`<li class=${each.action === "block" ? "is-failed" : "is-wait"}>
          <strong>${each.rule}</strong> in ${each.origin} · score ${each.score} · ${each.action}
          ${each.excerpt ? html`<br /><q>${each.excerpt}</q>` : nothing}
        </li>`,
    )}
    ${warnings.map((text) => html`<li class="is-wait">${text}</li>`)}
  </ul>`;
}

// Two models on the same instruction: what the path has kept, or asked now where that is allowed.
import { useState } from "preact/hooks";
import { Empty, Panel, html } from "./ui.js";
import { millis, short } from "./format.js";
import { post, useAsked, useTold } from "./state.js";

function Answer({ answer }) {
  return html`<article><header><b>${answer.alias}</b> <span class="mono soft">${short(answer.model)}</span>
      <span class="soft">${answer.tokens !== undefined ? answer.tokens + " tokens in " + millis(answer.millis) : ""}</span></header>
    ${answer.error ? html`<p class="reason">${answer.error}</p>` : html`<div class="text">${answer.text}</div>`}</article>`;
}

function Ask({ names }) {
  const [question, setQuestion] = useState("");
  const [chosen, setChosen] = useState([null, null]);
  // Until somebody chooses: the base, and the aligned model as soon as there is one.
  const picked = [chosen[0] ?? "base", chosen[1] ?? (names.includes("aligned") ? "aligned" : "")];
  const [answers, setAnswers] = useState([]);
  const [state, setState] = useState("");
  const ask = (event) => {
    event.preventDefault();
    setState("asking");
    post("/api/ask", { question, aliases: picked.filter(Boolean) }).then(
      (told) => (setAnswers(told), setState("")),
      (error) => setState(error.message),
    );
  };
  const pick = (place, name) => setChosen(chosen.map((before, i) => (i === place ? name : before)));
  return html`<form onSubmit=${ask}>
      <textarea rows="3" aria-label="Instruction" placeholder="An instruction for both" value=${question} onInput=${(event) => setQuestion(event.target.value)}></textarea>
      <div class="filters" style=${{ marginTop: "8px" }}>
        ${[0, 1].map((place) => html`<select key=${place} aria-label=${"Model " + (place + 1)} value=${picked[place]} onChange=${(event) => pick(place, event.target.value)}>
          ${place === 1 && html`<option value="">none</option>`}${names.map((name) => html`<option key=${name} value=${name}>${short(name)}</option>`)}</select>`)}
        <button class="primary" disabled=${state === "asking" || !question.trim()}>${state === "asking" ? "Asking …" : "Ask both"}</button>
        ${state && state !== "asking" && html`<span class="reason" role="alert">${state}</span>`}
      </div>
    </form>
    <div class="answers" aria-live="polite">${answers.map((answer) => html`<${Answer} key=${answer.alias} answer=${answer} />`)}</div>`;
}

function Kept() {
  const pairs = useAsked("/api/pairs", { everyMillis: 10000 }).value;
  if (!pairs) return null;
  if (!pairs.length)
    return html`<${Empty}>No instruction has been answered by two models yet. That happens when a newer model answers again
      what an older one answered: in a second round, or by replay.<//>`;
  return pairs.map((pair) => html`<div key=${pair.instruction} style=${{ marginBottom: "16px" }}><p>${pair.instruction}</p>
    <div class="answers">${pair.answers.map((answer) => html`<${Answer} key=${answer.id} answer=${{ ...answer, alias: short(answer.model), model: "" }} />`)}</div></div>`);
}

export function ComparePage() {
  const { look } = useTold();
  const models = useAsked("/api/models", { revision: look.lineupRevision }).value;
  const names = [...new Set(["base", ...Object.keys(look.aliases), ...(models?.models || []).map((model) => model.version)])];
  return html`
    <${Panel} title="Ask two models" note=${look.canAsk ? "as any step asks: a request that generate answers" : ""}>
      ${look.canAsk
        ? models && html`<${Ask} names=${names} />`
        : html`<${Empty}>This console only reads. Start with <code>--set console.ask=true</code> to put questions from this page; each costs calls of
            the model that the run would otherwise make. From a terminal, <code>caravan ask</code> does the same.<//>`}<//>
    <${Panel} title="Answered by several models" note="of the latest responses kept"><${Kept} /><//>`;
}

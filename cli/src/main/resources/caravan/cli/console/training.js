// Datasets become models: the loss, what grew, how models did, and which one an alias means.
import { Bar, Empty, Fact, Panel, html } from "./ui.js";
import { Chart, TimeChart } from "./chart.js";
import { dayClock, duration, number, short } from "./format.js";
import { useAsked, useHistory, useTold } from "./state.js";
import { useMemo, useState } from "preact/hooks";

const LATE_MILLIS = 60000;

/** How long a training that is under way has told nothing, if that is long. */
const silence = (training, now) => (training.isUnderWay && now - training.at > LATE_MILLIS ? now - training.at : 0);

function Loss() {
  const { look } = useTold();
  const [picked, setPicked] = useState("");
  const told = useAsked("/api/training?dataset=" + encodeURIComponent(picked), { revision: look.training.revision }).value;
  const lines = useMemo(() => {
    const heldOut = told?.heldOut || [];
    return [{ name: "loss", points: told?.points || [] }, ...(heldOut.length ? [{ name: "held out", points: heldOut, dots: true }] : [])];
  }, [told]);
  if (!told) return html`<${Panel} title="Loss"><div style=${{ height: "220px" }}></div><//>`;
  const { chosen, trainings } = told;
  if (!chosen)
    return html`<${Panel} title="Loss"><${Empty}>No training has begun yet. One begins when a dataset is sealed, which is when the run has its
      examples.<//><//>`;
  const silent = silence(chosen, look.at);
  const left = chosen.isUnderWay && !silent ? Math.max(0, chosen.etaMillis - Math.max(0, look.at - chosen.at)) / 1000 : undefined;
  const choice = trainings.length > 1 && html`<select aria-label="Training" value=${picked} onChange=${(event) => setPicked(event.target.value)}>
    <option value="">the latest</option>${trainings.map((it) => html`<option key=${it.dataset} value=${it.dataset}>${dayClock(it.at).slice(5)}, dataset ${it.dataset.slice(0, 8)}</option>`)}</select>`;
  return html`<${Panel} title="Loss" note=${"dataset " + chosen.dataset.slice(0, 8) + (chosen.view ? ", " + chosen.view : "")} right=${choice}>
    <dl class="facts" id="training-now" style=${{ marginBottom: "8px" }}>
      <${Fact} name="step" value=${number(chosen.step)} unit=${"of " + number(chosen.steps)} share=${chosen.step / chosen.steps} />
      <${Fact} name="loss" value=${chosen.loss.toFixed(3)} unit=${"from " + told.points[0][1].toFixed(3)} title="nats a token, of the step" />
      ${chosen.heldOutLoss !== undefined && html`<${Fact} name="held out" value=${chosen.heldOutLoss.toFixed(3)}
        unit=${told.heldOut.length > 1 ? "from " + told.heldOut[0][1].toFixed(3) : ""} title="nats a token, as measured last" />`}
      <${Fact} name="tokens" value=${number(chosen.tokensPerSecond)} unit="/s" />
      ${left !== undefined && html`<${Fact} name="time left" value=${duration(left)} />`}
    </dl>
    <p class="soft" style=${{ margin: "0 0 6px" }}>${chosen.state}${silent ? ", and has told nothing for " + duration(silent / 1000) : ""}</p>
    <${Chart} label="loss by step" lines=${lines} x="value" min=${null} height=${220} />
  <//>`;
}

const Score = ({ score }) => html`<tr>
  <td>${score.name}</td><td class="num">${(100 * score.score).toFixed(1)} %</td>
  <td class="num soft">${score.low !== undefined ? (100 * score.low).toFixed(1) + " – " + (100 * score.high).toFixed(1) : ""}</td>
  <td class="num soft">${score.items}</td><td class="share"><${Bar} share=${score.score} quiet /></td></tr>`;

const Evaluation = ({ it }) => html`<details>
  <summary><span class=${"tag " + (it.decision === "passed" || it.decision === "accepted" ? "good" : it.decision === "refused" ? "bad" : "")}>${it.decision}</span>
    ${" "}<span class="mono">${short(it.model)}</span> on ${it.suite}, ${it.items} items <span class="soft">${dayClock(it.at)} by ${it.by}</span></summary>
  <p style=${{ margin: "6px 0" }}>${it.reason}</p>
  <div class="scroll"><table><thead><tr><th>behaviour</th><th class="num">score</th><th class="num">interval</th><th class="num">items</th><th class="share"></th></tr></thead>
    <tbody>${it.scores.map((score) => html`<${Score} key=${score.name} score=${score} />`)}</tbody></table></div>
</details>`;

const EXAMPLES = [["examples", "examples"]];

export function TrainingPage() {
  const { look } = useTold();
  // By the minute only where there are some.
  const history = useHistory(look.at - look.since > 30 * 60000 ? "day" : "near");
  const models = useAsked("/api/models", { revision: look.lineupRevision }).value;
  const served = Object.entries(look.aliases);
  const of = (version) => served.filter(([, is]) => is === version).map(([alias]) => alias);
  return html`
    <div class="cols">
      <${Loss} />
      <${Panel} title="Dataset growth" note="examples of this run"><${TimeChart} label="examples over time" history=${history} names=${EXAMPLES} area step height=${220} /><//>
    </div>
    <${Panel} title="Models" note="newest first; an alias is what requests ask for">
      ${!models ? null : !models.models.length
        ? html`<${Empty}>No model has been announced yet.<//>`
        : html`<div class="scroll"><table><thead><tr><th>version</th><th>kind</th><th>alias</th><th>dataset</th><th class="num">examples</th><th class="num">loss</th><th class="num">held out</th><th>made</th></tr></thead>
          <tbody>${models.models.map((model) => html`<tr key=${model.version}>
            <td class="mono">${model.version}</td><td>${model.kind}</td>
            <td>${of(model.version).map((alias) => html`<span class="tag good">${alias}</span> `)}</td>
            <td class="mono">${short(model.dataset)}</td><td class="num">${number(model.metrics.examples)}</td>
            <td class="num">${number(model.metrics.trainLossLast)}</td><td class="num">${number(model.metrics.heldOutLossAfter)}</td>
            <td class="soft">${dayClock(model.at)}</td></tr>`)}</tbody></table></div>`}<//>
    <div class="cols">
      <${Panel} title="Evaluations">
        ${!models ? null : !models.evaluations.length
          ? html`<${Empty}>No model has been evaluated yet.<//>`
          : models.evaluations.map((it) => html`<${Evaluation} key=${it.id} it=${it} />`)}<//>
      <${Panel} title="Swaps" note="what aliases came to mean">
        ${!models ? null : !models.swaps.length
          ? html`<${Empty}>No alias has been set yet.<//>`
          : html`<table><tbody>${models.swaps.map((swap, i) => html`<tr key=${i}><td>${swap.alias}</td><td class="mono">${short(swap.version)}</td>
              <td class="soft">by ${swap.by}</td><td class="num soft">${dayClock(swap.at)}</td></tr>`)}</tbody></table>`}<//>
      <${Panel} title="Datasets">
        ${!models ? null : !models.datasets.length
          ? html`<${Empty}>No dataset has been sealed yet.<//>`
          : html`<table><thead><tr><th>id</th><th class="num">examples</th><th class="num">round</th><th class="num">sealed</th></tr></thead>
            <tbody>${models.datasets.map((set) => html`<tr key=${set.id}><td class="mono">${short(set.id)}</td><td class="num">${number(set.examples)}</td>
              <td class="num">${set.round + 1}</td><td class="num soft">${dayClock(set.at)}</td></tr>`)}</tbody></table>`}<//>
    </div>`;
}

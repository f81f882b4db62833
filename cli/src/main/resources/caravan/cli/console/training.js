// Datasets become models: the loss, what grew, how models did, and which one an alias means.
import { Bar, Empty, Fact, Panel, html } from "./ui.js";
import { Chart, TimeChart, useHistory } from "./chart.js";
import { dayClock, duration, number, short } from "./format.js";
import { useAsked, useTold } from "./state.js";
import { useMemo } from "preact/hooks";

function Loss() {
  const training = useAsked("/api/training", 4000).value;
  const lines = useMemo(() => {
    const points = training?.points || [];
    const heldOut = training?.heldOut || [];
    return [{ name: "loss", points }, ...(heldOut.length ? [{ name: "held out", points: heldOut }] : [])];
  }, [training]);
  if (!training) return html`<${Panel} title="Loss"><div style=${{ height: "220px" }}></div><//>`;
  const left = training.tokensPerSecond && training.etaSeconds;
  return html`<${Panel} title="Loss" note=${training.state && training.state + (training.dataset ? ", dataset " + short(training.dataset) : "")}>
    ${training.points.length === 0
      ? html`<${Empty}>No training has run since this process started. One begins when a dataset is sealed.<//>`
      : html`<dl class="facts" style=${{ marginBottom: "8px" }}>
          <${Fact} name="step" value=${number(training.step)} unit=${"of " + number(training.steps)} share=${training.step / training.steps} />
          <${Fact} name="loss" value=${training.points.at(-1)[1].toFixed(3)} unit=${"from " + training.points[0][1].toFixed(3)} />
          <${Fact} name="tokens" value=${number(training.tokensPerSecond)} unit="/s" />
          ${left !== undefined && left > 0 && html`<${Fact} name="time left" value=${duration(left)} />`}
        </dl>
        <${Chart} label="loss by step" lines=${lines} x="value" min=${null} height=${220} />`}<//>`;
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
  const history = useHistory("day");
  const models = useAsked("/api/models", 6000).value;
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
            <td class="num">${number(model.metrics.loss)}</td><td class="num">${number(model.metrics["held-out-loss"] ?? model.metrics.heldOutLoss)}</td>
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
              <td class="num">${set.round}</td><td class="num soft">${dayClock(set.at)}</td></tr>`)}</tbody></table>`}<//>
    </div>`;
}

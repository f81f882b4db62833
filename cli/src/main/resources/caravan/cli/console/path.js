// The path as it is now: what flows, what waits, what leaves, and which step holds the line.
import { useState } from "preact/hooks";
import { Bar, Choice, Counts, Empty, Fact, Panel, html } from "./ui.js";
import { TimeChart } from "./chart.js";
import { duration, number, percent, rate, short } from "./format.js";
import { useHistory, useTold } from "./state.js";

const WHAT = {
  instruct: "writes instructions",
  novelty: "keeps what is new",
  generate: "asks the model",
  align: "answers under the principles",
  engrave: "prunes to examples",
  verbose: "answers at length",
  collect: "seals datasets",
  trainer: "trains a model",
};

const Wire = ({ moving }) => html`
  <span class=${"wire" + (moving ? " moving" : "")} aria-hidden="true"><svg viewBox="0 0 44 12">
    <path class="flow" d="M2 6H38" /><path class="tip" d="m34 2 5 4-5 4" /></svg></span>`;

const Deliver = ({ moving }) => html`
  <div class=${"vwire" + (moving ? " moving" : "")}><svg viewBox="0 0 34 34">
    <path class="flow" d="M17 2V29" /><path class="tip" d="m13 25 4 5 4-5" /></svg></div>`;

const Down = ({ moving }) => html`
  <div class=${"vwire" + (moving ? " moving" : "")}><svg viewBox="0 0 34 34">
    <path class="flow" d="M10 2V29" /><path class="tip" d="m6 25 4 5 4-5" /><path class="flow" d="M24 32V5" /><path class="tip" d="m20 9 4-5 4 5" /></svg></div>`;

/** Steps that have the model asked. */
const ASKS = new Set(["instruct", "align", "verbose"]);

/** Steps whose outcomes come all at once, so that a rate would say nothing. */
const COUNTED = { collect: "sealed", trainer: "models" };

/** What a complete run has left over waits for no dataset, and holds up nothing. */
const holderOf = ({ run, steps, holder }) =>
  run?.status === "complete" && holder === "collect" ? steps.find(({ step, waiting }) => step === "trainer" && waiting > 0)?.step : holder;

const REASONS_SHOWN = 3;

/** Why records left at a step, most frequent first; each leads to those records. */
function Reasons({ step, reasons }) {
  const more = reasons.length - REASONS_SHOWN;
  return html`<ul class="reasons">${reasons.slice(0, more === 1 ? REASONS_SHOWN + 1 : REASONS_SHOWN).map(([reason, count]) => html`<li key=${reason}>
      <a href=${"#/data?kind=rejection&step=" + step + "&reason=" + encodeURIComponent(reason)} title=${reason}>${reason}</a><b>${number(count)}</b></li>`)}
    ${more > 1 && html`<li><a href="#/path" onClick=${(event) => { event.preventDefault(); document.getElementById("rejections").scrollIntoView({ behavior: "smooth" }); }}>${more} more reasons</a></li>`}</ul>`;
}

function Step({ step, look, last, children, className = "" }) {
  const holds = holderOf(look) === step.step;
  const now = look.now["rate." + step.step];
  const [value, unit] = COUNTED[step.step] ? [number(step.out), " " + COUNTED[step.step]] : rate(now);
  const moving = now > 0;
  const reasons = Object.entries(step.reasons).sort((one, other) => other[1] - one[1]);
  return html`<li class=${"step " + className + (holds ? " holds" : "")} id=${"step-" + step.step}>
    <span class="name" title=${WHAT[step.step]}>${step.step}${holds && html`<span class="badge">holds the line</span>`}</span>
    <span class="rate">${value}<small>${unit}</small></span>
    <span class="row"><span>out</span><b>${number(step.out)}</b></span>
    <span class="row"><span>waiting</span><b>${number(step.waiting)}</b></span>
    <span class=${"row" + (step.rejected ? " bad" : "")}><span>rejected</span><b>${number(step.rejected)}</b></span>
    ${reasons.length > 0 && html`<${Reasons} step=${step.step} reasons=${reasons} />`}
    ${children}
    ${!last && html`<${Wire} moving=${moving} />`}
  </li>`;
}

function Generate({ step, look }) {
  const { gauges, now } = look;
  const holds = holderOf(look) === "generate";
  const [value, unit] = rate(now["rate.generate"]);
  const tokens = (now.decode || 0) + (now.prefill || 0);
  return html`<li class=${"step generate" + (holds ? " holds" : "")} id="step-generate">
    <div class="inner">
      <span><span class="name" title=${WHAT.generate}>generate${holds && html`<span class="badge">holds the line</span>`}</span>
        <span class="rate">${value}<small>${unit}</small></span></span>
      <span><span class="row"><span>in flight</span><b>${number(gauges.inFlight)}</b></span>
        <span class="row"><span>waiting</span><b>${number(step.waiting)}</b></span>
        <span class="row"><span>answered</span><b>${number(step.out)}</b></span></span>
      <span><span class="row"><span>tokens</span><b>${look.hasMeters ? number(tokens) + " /s" : "–"}</b></span>
        <span class="row"><span>p95</span><b>${now.p95 ? number(now.p95 / 1000) + " s" : "–"}</b></span>
        <span class=${"row" + (gauges.circuitOpen ? " bad" : "")}><span>circuit</span><b>${gauges.circuitOpen ? "open" : "closed"}</b></span></span>
    </div>
  </li>`;
}

function Diagram({ look }) {
  const steps = Object.fromEntries(look.steps.map((step) => [step.step, step]));
  const calls = look.now["rate.generate"] > 0;
  const aliases = Object.entries(look.aliases);
  const { training } = look;
  const trains = training.isUnderWay === true && training.step < training.steps;
  // A run of verbose cloning begins with instructions that are there.
  const order = (steps.verbose ? ["verbose", "collect", "trainer"] : ["instruct", "novelty", "align", "engrave", "collect", "trainer"])
    .filter((name) => steps[name]);
  return html`<ol class=${"path" + (steps.verbose ? " short" : "")} style=${{ listStyle: "none", margin: 0, padding: 0 }}>
    ${order.map((name, i) => html`<${Step} key=${name} step=${steps[name]} look=${look} last=${i === order.length - 1}>
      ${name === "trainer" && trains && html`<${Bar} share=${training.step / training.steps} />`}<//>`)}
    <li style=${{ display: "contents" }} aria-hidden="true">
      ${order.map((name) => html`<${ASKS.has(name) ? Down : name === "trainer" ? Deliver : "span"} key=${name} class="vwire" moving=${name === "trainer" ? trains : calls} />`)}</li>
    ${steps.generate && html`<${Generate} step=${steps.generate} look=${look} />`}
    <li class="loop"><${Wire} moving=${aliases.length > 1} />
      ${aliases.length
        ? aliases.map(([alias, version]) => html`<div key=${alias}><b>${alias}</b> is <span class="mono">${short(version)}</span></div>`)
        : "No model has been announced yet."}
      ${training.state && html`<div>trainer: ${training.state}${trains ? ", step " + training.step + " of " + training.steps + ", loss " + training.loss.toFixed(3) : ""}</div>`}
    </li>
  </ol>`;
}

function Facts({ look }) {
  const target = look.run?.target || 0;
  const { cost } = look;
  const { run } = look;
  const round = run?.rounds > 1 ? "round " + (run.round + 1) + " of " + run.rounds + ", " : "";
  return html`<${Panel} title="Run" note=${run ? round + run.status + ", principles " + short(run.principles) : "no run yet"}>
    <dl class="facts">
      <${Fact} name="examples" value=${number(look.examples)} unit=${target ? "of " + number(target) : "no target"}
        share=${target ? look.examples / target : undefined} />
      <${Fact} name="time left" value=${target && look.examples >= target ? "done" : duration(look.etaSeconds)} title="at the speed of the last two minutes" />
      <${Fact} name="held by" value=${holderOf(look) || "nothing waits"} />
      <${Fact} name="tokens" value=${number(cost.promptTokens + cost.completionTokens)} unit=${cost.tokensPerExample ? number(cost.tokensPerExample) + " each" : ""} />
      <${Fact} name="cost" value=${cost.isPriced ? number(cost.price) : "no price set"}
        unit=${cost.isPriced && cost.priceOfTarget ? "of about " + number(cost.priceOfTarget) : ""}
        title="tokens times console.price-per-million-prompt and -completion" />
      ${cost.joules !== undefined && html`<${Fact} name="energy" value=${number(cost.joules / 3600)} unit="Wh" />`}
      <${Fact} name="dead letters" value=${number(look.deadLetters)} />
    </dl><//>`;
}

function Rejections({ look }) {
  const rows = look.steps.flatMap((step) => Object.entries(step.reasons).map(([reason, count]) => ({ step, reason, count })));
  rows.sort((one, other) => other.count - one.count);
  const most = rows[0]?.count || 1;
  return html`<${Panel} title="What left the path, and why" id="rejections">
    ${rows.length === 0
      ? html`<${Empty}>Nothing has been rejected in this run.<//>`
      : html`<table><thead><tr><th>step</th><th>reason</th><th class="num">records</th><th class="num">of its input</th><th class="share"></th></tr></thead>
        <tbody>${rows.slice(0, 24).map((row) => html`<tr key=${row.step.step + row.reason}>
          <td>${row.step.step}</td>
          <td><a href=${"#/data?kind=rejection&step=" + row.step.step + "&reason=" + encodeURIComponent(row.reason)}>${row.reason}</a></td>
          <td class="num">${row.count.toLocaleString("en")}</td><td class="num soft">${percent(row.count, row.step.in)}</td>
          <td class="share"><${Bar} share=${row.count / most} quiet /></td></tr>`)}</tbody></table>`}<//>`;
}

const RATES = ["instruct", "novelty", "generate", "align", "engrave", "verbose"].map((step) => ["rate." + step, step]);
const WAITING = ["instruct", "novelty", "generate", "align", "engrave", "verbose", "collect"].map((step) => ["waiting." + step, step]);

export function PathPage() {
  const { look } = useTold();
  const [span, setSpan] = useState("near");
  const history = useHistory(span);
  const spans = html`<${Choice} label="Time shown" value=${span} onChange=${setSpan} options=${[["near", "30 min"], ["day", "24 h"]]} />`;
  return html`
    <${Facts} look=${look} />
    <${Panel} title="Path" note="records a second over the last 16 s; dashes move where records do"><${Diagram} look=${look} /><//>
    <div class="cols">
      <${Panel} title="Records a second" right=${spans}><${TimeChart} label="records a second of each step" history=${history} names=${RATES} unit="/s" /><//>
      <${Panel} title="Waiting records"><${TimeChart} label="waiting records of each step" history=${history} names=${WAITING} /><//>
    </div>
    <div class="cols">
      <${Rejections} look=${look} />
      <${Panel} title="Principles named in responses" id="principles">
        ${Object.keys(look.principles).length
          ? html`<${Counts} counts=${look.principles} heads=${["principle", "responses"]} />`
          : html`<${Empty}>No response has named a principle yet.<//>`}<//>
    </div>`;
}

// The prompt sources: how each fares now, and what it has brought.
import { Bar, Counts, Empty, Fact, Panel, html } from "./ui.js";
import { dayClock, number, percent, rate } from "./format.js";
import { useTold } from "./state.js";

const GOOD = { running: "good", failed: "bad" };

const made = (row, kind) => row.made?.[kind] || 0;

const Refused = ({ counts }) => {
  const reasons = Object.entries(counts || {}).sort((one, other) => other[1] - one[1]);
  return reasons.length ? html`<span class="reason">${reasons.map(([reason, count]) => number(count) + " " + reason).join(", ")}</span>` : "0";
};

function Named({ rows, look }) {
  return html`<div class="scroll"><table class="sources"><thead><tr><th>source</th><th>state</th><th class="num">now</th><th class="num">read</th>
      <th class="num">kept</th><th>refused</th><th class="num">weight</th><th class="num">told</th></tr></thead>
    <tbody>${rows.map(([name, row]) => html`<tr key=${name} id=${"source-" + name}>
      <td><b>${name}</b> <span class="soft">${row.kind || ""}</span>
        <div class="soft mono from">${row.address || row.from || ""}</div></td>
      <td><span class=${"tag " + (GOOD[row.state] || "")}>${row.state}</span>${row.detail && html`<div class=${row.state === "failed" ? "reason" : "soft"}>${row.detail}</div>`}</td>
      <td class="num">${rate(row.perSecond).join("")}${row.ratePerSecond ? html`<div class="soft">of ${number(row.ratePerSecond)}/s</div>` : ""}</td>
      <td class="num">${number(row.read)}</td><td class="num">${number(row.kept)}</td><td><${Refused} counts=${row.refused} /></td>
      <td class="num soft">${row.weight ?? "–"}</td><td class="num soft">${row.at ? dayClock(row.at).slice(5) : "–"}</td></tr>`)}</tbody></table></div>`;
}

function Yields({ rows }) {
  const most = Math.max(1, ...rows.map(([, row]) => made(row, "example")));
  return html`<div class="scroll"><table><thead><tr><th>source</th><th class="num">prompts</th><th class="num">instructions</th><th class="num">responses</th>
      <th class="num">rejected</th><th class="num">examples</th><th class="num">examples a response</th><th class="share"></th></tr></thead>
    <tbody>${rows.map(([name, row]) => html`<tr key=${name}><td>${name || "(none)"}</td>
      ${["prompt", "instruction", "response", "rejection", "example"].map((kind) => html`<td key=${kind} class="num">${number(made(row, kind))}</td>`)}
      <td class="num soft">${percent(made(row, "example"), made(row, "response"))}</td>
      <td class="share"><${Bar} share=${made(row, "example") / most} quiet /></td></tr>`)}</tbody></table></div>`;
}

export function SourcesPage() {
  const { look } = useTold();
  const all = Object.entries(look.sources);
  const named = all.filter(([, row]) => row.state);
  const yielding = all.filter(([, row]) => row.made).sort((one, other) => made(other[1], "example") - made(one[1], "example"));
  const sum = (field) => named.reduce((whole, [, row]) => whole + (row[field] || 0), 0);
  const running = named.filter(([, row]) => row.state === "running").length;
  return html`
    <${Panel} title="Sources" note="as people named them; counted over all their lives" id="sources">
      ${named.length === 0
        ? html`<${Empty}>None has been named. <code>caravan source add NAME KIND KEY=VALUE</code> adds a file, a folder, a topic or an HTTP push
            while the run goes on; it appears here at once.<//>`
        : html`<dl class="facts" style=${{ marginBottom: "10px" }}>
            <${Fact} name="running" value=${number(running)} unit=${"of " + number(named.length)} />
            <${Fact} name="read now" value=${rate(sum("perSecond"))[0]} unit=${rate(sum("perSecond"))[1]} />
            <${Fact} name="read" value=${number(sum("read"))} />
            <${Fact} name="became prompts" value=${number(sum("kept"))} unit=${percent(sum("kept"), sum("read"))} /></dl>
          <${Named} rows=${named} look=${look} />`}<//>
    <${Panel} title="Yield of each source" note="records of this run by the source that they go back to" id="yield">
      ${yielding.length === 0
        ? html`<${Empty}>No prompt has arrived in this run yet. <code>caravan produce FILE</code> sends some; the seeds come with the first run.<//>`
        : html`<${Yields} rows=${yielding} />`}<//>
    <${Panel} title="Use of each principle" note="responses that name it; one may name several">
      ${Object.keys(look.principles).length
        ? html`<${Counts} counts=${look.principles} heads=${["principle", "responses"]} of=${Object.values(look.principles).reduce((sum, count) => sum + count, 0)} note="of all named" />`
        : html`<${Empty}>No response has named a principle yet.<//>`}<//>`;
}

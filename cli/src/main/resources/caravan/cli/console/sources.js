// What each source has brought: how much went in, how much came out, how much left on the way.
import { Bar, Counts, Empty, Panel, html } from "./ui.js";
import { number, percent } from "./format.js";
import { useTold } from "./state.js";

export function SourcesPage() {
  const { look } = useTold();
  const rows = Object.entries(look.sources).sort((one, other) => (other[1].example || 0) - (one[1].example || 0));
  const most = Math.max(1, ...rows.map(([, counts]) => counts.example || 0));
  return html`
    <${Panel} title="Yield of each source" note="records of this run by the source that they go back to">
      ${rows.length === 0
        ? html`<${Empty}>No prompt has arrived yet. <code>caravan produce FILE</code> sends some; the seeds come with the first run.<//>`
        : html`<div class="scroll"><table><thead><tr><th>source</th><th class="num">prompts</th><th class="num">instructions</th><th class="num">responses</th>
            <th class="num">rejected</th><th class="num">examples</th><th class="num">examples a response</th><th class="share"></th></tr></thead>
          <tbody>${rows.map(([source, counts]) => html`<tr key=${source}><td>${source || "(none)"}</td>
            ${["prompt", "instruction", "response", "rejection", "example"].map((kind) => html`<td key=${kind} class="num">${number(counts[kind] || 0)}</td>`)}
            <td class="num soft">${percent(counts.example || 0, counts.response || 0)}</td>
            <td class="share"><${Bar} share=${(counts.example || 0) / most} quiet /></td></tr>`)}</tbody></table></div>`}<//>
    <${Panel} title="Use of each principle" note="responses that name it; one may name several">
      ${Object.keys(look.principles).length
        ? html`<${Counts} counts=${look.principles} heads=${["principle", "responses"]} of=${Object.values(look.principles).reduce((sum, count) => sum + count, 0)} note="of all named" />`
        : html`<${Empty}>No response has named a principle yet.<//>`}<//>`;
}

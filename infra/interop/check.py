"""Holds what transformers and peft say of Caravan's files against what Caravan says; see run, beside this file."""

import json
import sys
import time
import urllib.error
import urllib.request

import torch
from datasets import get_dataset_config_names, load_dataset
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

ROWS = 20
BOUND = 1e-3


def post(server, path, body):
    request = urllib.request.Request(server + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def served_model(server):
    """The name under which the server has its only model, as soon as it is there."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(server + "/v1/models", timeout=5) as answer:
                return json.load(answer)["data"][0]["id"]
        except urllib.error.URLError:
            time.sleep(1)
    raise SystemExit("the server does not answer")


def log_probabilities(model, ids):
    """Of each token but the first, after those before it."""
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, :-1].float()
    return torch.log_softmax(logits, -1).gather(1, torch.tensor(ids[1:]).unsqueeze(1)).squeeze(1)


def main(base, adapter, merged, export, server):
    views = {view: load_dataset(export, view, split="train") for view in get_dataset_config_names(export)}
    for view, read in views.items():
        print(f"datasets reads {view}: {read.num_rows} rows with {', '.join(read.column_names)}")
    rows = next(read for read in views.values() if {"prompt", "completion"} <= set(read.column_names))
    tokenizer = AutoTokenizer.from_pretrained(base)
    alone = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).eval()
    whole = AutoModelForCausalLM.from_pretrained(merged, dtype=torch.float32).eval()
    adapted = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32), adapter).eval()
    name = served_model(server)
    worst = {"peft": 0.0, "merged": 0.0}
    moved = 0.0
    chosen = rows.select(range(min(ROWS, rows.num_rows)))
    for row in chosen:
        text = row["prompt"] + row["completion"]
        told = post(server, "/v1/completions", {
            "model": name, "prompt": text, "max_tokens": 1, "temperature": 0, "echo": True, "logprobs": 0})
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        said = torch.tensor(told["choices"][0]["logprobs"]["token_logprobs"][1:len(ids)])
        moved = max(moved, (log_probabilities(alone, ids) - said).abs().max().item())
        for who, model in (("peft", adapted), ("merged", whole)):
            worst[who] = max(worst[who], (log_probabilities(model, ids) - said).abs().max().item())
    print(f"the base alone is up to {moved:.2f} nats away from the adapted model")
    print(f"interop: rows={chosen.num_rows} peft={worst['peft']:.2g} merged={worst['merged']:.2g}")
    return 0 if max(worst.values()) <= BOUND < moved else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

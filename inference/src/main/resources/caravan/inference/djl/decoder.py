# The decoder of the Llama family (Touvron et al. 2023, arXiv:2302.13971; grouped queries: arXiv:2305.13245), for
# inference and for training: Llama, Mistral, Qwen2 (biases), Qwen3 (norms of queries and keys), SmolLM3 (layers without
# positions, arXiv:2305.19466). TorchScript in the form that libtorch itself reads: dtypes are numbers (6 is float32),
# methods call each other through `self`, tensor functions live under `torch`.
#
# B rows, T tokens of a row, D width, H query heads, G key-value heads, h width of a head, F feed-forward, V vocabulary,
# n labelled tokens, r rank of an adapter.
#
# masters: the weights as a file has them: embedding (V, D); of each layer: norm (D), q (H*h, D), k (G*h, D), v (G*h, D),
#          biases of q, k, v where `biased`, norms of q and k (h) where `normed`, o (D, H*h), norm (D), gate (F, D),
#          up (F, D), down (D, F); norm (D); head (V, D), absent where it is the embedding.
# weights: the same, joined: embedding (V, D); of each layer: norm (D), qkv ((H+2G)*h, D), its bias or nothing, norm of q
#          or nothing, norm of k or nothing, o (D, H*h), norm (D), gate and up (2F, D), down (D, F), and the scales of
#          qkv, o, gate and up, down where they are int8, else nothing; norm (D), head (V, D), its scale or nothing.
#          Where `frozen`, training gets these in the place of masters: what an engine serves with, unchanged.
# lora:    of each adapter, one after the other, of each layer and each of q, k, v, o, gate, up, down: A (r, in),
#          B (out, r), or two empty tensors. `spans` rows in a row use the adapter that begins at `adapters` in the list,
#          or none (-1). A list of one empty tensor where nobody has an adapter.
#
# The residual stream and the norms are float32; projections and attention run in the dtype `compute`.
class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  groups : int
  head_width : int
  epsilon : float
  biased : bool
  normed : bool
  rotated : str
  rotary_scale : float
  compute : int
  tied : bool
  frozen : bool
  flash : bool
  packed : bool
  lora_scale : float
  lora_dropout : float

  def norm(self, x: Tensor, weight: Tensor) -> Tensor:
    # RMSNorm (Zhang and Sennrich 2019): the mean square is the variance of x and -x side by side. libtorch computes a
    # layer norm at once, and torch.rms_norm by seven operators.
    both = torch.cat([x, torch.neg(x)], -1)                                       # (.., 2D)
    normed = torch.layer_norm(both, [both.size(-1)], None, None, self.epsilon)
    return normed.narrow(-1, 0, x.size(-1)) * weight                              # (.., D)

  def rotation(self, positions: Tensor, frequencies: Tensor) -> List[Tensor]:
    # Cosines and signed sines of the rotary embedding (Su et al. 2021).
    angles = (positions.unsqueeze(-1) * frequencies).unsqueeze(2)                 # (B, T) x (h/2) -> (B, T, 1, h/2)
    cos, sin = angles.cos() * self.rotary_scale, angles.sin() * self.rotary_scale
    return [torch.cat([cos, cos], -1).to(self.compute), torch.cat([torch.neg(sin), sin], -1).to(self.compute)]

  def rotate(self, x: Tensor, rotation: List[Tensor]) -> Tensor:
    cos, sin = rotation                                                           # (B, T, 1, h)
    left, right = x.chunk(2, -1)                                                  # 2 x (B, T, heads, h/2)
    return torch.addcmul(x * cos, torch.cat([right, left], -1), sin)              # (B, T, heads, h)

  def linear(self, x: Tensor, weight: Tensor, scale: Tensor) -> Tensor:
    # (.., in) -> (.., out), by a weight as it is, packed by oneDNN, or of int8 with a scale for each output.
    if scale.numel() > 0:
      flat = x.flatten(0, -2)                                                     # (rows, in)
      # The kernel pays for few rows, and reads inputs by sixteens (AVX-512), past their end where they are no multiple.
      if flat.size(0) > 64 or flat.size(1) % 16 != 0:
        return torch.linear(x, weight.to(self.compute) * scale.unsqueeze(1))
      return torch._weight_int8pack_mm(flat, weight, scale).view(x.size()[:-1] + [weight.size(0)])
    if self.packed:
      return ops.mkldnn._linear_pointwise(x, weight, None, "none", annotate(List[Optional[number]], []), "")
    return torch.linear(x, weight)

  def adapt(self, y: Tensor, x: Tensor, lora: List[Tensor], pair: int, widths: List[int], spans: List[int],
      adapters: List[int]) -> Tensor:
    # Adds the products of adapters to what came of x (B, T, in): of some projections side by side, (B, T, sum of widths).
    if len(lora) <= 1:
      return y
    parts = annotate(List[Tensor], [])
    row = 0
    changed = False
    for span in range(len(spans)):
      whole = len(spans) == 1
      part = y if whole else y.narrow(0, row, spans[span])
      downs = annotate(List[Tensor], [])
      if adapters[span] >= 0:
        for i in range(len(widths)):
          if lora[adapters[span] + pair + 2 * i].numel() > 0:
            downs.append(lora[adapters[span] + pair + 2 * i])                     # (r, in)
      if len(downs) > 0:
        changed = True
        mine = x if whole else x.narrow(0, row, spans[span])
        mine = torch.dropout(mine, self.lora_dropout, torch.is_grad_enabled())
        low = torch.linear(mine, downs[0] if len(downs) == 1 else torch.cat(downs, 0))  # (b, T, sum of r)
        lows = annotate(List[Tensor], [])
        column = 0
        for i in range(len(widths)):
          b = lora[adapters[span] + pair + 2 * i + 1]                             # (out, r)
          if b.numel() > 0:
            lows.append(torch.linear(low.narrow(-1, column, b.size(1)), b))
            column = column + b.size(1)
          else:
            lows.append(torch.zeros([part.size(0), part.size(1), widths[i]], dtype=y.dtype, device=y.device))
        part = torch.add(part, lows[0] if len(lows) == 1 else torch.cat(lows, -1), alpha=self.lora_scale)
      parts.append(part)
      row = row + spans[span]
    if not changed:
      return y
    return parts[0] if len(parts) == 1 else torch.cat(parts, 0)

  def attended(self, x: Tensor, weights: List[Tensor], lora: List[Tensor], layer: int, rotation: List[Tensor],
      spans: List[int], adapters: List[int]) -> List[Tensor]:
    # What attends to what: queries (B, H, T, h), keys and values (B, G, T, h).
    w = 1 + layer * 13
    H, G, h = self.heads, self.groups, self.head_width
    y = self.norm(x, weights[w]).to(self.compute)                                 # (B, T, D)
    qkv = self.linear(y, weights[w + 1], weights[w + 9])                          # (B, T, (H+2G)*h)
    if self.biased:
      qkv = qkv + weights[w + 2]
    qkv = self.adapt(qkv, y, lora, layer * 14, [H * h, G * h, G * h], spans, adapters)
    qkv = qkv.view(x.size(0), x.size(1), H + 2 * G, h)
    qk = qkv.narrow(2, 0, H + G)                                                  # (B, T, H+G, h)
    if self.normed:
      q = self.norm(qk.narrow(2, 0, H).to(weights[w + 3].dtype), weights[w + 3])
      k = self.norm(qk.narrow(2, H, G).to(weights[w + 4].dtype), weights[w + 4])
      qk = torch.cat([q, k], 2).to(self.compute)
    if self.rotated[layer] == "1":
      qk = self.rotate(qk, rotation)
    qk = qk.transpose(1, 2)                                                       # (B, H+G, T, h)
    return [qk.narrow(1, 0, H), qk.narrow(1, H, G), qkv.narrow(2, H + G, G).transpose(1, 2)]

  def after(self, x: Tensor, z: Tensor, weights: List[Tensor], lora: List[Tensor], layer: int, spans: List[int],
      adapters: List[int]) -> Tensor:
    # What follows attention in a layer: its output, and SwiGLU (Shazeer 2020).
    w = 1 + layer * 13
    a = layer * 14
    D, F = x.size(-1), weights[w + 7].size(0) // 2
    z = z.transpose(1, 2).flatten(2)                                              # (B, H, T, h) -> (B, T, H*h)
    o = self.linear(z, weights[w + 5], weights[w + 10])                           # (B, T, D)
    x = x + self.adapt(o, z, lora, a + 6, [D], spans, adapters)
    y = self.norm(x, weights[w + 6]).to(self.compute)                             # (B, T, D)
    both = self.linear(y, weights[w + 7], weights[w + 11])                        # (B, T, 2F)
    gate, up = self.adapt(both, y, lora, a + 8, [F, F], spans, adapters).chunk(2, -1)  # 2 x (B, T, F)
    y = torch.silu(gate) * up
    down = self.linear(y, weights[w + 8], weights[w + 12])                        # (B, T, D)
    return x + self.adapt(down, y, lora, a + 12, [D], spans, adapters)

  def head(self, x: Tensor, weights: List[Tensor]) -> Tensor:
    final = 1 + self.layers * 13
    y = self.norm(x, weights[final]).to(self.compute)                             # (n, D)
    return self.linear(y, weights[final + 1], weights[final + 2]).to(x.dtype)     # (n, V)

  def mask(self, segments: Tensor) -> Tensor:
    # A token sees the earlier tokens of its own segment and of segment 0, and itself.
    own = segments.unsqueeze(2) == segments.unsqueeze(1)                          # (B, T, T)
    shared = (segments == 0).unsqueeze(1)                                         # (B, 1, T)
    seen = ((own | shared).tril()).unsqueeze(1)                                   # (B, 1, T, T)
    return torch.zeros_like(seen, dtype=self.compute).masked_fill(~seen, -1e30)

  def cast(self, weights: List[Tensor]) -> List[Tensor]:
    # Matrices in the compute dtype; the norms' vectors as they are.
    out = annotate(List[Tensor], [])
    for w in weights:
      out.append(w.to(self.compute) if w.dim() == 2 else w)
    return out

  def join(self, masters: List[Tensor]) -> List[Tensor]:
    # Masters in the compute dtype, joined to weights.
    if self.frozen:
      return masters
    none = torch.zeros([0], dtype=self.compute, device=masters[0].device)
    out = [masters[0]]
    m = 1
    for layer in range(self.layers):
      out.append(masters[m])
      out.append(torch.cat([masters[m + 1], masters[m + 2], masters[m + 3]], 0).to(self.compute))
      m = m + 4
      if self.biased:
        out.append(torch.cat([masters[m], masters[m + 1], masters[m + 2]], 0).to(self.compute))
        m = m + 3
      else:
        out.append(none)
      if self.normed:
        out.extend([masters[m], masters[m + 1]])
        m = m + 2
      else:
        out.extend([none, none])
      out.append(masters[m].to(self.compute))
      out.append(masters[m + 1])
      out.append(torch.cat([masters[m + 2], masters[m + 3]], 0).to(self.compute))
      out.append(masters[m + 4].to(self.compute))
      m = m + 5
      out.extend([none, none, none, none])
    out.append(masters[m])
    out.append((masters[0] if self.tied else masters[m + 1]).to(self.compute))
    out.append(none)
    return out

  # --- Training. ---

  def widen(self, x: Tensor) -> Tensor:
    # Each key-value head for all its query heads: (B, G, T, h) -> (B, H, T, h). Views, whose gradient is one sum.
    B, G, T, h = x.size(0), x.size(1), x.size(2), x.size(3)
    return x.unsqueeze(2).expand(B, G, self.heads // G, T, h).reshape(B, self.heads, T, h)

  def hidden(self, weights: List[Tensor], lora: List[Tensor], frequencies: Tensor, tokens: Tensor, positions: Tensor,
      segments: Tensor) -> Tensor:
    # All layers over whole rows, through one masked attention.
    rotation = self.rotation(positions, frequencies)
    mask = self.mask(segments)
    x = torch.embedding(weights[0], tokens).to(7 if self.compute == 7 else 6)     # (B, T) -> (B, T, D)
    for layer in range(self.layers):
      q, k, v = self.attended(x, weights, lora, layer, rotation, [x.size(0)], [0])
      z = torch.scaled_dot_product_attention(q, self.widen(k), self.widen(v), mask)  # (B, H, T, h)
      x = self.after(x, z, weights, lora, layer, [x.size(0)], [0])
    return x                                                                      # (B, T, D)

  def logits(self, masters: List[Tensor], lora: List[Tensor], frequencies: Tensor, tokens: Tensor, positions: Tensor,
      segments: Tensor) -> Tensor:
    weights = self.join(masters)
    return self.head(self.hidden(weights, self.cast(lora), frequencies, tokens, positions, segments), weights)

  def labelled(self, x: Tensor, labels: Tensor) -> List[Tensor]:
    # Of tokens that have a label (-100 is none): x (n, D), labels (n).
    places = (labels.flatten() != -100).nonzero().squeeze(1)                      # (n)
    return [x.flatten(0, 1).index_select(0, places), labels.flatten().index_select(0, places)]

  def portion(self, weights: List[Tensor]) -> int:
    # Tokens whose logits are made at a time: 64 MiB of them in float32. All at once they would be the largest thing in memory.
    return max(1, 16777216 // weights[0].size(0))

  def entropy(self, x: Tensor, labels: Tensor, weights: List[Tensor]) -> Tensor:
    # The sum of the cross-entropies of labels (n) behind x (n, D).
    return torch.cross_entropy_loss(self.head(x, weights), labels, None, 2)

  def loss(self, masters: List[Tensor], lora: List[Tensor], frequencies: Tensor, tokens: Tensor, positions: Tensor,
      segments: Tensor, labels: Tensor) -> Tensor:
    # The sum of the cross-entropies of the labelled tokens.
    weights = self.join(masters)
    x = self.hidden(weights, self.cast(lora), frequencies, tokens, positions, segments)
    x, y = self.labelled(x, labels)
    n = self.portion(weights)
    sums = annotate(List[Tensor], [])
    for i in range(0, x.size(0), n):
      sums.append(self.entropy(x[i:i + n], y[i:i + n], weights))
    return torch.stack(sums).sum()

  def accumulate(self, masters: List[Tensor], lora: List[Tensor], gradients: List[Tensor], frequencies: Tensor,
      tokens: Tensor, positions: Tensor, segments: Tensor, labels: Tensor) -> Tensor:
    # Adds the gradients of the summed loss, by those weights that require them, to `gradients`; returns that loss. The
    # head's part of the way back is gone portion by portion, and the layers' from the sum of what comes of that, which is
    # kept in the dtype of the residual stream.
    trained = annotate(List[Tensor], [])
    for w in masters + lora:
      if w.requires_grad:
        trained.append(w)
    weights = self.join(masters)
    x = self.hidden(weights, self.cast(lora), frequencies, tokens, positions, segments)
    x, y = self.labelled(x, labels)
    ends = [x]
    sums = [torch.zeros_like(x)]
    own = weights[0:len(weights)]
    leaves = annotate(List[Tensor], [])
    for w in range(len(weights) - 3, len(weights) - 1):
      if weights[w].requires_grad:
        ends.append(weights[w])
        sums.append(torch.zeros_like(weights[w], dtype=x.dtype))
        own[w] = weights[w].detach().requires_grad_(True)
        leaves.append(own[w])
    n = self.portion(weights)
    loss = torch.zeros([], dtype=7, device=x.device)
    for i in range(0, x.size(0), n):
      part = x.detach()[i:i + n].requires_grad_(True)
      entropy = self.entropy(part, y[i:i + n], own)
      fresh = torch.grad([entropy], [part] + leaves)
      sums[0][i:i + n].copy_(unchecked_cast(Tensor, fresh[0]))
      for j in range(1, len(sums)):
        sums[j].add_(unchecked_cast(Tensor, fresh[j]))
      loss = loss + entropy.detach()
    given = annotate(List[Optional[Tensor]], [])
    for i in range(len(sums)):
      given.append(sums[i].to(ends[i].dtype))
    fresh = torch.grad(ends, trained, given)
    for i in range(len(trained)):
      gradients[i].add_(unchecked_cast(Tensor, fresh[i]))
    return loss

  # --- Inference: lanes of sequences, whose keys and values are kept, behind prefixes kept once for each lane. ---

  def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
    # Attention and the logarithm of its denominator. q (B, G, n, h), k and v (B, G, m, h), mask (B, 1, n, m).
    if self.flash:
      z, lse = torch._scaled_dot_product_flash_attention_for_cpu(q, k, v, 0.0, False, attn_mask=mask)
      return z.to(6), lse                                                         # (B, G, n, h), (B, G, n)
    scores = torch.matmul(q, k.transpose(-1, -2)).to(6) * (float(self.head_width) ** -0.5)  # (B, G, n, m)
    if mask is not None:
      scores = scores + mask
    lse = torch.logsumexp(scores, [-1])                                           # (B, G, n)
    return torch.matmul((scores - lse.unsqueeze(-1)).exp().to(self.compute), v).to(6), lse

  def cascade(self, q: Tensor, prefix: List[Tensor], k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    # Attends to the prefix, which all rows of a lane read together, and to each row's own tokens; merges the two by their
    # denominators. q (B, H, T, h); prefix: its keys and values (1, G, P, h), or nothing; k, v (B, G, m, h);
    # mask (B, 1, group*T, m).
    B, H, T, h = q.size(0), q.size(1), q.size(2), q.size(3)
    G = k.size(1)
    q = q.reshape(B, G, -1, h)                                                    # (B, G, group*T, h)
    z, lse = self.attend(q, k, v, mask)                                           # (B, G, group*T, h)
    if len(prefix) > 0:
      together = q.transpose(0, 1).reshape(1, G, -1, h)                           # (1, G, B*group*T, h)
      y, shared = self.attend(together, prefix[0], prefix[1], None)
      y = y.view(G, B, -1, h).transpose(0, 1)                                     # (B, G, group*T, h)
      shared = shared.reshape(G, B, -1).transpose(0, 1)                           # (B, G, group*T)
      z = torch.lerp(z, y, torch.sigmoid(shared - lse).unsqueeze(-1))
    return z.to(self.compute).reshape(B, H, T, h)

  def lane(self, prefix: Tensor, cache: Tensor, numbers: List[int], start: int) -> List[List[Tensor]]:
    # Of a lane, for each layer: the prefix's keys and values as far as seen (1, G, P, h), or nothing; where new keys and
    # values go, for one row (1, G, T, h), for several (b, capacity, G, h); own keys and values as far as seen (b, G, m, h).
    rows, first, seen_before, seen, new = numbers
    out = annotate(List[List[Tensor]], [])
    for part in prefix.narrow(4, 0, seen_before).unbind(0):
      out.append(part.unbind(0))
    slots = cache.narrow(2, first, rows)                                          # (2, layers, b, G, capacity, h)
    into = slots.narrow(4, start, new) if rows == 1 else slots.transpose(3, 4)
    for part in into.unbind(0):
      out.append(part.unbind(0))
    for part in slots.narrow(4, 0, seen).unbind(0):
      out.append(part.unbind(0))
    return out

  def keep(self, into: Tensor, new: Tensor, at: List[Tensor]):
    # Writes new keys or values (b, G, T, h).
    if new.size(0) == 1:
      into.copy_(new)
    else:
      torch.index_put_(into, [at[0], at[1]], new.transpose(1, 2))                             # (b, T, G, h)

  def advance(self, weights: List[Tensor], lora: List[Tensor], frequencies: Tensor, prefixes: List[Tensor],
      caches: List[Tensor], lanes: List[int], spans: List[int], adapters: List[int], starts: List[int],
      offsets: List[int], tokens: Tensor) -> Tensor:
    # Takes the next T tokens of each of B sequences. The rows are those of the lanes, one after the other. Of a lane:
    # prefixes[lane] (2, layers, 1, G, P, h), caches[lane] (2, layers, slots, G, capacity, h), and in `lanes` four numbers:
    # its rows, the slot of its first row, how many tokens of the prefix are seen, how far own tokens are seen. Of a row:
    # its own tokens so far (`starts`) and its tokens so far, prefix included (`offsets`). Rows that are padded at their
    # end leave keys that the mask hides until they are overwritten.
    B, T = tokens.size(0), tokens.size(1)
    steps = torch.arange(T, device=tokens.device)
    own = torch.tensor(starts, dtype=4, device=tokens.device).unsqueeze(1) + steps          # (B, T)
    positions = torch.tensor(offsets, dtype=4, device=tokens.device).unsqueeze(1) + steps   # (B, T)
    rotation = self.rotation(positions, frequencies)
    masks = annotate(List[Tensor], [])
    places = annotate(List[List[Tensor]], [])
    views = annotate(List[List[List[Tensor]]], [])
    row = 0
    for lane in range(len(caches)):
      count, first, prefix, seen = lanes[lane * 4], lanes[lane * 4 + 1], lanes[lane * 4 + 2], lanes[lane * 4 + 3]
      mine = own.narrow(0, row, count)                                            # (b, T)
      hidden = (torch.arange(seen, device=tokens.device) > mine.unsqueeze(-1)).unsqueeze(1)         # (b, 1, T, m)
      mask = torch.zeros([count, 1, T, seen], dtype=self.compute, device=tokens.device).masked_fill(hidden, -1e30)
      masks.append(mask.repeat([1, 1, self.heads // self.groups, 1]))
      places.append([torch.arange(count, device=tokens.device).unsqueeze(1), mine])
      views.append(self.lane(prefixes[lane], caches[lane], [count, first, prefix, seen, T], starts[row]))
      row = row + count
    x = torch.embedding(weights[0], tokens).to(6)                                 # (B, T, D)
    for layer in range(self.layers):
      q, k, v = self.attended(x, weights, lora, layer, rotation, spans, adapters)
      parts = annotate(List[Tensor], [])
      row = 0
      for lane in range(len(caches)):
        count = lanes[lane * 4]
        prefix_k, prefix_v, into_k, into_v, seen_k, seen_v = views[lane]
        self.keep(into_k[layer], k.narrow(0, row, count), places[lane])
        self.keep(into_v[layer], v.narrow(0, row, count), places[lane])
        before = [prefix_k[layer], prefix_v[layer]] if lanes[lane * 4 + 2] > 0 else annotate(List[Tensor], [])
        parts.append(self.cascade(q.narrow(0, row, count), before, seen_k[layer], seen_v[layer], masks[lane]))
        row = row + count
      z = parts[0] if len(parts) == 1 else torch.cat(parts, 0)                    # (B, H, T, h)
      x = self.after(x, z, weights, lora, layer, spans, adapters)
    return x                                                                      # (B, T, D)

  def predict(self, weights: List[Tensor], lora: List[Tensor], frequencies: Tensor, prefixes: List[Tensor],
      caches: List[Tensor], lanes: List[int], spans: List[int], adapters: List[int], starts: List[int],
      offsets: List[int], tokens: Tensor, lasts: Tensor, edited: Tensor, divisors: Tensor, additions: Tensor,
      sampled: Tensor, temperatures: Tensor) -> List[Tensor]:
    # What comes after token lasts[b] of each row: the likeliest token (B), and of the rows `sampled` (s) the
    # probabilities (s, V) at their temperatures. edited (n) are those of the B*V logits that are penalised or biased.
    x = self.advance(weights, lora, frequencies, prefixes, caches, lanes, spans, adapters, starts, offsets, tokens)
    y = x[torch.arange(x.size(0), device=x.device), lasts]                        # (B, T, D) -> (B, D)
    logits = self.head(y, weights)                                                # (B, V)
    if edited.numel() > 0:
      z = logits.flatten().index_select(0, edited)                                # (n)
      z = torch.where(z > 0, z / divisors, z * divisors) + additions
      logits = logits.flatten().index_copy(0, edited, z).view_as(logits)
    drawn = logits if sampled.size(0) == logits.size(0) else logits.index_select(0, sampled)        # (s, V)
    return [torch.argmax(logits, -1), torch.softmax(drawn / temperatures.unsqueeze(1), -1)]

  def fill(self, weights: List[Tensor], lora: List[Tensor], frequencies: Tensor, prefixes: List[Tensor],
      caches: List[Tensor], lanes: List[int], spans: List[int], adapters: List[int], starts: List[int],
      offsets: List[int], tokens: Tensor) -> int:
    # Only leaves keys and values, as a prefix does.
    x = self.advance(weights, lora, frequencies, prefixes, caches, lanes, spans, adapters, starts, offsets, tokens)
    return x.size(0)

  def score(self, weights: List[Tensor], lora: List[Tensor], frequencies: Tensor, prefixes: List[Tensor],
      caches: List[Tensor], lanes: List[int], spans: List[int], adapters: List[int], starts: List[int],
      offsets: List[int], tokens: Tensor, places: Tensor, targets: Tensor, likeliest: int) -> Tensor:
    # Logits and log-probabilities (2, n) of tokens `targets` (n) right after `places` (n) of the B*T tokens, then
    # log-probabilities and ids (2m, n) of the m likeliest tokens there; 256 places at once.
    x = self.advance(weights, lora, frequencies, prefixes, caches, lanes, spans, adapters, starts, offsets, tokens)
    y = x.flatten(0, 1).index_select(0, places)                                   # (n, D)
    parts = annotate(List[Tensor], [])
    for i in range(0, places.size(0), 256):
      logits = self.head(y[i:i + 256], weights)                                   # (256, V)
      chosen = logits.gather(1, targets[i:i + 256].unsqueeze(1)).squeeze(1)       # (256)
      lse = torch.logsumexp(logits, [-1])                                         # (256)
      best, ids = torch.topk(logits, likeliest)                                   # (256, m)
      parts.append(torch.cat([chosen.unsqueeze(0), (chosen - lse).unsqueeze(0), best.t() - lse, ids.t().to(6)], 0))
    return torch.cat(parts, 1)                                                    # (2 + 2m, n)

  # --- What is kept between calls. ---

  def allocate(self, like: Tensor, slots: int, length: int) -> Tensor:
    # Zeros, for what the mask hides must still be numbers.
    return torch.zeros([2, self.layers, slots, self.groups, length, self.head_width], dtype=self.compute, device=like.device)

  def copy(self, source: Tensor, target: Tensor, slot: int, slots: int, length: int):
    # Copies a cache's first slots, as far as `length`, into another's from `slot` on.
    target.narrow(2, slot, slots).narrow(4, 0, length).copy_(source.narrow(2, 0, slots).narrow(4, 0, length))

  def move(self, cache: Tensor, source: int, target: int, length: int):
    # Moves one slot's first tokens over another's.
    cache.select(2, target).narrow(3, 0, length).copy_(cache.select(2, source).narrow(3, 0, length))

  def adopt(self, raw: Tensor, dtype: int, shape: List[int], scale: float) -> Tensor:
    # A weight from its bytes: a matrix in the compute dtype, a vector in float32.
    w = torch.view_copy(raw, dtype=dtype).view(shape)
    if scale != 1.0:
      w = w.to(6) * scale
    return torch._to_copy(w, dtype=self.compute if len(shape) == 2 else 6)

  def together(self, parts: List[Tensor]) -> Tensor:
    # Matrices or vectors, one below the other, as what is multiplied with: in the compute dtype.
    return torch.cat(parts, 0).to(self.compute)

  def pack(self, weight: Tensor) -> Tensor:
    # Of the layouts that oneDNN would choose for some number of rows, in float32 the one for a single row was the fastest
    # with any number of them (AVX2), in bfloat16 the one for 8 (AVX-512).
    return ops.mkldnn._reorder_linear_weight(weight, 1 if self.compute == 6 else 8)

  def quantize(self, weight: Tensor) -> List[Tensor]:
    # int8, symmetric, with a scale for each output that is itself in the compute dtype.
    w = weight.to(6)
    scale = (w.abs().amax([1]) / 127.0).clamp_min(1e-12).to(self.compute)         # (out)
    return [torch.round(w / scale.to(6).unsqueeze(1)).clamp(-127, 127).to(1), scale]

  # --- Training: AdamW. ---

  def clip(self, gradients: List[Tensor], count: float, longest: float) -> float:
    # Makes sums over `count` tokens means, shortened to the norm `longest`; returns the norm before.
    norm = float(torch.stack(torch._foreach_norm(gradients)).norm()) / count
    torch._foreach_mul_(gradients, min(1.0, longest / (norm + 1e-10)) / count)
    return norm

  def step(self, trained: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor],
      steps: List[Tensor], rate: float, decay: float, beta1: float, beta2: float):
    # AdamW (Loshchilov and Hutter 2019); empties `gradients`. The lists must be the arguments themselves: on lists made
    # here libtorch takes the fused step for dead code.
    torch._foreach_add_(steps, 1)
    torch._fused_adamw_(trained, gradients, means, squares, [], steps, lr=rate, beta1=beta1, beta2=beta2,
        weight_decay=decay, eps=1e-8, amsgrad=False, maximize=False)
    torch._foreach_zero_(gradients)

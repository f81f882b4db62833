# The Llama decoder (Touvron et al. 2023, arXiv:2302.13971; grouped queries: arXiv:2305.13245), for inference and for
# training. TorchScript in the form that libtorch itself reads: dtypes are numbers (6 is float32), methods call each
# other through `self`, tensor functions live under `torch`.
#
# B rows, T tokens of a row, D width, H query heads, G key-value heads, h width of a head, F feed-forward, V vocabulary,
# n labelled tokens, r rank of an adapter.
#
# weights: embedding (V, D); of each layer: norm (D), q (H*h, D), k (G*h, D), v (G*h, D), o (D, H*h), norm (D),
#          gate (F, D), up (F, D), down (D, F); norm (D); head (V, D), absent where it is the embedding.
# lora:    of each layer and each of q, k, v, o, gate, up, down: A (r, in), B (out, r), or two empty tensors; a single
#          empty tensor where there is no adapter.
#
# The residual stream and the norms are float32; projections and attention run in the dtype `compute`.
class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  head_width : int
  epsilon : float
  compute : int
  tied : bool
  flash : bool
  lora_scale : float
  lora_dropout : float

  def norm(self, x: Tensor, weight: Tensor) -> Tensor:
    return torch.rms_norm(x, [x.size(-1)], weight, self.epsilon)                  # (.., D)

  def rotation(self, positions: Tensor, frequencies: Tensor) -> List[Tensor]:
    # Cosines and sines of the rotary embedding (Su et al. 2021), for the first half of a head's width.
    angles = (positions.unsqueeze(-1) * frequencies).unsqueeze(1)                 # (B, T) x (h/2) -> (B, 1, T, h/2)
    return [angles.cos().to(self.compute), angles.sin().to(self.compute)]

  def rotate(self, x: Tensor, rotation: List[Tensor]) -> Tensor:
    cos, sin = rotation
    left, right = x.chunk(2, -1)                                                  # 2 x (B, heads, T, h/2)
    return torch.cat([left * cos - right * sin, right * cos + left * sin], -1)    # (B, heads, T, h)

  def project(self, x: Tensor, weight: Tensor, lora: List[Tensor], pair: int) -> Tensor:
    y = torch.linear(x, weight)                                                   # (B, T, in) -> (B, T, out)
    if len(lora) > 1:
      a = lora[pair]                                                              # (r, in)
      b = lora[pair + 1]                                                          # (out, r)
      if a.numel() > 0:
        low = torch.linear(torch.dropout(x, self.lora_dropout, torch.is_grad_enabled()), a)  # (B, T, r)
        y = y + torch.linear(low, b) * self.lora_scale
    return y

  def heads(self, x: Tensor) -> Tensor:
    return x.view(x.size(0), x.size(1), -1, self.head_width).transpose(1, 2)      # (B, T, heads*h) -> (B, heads, T, h)

  def feed_forward(self, x: Tensor, weights: List[Tensor], lora: List[Tensor], layer: int) -> Tensor:
    # SwiGLU (Shazeer 2020).
    w = 1 + layer * 9
    a = layer * 14
    y = self.norm(x, weights[w + 5]).to(self.compute)                             # (B, T, D)
    gate = torch.silu(self.project(y, weights[w + 6], lora, a + 8))               # (B, T, F)
    up = self.project(y, weights[w + 7], lora, a + 10)                            # (B, T, F)
    return self.project(gate * up, weights[w + 8], lora, a + 12)                  # (B, T, D)

  def head(self, x: Tensor, weights: List[Tensor]) -> Tensor:
    final = 1 + self.layers * 9
    table = weights[0] if self.tied else weights[final + 1]                       # (V, D)
    y = self.norm(x, weights[final]).to(self.compute)                             # (n, D)
    return torch.linear(y, table).to(x.dtype)                                     # (n, V)

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

  def hidden(self, embedding: Tensor, weights: List[Tensor], lora: List[Tensor], frequencies: Tensor, tokens: Tensor,
      positions: Tensor, segments: Tensor) -> Tensor:
    # All layers over whole rows, through one masked attention, as training needs them.
    rotation = self.rotation(positions, frequencies)
    mask = self.mask(segments)
    x = torch.embedding(embedding, tokens)                                        # (B, T) -> (B, T, D)
    for layer in range(self.layers):
      w = 1 + layer * 9
      a = layer * 14
      y = self.norm(x, weights[w]).to(self.compute)                               # (B, T, D)
      q = self.heads(self.project(y, weights[w + 1], lora, a))                    # (B, H, T, h)
      k = self.heads(self.project(y, weights[w + 2], lora, a + 2))                # (B, G, T, h)
      v = self.heads(self.project(y, weights[w + 3], lora, a + 4))                # (B, G, T, h)
      group = q.size(1) // k.size(1)
      q = self.rotate(q, rotation)
      k = self.rotate(k, rotation).repeat_interleave(group, 1)                    # (B, H, T, h)
      v = v.repeat_interleave(group, 1)                                           # (B, H, T, h)
      z = torch.scaled_dot_product_attention(q, k, v, mask)                       # (B, H, T, h)
      z = z.transpose(1, 2).flatten(2)                                            # (B, T, H*h)
      x = x + self.project(z, weights[w + 4], lora, a + 6)
      x = x + self.feed_forward(x, weights, lora, layer)
    return x                                                                      # (B, T, D)

  def logits(self, masters: List[Tensor], lora: List[Tensor], frequencies: Tensor, tokens: Tensor, positions: Tensor,
      segments: Tensor) -> Tensor:
    weights = self.cast(masters)
    return self.head(self.hidden(masters[0], weights, self.cast(lora), frequencies, tokens, positions, segments), weights)

  def loss(self, masters: List[Tensor], lora: List[Tensor], frequencies: Tensor, tokens: Tensor, positions: Tensor,
      segments: Tensor, labels: Tensor) -> Tensor:
    # The sum of the cross-entropies of the labelled tokens; a label of -100 is none.
    weights = self.cast(masters)
    x = self.hidden(masters[0], weights, self.cast(lora), frequencies, tokens, positions, segments)
    labelled = (labels.flatten() != -100).nonzero().squeeze(1)                    # (n)
    x = x.flatten(0, 1).index_select(0, labelled)                                 # (n, D)
    return torch.cross_entropy_loss(self.head(x, weights), labels.flatten().index_select(0, labelled), None, 2)

  def accumulate(self, masters: List[Tensor], lora: List[Tensor], gradients: List[Tensor], frequencies: Tensor,
      tokens: Tensor, positions: Tensor, segments: Tensor, labels: Tensor) -> Tensor:
    # Adds the gradients of the summed loss, by those weights that require them, to `gradients`; returns that loss.
    trained = annotate(List[Tensor], [])
    for w in masters + lora:
      if w.requires_grad:
        trained.append(w)
    loss = self.loss(masters, lora, frequencies, tokens, positions, segments, labels)
    fresh = torch.grad([loss], trained)
    for i in range(len(trained)):
      gradients[i].add_(unchecked_cast(Tensor, fresh[i]))
    return loss.detach().to(7)

  # --- Inference: sequences of B slots, whose keys and values are kept, behind a prefix kept once for all of them. ---

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

  def cascade(self, q: Tensor, prefix_k: Tensor, prefix_v: Tensor, k: Tensor, v: Tensor, mask: Tensor, prefix: int) -> Tensor:
    # Attends to the prefix, which all rows read together, and to each row's own tokens; merges the two by their
    # denominators. q (B, H, T, h); prefix_k, prefix_v (1, G, P, h); k, v (B, G, m, h); mask (B, 1, group*T, m).
    B, H, T, h = q.size(0), q.size(1), q.size(2), q.size(3)
    G = k.size(1)
    q = q.reshape(B, G, -1, h)                                                    # (B, G, group*T, h)
    z, lse = self.attend(q, k, v, mask)                                           # (B, G, group*T, h)
    if prefix > 0:
      together = q.transpose(0, 1).reshape(1, G, -1, h)                           # (1, G, B*group*T, h)
      y, shared = self.attend(together, prefix_k.narrow(2, 0, prefix), prefix_v.narrow(2, 0, prefix), None)
      y = y.view(G, B, -1, h).transpose(0, 1)                                     # (B, G, group*T, h)
      shared = shared.reshape(G, B, -1).transpose(0, 1)                           # (B, G, group*T)
      z = torch.lerp(z, y, torch.sigmoid(shared - lse).unsqueeze(-1))
    return z.to(self.compute).reshape(B, H, T, h)

  def advance(self, weights: List[Tensor], lora: List[Tensor], frequencies: Tensor, prefix_keys: List[Tensor],
      prefix_values: List[Tensor], prefix: int, keys: List[Tensor], values: List[Tensor], first: int, tokens: Tensor,
      starts: Tensor, seen: int) -> Tensor:
    # Takes the next T tokens of each of B sequences, whose keys and values lie in the slots from `first` on, behind
    # `starts` (B) tokens of their own; no own token lies at `seen` or beyond. Rows that are padded at their end leave
    # keys that the mask hides until they are overwritten.
    B, T = tokens.size(0), tokens.size(1)
    own = starts.unsqueeze(1) + torch.arange(T, device=tokens.device)             # (B, T)
    rotation = self.rotation(own + prefix, frequencies)
    hidden = (torch.arange(seen, device=tokens.device) > own.unsqueeze(-1)).unsqueeze(1)  # (B, 1, T, m)
    group = weights[2].size(0) // weights[3].size(0)
    mask = torch.zeros([B, 1, T, seen], dtype=self.compute, device=tokens.device).masked_fill(hidden, -1e30).repeat([1, 1, group, 1])
    rows = torch.arange(B, device=tokens.device).unsqueeze(1)                     # (B, 1)
    x = torch.embedding(weights[0], tokens).to(6)                                 # (B, T, D)
    for layer in range(self.layers):
      w = 1 + layer * 9
      a = layer * 14
      y = self.norm(x, weights[w]).to(self.compute)                               # (B, T, D)
      q = self.rotate(self.heads(self.project(y, weights[w + 1], lora, a)), rotation)      # (B, H, T, h)
      k = self.rotate(self.heads(self.project(y, weights[w + 2], lora, a + 2)), rotation)  # (B, G, T, h)
      v = self.heads(self.project(y, weights[w + 3], lora, a + 4))                # (B, G, T, h)
      slot_k = keys[layer].narrow(0, first, B)                                    # (B, G, capacity, h)
      slot_v = values[layer].narrow(0, first, B)
      torch.index_put_(slot_k.transpose(1, 2), [rows, own], k.transpose(1, 2))    # (B, T, G, h)
      torch.index_put_(slot_v.transpose(1, 2), [rows, own], v.transpose(1, 2))
      z = self.cascade(q, prefix_keys[layer], prefix_values[layer], slot_k.narrow(2, 0, seen), slot_v.narrow(2, 0, seen),
          mask, prefix)                                                           # (B, H, T, h)
      z = z.transpose(1, 2).flatten(2)                                            # (B, T, H*h)
      x = x + self.project(z, weights[w + 4], lora, a + 6)
      x = x + self.feed_forward(x, weights, lora, layer)
    return x                                                                      # (B, T, D)

  def choose(self, x: Tensor, lasts: Tensor, edited: Tensor, divisors: Tensor, additions: Tensor, temperatures: Tensor,
      weights: List[Tensor]) -> Tensor:
    # What comes after token lasts[b] of each row: probabilities, at each row's temperature. edited (n) are those of the
    # B*V logits that are penalised or biased.
    y = x[torch.arange(x.size(0), device=x.device), lasts]                        # (B, T, D) -> (B, D)
    logits = self.head(y, weights)                                                # (B, V)
    if edited.numel() > 0:
      z = logits.flatten().index_select(0, edited)                                # (n)
      z = torch.where(z > 0, z / divisors, z * divisors) + additions
      logits = logits.flatten().index_copy(0, edited, z).view_as(logits)
    return torch.softmax(logits / temperatures.unsqueeze(1), -1)                  # (B, V)

  def predict(self, weights: List[Tensor], lora: List[Tensor], frequencies: Tensor, prefix_keys: List[Tensor],
      prefix_values: List[Tensor], prefix: int, keys: List[Tensor], values: List[Tensor], first: int, tokens: Tensor,
      starts: Tensor, seen: int, lasts: Tensor, edited: Tensor, divisors: Tensor, additions: Tensor, temperatures: Tensor) -> Tensor:
    x = self.advance(weights, lora, frequencies, prefix_keys, prefix_values, prefix, keys, values, first, tokens, starts, seen)
    return self.choose(x, lasts, edited, divisors, additions, temperatures, weights)

  def allocate(self, like: Tensor, slots: int, heads: int, length: int) -> List[Tensor]:
    # One cache of each layer. Zeros, for what the mask hides must still be numbers.
    caches = annotate(List[Tensor], [])
    for layer in range(self.layers):
      caches.append(torch.zeros([slots, heads, length, self.head_width], dtype=self.compute, device=like.device))
    return caches

  def copy(self, source: List[Tensor], target: List[Tensor]):
    # Copies smaller caches into the corner of larger ones.
    for layer in range(self.layers):
      s = source[layer]
      target[layer].narrow(0, 0, s.size(0)).narrow(2, 0, s.size(2)).copy_(s)

  def move(self, caches: List[Tensor], source: int, target: int, length: int):
    # Moves one slot's first tokens over another's.
    for cache in caches:
      cache[target].narrow(1, 0, length).copy_(cache[source].narrow(1, 0, length))

  def adopt(self, raw: Tensor, dtype: int, shape: List[int], scale: float) -> Tensor:
    # A weight from its bytes: a matrix in the compute dtype, a vector in float32.
    w = torch.view_copy(raw, dtype=dtype).view(shape)
    if scale != 1.0:
      w = w.to(6) * scale
    return torch._to_copy(w, dtype=self.compute if len(shape) == 2 else 6)

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

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

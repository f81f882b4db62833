# A Llama with a tied head as libraries export it: keys and values of all earlier tokens go in, and come out longer.
# B rows, T new tokens, S tokens so far with those, H and G heads, h width of a head, D width, V vocabulary.
# weights: embedding (V, D); of each layer: norm, q, k, v, o, norm, gate, up, down; norm. past: of each layer keys and
# values (B, G, S - T, h), or a single empty tensor.
class Growing(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  head_width : int
  epsilon : float
  theta : float

  def norm(self, x: Tensor, weight: Tensor) -> Tensor:
    return torch.rms_norm(x, [x.size(-1)], weight, self.epsilon)

  def heads(self, x: Tensor) -> Tensor:
    return x.view(x.size(0), x.size(1), -1, self.head_width).transpose(1, 2)      # (B, heads, T, h)

  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    left, right = x.chunk(2, -1)
    return torch.cat([left * cos - right * sin, right * cos + left * sin], -1)

  def forward(self, ids: Tensor, positions: Tensor, attention: Tensor, weights: List[Tensor], past: List[Tensor]) -> List[Tensor]:
    T, S = ids.size(1), attention.size(1)
    new = torch.arange(T).unsqueeze(1) + (S - T)                                  # (T, 1)
    seen = (torch.arange(S).unsqueeze(0) <= new).unsqueeze(0).unsqueeze(0)        # (1, 1, T, S)
    seen = seen & (attention > 0).unsqueeze(1).unsqueeze(1)                       # (B, 1, T, S)
    mask = torch.zeros_like(seen, dtype=6).masked_fill(~seen, -1e30)
    exponents = torch.arange(0, self.head_width, 2).to(6) / float(self.head_width)
    angles = (positions.unsqueeze(-1) * torch.pow(self.theta, torch.neg(exponents))).unsqueeze(1)  # (B, 1, T, h/2)
    cos, sin = angles.cos(), angles.sin()
    x = torch.embedding(weights[0], ids)                                          # (B, T, D)
    caches = annotate(List[Tensor], [])
    for layer in range(self.layers):
      w = 1 + layer * 9
      y = self.norm(x, weights[w])
      q = self.rotate(self.heads(torch.linear(y, weights[w + 1])), cos, sin)      # (B, H, T, h)
      k = self.rotate(self.heads(torch.linear(y, weights[w + 2])), cos, sin)      # (B, G, T, h)
      v = self.heads(torch.linear(y, weights[w + 3]))                             # (B, G, T, h)
      if len(past) > 1:
        k = torch.cat([past[2 * layer], k], 2)                                    # (B, G, S, h)
        v = torch.cat([past[2 * layer + 1], v], 2)
      caches.append(k)
      caches.append(v)
      group = q.size(1) // k.size(1)
      z = torch.scaled_dot_product_attention(q, k.repeat_interleave(group, 1), v.repeat_interleave(group, 1), mask)
      x = x + torch.linear(z.transpose(1, 2).flatten(2), weights[w + 4])
      y = self.norm(x, weights[w + 5])
      x = x + torch.linear(torch.silu(torch.linear(y, weights[w + 6])) * torch.linear(y, weights[w + 7]), weights[w + 8])
    last = self.norm(x.narrow(1, T - 1, 1), weights[1 + self.layers * 9])         # (B, 1, D)
    return [torch.linear(last, weights[0])] + caches                              # (B, 1, V), 2 * layers caches

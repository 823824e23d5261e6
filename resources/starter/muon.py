# SPDX-License-Identifier: GPL-3.0-or-later
"""Muon: momentum whose steps are made orthogonal, for the matrices inside the layers. It costs
some time for each step and needs fewer of them, which suits two processor cores."""
import torch


def orthogonal(g, rounds=5):
    """The nearest orthogonal matrices to a stack of matrices, roughly: Newton-Schulz rounds of
    a quintic tuned for speed, which leaves singular values near one rather than at it."""
    tall = g.shape[-2] > g.shape[-1]
    x = g.mT if tall else g
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(rounds):
        a = x @ x.mT
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    """Rates and decay mean what they mean for AdamW."""

    def __init__(self, params, lr, weight_decay, momentum=0.95):
        params = list(params)
        shapes = {p.shape for p in params}  # one stack of equal matrices is one call: faster
        groups = [{"params": [p for p in params if p.shape == s]} for s in sorted(shapes)]
        super().__init__(groups, dict(lr=lr, weight_decay=weight_decay, momentum=momentum))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            steps = []
            for p in group["params"]:
                m = self.state[p].setdefault("momentum", torch.zeros_like(p))
                m.lerp_(p.grad, 1 - group["momentum"])
                steps.append(p.grad.lerp(m, group["momentum"]))
            rows, columns = group["params"][0].shape
            size = 0.2 * max(rows, columns) ** 0.5  # the size of AdamW's steps
            for p, s in zip(group["params"], orthogonal(torch.stack(steps))):
                p.mul_(1 - group["lr"] * group["weight_decay"]).add_(s, alpha=-group["lr"] * size)

"""The small seeded generator that the references and the tests share, so that inputs need not be stored."""

MASK = 0xFFFFFFFF


class Seeded:
    """mulberry32: numbers in [0, 1) that are multiples of 2 ** -32."""

    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x6D2B79F5) & MASK
        t = self.state
        t = ((t ^ (t >> 15)) * (t | 1)) & MASK
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & MASK)) & MASK
        return (t ^ (t >> 14)) / 2**32

    def below(self, n):
        return int(self.next() * n)

    def pick(self, items):
        return items[self.below(len(items))]

    def distribution(self, classes, zeros=0.0):
        """Squares of uniform numbers over their sum, each 0 with the chance `zeros` but never all."""
        weights = []
        for _ in range(classes):
            u = self.next()
            weights.append(0.0 if self.next() < zeros else u * u + 0.001)
        if not any(weights):
            weights[0] = 1.0
        total = 0.0
        for weight in weights:
            total += weight
        return [weight / total for weight in weights]

    def between(self, low, high):
        return low + (high - low) * self.next()

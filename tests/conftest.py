"""What all tests share: garbage is looked for less often, as most of what a test makes is gone when it ends."""

import gc

gc.set_threshold(20_000, 20, 20)
